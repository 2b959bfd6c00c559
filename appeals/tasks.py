"""What actions leave behind: take an id, reach beyond the request."""

from celery import shared_task
from django.utils import timezone

from appeals import hiding, photos


@shared_task(acks_late=False, time_limit=30)  # not given to the next worker when one dies over it: the row counts tries
def look_at_photo(pk: int) -> None:
    photos.look_at(pk, timezone.now())


@shared_task(acks_late=False, time_limit=300)  # longer than roadmap.videos_apart is patient
def look_at_video(pk: int) -> None:
    photos.look_at(pk, timezone.now())


@shared_task(acks_late=False, time_limit=30)
def remake_photo(pk: int) -> None:
    hiding.remake(pk, timezone.now())


@shared_task(acks_late=False, time_limit=300)
def remake_video(pk: int) -> None:
    hiding.remake(pk, timezone.now())
