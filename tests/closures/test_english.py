"""The same record in English: what is derived, what the API and the pages give, whose names win."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.translation import override

from closures import actions
from closures.models import Phase, RoadEvent
from closures.wording.english import places
from roadmap.channels.journal import Journal
from roadmap.models import Delivery, JournalEntry, Picture, Road
from tests.closures.factories import active, phase
from tests.conftest import NOW
from tests.standards.test_atom import told as written
from tests.test_languages import unmarked

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
    assert nights.headline_en == "Road closure: Pushkina Street between Baumana Street and Rechnoy Lane"
    assert nights.place_en == "Pushkina Street between Baumana Street and Rechnoy Lane"
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


def test_what_mappers_wrote_in_english_is_found_but_not_told(agency):
    """Else one page would tell two streets of one kind by two rules."""
    street = Road.objects.get(name="улица Пушкина")
    assert (street.names, "Pushkin Street" in street.variants) == ({}, True)
    with override("en"):
        assert street.shown_name == "Pushkina Street"


def test_a_name_that_an_administrator_wrote_wins(agency):
    Road.objects.filter(name="улица Баумана").update(names={"en": "Bauman Road"})
    assert active(agency).place_en == "Pushkina Street between Bauman Road and Rechnoy Lane"


@pytest.mark.parametrize("address", ["/list/", "/events/{}/", "/events/{}/card/"])
def test_pages_tell_it_in_english(client, nights, address):
    page = client.get(address.format(nights.pk), headers=ENGLISH).content.decode()
    assert nights.headline_en in page
    assert nights.headline not in page


def test_the_journal_and_the_event_s_page_tell_one_post_in_english(client, nights):
    written()
    entry = JournalEntry.objects.get()
    picture = Picture.objects.get(spec__title=nights.headline_en)
    assert entry.picture_en == picture
    for address in ("/journal/", f"/events/{nights.pk}/"):
        page = client.get(address, headers=ENGLISH).content.decode()
        assert "Reason: heating main repair (" in page
        assert f'lang="en" class="event-picture" src="/pictures/{picture.digest}' in page
        assert "Закрыто движение" not in page
        russian = client.get(address, headers={"Accept-Language": "ru"}).content.decode()
        assert f'lang="ru" class="event-picture" src="/pictures/{entry.picture.digest}' in russian
        assert "heating main" not in russian
    assert entry.title_en in client.get("/journal/", headers=ENGLISH).content.decode()


def test_a_post_of_the_time_before_english_is_told_in_russian(client, nights):
    written()
    JournalEntry.objects.update(title_en="", text_en="", picture_en=None)
    page = client.get("/journal/", headers=ENGLISH).content.decode()
    assert "Закрытие движения: участок улицы Пушкина" in page
    assert 'lang="ru" class="event-picture"' in page
    assert unmarked(page) == []


def test_what_a_later_change_tells_is_in_the_journal_in_english_too(client, nights, dispatcher):
    written()
    before = JournalEntry.objects.get().text_en
    actions.cancel(nights, by=dispatcher, at=NOW + timedelta(hours=1), comment="дождь")
    written()
    after = JournalEntry.objects.get().text_en
    assert "will be closed to traffic at night" in before
    assert "will be closed" not in after
    assert "Pushkina Street" in after


def test_a_network_that_tells_russian_is_given_no_english(agency, monkeypatch):
    monkeypatch.setattr(Journal, "tells_english", False)
    active(agency)
    assert set(Delivery.objects.values_list("title_en", "text_en", "picture_en")) == {("", "", None)}
