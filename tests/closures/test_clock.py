"""What the passing of time does, also when a dispatcher is quicker than the clock."""

from datetime import timedelta

import pytest

from closures import actions, clock
from closures.workflow import MoveRefused
from tests.closures.factories import active, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def verbs(event) -> list[str]:
    return list(event.changes.order_by("version").values_list("verb", flat=True))


def test_an_event_cancelled_between_look_and_lock_is_not_started(agency):
    event = published(agency)
    actions.cancel(event, by=None, at=NOW)
    with pytest.raises(MoveRefused):
        actions.start(event, at=NOW + timedelta(days=1))
    assert verbs(event) == ["drafted", "published", "cancelled"]


def test_two_clocks_at_once_start_an_event_once(agency):
    event = published(agency)
    actions.start(event, at=NOW + timedelta(days=1))
    with pytest.raises(MoveRefused):
        actions.start(event, at=NOW + timedelta(days=1))
    assert verbs(event).count("started") == 1


def test_an_event_whose_end_was_just_moved_on_is_not_finished_by_the_plan(agency):
    event = active(agency)
    at = NOW + timedelta(days=2)
    later = phase(planned_start=NOW - timedelta(hours=1), planned_end=NOW + timedelta(days=5))
    actions.change(event, fields={}, phases=[later], by=None, at=NOW)
    with pytest.raises(MoveRefused):
        actions.finish(event, by=None, at=at, basis="plan")


def test_whatever_is_wrong_with_one_event_the_others_start(agency, monkeypatch):
    broken, sound = published(agency), published(agency)
    announce = actions.posts.announce

    def failing(entry, **values):
        if entry.event_id == broken.pk:
            raise OSError("no space left on the device")
        return announce(entry, **values)

    monkeypatch.setattr(actions.posts, "announce", failing)
    assert clock.advance(NOW + timedelta(days=1)) == (1, 0)
    assert verbs(broken) == ["drafted", "published"]
    assert verbs(sound)[-1] == "started"


def test_an_event_put_off_after_its_start_starts_again(agency):
    event = active(agency)
    later = phase(planned_start=NOW + timedelta(days=1), planned_end=NOW + timedelta(days=2))
    actions.change(event, fields={}, phases=[later], by=None, at=NOW)
    event.refresh_from_db()
    assert event.started_at is None
    clock.advance(NOW + timedelta(days=1))
    assert verbs(event)[-1] == "started"
