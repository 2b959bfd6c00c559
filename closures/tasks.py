"""What actions leave behind: take an id, reach beyond the request."""

from celery import shared_task
from django.utils import timezone

from closures import suggestions


@shared_task
def ask_model(pk: int) -> None:
    suggestions.answer(pk, timezone.now())
