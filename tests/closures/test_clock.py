"""What the passing of time does, also when a dispatcher is quicker than the clock."""

from datetime import timedelta

import pytest

from closures import actions, amending, by_plan, clock, confirming, renewing
from closures.models import PublicVersion, RoadEvent
from closures.workflow import MoveRefused
from roadmap import effects
from roadmap.models import Effect
from tests.closures.factories import active, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def verbs(event) -> list[str]:
    return list(event.changes.order_by("version").values_list("verb", flat=True))


def test_an_event_cancelled_between_look_and_lock_is_not_started(agency):
    event = published(agency)
    actions.cancel(event, by=None, at=NOW)
    with pytest.raises(MoveRefused):
        by_plan.start(event, at=NOW + timedelta(days=1))
    assert verbs(event) == ["drafted", "published", "cancelled"]


def test_two_clocks_at_once_start_an_event_once(agency):
    event = published(agency)
    by_plan.start(event, at=NOW + timedelta(days=1))
    with pytest.raises(MoveRefused):
        by_plan.start(event, at=NOW + timedelta(days=1))
    assert verbs(event).count("started") == 1


def test_an_event_whose_end_was_just_moved_on_is_not_finished_by_the_plan(agency):
    event = active(agency)
    at = NOW + timedelta(days=2)
    later = phase(planned_start=NOW - timedelta(hours=1), planned_end=NOW + timedelta(days=5))
    amending.change(event, fields={}, phases=[later], by=None, at=NOW)
    with pytest.raises(MoveRefused):
        by_plan.mark_overdue(event, at=at)
    with pytest.raises(MoveRefused):
        by_plan.end_by_plan(event, at=at + timedelta(days=1))


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


def test_one_that_failed_comes_again_later_and_by_itself_and_in_the_end_a_person_is_told(
    agency, monkeypatch, follow_up
):
    event = published(agency)
    day = NOW + timedelta(days=1)

    def failing(entry, **values):
        raise OSError("no space left on the device")

    with monkeypatch.context() as broken:
        broken.setattr(actions.posts, "announce", failing)
        clock.advance(day)
        effect = Effect.objects.get(name="start-event")
        clock.advance(day + timedelta(seconds=20))
        effect.refresh_from_db()
        assert (effect.attempts, effect.next_try_at) == (1, day + timedelta(seconds=10))
        follow_up(day + timedelta(seconds=10))
        effect.refresh_from_db()
        assert (effect.attempts, effect.next_try_at) == (2, day + timedelta(seconds=40))
        assert "no space left" in effect.reason
    follow_up(day + timedelta(seconds=40))
    assert verbs(event)[-1] == "started"
    assert not Effect.objects.filter(name="start-event").exists()


def test_what_is_no_longer_due_at_its_next_try_is_let_be(agency, follow_up):
    event = published(agency)
    effects.leave("start-event", event.pk, at=NOW + timedelta(days=1), pk=event.pk)
    actions.cancel(event, by=None, at=NOW)
    follow_up(NOW + timedelta(days=1))
    assert verbs(event) == ["drafted", "published", "cancelled"]
    assert not Effect.objects.filter(name="start-event").exists()


def test_more_than_a_batch_is_reached_in_turns(agency, monkeypatch):
    monkeypatch.setattr(effects, "BATCH", 2)
    for _ in range(3):
        published(agency)
    assert [clock.advance(NOW + timedelta(days=1))[0] for _ in range(3)] == [2, 1, 0]


def test_the_windows_of_what_has_no_end_are_spelled_out_anew_in_time(agency):
    nights = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}], "except": []}
    event = published(agency, phases=[phase(planned_end=None, schedule=nights)])
    last = event.in_force[-1][1]
    before = verbs(event), event.version
    clock.advance(last - timedelta(days=31))
    event.refresh_from_db()
    assert event.in_force[-1][1] == last, "there is time enough"
    late = last - timedelta(days=29)
    clock.advance(late)
    event.refresh_from_db()
    assert event.in_force[-1][1] > last + timedelta(days=30)
    assert event.in_force_at(last + timedelta(days=30) - timedelta(hours=1))
    assert event.end is None
    assert event.version == before[1] + 1, "nothing new but the start by the plan"


