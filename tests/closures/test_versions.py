"""Two writers of one event: whoever has not read what stands is told who changed what, and overwrites nothing."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from closures import actions, amending
from closures.models import RoadEvent
from tests.closures.desk import EVENTS, change, do, version_of
from tests.closures.factories import PUSHKINA, draft, line, phase, published
from tests.conftest import NOW, signed_in
from tests.hands import Hand

pytestmark = pytest.mark.django_db
VERBS = ["submit", "publish", "confirm", "finish", "cancel"]


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def colleague(agency):
    from roadmap.models import User

    return User.objects.create_user(
        "ivanova", first_name="Анна", last_name="Иванова", agency=agency, roles=["dispatcher"]
    )


def test_an_event_tells_its_version(desk, agency):
    event = draft(agency)
    first = version_of(desk, event.pk)
    assert first == version_of(desk, event.pk)
    assert change(desk, event.pk, {"reason": "авария"}).headers["ETag"] == version_of(desk, event.pk) != first


def test_a_new_draft_tells_its_version(desk, agency):
    stage = {"geometry": phase()["geometry"].geojson, "planned_start": "2026-06-12T22:00"}
    body = {"kind": "closure", "phases": [stage | {"geometry": json.loads(stage["geometry"])}]}
    made = desk.post(EVENTS, body, content_type="application/json")
    assert made.headers["ETag"] == version_of(desk, made.json()["id"])


def test_no_answer_is_compressed_for_that_would_weaken_its_version(desk, agency):
    event = published(agency, note="я" * 900)
    answer = desk.get(f"{EVENTS}{event.pk}/", headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) > 1000
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["ETag"].startswith('"')


def test_who_names_no_version_is_asked_for_it(desk, agency):
    event = draft(agency)
    for verb in VERBS:
        assert desk.post(f"{EVENTS}{event.pk}/{verb}/", {}, content_type="application/json").status_code == 428
    answer = desk.patch(f"{EVENTS}{event.pk}/", {"reason": "x"}, content_type="application/json")
    assert answer.status_code == 428
    assert "If-Match" in answer.json()["detail"]
    event.refresh_from_db()
    assert event.version == 1


def test_every_verb_refuses_another_version_and_changes_nothing(desk, agency, colleague):
    event = draft(agency)
    old = version_of(desk, event.pk)
    amending.change(event, fields={"reason": "авария"}, by=colleague, at=NOW)
    for verb in VERBS:
        assert do(desk, event.pk, verb, version=old).status_code == 412, verb
    assert change(desk, event.pk, {"reason": "ямы"}, version=old).status_code == 412
    event.refresh_from_db()
    assert (event.version, event.status, event.reason) == (2, "draft", "авария")


@pytest.mark.parametrize("named", ['W/"1"', '"x"', "1", '""', '"0", "99"'])
def test_only_the_very_version_counts(desk, agency, named):
    event = draft(agency)
    assert change(desk, event.pk, {"reason": "ямы"}, version=named).status_code == 412


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ('W/"1"', 'пошлите "1", без W/'),
        ("1", "напишите версию в кавычках"),
        ("чушь", "напишите версию в кавычках"),
        ('""', 'действует "1"'),
        ('"2"', 'действует "1"'),
        ('"-1"', 'действует "1"'),
        (f'"{"1" * 4400}"', 'действует "1"'),
    ],
)
def test_a_tag_that_nobody_was_given_is_told_what_is_wrong_with_it(desk, agency, named, told):
    event = draft(agency)
    for answer in [change(desk, event.pk, {}, version=named), *(do(desk, event.pk, v, version=named) for v in VERBS)]:
        assert answer.status_code == 412
        assert told in answer.json()["detail"]
        assert "изменили" not in answer.json()["detail"]
        assert (answer.json()["changes"], answer.json()["differences"]) == ([], [])
        assert answer.headers["ETag"] == '"1"'


def test_a_weak_tag_of_a_version_of_before_is_told_what_changed(desk, agency, colleague):
    event = draft(agency)
    amending.change(event, fields={"reason": "авария"}, by=colleague, at=NOW)
    assert "Анна Иванова" in change(desk, event.pk, {}, version='W/"1"').json()["detail"]


def test_one_of_several_versions_or_whatever_stands_may_be_named(desk, agency):
    event = draft(agency)
    assert change(desk, event.pk, {"reason": "ямы"}, version='"0", "1"').status_code == 200
    assert change(desk, event.pk, {"reason": "трещины"}, version="*").status_code == 200


def test_of_several_versions_read_the_latest_counts_and_what_came_after_it_is_told_in_order(desk, agency, colleague):
    event = draft(agency)
    for reason in ("авария", "ямы", "трещины"):
        amending.change(event, fields={"reason": reason}, by=colleague, at=NOW)
    told = change(desk, event.pk, {}, version='"1", "2"').json()
    assert [one["version"] for one in told["changes"]] == [3, 4]
    assert told["detail"].count("Анна Иванова") == 1
    assert [(one["before"], one["now"]) for one in told["differences"]] == [("авария", "трещины")]


def test_a_stranger_is_told_of_no_version(agency, other_dispatcher):
    event = draft(agency)
    assert change(signed_in(other_dispatcher), event.pk, {}, version='"7"').status_code == 404


def test_the_second_writer_is_told_who_changed_what_and_when(desk, agency, colleague):
    event = published(agency)
    old = version_of(desk, event.pk)
    later = [phase(planned_end=NOW + timedelta(days=4), vehicle_classes=["lorry"])]
    at = NOW + timedelta(minutes=5)
    amending.change(event, fields={"reason": "авария", "bus_routes": ["57"]}, phases=later, by=colleague, at=at)
    answer = change(desk, event.pk, {"reason": "ямы"}, version=old)
    told = answer.json()
    assert answer.status_code == 412
    assert "Иванова" in told["detail"]
    assert "10 июня, 12:05" in told["detail"]
    where_to_look = ("Почему и кто · Словами", "Объезд · Маршруты автобусов, идущие в объезд", "Когда · До")
    assert all(f"«{name}»" in told["detail"] for name in where_to_look)
    assert [(one["by"], one["what"]) for one in told["changes"]] == [("Анна Иванова", "срок перенесён")]
    by_field = {one["field"]: (one["before"], one["now"]) for one in told["differences"]}
    assert by_field["reason"] == ("ремонт теплотрассы", "авария")
    assert by_field["bus_routes"] == ("—", "57")
    assert by_field["phases.0.vehicle_classes"] == ("—", "грузовые")
    assert by_field["phases.0.planned_end"] == ("13 июня, 12:00", "14 июня, 12:00")
    assert told["event"]["reason"] == "авария"
    assert answer.headers["ETag"] == version_of(desk, event.pk)
    assert change(desk, event.pk, {"reason": "ямы"}, version=answer.headers["ETag"]).status_code == 200


def test_it_is_told_in_the_readers_language(desk, agency, colleague):
    event = draft(agency)
    old = version_of(desk, event.pk)
    amending.change(event, fields={"reason": "авария"}, by=colleague, at=NOW)
    named = {"If-Match": old, "Accept-Language": "en"}
    told = desk.patch(f"{EVENTS}{event.pk}/", {}, content_type="application/json", headers=named).json()
    assert told["detail"] == "Changed meanwhile by Анна Иванова (10 June, 12:00): “Why and who · In words”."


def told_after(agency, desk, *what) -> str:
    """The sentence for who read the draft before all of `what` was done to it."""
    event = draft(agency)
    old = version_of(desk, event.pk)
    for do_it in what:
        do_it(event)
    return change(desk, event.pk, {"reason": "ямы"}, version=old).json()["detail"]


def test_of_the_status_what_was_done_is_told(desk, agency, colleague):
    detail = told_after(agency, desk, lambda event: actions.publish(event, by=colleague, at=NOW))
    assert detail == "Пока вы работали, запись изменили: Анна Иванова (10 июня, 12:00) — опубликовано."


def test_who_changed_it_in_another_tab_is_told_so(desk, agency, dispatcher, colleague):
    def write(by, reason: str):
        return lambda event: amending.change(event, fields={"reason": reason}, by=by, at=NOW)

    both = told_after(agency, desk, write(dispatcher, "авария"), write(colleague, "трещины"))
    who = "вы сами, в другой вкладке, Анна Иванова"
    assert both == f"Пока вы работали, запись изменили: {who} (10 июня, 12:00) — «Почему и кто · Словами»."


def test_what_was_changed_and_changed_back_is_told_by_what_was_done(desk, agency, colleague):
    def write(reason: str):
        return lambda event: amending.change(event, fields={"reason": reason}, by=colleague, at=NOW)

    detail = told_after(agency, desk, write("авария"), write(draft(agency).reason))
    assert detail == "Пока вы работали, запись изменили: Анна Иванова (10 июня, 12:00) — черновик изменён."


def test_a_place_of_several_fields_is_named_once(desk, agency, colleague):
    def move(event):
        south = [phase(geometry=line((0, 0), (200, 0)))]
        amending.change(event, fields={}, phases=south, by=colleague, at=NOW)

    assert told_after(agency, desk, move).count("«Где»") == 1


def test_a_stage_more_and_the_clock_are_told(desk, agency):
    event = published(agency)
    old = version_of(desk, event.pk)
    second = phase(planned_start=NOW + timedelta(days=3), planned_end=NOW + timedelta(days=5))
    amending.change(event, fields={}, phases=[phase(), second], by=None, at=NOW)
    told = do(desk, event.pk, "cancel", version=old).json()
    assert told["changes"][0]["by"] == "по расписанию"
    (stage,) = (one for one in told["differences"] if one["field"] == "phases.1")
    assert stage["before"] == "—"
    assert "улица Пушкина" in stage["now"]


def read_before(agency, desk, now: dict) -> dict:
    """Field → (before, now) as the second writer is told, of an event whose place was changed meanwhile."""
    event = draft(agency)
    old = version_of(desk, event.pk)
    amending.change(event, fields={}, phases=[phase(**now)], by=None, at=NOW)
    told = change(desk, event.pk, {"reason": "ямы"}, version=old).json()
    return {one["field"]: (one["title"], one["before"], one["now"]) for one in told["differences"]}


def test_another_direction_is_told(desk, agency):
    told = read_before(agency, desk, {"direction": "forward", "toward": "Речной переулок"})
    assert told["phases.0.direction"] == ("Где · Направление", "оба направления", "по ходу линии")
    assert told["phases.0.toward"] == ("Где · Словами (в сторону…)", "—", "Речной переулок")
    assert told["phases.0.places"][2].endswith("в сторону Речного переулка")


def test_places_that_came_are_told_together(desk, agency):
    south = {"geometry": line((0, 0), (200, 0))}
    told = read_before(agency, desk, {"locations": [{"geometry": line(*PUSHKINA)}, south]})
    title, before, now = told["phases.0.locations"]
    assert (title, list(told)) == ("Где", ["phases.0.locations"])
    assert now.startswith(f"{before}; ")


def test_of_several_places_the_one_is_named(desk, agency):
    south = {"geometry": line((0, 0), (200, 0))}
    event = draft(agency, phases=[phase(locations=[{"geometry": line(*PUSHKINA)}, south])])
    old = version_of(desk, event.pk)
    moved = [{"geometry": line(*PUSHKINA)}, {"geometry": line((0, 0), (200, 0)), "direction": "forward"}]
    amending.change(event, fields={}, phases=[phase(locations=moved)], by=None, at=NOW)
    told = change(desk, event.pk, {"reason": "ямы"}, version=old).json()
    [title] = [one["title"] for one in told["differences"] if one["field"] == "phases.0.locations.1.direction"]
    assert title == "2-е место: Где · Направление"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_read_the_same_only_one_writes(agency, dispatcher):
    """The first holds the event when the second's version is looked at."""
    event = draft(agency)
    with transaction.atomic():
        held = RoadEvent.objects.locked(event.pk)
        second = Hand(lambda: change(signed_in(dispatcher), event.pk, {"reason": "ямы"}, version='"1"'))
        assert second.waits()
        amending.change(held, fields={"reason": "авария"}, by=None, at=NOW)
    assert second.done().result.status_code == 412
    event.refresh_from_db()
    assert event.reason == "авария"
