"""What the passing of time does to deliveries and to effects."""

from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from roadmap import delivery, effects, notices
from roadmap.models import Delivery, Effect

MOST_AT_ONCE = 500
LOST_AFTER = timedelta(minutes=1)  # what the broker had for so long and no worker took is handed over again
NOTICES_LOST_AFTER = timedelta(minutes=5)  # their queue may be long: a letter to each of a thousand readers


@shared_task
def deliver_due() -> None:
    """Hands over what still waits, what is for everybody first, and settles what stuck half way."""
    at = timezone.now()
    delivery.recover(at)
    due = Delivery.objects.due(at).ready().order_by("next_try_at")
    for pk in due.posts().not_in_queue(at, LOST_AFTER).values_list("pk", flat=True)[:MOST_AT_ONCE]:
        delivery.hand_over(pk)
    waiting = due.notices().not_in_queue(at, NOTICES_LOST_AFTER).values_list("pk", "subject")
    for pk, subject in waiting[: _room_for_notices(at)]:
        notices.hand_over(pk, subject)


def _room_for_notices(at: datetime) -> int:
    """A queue that is full already gets no longer."""
    queued = Delivery.objects.due(at).notices().in_queue(at, NOTICES_LOST_AFTER).count()
    return max(0, MOST_AT_ONCE - queued)


@shared_task
def sweep_notices() -> None:
    notices.sweep(timezone.now())


@shared_task
def follow_up_due() -> None:
    """Hands over the effects whose worker died, or which failed and may be tried again."""
    at = timezone.now()
    due = Effect.objects.due(at).not_in_queue(at, LOST_AFTER).order_by("next_try_at", "pk")
    for pk in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        effects.hand_over(pk)
