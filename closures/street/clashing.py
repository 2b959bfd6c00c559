"""A later end may run into somebody else's works: as at the desk, it goes on with a reason only."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from closures import conflicts
from closures.models import RoadEvent
from closures.workflow import Status
from roadmap.models import User


class UnansweredClashes(ValidationError):
    """With the words of each, and that a reason is wanted."""


def check_clashes(pk: int, *, reason: str, by: User | None, at: datetime) -> None:
    """After its end has moved: what is new goes on for the reason, which is kept.

    Raises UnansweredClashes without one.
    """
    event = RoadEvent.objects.locked(pk)
    if event.status != Status.PUBLISHED:
        return
    found = conflicts.clashes_of(event, at)
    new = conflicts.new_of(event, found)
    if new and not reason:
        raise UnansweredClashes([*(clash.text for clash in new), _("Say why it goes on all the same.")])
    conflicts.accept(event, found, reason=reason, by=by, at=at)
