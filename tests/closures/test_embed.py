"""The map and the list for other sites, and the page that makes the line to copy."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from closures.embedding import GeneratorForm
from closures.views import embed
from roadmap.models import Area, City, Road
from tests.closures.factories import active, line, phase, published
from tests.conftest import NOW
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def far_district(small_city):
    """A district in which nothing happens: beyond the small city."""
    west, south, east, north = small_city.box.extent
    beyond = Polygon.from_bbox((east + 0.1, north + 0.1, east + 0.2, north + 0.2))
    beyond.srid = 4326
    return Area.objects.create(city=small_city, slug="far", name="Дальний", geometry=MultiPolygon(beyond, srid=4326))


def listed(response) -> list[int]:
    return [int(pk) for pk in re.findall(r'class="row" href="/events/(\d+)/"', response.content.decode())]


def frame_of(response) -> str:
    """What the copied line's browser would ask for: the text area's text, read as HTML."""
    line = unescape(re.search(r"<textarea[^>]*>(.+?)</textarea>", response.content.decode(), re.S)[1])
    return unescape(re.search(r'<iframe src="([^"]+)"', line)[1])


def test_the_generator_makes_a_line_that_shows_what_was_chosen(anonymous, far_district):
    page = anonymous.get("/embed/?area=far&kind=closure&kind=repair-zone&language=en&shape=map&height=600")
    address = urlsplit(frame_of(page))
    assert (address.scheme, address.netloc, address.path) == ("http", "testserver", "/embed/map/")
    assert parse_qs(address.query) == {"area": ["far"], "kind": ["closure", "repair-zone"], "language": ["en"]}
    assert 'height="600" title="Предпросмотр"' in page.content.decode()
    assert anonymous.get(address.path, parse_qs(address.query)).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("area=nowhere", "area"),
        ("street=улица Которой Нет", "street"),
        ("kind=ships", "kind"),
        ("language=xx", "language"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_field_named(anonymous, query, field):
    for address in ("/embed/map/", "/embed/list/"):
        answer = anonymous.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert f"({field})" in answer.content.decode()
    assert anonymous.get(f"/embed/?{query}").status_code == 400


def test_a_street_of_the_register_without_a_line_is_refused(anonymous, small_city):
    Road.objects.create(city=small_city, name="улица Заречная", slug="zarechnaya", kind_word="улица")
    for address in ("/embed/map/", "/embed/list/"):
        answer = anonymous.get(address, {"street": "улица Заречная"})
        assert answer.status_code == 400
        assert "(street)" in answer.content.decode()


def test_another_citys_district_is_neither_offered_nor_shown(anonymous, far_district):
    other = City.objects.create(slug="other", name="Другой", metric_srid=32641, box=far_district.city.box)
    Area.objects.filter(pk=far_district.pk).update(city=other)
    assert "Дальний" not in anonymous.get("/embed/").content.decode()
    for address in ("/embed/map/", "/embed/list/"):
        answer = anonymous.get(f"{address}?area=far")
        assert answer.status_code == 400
        assert "(area)" in answer.content.decode()


@pytest.mark.parametrize("height", ["10", "5000", "tall"])
def test_a_height_that_no_page_has_is_refused(anonymous, height):
    assert anonymous.get(f"/embed/?height={height}").status_code == 400


@pytest.mark.parametrize("address", ["/embed/map/", "/embed/list/"])
def test_what_is_embedded_may_stand_in_any_frame_and_sets_no_cookie(anonymous, address):
    answer = anonymous.get(address)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_every_other_page_stays_out_of_frames(anonymous):
    for address in ("/", "/list/", "/embed/"):
        answer = anonymous.get(address)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_the_list_has_no_script_and_its_links_open_elsewhere(anonymous, agency):
    event = active(agency)
    answer = anonymous.get("/embed/list/")
    assert listed(answer) == [event.pk]
    assert "<script" not in answer.content.decode()
    assert '<base target="_blank">' in answer.content.decode()


def test_a_district_and_a_street_narrow_the_list(anonymous, agency, far_district):
    event = active(agency)
    assert listed(anonymous.get("/embed/list/?area=far")) == []
    assert listed(anonymous.get("/embed/list/", {"street": "Пушкина"})) == [event.pk]
    assert listed(anonymous.get("/embed/list/", {"street": "Гоголя"})) == []
    assert listed(anonymous.get("/embed/list/?kind=signal-outage")) == []


def test_a_district_lists_what_lies_in_it_today(anonymous, agency, small_city):
    """Of works in stages the district of today's stage, not that of the next."""
    today = phase(planned_start=NOW - DAY, planned_end=NOW + DAY)  # улица Пушкина, y = 200
    then = phase(planned_start=NOW + DAY, planned_end=NOW + 5 * DAY, geometry=line((-195, -200), (-5, -200)))
    event = active(agency, kind="repair-zone", cause="road-repair", phases=[today, then])
    for slug, y in (("north", 100), ("south", -300)):
        corners = Polygon.from_bbox((*lonlat(-300, y), *lonlat(300, y + 200)))
        Area.objects.create(city=small_city, slug=slug, name=slug, geometry=MultiPolygon(corners, srid=4326))
    assert listed(anonymous.get("/embed/list/?area=north")) == [event.pk]
    assert listed(anonymous.get("/embed/list/?area=south")) == []


def test_the_map_opens_on_what_was_asked_for(anonymous, far_district):
    text = anonymous.get("/embed/map/?area=far").content.decode()
    told = [float(each) for each in re.search(r'data-opens="([^"]+)"', text)[1].split(",")]
    assert told == pytest.approx(list(far_district.geometry.extent))


def test_the_language_is_that_of_the_address(anonymous, agency):
    active(agency)
    assert '<html lang="ru">' in anonymous.get("/embed/list/").content.decode()
    in_english = anonymous.get("/embed/list/?language=en", headers={"Accept-Language": "ru"}).content.decode()
    assert '<html lang="en">' in in_english
    assert "Restrictions on roads" in in_english


def test_a_long_list_is_cut_and_says_so(anonymous, agency, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(embed, "NEARBY", 2)
    for y in (0, 10, 20):
        published(agency, phases=[phase(geometry=line((0, y), (100, y)))])
    with django_assert_max_num_queries(8):
        answer = anonymous.get("/embed/list/")
    assert len(listed(answer)) == 2
    assert "Показать все" in answer.content.decode()


def test_districts_have_one_english_name_wherever_one_chooses_or_reads(anonymous, districts):
    """The generator, the list that it makes, the subscription's form, stories, the answer to a search."""
    asked = ("/embed/list/?language=en&area=west", "/stories/?district=west", "/?q=Zapadnyy")
    for page in ("/embed/", "/subscribe/", *asked):
        told = anonymous.get(page, headers={"accept-language": "en"}).content.decode()
        assert "Zapadnyy District" in told, page
        assert "Западный" not in told, page


WRONG = {
    "area": "nowhere",
    "street": "qqqq",
    "kind": "ufo",
    "language": "xx",
    "shape": "globe",
    "height": "1",
}


def test_the_generator_says_beside_each_field_what_is_wrong_with_it(anonymous):
    assert set(WRONG) == set(GeneratorForm.base_fields)
    for field, value in WRONG.items():
        page = anonymous.get("/embed/", {field: value}).content.decode()
        told = re.findall(r'data-error="(\w+)">\s*\S', page)
        assert told == [field]
