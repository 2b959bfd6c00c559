"""What the passing of time does to deliveries and to effects."""

from celery import shared_task
from django.utils import timezone

from roadmap import delivery, effects
from roadmap.models import Delivery, Effect

MOST_AT_ONCE = 500


@shared_task
def deliver_due() -> None:
    """Hands over what still waits, and settles what stuck half way."""
    at = timezone.now()
    delivery.recover(at)
    for pk in Delivery.objects.due(at).ready().order_by("next_try_at").values_list("pk", flat=True)[:MOST_AT_ONCE]:
        delivery.hand_over(pk)


@shared_task
def follow_up_due() -> None:
    """Hands over the effects whose worker died, or which failed and may be tried again."""
    due = Effect.objects.due(timezone.now()).order_by("next_try_at", "pk")
    for pk in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        effects.hand_over(pk)
