"""Of an event that is over the words may be corrected; the rest stays, until it is taken up again."""

from datetime import timedelta

import pytest
import time_machine

from closures import actions, amending, confirming
from closures.workflow import MoveRefused
from roadmap.models import Delivery
from tests.closures.desk import EVENTS, change, do
from tests.closures.factories import active, draft, phase, published
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
ELSEWHERE = {"type": "LineString", "coordinates": [lonlat(200, 200), lonlat(400, 200)]}


@pytest.fixture(autouse=True)
def _soon():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def finished(agency, dispatcher):
    """Opened two days before its planned end."""
    event = active(agency)
    confirming.finish(event, by=dispatcher, at=NOW)
    event.refresh_from_db()
    return event


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def stage_of(desk, event) -> dict:
    (stage,) = desk.get(f"{EVENTS}{event.pk}/").json()["phases"]
    return stage


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("planned_start", "2026-06-09T22:00"),
        ("vehicle_impact", "some-lanes-closed"),
        ("vehicle_classes", ["lorry"]),
        ("exemptions", ["residents"]),
        ("schedule", {"hours": [{"start": "22:00", "end": "06:00"}]}),
        ("lanes", [{"order": 1, "status": "closed"}]),
        ("restrictions", [{"type": "no-trucks"}]),
    ],
)
def test_when_and_what_of_an_event_that_is_over_is_refused_with_its_field(desk, finished, field, value):
    answer = change(desk, finished.pk, {"phases": [stage_of(desk, finished) | {field: value}]})
    assert (answer.status_code, list(answer.json()["phases"]["0"])) == (400, [field])
    assert "возобновите" in answer.json()["phases"]["0"][field][0]


def test_its_place_is_refused(desk, finished):
    place = {"geometry": ELSEWHERE, "direction": "both"}
    stage = {key: value for key, value in stage_of(desk, finished).items() if key not in ("places", "locations")}
    answer = change(desk, finished.pk, {"phases": [stage | place]})
    assert (answer.status_code, list(answer.json()["phases"]["0"])) == (400, ["geometry"])


def test_another_stage_and_another_severity_are_refused(desk, finished):
    stage = stage_of(desk, finished)
    more = {"geometry": ELSEWHERE, "planned_start": "2026-06-01T10:00", "planned_end": "2026-06-01T12:00"}
    refused = change(
        desk, finished.pk, {"phases": [stage, more]}
    )  # another end takes it up again, and this one is past
    assert (refused.status_code, list(refused.json())) == (400, ["planned_end"])
    assert list(change(desk, finished.pk, {"severity": 5}).json()) == ["severity"]


def test_its_words_are_corrected(desk, finished):
    stage = stage_of(desk, finished) | {"name": "левая сторона"}
    answer = change(desk, finished.pk, {"reason": "ремонт трубы", "detour": "по дворам", "phases": [stage]})
    assert (answer.status_code, answer.json()["status"], answer.json()["reason"]) == (200, "finished", "ремонт трубы")
    assert finished.phases.get().name == "левая сторона"


def test_it_is_taken_up_again_until_its_old_end_too(desk, finished):
    planned = finished.phases.get().planned_end
    answer = do(desk, finished.pk, "reopen", {"planned_end": planned.isoformat()})
    finished.refresh_from_db()
    assert (answer.json()["state"], finished.end, finished.ended_at) == ("active", planned, None)
    assert finished.changes.latest("version").verb == "extended"
    assert Delivery.objects.filter(subject=finished.subject, version=finished.version, channel="journal").exists()
    assert change(desk, finished.pk, {"severity": 5}).status_code == 200


def test_it_is_taken_up_again_without_an_end(desk, finished):
    assert do(desk, finished.pk, "reopen").json()["state"] == "active"
    finished.refresh_from_db()
    assert finished.end is None


def test_an_end_that_is_past_takes_nothing_up_again(desk, finished):
    answer = do(desk, finished.pk, "reopen", {"planned_end": (LATER - timedelta(minutes=1)).isoformat()})
    assert (answer.status_code, list(answer.json())) == (400, ["planned_end"])
    finished.refresh_from_db()
    assert finished.status == "finished"


def test_a_term_of_over_a_year_is_asked_about(desk, finished):
    far = {"planned_end": (LATER + timedelta(days=500)).isoformat()}
    (asked,) = do(desk, finished.pk, "reopen", far).json()["unusual"]
    assert do(desk, finished.pk, "reopen", far | {"confirmed": [asked["code"]]}).status_code == 200


def test_only_what_is_over_is_taken_up_again(agency, dispatcher):
    for event in (draft(agency), active(agency)):
        with pytest.raises(MoveRefused):
            amending.reopen(event, by=dispatcher, at=LATER)


