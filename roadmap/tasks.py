"""What actions leave behind: take an id, reach the outside world."""

from celery import shared_task
from django.utils import timezone

from roadmap import delivery, effects
from roadmap.setting_up import uploads

LONGEST_IMPORT_S = 3600  # a large city's extract; a message that comes again meanwhile finds nothing to do


@shared_task
def deliver(pk: int) -> None:
    delivery.send(pk, timezone.now())


@shared_task
def follow_up(pk: int) -> None:
    effects.run(pk, timezone.now())


@shared_task(time_limit=LONGEST_IMPORT_S)
def work_on_upload(pk: int) -> None:
    uploads.work_on(pk)
