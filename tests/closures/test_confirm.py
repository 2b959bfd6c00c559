"""What the field says overrides the plan, and stays when something else is edited."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from closures import actions
from tests.closures.factories import active, phase
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_a_later_start_from_the_field_overrides_the_planned_one(agency, dispatcher):
    event = active(agency)
    began = NOW - timedelta(minutes=10)
    actions.confirm(event, by=dispatcher, at=NOW, started_at=began)
    event.refresh_from_db()
    assert (event.started_at, event.start_basis, event.start) == (began, "field", began)


def test_the_end_that_the_field_reported_stays_when_the_contact_is_edited(agency, dispatcher):
    times = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    later = {"planned_start": NOW + timedelta(days=2), "planned_end": NOW + timedelta(days=4)}
    event = active(agency, phases=[phase(**times), phase(**later)])
    actions.confirm(event, by=dispatcher, at=NOW, ended_at=NOW)
    fields = {"contact": "+7 3452 00-00-02"}
    actions.change(event, fields=fields, phases=[phase(**times), phase(**later)], by=dispatcher, at=NOW)
    assert event.phases.get(number=1).actual_end == NOW


def test_an_end_before_the_first_hours_leaves_an_event_that_never_held(agency, dispatcher):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}  # the first begins in ten hours
    times = {"planned_start": NOW - timedelta(hours=5), "planned_end": NOW + timedelta(days=2)}
    event = active(agency, phases=[phase(schedule=nights, **times)])
    actions.confirm(event, by=dispatcher, at=NOW, ended_at=NOW)
    event.refresh_from_db()
    assert list(event.in_force) == []
    assert (event.start, event.end) == (times["planned_start"], NOW)


def test_a_moment_of_another_millennium_is_refused(agency, dispatcher):
    event = active(agency)
    with pytest.raises(ValidationError) as refusal:
        actions.confirm(event, by=dispatcher, at=NOW, started_at=NOW.replace(year=1026))
    assert set(refusal.value.message_dict) == {"started_at"}


def test_an_end_before_the_start_that_the_field_confirmed_is_refused(agency, dispatcher):
    event = active(agency)
    actions.confirm(event, by=dispatcher, at=NOW, started_at=NOW - timedelta(minutes=10))
    before = phase(planned_start=NOW - timedelta(hours=1), planned_end=NOW - timedelta(minutes=20))
    with pytest.raises(ValidationError) as refusal:
        actions.change(event, fields={}, phases=[before], by=dispatcher, at=NOW)
    assert set(refusal.value.message_dict) == {"planned_end"}
