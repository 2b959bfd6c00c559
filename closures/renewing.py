"""What follows from an event is worked out anew. No version: nothing is new to anybody."""

from datetime import datetime, timedelta

from django.db import transaction

from closures.derive import derive
from closures.detours.laid import lay
from closures.models import PublicVersion, RoadEvent
from closures.workflow import Status

RENEWED_BEFORE = timedelta(days=30)  # the spelled-out windows of what has no end run out


@transaction.atomic
def renew(event: RoadEvent, *, at: datetime) -> None:
    """What has no end goes on: its windows are spelled out anew from here."""
    event = RoadEvent.objects.locked(event.pk)
    if event.status == Status.PUBLISHED:
        derive(event, at)
        PublicVersion.move(event.city_id)


@transaction.atomic
def derive_anew(pk: int, *, at: datetime) -> None:
    event = RoadEvent.objects.locked(pk)
    derive(event, at)
    lay(event, at)
    PublicVersion.move(event.city_id)
