"""The history at the desk: who, when, why, the difference in words and on the map, the texts as they were sent."""

import json
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import ProtectedError
from django.utils import translation

from closures import amending, confirming
from closures.differences import differences
from closures.history import moved_shapes
from closures.snapshot import WAY_ROUND
from roadmap import staff
from roadmap.language.grammar.english.letters import is_russian
from roadmap.models import Delivery, TrafficSignal
from tests.closures.desk import change
from tests.closures.factories import active, draft, line, phase, published
from tests.conftest import NOW, signed_in
from tests.queries import cost

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def moved(agency, dispatcher):
    """Its end was moved, and it is shorter than it was."""
    event = published(agency, by=dispatcher)
    dispatcher.first_name, dispatcher.last_name = "Анна", "Петрова"
    dispatcher.save()
    shorter = phase(planned_end=NOW + timedelta(days=5), geometry=line((0, 200), (100, 200)))
    amending.change(event, fields={}, phases=[shorter], by=dispatcher, at=NOW, comment="дожди")
    return event


def test_a_step_tells_who_when_why_and_what_differs(moved, desk):
    html = desk.get(f"/desk/events/{moved.pk}/history/3/").content.decode()
    for words in ("Срок перенесён", "Анна Петрова", "дожди", "13 июня, 12:00", "15 июня, 12:00"):
        assert words.lower() in html.lower(), words


def test_and_shows_both_places_on_a_map(moved, desk):
    html = desk.get(f"/desk/events/{moved.pk}/history/3/").content.decode()
    shapes = json.loads(html.split('id="shapes" type="application/json">')[1].split("</script>")[0])
    (before,), (after,) = shapes["before"], shapes["after"]
    assert before["coordinates"][0] == after["coordinates"][0]
    assert before["coordinates"][1][0] > after["coordinates"][1][0]


def test_an_english_reader_reads_what_differs_in_english(agency, desk):
    event = published(agency)
    weekday_nights = {"hours": [{"weekdays": ["thu", "fri"], "start": "22:10", "end": "05:50"}]}
    stretch = {"type": "between", "on": "улица Пушкина", "from": "Кремлёвская улица", "to": "улица Баумана"}
    stage = phase(schedule=weekday_nights, places=[stretch], direction="forward", toward="Речной переулок")
    amending.change(event, fields={"detour_roads": ["Садовая улица"]}, phases=[stage], by=None, at=NOW)
    page = desk.get(f"/desk/events/{event.pk}/history/3/", headers={"Accept-Language": "en"}).content.decode()
    told = re.findall(r"<(?:dt|del|ins)>(.*?)</", page)
    assert len(told) > 6
    assert [words for words in told if is_russian(words)] == []


def test_another_signal_is_told_by_its_english_name(agency, desk):
    one, other = TrafficSignal.objects.filter(city=agency.city).order_by("pk")
    event = draft(agency, kind="signal-outage", signal=one, signal_mode="off")
    amending.change(event, fields={"signal": other}, by=None, at=NOW)
    page = desk.get(f"/desk/events/{event.pk}/history/2/", headers={"Accept-Language": "en"}).content.decode()
    before, now = (re.search(rf"<{tag}>(.*?)</{tag}>", page)[1] for tag in ("del", "ins"))
    assert before != now
    assert not is_russian(before + now)


WAY = {"type": "LineString", "coordinates": [[65.54, 57.15], [65.54, 57.1517]]}


@pytest.mark.parametrize(
    ("before", "now", "told", "way_before"),
    [
        ({}, {WAY_ROUND: WAY}, [], []),  # the version before is older than ways round in histories
        ({WAY_ROUND: None}, {WAY_ROUND: WAY}, ["—"], []),
        ({WAY_ROUND: WAY}, {WAY_ROUND: None}, ["линия на карте"], [WAY]),
        ({WAY_ROUND: WAY}, {WAY_ROUND: WAY}, [], []),
    ],
)
def test_a_history_from_before_ways_round_tells_none_that_came_from_nowhere(before, now, told, way_before):
    before, now = ({"phases": []} | state for state in (before, now))
    with translation.override("ru"):
        assert [each.before for each in differences(before, now, ZoneInfo("Asia/Yekaterinburg"), NOW)] == told
    assert moved_shapes(now, before)["way_before"] == way_before
    assert moved_shapes({"phases": []}, now)["way_before"] == [], "a state that does not know of ways round"


def test_where_the_place_stayed_the_map_has_one(agency, desk):
    event = published(agency)
    amending.change(event, fields={"reason": "иное"}, by=None, at=NOW)
    html = desk.get(f"/desk/events/{event.pk}/history/3/").content.decode()
    assert '"before": []' in html


def test_texts_are_those_that_were_sent(moved, desk):
    Delivery.objects.filter(version=3).update(text="Как ушло в тот день.")
    html = desk.get(f"/desk/events/{moved.pk}/history/3/").content.decode()
    assert "Как ушло в тот день." in html
    assert "Как ушло в тот день." not in desk.get(f"/desk/events/{moved.pk}/history/2/").content.decode()


def test_the_editor_tells_the_latest_steps_with_their_differences(moved, desk):
    html = desk.get(f"/desk/events/{moved.pk}/").content.decode()
    assert f"/desk/events/{moved.pk}/history/3/" in html
    assert "15 июня, 12:00" in html


def test_a_long_history_has_pages_and_each_asks_as_little(agency, desk):
    event = published(agency)
    pages = [f"/desk/events/{event.pk}/history/", f"/desk/events/{event.pk}/"]

    def change_until(last, first=0):
        for number in range(first, last):
            amending.change(event, fields={"reason": f"причина {number}"}, by=None, at=NOW)
        return [cost(desk, page) for page in pages]

    few = change_until(10)
    assert change_until(55, first=10) == few
    html = desk.get(pages[0]).content.decode()
    assert "причина 54" in html
    assert "причина 3<" not in html
    following = html.split('rel="next" href="')[1].split('"')[0]
    assert "причина 3<" in desk.get(f"/desk/events/{event.pk}/history/{following}").content.decode()
    assert "причина 40" not in desk.get(pages[1]).content.decode()


def test_strangers_and_versions_that_are_none_are_not_found(moved, desk, other_dispatcher, client):
    address = f"/desk/events/{moved.pk}/history/"
    assert desk.get(f"{address}99/").status_code == 404
    for page in (address, f"{address}2/"):
        assert signed_in(other_dispatcher).get(page).status_code == 404
        assert client.get(page).status_code == 302


def test_who_left_stays_in_the_history(moved, dispatcher, other_dispatcher, agency):
    staff.deactivate(dispatcher, by=None)
    with pytest.raises(ProtectedError):
        dispatcher.delete()
    other_dispatcher.agency = agency
    other_dispatcher.save()
    html = signed_in(other_dispatcher).get(f"/desk/events/{moved.pk}/history/3/").content.decode()
    assert "Анна Петрова" in html


def test_a_typing_error_is_corrected_after_the_end(agency, dispatcher, desk):
    event = active(agency, reason="рмонт теплотрассы")
    confirming.finish(event, by=dispatcher, at=NOW)
    assert (
        change(desk, event.pk, {"reason": "ремонт теплотрассы", "comment": "опечатка"}).json()["status"] == "finished"
    )
    assert Delivery.objects.filter(subject=event.subject).order_by("version").last().action == "edit"
    html = desk.get(f"/desk/events/{event.pk}/history/4/").content.decode()
    assert "<del>рмонт теплотрассы</del>" in html
    assert "<ins>ремонт теплотрассы</ins>" in html