def test_a_renewal_does_not_undo_what_a_dispatcher_changes_meanwhile(agency):
    """It derives from the locked row, not from the one that the clock saw."""
    event = published(agency, phases=[phase(planned_end=None)])
    stale = RoadEvent.objects.get(pk=event.pk)
    actions.cancel(event, by=None, at=NOW)
    renewing.renew(stale, at=NOW + timedelta(days=1))
    event.refresh_from_db()
    assert (event.status, event.in_force) == ("cancelled", [])


def test_what_is_over_meanwhile_is_not_renewed(agency):
    event = active(agency, phases=[phase(planned_start=NOW - timedelta(hours=1), planned_end=None)])
    stale = RoadEvent.objects.get(pk=event.pk)
    confirming.finish(event, by=None, at=NOW)
    before = PublicVersion.of(event.city)
    renewing.renew(stale, at=NOW + timedelta(days=1))
    assert PublicVersion.of(event.city) == before, "nothing of what the public reads has moved"


def test_an_event_put_off_after_its_start_starts_again(agency):
    event = active(agency)
    clock.advance(NOW)
    assert verbs(event)[-1] == "started"
    later = phase(planned_start=NOW + timedelta(days=1), planned_end=NOW + timedelta(days=2))
    amending.change(event, fields={}, phases=[later], by=None, at=NOW)
    event.refresh_from_db()
    assert event.started_at is None
    clock.advance(NOW + timedelta(days=1))
    assert verbs(event)[-1] == "started"


def test_an_end_that_could_not_be_reached_and_was_moved_is_reached_anew(agency, monkeypatch):
    event = active(agency)
    over = NOW + timedelta(days=3)  # a day after its end: the plan counts
    clock.advance(NOW)
    monkeypatch.setattr(effects, "MOST_ATTEMPTS", 1)
    with monkeypatch.context() as broken:
        broken.setattr(by_plan, "end_by_plan", _fail)
        clock.advance(over)
    assert Effect.objects.ended().filter(name="finish-event").count() == 1
    later = phase(planned_start=NOW - timedelta(hours=1), planned_end=over + timedelta(days=1))
    amending.change(event, fields={}, phases=[later], by=None, at=over)
    clock.advance(over)
    clock.advance(over + timedelta(days=2))
    event.refresh_from_db()
    assert event.status == "finished"


LAPSED = {"planned_start": NOW - timedelta(hours=5), "planned_end": NOW - timedelta(hours=2)}
MOVED = {"planned_end": NOW - timedelta(hours=1)}
PUT_OFF = {"planned_start": NOW + timedelta(hours=1), "planned_end": NOW + timedelta(hours=3)}


@pytest.mark.parametrize(
    ("stages", "changed", "is_told_again"),
    [
        ([LAPSED], [LAPSED | MOVED], True),
        ([LAPSED, {}], [LAPSED | PUT_OFF, {}], True),
        ([LAPSED, {}], [LAPSED, {"planned_end": NOW + timedelta(days=5)}], True),
        ([LAPSED, {}], [LAPSED, {"vehicle_impact": "some-lanes-closed"}], False),
    ],
    ids=["an end that is past, too", "the stage that is late", "the end of the whole", "no end at all"],
)
def test_a_term_that_moved_is_awaited_anew(agency, stages, changed, is_told_again):
    event = published(agency, at=NOW - timedelta(hours=6), phases=[phase(**each) for each in stages])
    clock.advance(NOW - timedelta(minutes=1))
    assert RoadEvent.objects.get(pk=event.pk).overdue_at
    amending.change(event, fields={}, phases=[phase(**each) for each in changed], by=None, at=NOW)
    assert (RoadEvent.objects.get(pk=event.pk).overdue_at is None) == is_told_again


def _fail(*args, **kwargs):
    raise OSError("no space left on the device")
