"""The foreman's link of an event: made when somebody first wants it, made anew, shut."""

from datetime import datetime

from django.db import transaction

from closures.models import RoadEvent, SiteLink
from closures.workflow import Status
from roadmap.secret_links import new_secret


def link_of(event: RoadEvent, at: datetime) -> SiteLink | None:
    """The open one; None where the desk has shut it, or where nothing is left to tell of the event."""
    if event.status == Status.CANCELLED:
        return None
    link, _is_new = SiteLink.objects.get_or_create(event=event, defaults={"made_at": at})
    return None if link.revoked_at else link


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
