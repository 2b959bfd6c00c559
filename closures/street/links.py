"""The foreman's link of an event: made with it, made anew, shut."""

from datetime import datetime

from django.db import transaction

from closures.models import RoadEvent, SiteLink
from closures.workflow import Status
from roadmap.secret_links import new_secret


def make(event: RoadEvent, *, at: datetime) -> SiteLink:
    """Of a new event: whoever looks at it or prints it later only reads."""
    return SiteLink.objects.create(event=event, made_at=at)


def link_of(event: RoadEvent) -> SiteLink | None:
    """The open one; None where the desk has shut it, or where nothing is left to tell of the event."""
    if event.status == Status.CANCELLED:
        return None
    return SiteLink.objects.open().filter(event=event).first()


def told_in(event: RoadEvent) -> RoadEvent:
    """Where it was joined with others, the one that it is told of in by now; else itself."""
    while event.joined_to_id is not None:
        event = event.joined_to
    return event


@transaction.atomic
def renew(event: RoadEvent, *, at: datetime) -> SiteLink:
    """Another secret: the former address opens nothing any more. Also of a link that was shut."""
    RoadEvent.objects.locked(event.pk)
    values = {"secret": new_secret(), "made_at": at, "revoked_at": None}
    return SiteLink.objects.update_or_create(event=event, defaults=values)[0]


@transaction.atomic
def revoke(event: RoadEvent, *, at: datetime) -> None:
    """Nobody tells anything by it from now on."""
    RoadEvent.objects.locked(event.pk)
    SiteLink.objects.open().filter(event=event).update(revoked_at=at)
