"""What actions leave behind: take an id, reach the outside world."""

from celery import shared_task
from django.utils import timezone

from roadmap import delivery, effects


@shared_task
def deliver(pk: int) -> None:
    delivery.send(pk, timezone.now())


@shared_task
def follow_up(pk: int) -> None:
    effects.run(pk, timezone.now())
