"""The same record in English: what is derived, what the API and the pages give, whose names win."""

import pytest
import time_machine

from closures.models import Phase, RoadEvent
from closures.wording.english import places
from roadmap.importers.cutting import Piece
from roadmap.importers.extract import Way
from roadmap.importers.roads import streets
from roadmap.models import JournalEntry, Picture, Road
from tests.closures.factories import active, phase
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LIST = "/api/v1/road-events/"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def nights(agency):
    hours = {"hours": [{"start": "22:00", "end": "06:00"}]}
    return active(agency, phases=[phase(planned_start=NOW, schedule=hours)])


def told(client, event, **headers):
    [feature] = client.get(LIST, headers=headers).json()["features"]
    assert feature["id"] == event.pk
    detail = client.get(f"{LIST}{event.pk}/", headers=headers).json()["properties"]
    words = {name: feature["properties"][name] for name in ("headline", "place", "hours")}
    assert words == {name: detail[name] for name in words}
    return words


def test_headline_place_and_hours_are_derived_in_both_languages(nights):
    assert nights.headline == "Закрытие движения: улица Пушкина, от улицы Баумана до Речного переулка"
    assert nights.headline_en == "Road closure: Pushkin Street between Bauman Street and Rechnoy Lane"
    assert nights.place_en == "Pushkin Street between Bauman Street and Rechnoy Lane"
    assert (nights.hours, nights.hours_en) == ("ежедневно 22:00–06:00", "daily 22:00–06:00")


def test_a_house_s_letter_is_latin_too():
    assert places.title({"type": "address", "on": "улица Мира", "house": "16А"}) == "Mira Street at No.\u00a016A"


def test_the_api_answers_in_the_language_asked_for(client, nights):
    assert told(client, nights)["headline"] == nights.headline
    assert told(client, nights, **ENGLISH) == {
        "headline": nights.headline_en,
        "place": nights.place_en,
        "hours": "daily 22:00–06:00",
    }


@pytest.mark.parametrize("address", [LIST, LIST + "{}/"])
def test_an_answer_in_one_language_is_not_taken_for_the_other(client, nights, address):
    address = address.format(nights.pk)
    russian, english = (client.get(address, headers={"Accept-Language": code}) for code in ("ru", "en"))
    assert russian.headers["ETag"] != english.headers["ETag"]
    assert "Accept-Language" in russian.headers["Vary"]
    kept = {"If-None-Match": russian.headers["ETag"]}
    assert client.get(address, headers=kept | {"Accept-Language": "ru"}).status_code == 304
    assert client.get(address, headers=kept | ENGLISH).status_code == 200


def test_what_was_derived_before_english_was_is_told_in_russian(client, nights):
    for rows in (RoadEvent, Phase):
        rows.objects.update(headline_en="", place_en="", hours_en="")
    assert told(client, nights, **ENGLISH)["headline"] == nights.headline


def test_a_name_that_the_map_has_in_english_wins(agency):
    """The small city's streets have name:en; without it the name is written in Latin letters."""
    Road.objects.filter(name="улица Баумана").update(names={})
    assert active(agency).place_en == "Pushkin Street between Baumana Street and Rechnoy Lane"


def test_a_name_in_russian_letters_is_no_english_one():
    tags = {"name": "улица Пушкина", "name:en": "улица Пушкина"}
    assert streets([Piece("1", Way(1, [], tags), "residential", [], is_oneway=False)])["улица Пушкина"].names == {}


@pytest.mark.parametrize("address", ["/list/", "/events/{}/", "/events/{}/card/"])
def test_pages_tell_it_in_english(client, nights, address):
    page = client.get(address.format(nights.pk), headers=ENGLISH).content.decode()
    assert nights.headline_en in page
    assert nights.headline not in page


def test_an_event_s_page_shows_its_post_and_picture_in_english(client, nights):
    """The journal's own post stays Russian; the English picture was made with it."""
    english = Picture.objects.get(spec__title=nights.headline_en)
    JournalEntry.objects.update_or_create(
        subject=nights.subject,
        defaults={
            "city": nights.city,
            "version": nights.version,
            "title": nights.headline,
            "text": "Закрыто движение.",
            "published_at": NOW,
            "updated_at": NOW,
        },
    )
    page = client.get(f"/events/{nights.pk}/", headers=ENGLISH).content.decode()
    assert "Reason: heating main repair (" in page
    assert f'lang="en" class="event-picture" src="/pictures/{english.digest}' in page
    assert "Закрыто движение" not in page
    assert (
        "Закрыто движение." in client.get(f"/events/{nights.pk}/", headers={"Accept-Language": "ru"}).content.decode()
    )
