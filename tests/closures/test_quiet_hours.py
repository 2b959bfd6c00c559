"""When accounts tell of the city's events: not at night unless it cannot wait, so long before the start, on the eve."""

from datetime import datetime, time, timedelta

import pytest

from closures import actions, amending, clock
from closures.models import RoadEvent
from roadmap.models import Delivery
from tests.closures.factories import draft, phase
from tests.roadmap.test_accounts import account

pytestmark = pytest.mark.django_db
State = Delivery.State
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def here(agency, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of June 2026 by the city's clock."""
    return datetime(2026, 6, day, hour, minute, tzinfo=agency.city.zone)


def announced(agency, by, *, at, starts, **fields) -> RoadEvent:
    event = draft(agency, phases=[phase(planned_start=starts, planned_end=starts + DAY)], **fields)
    actions.publish(event, by=by, at=at)
    return RoadEvent.objects.get(pk=event.pk)


def moved(event, by, *, at, starts) -> None:
    phases = [phase(planned_start=starts, planned_end=starts + DAY)]
    amending.change(event, fields={}, phases=phases, by=by, at=at)
    event.refresh_from_db()


def rows(event, subject=None) -> list[Delivery]:
    told = Delivery.objects.filter(subject=subject or event.subject, channel="telegram")
    return list(told.order_by("version", "edition"))


@pytest.mark.parametrize(
    ("severity", "starts", "leaves"),
    [
        (3, (20, 10), (11, 7)),  # waits for the morning
        (5, (20, 10), (10, 23)),
        (3, (11, 5), (10, 23)),  # begins before the morning
        (3, (11, 7), (11, 7)),
    ],
)
def test_at_night_only_what_cannot_wait_is_told(agency, dispatcher, severity, starts, leaves):
    account(agency, quiet_from=time(22), quiet_until=time(7))
    event = announced(agency, dispatcher, at=here(agency, 10, 23), starts=here(agency, *starts), severity=severity)
    (row,) = rows(event)
    assert (row.next_try_at, row.is_urgent) == (here(agency, *leaves), leaves[0] == 10)


def test_an_announcement_waits_until_so_many_hours_before_the_start_and_follows_it(agency, dispatcher):
    account(agency, announce_hours=24)
    event = announced(agency, dispatcher, at=here(agency, 1, 12), starts=here(agency, 20, 10))
    assert rows(event)[0].next_try_at == here(agency, 19, 10)
    moved(event, dispatcher, at=here(agency, 2, 12), starts=here(agency, 25, 10))
    first, second = rows(event)
    assert (first.state, second.state, second.next_try_at) == (State.REPLACED, State.WAITING, here(agency, 24, 10))
    assert "изменен" not in second.text.lower(), "nobody has heard of it there"


def test_what_is_cancelled_before_it_was_announced_is_not_told_there(agency, dispatcher):
    account(agency, announce_hours=24)
    event = announced(agency, dispatcher, at=here(agency, 1, 12), starts=here(agency, 20, 10))
    actions.cancel(event, by=dispatcher, at=here(agency, 2, 12), comment="отложено")
    assert [row.state for row in rows(event)] == [State.REPLACED, State.WITHDRAWN]


def test_on_the_eve_readers_are_reminded_once_and_the_reminder_is_kept_true(agency, dispatcher):
    account(agency)
    event = announced(agency, dispatcher, at=here(agency, 1, 12), starts=here(agency, 20, 10))
    Delivery.objects.update(state=State.SENT, remote_id="1")
    clock.advance(here(agency, 18, 23))
    clock.advance(here(agency, 19, 17, 59))
    assert rows(event, f"eve:{event.pk}") == []
    clock.advance(here(agency, 19, 18))
    clock.advance(here(agency, 19, 19))
    (reminder,) = rows(event, f"eve:{event.pk}")
    assert (reminder.action, reminder.state) == ("post", State.WAITING)
    Delivery.objects.filter(pk=reminder.pk).update(state=State.SENT, remote_id="2")
    event.refresh_from_db()
    actions.cancel(event, by=dispatcher, at=here(agency, 19, 20), comment="отложено")
    assert rows(event)[-1].text == rows(event, f"eve:{event.pk}")[-1].text
    assert rows(event, f"eve:{event.pk}")[-1].action == "edit"


def test_nobody_is_reminded_of_what_moved_meanwhile_or_was_announced_today(agency, dispatcher):
    account(agency)
    event = announced(agency, dispatcher, at=here(agency, 1, 12), starts=here(agency, 20, 10))
    fresh = announced(agency, dispatcher, at=here(agency, 19, 12), starts=here(agency, 20, 10), kind="repair-zone")
    moved(event, dispatcher, at=here(agency, 19, 17), starts=here(agency, 25, 10))
    clock.advance(here(agency, 19, 18))
    assert [rows(each, f"eve:{each.pk}") for each in (event, fresh)] == [[], []]


def test_a_reminder_that_has_not_left_is_not_sent_when_the_event_moves(agency, dispatcher):
    account(agency, quiet_from=time(17), quiet_until=time(21))
    event = announced(agency, dispatcher, at=here(agency, 1, 12), starts=here(agency, 20, 22))
    Delivery.objects.update(state=State.SENT, remote_id="1")
    clock.advance(here(agency, 19, 18))
    event.refresh_from_db()
    moved(event, dispatcher, at=here(agency, 19, 19), starts=here(agency, 25, 10))
    assert [row.state for row in rows(event, f"eve:{event.pk}")] == [State.REPLACED, State.WITHDRAWN]
