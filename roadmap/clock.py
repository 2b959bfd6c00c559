"""What the passing of time does to deliveries."""

from celery import shared_task
from django.utils import timezone

from roadmap import delivery
from roadmap.models import Delivery

MOST_AT_ONCE = 500


@shared_task
def deliver_due() -> None:
    """Hands over what still waits, and settles what stuck half way."""
    at = timezone.now()
    delivery.recover(at)
    for pk in Delivery.objects.due(at).ready().order_by("next_try_at").values_list("pk", flat=True)[:MOST_AT_ONCE]:
        delivery.hand_over(pk)
