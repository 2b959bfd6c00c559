"""A part of an event that is open in fact: ended by a word, in one step with what goes on."""

import json
from datetime import timedelta

import pytest
import time_machine

from closures import clock, confirming, undoing
from closures.models import RoadEvent
from roadmap.models import Delivery, User
from tests.closures.desk import EVENTS, change, do, page_of
from tests.closures.factories import draft, line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIST, NOTICES = "/api/v1/road-events/", "/api/staff/v1/notices/"
PUSHKINA, BAUMANA = line((0, 200), (200, 200)), line((0, 20), (0, 190))
BOTH = {"locations": [{"geometry": PUSHKINA}, {"geometry": BAUMANA}]}
OPEN = "Движение по улице Пушкина от Баумана до Речного переулка открыто."
NEXT_DAY = NOW + 2 * DAY


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def later():
    with time_machine.travel(NEXT_DAY, tick=False):
        yield NEXT_DAY


def shut_in_two(agency, **values) -> RoadEvent:
    """A day ago, for two days more; the start was confirmed on the spot ten minutes late."""
    given = phase(**BOTH | values)
    given.pop("geometry")
    event = published(agency, phases=[given])
    began = {"started_at": NOW + DAY + HOUR / 6, "source": "foreman"}
    confirming.confirm(event, by=None, at=NOW + DAY + HOUR, **began)
    return event


def part_of(desk, event) -> list[dict]:
    """The cuts that the notice asks for."""
    told = desk.post(NOTICES, {"text": OPEN}, content_type="application/json").json()["drafts"][0]["earlier"]
    (one,) = [each for each in told if each["event"] == event.pk]
    assert one["verb"] == "part"
    return one["cuts"]


def taken_out(desk, event, cuts: list[dict]) -> dict:
    """As pasted.js sends it."""
    stages = desk.get(f"{EVENTS}{event.pk}/").json()["phases"]
    read_only = ("number", "actual_start", "actual_end", "start_source", "end_source")
    short = ("geometry", "places", "direction", "toward")
    stages = [{name: value for name, value in each.items() if name not in read_only + short} for each in stages]
    for cut in cuts:
        stage = next(each for each in stages if each["id"] == cut["phase"])
        out = [one for one in stage["locations"] if one["id"] in cut["locations"]]
        stage["locations"] = rest = [one for one in stage["locations"] if one not in out]
        if not rest:
            stage |= {"locations": out, "ended_at": cut["end"]}
        else:
            new = {name: value for name, value in stage.items() if name not in ("id", "locations")}
            (place,) = ({name: value for name, value in one.items() if name != "id"} for one in out)
            stages.append(new | place | {"part_of": cut["phase"], "ended_at": cut["end"]})
    return {"phases": stages, "comment": "По объявлению № 1"}


def shown_at(client, at) -> list[int]:
    """Numbers of what holds then on the public list."""
    found = client.get(LIST, {"at": at.isoformat()}).json()["features"]
    return [number for each in found for number in each["properties"]["phases"]]


def test_a_place_that_a_notice_says_is_open_is_open_on_the_map_and_in_the_post(desk, agency, client, later):
    event = shut_in_two(agency)
    sent = taken_out(desk, event, part_of(desk, event))
    before = desk.post("/api/staff/v1/preview/", sent | {"event": event.pk}, content_type="application/json").json()
    answer = change(desk, event.pk, sent)
    assert answer.status_code == 200, answer.json()
    rest, out = event.phases.order_by("number")
    assert (out.actual_end, out.end_source, out.actual_start, out.start_source) == (
        later,
        "office",
        NOW + DAY + HOUR / 6,
        "foreman",
    )
    assert (out.planned, out.vehicle_impact) == (rest.planned, "all-lanes-closed")
    assert (rest.actual_end, rest.actual_start) == (None, NOW + DAY + HOUR / 6)
    assert (out.roads, rest.roads) == (["улица Пушкина"], ["улица Баумана"])
    assert shown_at(client, later + HOUR) == [rest.number]
    entry = event.changes.latest("version")
    assert (entry.verb, entry.basis, entry.comment) == ("changed", "office", "По объявлению № 1")
    event.refresh_from_db()
    text = text_of(event)
    assert "закрыто движение по улице Баумана" in text
    assert "Движение открыто: улица Пушкина, от улицы Баумана до Речного переулка — 12:00 12 июня." in text
    assert "Прежнее место" not in text
    assert before["long"].replace("\xa0", " ") == text


def text_of(event) -> str:
    posts = Delivery.objects.filter(subject=event.subject, version=event.version)
    (text,) = set(posts.values_list("text", flat=True))
    return text.replace("\xa0", " ")


def test_where_the_term_has_passed_the_rest_is_still_told_as_not_confirmed(desk, agency, later):
    event = shut_in_two(agency, planned_end=NEXT_DAY - HOUR)
    clock.advance_events()
    overdue_at = RoadEvent.objects.get(pk=event.pk).overdue_at
    assert overdue_at
    answer = change(desk, event.pk, taken_out(desk, event, part_of(desk, event)))
    assert answer.status_code == 200, answer.json()
    clock.advance_events()
    event.refresh_from_db()
    assert (event.overdue_at, event.changes.latest("version").verb) == (overdue_at, "changed")
    text = text_of(event)
    assert "вышел срок закрытия движения по улице Баумана" in text
    assert "Движение открыто: улица Пушкина" in text


