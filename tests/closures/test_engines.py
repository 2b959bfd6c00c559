"""What search engines and other sites are told: addresses, languages, what an event is, and what is not theirs."""

import json
import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from closures import actions
from closures.models import RoadEvent
from tests.appeals.factories import appeal
from tests.closures.factories import active, area, draft, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
SITE = "https://roads.example.org"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture(autouse=True)
def _site(monkeypatch, settings, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.SITE_URL = SITE


def links(page, rel: str) -> dict[str, str]:
    found = re.findall(rf'<link rel="{rel}"(?: hreflang="([^"]+)")? href="([^"]+)">', page.content.decode())
    return dict(found)


def linked_data(page) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())[1])


def locations(answer) -> list[str]:
    assert answer["Content-Type"].startswith("application/xml")
    return [each.text for each in ElementTree.fromstring(answer.content).iter(LOC)]


def test_a_closure_is_a_special_announcement(anonymous, agency):
    event = active(agency)
    told = linked_data(anonymous.get(f"/events/{event.pk}/"))
    assert told["@type"] == "SpecialAnnouncement"
    assert told["url"] == f"{SITE}/events/{event.pk}/"
    assert told["expires"] == "2026-06-12T07:00:00+00:00"
    assert told["publisher"]["name"] == "Департамент дорог"
    south, west, north, east = (float(number) for number in told["spatialCoverage"]["geo"]["box"].split())
    assert south == pytest.approx(57.151796, abs=1e-5) and west == pytest.approx(65.54, abs=1e-5)
    assert north == pytest.approx(57.151796, abs=1e-5) and east == pytest.approx(65.543304, abs=1e-5)


def test_what_is_held_in_the_street_is_an_event(anonymous, agency):
    square = phase(geometry=area((0, 150), (100, 150), (100, 200), (0, 200), (0, 150)))
    event = published(agency, kind="public-event", cause="event", phases=[square])
    told = linked_data(anonymous.get(f"/events/{event.pk}/"))
    assert (told["@type"], told["startDate"]) == ("Event", "2026-06-11T07:00:00+00:00")
    assert told["eventStatus"] == "https://schema.org/EventScheduled"


def test_what_is_held_in_the_street_and_called_off_is_cancelled(anonymous, agency):
    square = phase(geometry=area((0, 150), (100, 150), (100, 200), (0, 200), (0, 150)))
    event = published(agency, kind="public-event", cause="event", phases=[square])
    actions.cancel(event, by=None, at=NOW)
    told = linked_data(anonymous.get(f"/events/{event.pk}/"))
    assert (told["@type"], told["eventStatus"]) == ("Event", "https://schema.org/EventCancelled")


def test_no_headline_ends_the_script_that_it_stands_in(anonymous, agency):
    event = active(agency)
    words = "</script><script>alert(1)</script>"
    RoadEvent.objects.update(headline=words)
    page = anonymous.get(f"/events/{event.pk}/")
    assert words not in page.content.decode()
    assert linked_data(page)["name"] == words


def test_the_sitemap_names_what_is_public(anonymous, agency):
    shown, hidden = active(agency), draft(agency)
    sections = locations(anonymous.get("/sitemap.xml"))
    assert len(sections) == 5
    events = locations(anonymous.get("/sitemap-events.xml"))
    assert events == [f"{SITE}/events/{shown.pk}/"]
    assert f"{SITE}/events/{hidden.pk}/" not in events
    assert f"{SITE}/list/" in locations(anonymous.get("/sitemap-pages.xml"))
    streets = locations(anonymous.get("/sitemap-streets.xml"))
    assert len(streets) == len(set(streets)) >= 6
    assert anonymous.get(streets[0].removeprefix(SITE)).status_code == 200
    assert anonymous.get("/sitemap-nonsense.xml").status_code == 404


def test_robots_are_kept_from_secret_pages_the_desk_and_the_api(anonymous):
    answer = anonymous.get("/robots.txt")
    refused = re.findall(r"^Disallow: (\S+)$", answer.content.decode(), re.MULTILINE)
    assert {"/m/", "/desk/", "/admin/", "/api/v1/", "/api/staff/"} <= set(refused)
    assert "/api/" not in refused  # what is told of it in words is a page
    assert f"Sitemap: {SITE}/sitemap.xml" in answer.content.decode()


def test_a_page_names_its_address_in_each_language(anonymous):
    page = anonymous.get("/list/?utm_source=vk")
    assert links(page, "canonical") == {"": f"{SITE}/list/"}
    assert links(page, "alternate") == {
        "ru": f"{SITE}/list/?lang=ru",
        "en": f"{SITE}/list/?lang=en",
        "x-default": f"{SITE}/list/",
    }
    assert links(anonymous.get("/list/?lang=en"), "canonical") == {"": f"{SITE}/list/?lang=en"}


def test_the_language_is_found_chosen_and_kept(anonymous):
    def language(address, **headers):
        return re.search(r'<html lang="(\w+)"', anonymous.get(address, headers=headers).content.decode())[1]

    assert language("/list/") == "ru"
    assert language("/list/", **{"Accept-Language": "en-GB,en;q=0.8"}) == "en"
    assert language("/list/?lang=xx") == "ru"
    assert language("/list/?lang=en") == "en"
    assert language("/journal/") == "en"
    assert anonymous.cookies["django_language"]["max-age"] >= 30 * 24 * 3600
    form = re.search(r'name="next" value="([^"]+)"', anonymous.get("/list/?lang=en").content.decode())[1]
    assert form == "/list/"
    anonymous.post("/language/", {"language": "ru", "next": form})
    assert language("/list/") == "ru"


def test_a_secret_page_tells_nobody_its_address(anonymous, agency, small_city):
    message = appeal(small_city)
    page = anonymous.get(message.get_secret_url())
    assert links(page, "canonical") == links(page, "alternate") == {}
    assert "og:url" not in page.content.decode()


def test_a_link_is_shown_with_a_picture_and_words(anonymous, agency):
    active(agency)
    for address in ("/", "/streets/ulitsa-pushkina/"):
        page = anonymous.get(address).content.decode()
        told = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
        assert told["title"] and told["description"] and told["url"] == SITE + address
        drawn = anonymous.get(told["image"].removeprefix(SITE))
        assert Image.open(BytesIO(drawn.content)).size == (1200, 630)
