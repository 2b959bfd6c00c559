"""What the passing of time does to deliveries, to effects and to files of the set-up."""

from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from roadmap import delivery, digests, effects, notices
from roadmap.accounts import sessions
from roadmap.channels import CHANNELS, NETWORKS
from roadmap.models import Delivery, Effect, IncomingEvent, PersonalLook
from roadmap.setting_up import uploads

MOST_AT_ONCE = 500
LOST_AFTER = timedelta(minutes=1)  # what the broker had for so long and no worker took is handed over again
NOTICES_LOST_AFTER = timedelta(minutes=5)  # their queue may be long: a letter to each of a thousand readers


@shared_task
def deliver_due() -> None:
    """Hands over what still waits, what is for everybody first, and settles what stuck half way."""
    at = timezone.now()
    delivery.recover(at)
    digests.gather(at)
    due = Delivery.objects.due(at).ready().order_by("next_try_at")
    for pk, channel in due.posts().not_in_queue(at, LOST_AFTER).values_list("pk", "channel")[:MOST_AT_ONCE]:
        delivery.hand_over(pk, channel)
    for channel in (channel.name for channel in CHANNELS.values() if channel.is_personal or channel.name in NETWORKS):
        waiting = due.notices().filter(channel=channel).not_in_queue(at, NOTICES_LOST_AFTER)
        for pk, subject in waiting.values_list("pk", "subject")[: _room_for_notices(channel, at)]:
            notices.hand_over(pk, channel, subject)


def _room_for_notices(channel: str, at: datetime) -> int:
    """A channel that has its share of the queue already gets no more, and takes nothing of another's."""
    notices_due = Delivery.objects.due(at).notices().filter(channel=channel)
    return max(0, MOST_AT_ONCE - notices_due.in_queue(at, NOTICES_LOST_AFTER).count())


@shared_task
def sweep_notices() -> None:
    at = timezone.now()
    notices.sweep(at)
    notices.forget_idle(at)
    PersonalLook.objects.forget(at)
    IncomingEvent.objects.forget(at)


@shared_task
def prolong_sessions() -> None:
    sessions.prolong(timezone.now())


@shared_task
def sweep_uploads() -> None:
    uploads.sweep(timezone.now())


@shared_task
def follow_up_due() -> None:
    """Hands over the effects whose worker died, or which failed and may be tried again."""
    at = timezone.now()
    due = Effect.objects.due(at).not_in_queue(at, LOST_AFTER).order_by("next_try_at", "pk")
    for pk in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        effects.hand_over(pk)