def test_a_later_end_of_the_rest_is_told_with_it(desk, agency, later):
    event = shut_in_two(agency)
    sent = taken_out(desk, event, part_of(desk, event))
    sent["phases"][0]["planned_end"] = "2026-06-20T12:00"
    assert change(desk, event.pk, sent).status_code == 200
    event.refresh_from_db()
    assert "по улице Баумана" in text_of(event)
    assert "до 12:00 20 июня" in text_of(event)
    assert "Движение открыто: улица Пушкина" in text_of(event)


def test_a_stage_that_is_open_whole_ends_in_its_own_row(desk, agency, client, later):
    two = [phase(), phase(planned_start=NOW + 5 * DAY, planned_end=NOW + 6 * DAY)]
    event = published(agency, phases=two)
    first = event.phases.get(number=1)
    sent = taken_out(desk, event, part_of(desk, event))
    assert change(desk, event.pk, sent).status_code == 200
    event.refresh_from_db()
    assert [phase.actual_end for phase in event.phases.all()] == [later, None]
    assert event.phases.get(number=1).pk == first.pk
    assert shown_at(client, later + HOUR) == []
    assert "открыто движение" in text_of(event)


def test_it_waits_for_a_second_person_and_is_taken_back_in_one_step(desk, agency, later):
    agency.needs_second_person, agency.hold_s = True, 60
    agency.save()
    event = shut_in_two(agency)
    answer = change(desk, event.pk, taken_out(desk, event, part_of(desk, event)))
    assert answer.status_code == 202, answer.json()
    assert event.phases.count() == 1
    second = signed_in(User.objects.create_user("second", password="pass-word-1", agency=agency, roles=["approver"]))
    page = page_of(second, event.pk)
    assert "Движение открыто: улица Пушкина" in page
    with time_machine.travel(later + 3 * HOUR, tick=False):
        answer = do(second, event.pk, "approve")
        assert answer.status_code == 200, answer.json()
        assert [each.actual_end for each in event.phases.all()] == [None, later]
        undoing.undo(RoadEvent.objects.get(pk=event.pk), by=User.objects.get(username="second"), at=later + 3 * HOUR)
    (one,) = event.phases.all()
    assert (one.actual_end, one.locations.count(), one.roads) == (None, 2, ["улица Пушкина", "улица Баумана"])


REFUSED = {  # what is sent otherwise, and what is said
    "without a word": (lambda sent: sent | {"comment": ""}, "comment"),
    "still to come": (lambda sent: with_last(sent, ended_at="2026-06-12T12:01"), "ended_at"),
    "before it began": (lambda sent: with_last(sent, ended_at="2026-06-11T11:00"), "ended_at"),
    "of another event's stage": (lambda sent: with_last(sent, part_of=1), "part_of"),
    "of a stage that is there": (lambda sent: with_last(sent, id=sent["phases"][0]["id"]), "id"),
    "all of it": (
        lambda sent: sent | {"phases": [one | {"ended_at": "2026-06-12T12:00"} for one in sent["phases"]]},
        "phases",
    ),
}


def with_last(sent: dict, **values) -> dict:
    return sent | {"phases": [*sent["phases"][:-1], sent["phases"][-1] | values]}


@pytest.mark.parametrize(("otherwise", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_open_is_refused(desk, agency, later, otherwise, field):
    event = shut_in_two(agency)
    sent = otherwise(taken_out(desk, event, part_of(desk, event)))
    answer = change(desk, event.pk, sent)
    assert answer.status_code == 400
    told = answer.json()
    assert field in (told | told.get("phases", {}).get("1", {}) if isinstance(told.get("phases"), dict) else told)
    assert event.phases.count() == 1


def test_a_draft_has_nothing_that_is_open(desk, agency, dispatcher, later):
    event = draft(agency, by=dispatcher)
    stage = {"id": event.phases.get().pk, "planned_start": "2026-06-11T12:00", "ended_at": "2026-06-12T11:00"}
    answer = change(desk, event.pk, {"phases": [stage], "comment": "Мастер"})
    assert "ended_at" in answer.json()["phases"]["0"]


def test_what_is_not_given_is_as_of_the_stage_that_it_was_a_part_of(desk, agency, later):
    """As a program sends it."""
    event = shut_in_two(
        agency, vehicle_impact="some-lanes-closed", schedule={"hours": [{"start": "08:00", "end": "20:00"}]}
    )
    one = event.phases.get()
    pushkina, baumana = one.locations.all()
    start = "2026-06-11T12:00"
    rest = {"id": one.pk, "planned_start": start, "locations": [{"id": baumana.pk}]}
    out = {"part_of": one.pk, "planned_start": start, "geometry": json.loads(pushkina.geometry.json)}
    out |= {"ended_at": "2026-06-12T11:00", "source": "foreman"}
    answer = change(desk, event.pk, {"phases": [rest, out], "comment": "Мастер"})
    assert answer.status_code == 200, answer.json()
    rest, out = event.phases.all()
    assert (out.vehicle_impact, out.planned, out.end_source) == ("some-lanes-closed", rest.planned, "foreman")
