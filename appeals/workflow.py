"""The statuses of an appeal and the one table of allowed moves."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.workflow import MoveRefused, check

__all__ = ["ENDED", "MOVES", "OPEN", "PUBLIC", "SHOWN", "MoveRefused", "Outcome", "Status", "check_move", "check_open"]


class Status(models.TextChoices):
    NEW = "new", gettext_lazy("received")
    IN_WORK = "in-work", gettext_lazy("in work")
    ANSWERED = "answered", gettext_lazy("answered")
    CLOSED = "closed", gettext_lazy("closed")
    REJECTED = "rejected", gettext_lazy("not a road matter")
    DUPLICATE = "duplicate", gettext_lazy("joined to another message")


class Outcome(models.TextChoices):
    """What an answer says became of the trouble. Only the first one says that it is gone, and that a photo proves."""

    FIXED = "fixed", gettext_lazy("fixed")
    MADE_SAFE = "made-safe", gettext_lazy("made safe, not fixed yet")
    PLANNED = "planned", gettext_lazy("planned")
    EXPLAINED = "explained", gettext_lazy("explained")
    WITHIN_NORM = "within-norm", gettext_lazy("within the norm")
    NOT_CONFIRMED = "not-confirmed", gettext_lazy("not confirmed on site")
    DECLINED = "declined", gettext_lazy("will not be done")


OPEN = (Status.NEW, Status.IN_WORK)
SHOWN = (*OPEN, Status.ANSWERED)  # what the map shows unless told
PUBLIC = (*SHOWN, Status.CLOSED)
ENDED = (Status.CLOSED, Status.REJECTED, Status.DUPLICATE)

MOVES: dict[str, set[str]] = {
    Status.NEW: {Status.IN_WORK, Status.ANSWERED, Status.REJECTED, Status.DUPLICATE},
    Status.IN_WORK: {Status.ANSWERED, Status.REJECTED, Status.DUPLICATE},
    Status.ANSWERED: {Status.CLOSED, Status.IN_WORK},
    Status.CLOSED: {Status.IN_WORK},
    Status.REJECTED: {Status.IN_WORK},
    Status.DUPLICATE: {Status.IN_WORK},
}


def check_move(old: str, new: str) -> None:
    """Raises MoveRefused unless the table allows `old` → `new`."""
    check(MOVES, Status(old), Status(new))


def check_open(status: str) -> None:
    """Raises MoveRefused for a message that nobody works on any more."""
    if status not in OPEN:
        raise MoveRefused(_("The message is not open any more."))
