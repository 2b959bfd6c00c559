"""One rule gives the state of an event: in Python and in SQL it says the same."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from closures import confirming
from closures.kinds.states import (
    PUBLIC_STATES,
    REPORTED_STATES,
    State,
    describe_states,
    in_force_sql,
    is_in_force,
    state_at,
    state_sql,
    told_state,
)
from closures.models import RoadEvent
from closures.models.asked import Asked
from closures.models.state import StateAt
from closures.models.urgency import Order
from closures.workflow import Status
from roadmap.fields import DateTimeMultiRangeField
from roadmap.question import Question
from tests.closures.factories import active, draft, phase, published
from tests.conftest import NOW

HOUR = timedelta(hours=1)
MOMENTS = st.integers(-4, 4).map(lambda hours: NOW + hours * HOUR)
OPEN = st.none() | MOMENTS
PAIRS = st.tuples(OPEN, OPEN).filter(lambda pair: None in pair or pair[0] < pair[1])

pytestmark = pytest.mark.django_db


def asked(sql: str, values: dict):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", values)
        return cursor.fetchone()[0]


@given(status=st.sampled_from(Status.values), cuts=st.lists(MOMENTS, min_size=3, max_size=6, unique=True), at=MOMENTS)
@example(status="published", cuts=[NOW, NOW + HOUR, NOW + 2 * HOUR], at=NOW)  # the start is counted in
@example(status="published", cuts=[NOW - HOUR, NOW, NOW + HOUR], at=NOW)  # the end is not
@settings(max_examples=150, deadline=None)
def test_python_and_sql_give_one_state(status, cuts, at):
    """Of spells, each of which holds on for a while: (start, end, reach), one after the other."""
    cuts = sorted(cuts)
    spells, reach = [(cuts[0], cuts[1])], [(cuts[0], cuts[2])]
    if len(cuts) == 6:
        spells, reach = [*spells, (cuts[3], cuts[4])], [*reach, (cuts[3], cuts[5])]
    sql = state_sql("%(status)s", "%(spells)s::tstzmultirange", "%(reach)s::tstzmultirange", "%(at)s::timestamptz")
    made = DateTimeMultiRangeField().get_prep_value
    values = {"status": status, "spells": made(spells), "reach": made(reach), "at": at}
    assert asked(sql, values) == state_at(status, spells, reach, at)


@given(status=st.sampled_from(Status.values), windows=st.none() | st.lists(PAIRS, max_size=3), at=MOMENTS)
@example(status="published", windows=[(NOW - HOUR, NOW)], at=NOW)
@example(status="published", windows=[(NOW, NOW + HOUR)], at=NOW)
@settings(max_examples=150, deadline=None)
def test_python_and_sql_agree_on_what_is_in_force(status, windows, at):
    sql = in_force_sql("%(status)s", "%(at)s::timestamptz", "%(windows)s::tstzmultirange")
    values = {"status": status, "windows": DateTimeMultiRangeField().get_prep_value(windows), "at": at}
    assert asked(sql, values) == is_in_force(status, windows, at)


def test_every_stored_event_has_one_state_in_python_and_in_a_queryset(agency):
    draft(agency), active(agency), published(agency), published(agency, phases=[phase(planned_end=None)])
    for at in (NOW, NOW + timedelta(days=1), NOW + timedelta(days=2), NOW + timedelta(days=9)):
        told = RoadEvent.objects.annotate(now_told=StateAt(at))
        for event in told:
            assert event.now_told == event.state_at(at)
            assert RoadEvent.objects.with_state(at).filter(state=event.now_told, pk=event.pk).exists()


def test_moments_of_another_zone_are_the_same_moments():
    ours = NOW.astimezone(ZoneInfo("Asia/Yekaterinburg"))
    spell = [(ours, None)]
    assert state_at("published", spell, spell, NOW) == State.ACTIVE
    assert state_at("published", spell, spell, NOW - HOUR) == State.PLANNED


def test_between_two_stages_the_next_is_planned_and_after_the_last_nothing_is_left_but_the_plan():
    spells = [(NOW, NOW + HOUR), (NOW + 5 * HOUR, NOW + 6 * HOUR)]
    reach = [(NOW, NOW + 2 * HOUR), (NOW + 5 * HOUR, NOW + 7 * HOUR)]
    told = [state_at("published", spells, reach, NOW + hours * HOUR) for hours in range(-1, 8)]
    assert told == ["planned", "active", "overdue", "planned", "planned", "planned", "active", "overdue", "finished"]


def test_between_its_hours_it_rests_and_the_api_reports_it_as_active():
    assert told_state(State.ACTIVE, is_in_force=False) == State.RESTING
    assert State.RESTING.reported == State.ACTIVE
    assert told_state(State.PLANNED, is_in_force=False) == State.PLANNED


def test_what_was_never_public_is_not_told_to_scripts():
    assert set(describe_states()) == set(REPORTED_STATES) == {"planned", "active", "overdue", "finished", "cancelled"}


def test_each_state_that_is_told_has_a_look_of_its_own():
    looks = [(state.sign_class, state.look.tone) for state in PUBLIC_STATES if state not in (State.CANCELLED,)]
    assert len(set(looks)) == len(looks) == 5


def test_a_script_draws_what_rests_paler_and_nothing_else():
    rests = {state: [look["rests"] for look in looks] for state, looks in describe_states().items()}
    assert {state for state, found in rests.items() if found == [True, False]} == {"active"}
    assert not any(any(found) for state, found in rests.items() if state != "active")


def test_the_most_urgent_come_first(agency):
    """What holds, the gravest on top; then what holds tonight, then what does this week, and last what is over."""
    late, soon, grave_soon = (
        published(agency, severity=severity, phases=[phase(planned_start=NOW + timedelta(days=day))])
        for day, severity in ((2, 3), (1, 3), (1, 4))
    )
    grave = active(agency, severity=5)
    light = active(agency, severity=1, phases=[phase(planned_start=NOW - timedelta(minutes=1))])  # begun later
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}
    times = {"planned_start": NOW - timedelta(days=1), "planned_end": NOW + timedelta(days=2)}
    resting = active(agency, severity=5, phases=[phase(schedule=nights, **times)])
    over = active(agency)
    confirming.finish(over, by=None, at=NOW)
    rows = list(RoadEvent.objects.by_urgency(Order.of(Question(at=NOW), agency.city.zone), Asked(NOW)))
    assert rows == [grave, light, resting, grave_soon, soon, late, over]
    assert rows == sorted(rows, key=lambda event: event.urgency), "so they stand beside rows of other layers, too"
