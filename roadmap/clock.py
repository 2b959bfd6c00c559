"""What the passing of time does to deliveries and to effects."""

from celery import shared_task
from django.utils import timezone

from roadmap import delivery, effects, notices
from roadmap.models import Delivery, Effect

MOST_AT_ONCE = 500


@shared_task
def deliver_due() -> None:
    """Hands over what still waits, what is for everybody first, and settles what stuck half way."""
    at = timezone.now()
    delivery.recover(at)
    due = Delivery.objects.due(at).ready().order_by("next_try_at").values_list("pk", flat=True)
    for pk in due.posts()[:MOST_AT_ONCE]:
        delivery.hand_over(pk)
    for pk in due.notices()[:MOST_AT_ONCE]:
        notices.hand_over(pk)


@shared_task
def sweep_notices() -> None:
    notices.sweep(timezone.now())


@shared_task
def follow_up_due() -> None:
    """Hands over the effects whose worker died, or which failed and may be tried again."""
    due = Effect.objects.due(timezone.now()).order_by("next_try_at", "pk")
    for pk in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        effects.hand_over(pk)