def test_a_cancelled_event_stays_as_it_is(desk, agency, dispatcher):
    event = active(agency)
    actions.cancel(event, by=dispatcher, at=NOW)
    answer = change(desk, event.pk, {"reason": "ремонт трубы"})
    assert (answer.status_code, list(answer.json())) == (400, ["status"])
    assert do(desk, event.pk, "reopen").status_code == 400


@pytest.mark.parametrize(
    ("verb", "told", "locked"),
    [("finish", "Слова можно исправить", False), ("cancel", "менять в нём больше нечего", True)],
)
def test_the_editor_says_why_it_is_locked(desk, agency, dispatcher, verb, told, locked):
    event = active(agency)
    do(desk, event.pk, verb)
    page = desk.get(f"/desk/events/{event.pk}/").content.decode()
    assert told in page
    assert ('data-ask="reopen"' in page) != locked
    assert ('data-do="change"' in page) != locked


def stages(agency, *plans):
    """Published: of each stage the days from now to its start and to its end, or None."""
    return published(agency, phases=[stage(*plan) for plan in plans])


def stage(start, end):
    end = None if end is None else NOW + timedelta(days=end)
    return phase(planned_start=NOW + timedelta(days=start), planned_end=end)


def ends(event) -> list:
    return [(each.planned_end, each.actual_end) for each in event.phases.all()]


def test_all_places_that_were_opened_last_are_taken_up_again(agency, dispatcher):
    event = stages(agency, (-1, 3), (-1, 3))
    confirming.finish(event, by=dispatcher, at=LATER)
    until = NOW + timedelta(days=4)
    amending.reopen(event, by=dispatcher, at=LATER, planned_end=until)
    assert ends(event) == [(until, None), (until, None)]


def test_what_was_open_before_the_rest_stays_open(agency, dispatcher):
    event = stages(agency, (-1, 3), (-1, 3))
    confirming.confirm(event, by=dispatcher, at=NOW, ended_at=NOW, phase=1, comment="раньше")
    confirming.finish(event, by=dispatcher, at=LATER)
    amending.reopen(event, by=dispatcher, at=LATER)
    assert ends(event) == [(NOW + timedelta(days=3), NOW), (None, None)]


@pytest.mark.parametrize("end", [6, None])
def test_a_stage_that_was_called_off_is_to_come_again_at_its_time(agency, dispatcher, end):
    event = stages(agency, (-1, 3), (4, end))
    confirming.finish(event, by=dispatcher, at=LATER)
    until = NOW + timedelta(days=2)
    amending.reopen(event, by=dispatcher, at=LATER, planned_end=until)
    later = None if end is None else NOW + timedelta(days=end)
    assert ends(event) == [(until, None), (later, None)]


def test_places_of_one_stage_that_runs_on_are_opened_together(agency, dispatcher):
    event = stages(agency, (-3, 1), (-3, 2), (-3, 2))
    over = NOW + timedelta(days=1)
    with time_machine.travel(over, tick=False):
        confirming.confirm(event, by=dispatcher, at=over, ended_at=over, phase=1)
    with_lapsed = NOW + timedelta(days=2, hours=3)
    with time_machine.travel(with_lapsed, tick=False):
        confirming.finish(event, by=dispatcher, at=with_lapsed)
    assert [end for _planned, end in ends(event)] == [over, with_lapsed, with_lapsed]


def test_what_is_over_is_not_published_anew(agency, dispatcher):
    event = stages(agency, (-1, 3), (4, 6))
    confirming.finish(event, by=dispatcher, at=LATER)
    with pytest.raises(MoveRefused, match="возобновите"):
        actions.publish(event, by=dispatcher, at=LATER)
    event.refresh_from_db()
    assert (event.status, event.ended_at) == ("finished", LATER)


def test_a_stage_of_what_is_over_is_not_taken_away(desk, agency, dispatcher):
    event = stages(agency, (-1, 3), (4, 6))
    confirming.finish(event, by=dispatcher, at=LATER)
    first, _second = desk.get(f"{EVENTS}{event.pk}/").json()["phases"]
    answer = change(desk, event.pk, {"phases": [first]})
    assert (answer.status_code, list(answer.json())) == (400, ["phases"])


@pytest.mark.parametrize("how", ["reopened", "its end moved"])
def test_what_is_taken_up_again_keeps_the_moment_at_which_it_was_first_shown(agency, how):
    event = active(agency)
    shown_at = event.published_at
    confirming.finish(event, by=None, at=NOW)
    if how == "reopened":
        amending.reopen(event, by=None, at=NOW + timedelta(hours=1))
    else:
        longer = phase(planned_start=NOW - timedelta(hours=1), planned_end=NOW + timedelta(days=4))
        amending.change(event, fields={}, phases=[longer], by=None, at=NOW + timedelta(hours=1))
    event.refresh_from_db()
    assert (event.status, event.published_at) == ("published", shown_at)
    assert shown_at < NOW
