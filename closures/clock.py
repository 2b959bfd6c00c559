"""What the passing of time does to road events: the planned starts and ends that have come."""

from datetime import datetime, time, timedelta

from celery import shared_task
from django.db.models import DateTimeField, F, Func, Q
from django.utils import timezone

from closures import by_plan, posts, renewing, scheduled, suggestions, unconfirmed_letters
from closures.kinds.states import State
from closures.models import Phase, PublicVersion, RoadEvent, ScheduledPublication
from closures.models.event import RoadEventQuerySet
from closures.street import keeping as keeping_evidence
from closures.subscriptions import actions as subscribing
from closures.subscriptions import digest
from closures.trips import keeping
from roadmap import effects
from roadmap.accounts.timing import EVENING
from roadmap.models import Account, City


@shared_task
def advance_events() -> None:
    advance(timezone.now())


@shared_task
def look_after_suggestions() -> None:
    suggestions.look_after(timezone.now())


@shared_task
def look_after_subscriptions() -> None:
    at = timezone.now()
    digest.send_due(at)
    subscribing.forget_unconfirmed(at)


@shared_task
def forget_evidence() -> None:
    keeping_evidence.forget_evidence(timezone.now())


@shared_task
def tell_of_silence() -> None:
    unconfirmed_letters.tell_offices(timezone.now())


@shared_task
def look_after_trips() -> None:
    at = timezone.now()
    keeping.catch_up(at)
    keeping.forget(at)


def advance(at: datetime) -> tuple[int, int]:
    """Starts and finishes what time has reached; how many of each. One that fails does not hold up the rest.

    What is past its end and not yet over by the plan is told to be overdue.
    """
    effects.do_each("publish-event", ScheduledPublication.objects.due(at), at)
    started = effects.do_each("start-event", begun(at), at)
    finished = effects.do_each("finish-event", over(at), at)
    effects.do_each("start-stage", RoadEvent.objects.with_untold_stage(at), at)
    effects.do_each("mark-overdue", lapsed(at), at)
    effects.do_each("remind-of-event", on_the_eve(at), at)
    effects.do_each("renew-event", near_horizon(at), at)
    follow_hours(at)
    return started, finished


def follow_hours(at: datetime) -> None:
    """Moves the public version of cities where hours have begun or ceased to hold since it moved last: nobody changed
    anything, yet other things are told. Whoever has the number need not ask again while it stands."""
    for version in PublicVersion.objects.filter(moved_at__lt=at):
        if Phase.objects.filter(event__city=version.city_id).turning(version.moved_at, at).exists():
            PublicVersion.move(version.city_id, at)


def begun(at: datetime) -> RoadEventQuerySet:
    return RoadEvent.objects.published().filter(started_at=None, during__startswith__lte=at)


def over(at: datetime) -> RoadEventQuerySet:
    return RoadEvent.objects.over_by_plan(at)


def lapsed(at: datetime) -> RoadEventQuerySet:
    """Also between two stages; told once, and once more when the end of the whole has come."""
    end = Func(F("during"), function="upper", output_field=DateTimeField())
    untold = Q(overdue_at=None) | Q(overdue_at__lt=end, during__endswith__lte=at)
    overdue = RoadEvent.objects.in_states([State.OVERDUE], at)
    return overdue.filter(untold, started_at__isnull=False)


def on_the_eve(at: datetime) -> RoadEventQuerySet:
    """What begins tomorrow by its city's clock, was published before today, and nobody was reminded of yet."""
    found = RoadEvent.objects.none()
    for city in City.objects.filter(accounts__state=Account.State.ON).distinct():
        today = datetime.combine(at.astimezone(city.zone).date(), time(), city.zone)
        if at >= datetime.combine(today.date(), EVENING, city.zone):
            tomorrow = today.date() + timedelta(days=1)
            days = [datetime.combine(tomorrow + timedelta(days=more), time(), city.zone) for more in (0, 1)]
            found |= RoadEvent.objects.published().filter(
                city=city,
                started_at=None,
                reminded_at=None,
                is_quiet=False,
                published_at__lt=today,
                during__startswith__gte=days[0],
                during__startswith__lt=days[1],
            )
    return found


def near_horizon(at: datetime) -> RoadEventQuerySet:
    return RoadEvent.objects.published().spelled_out_until(at + renewing.RENEWED_BEFORE)


# By name in settings.EFFECTS: each looks again whether its row's time has really come.


def publish(*, at: datetime, pk: int) -> None:
    scheduled.publish_due(pk, at=at)


def start(*, at: datetime, pk: int) -> None:
    for event in begun(at).filter(pk=pk):
        by_plan.start(event, at=at, spots=posts.spots_of(event))


def start_stage(*, at: datetime, pk: int) -> None:
    for event in RoadEvent.objects.with_untold_stage(at).filter(pk=pk):
        by_plan.start_stage(event, at=at, spots=posts.spots_of(event))


def finish(*, at: datetime, pk: int) -> None:
    for event in over(at).filter(pk=pk):
        by_plan.end_by_plan(event, at=at, spots=posts.spots_of(event))


def mark_overdue(*, at: datetime, pk: int) -> None:
    for event in lapsed(at).filter(pk=pk):
        by_plan.mark_overdue(event, at=at, spots=posts.spots_of(event))


def remind(*, at: datetime, pk: int) -> None:
    for event in on_the_eve(at).filter(pk=pk):
        by_plan.remind(event, at=at)


def renew(*, at: datetime, pk: int) -> None:
    for event in near_horizon(at).filter(pk=pk):
        renewing.renew(event, at=at)
