"""The statuses of a road event and the one table of allowed moves."""

from django.db import models
from django.utils.translation import gettext_lazy

from roadmap.workflow import MoveRefused, check

__all__ = ["MOVES", "UNSEEN", "MoveRefused", "Status", "check_move"]


class Status(models.TextChoices):
    DRAFT = "draft", gettext_lazy("draft")
    IN_REVIEW = "in-review", gettext_lazy("in review")
    PUBLISHED = "published", gettext_lazy("published")
    FINISHED = "finished", gettext_lazy("finished")
    CANCELLED = "cancelled", gettext_lazy("cancelled")


UNSEEN = (Status.DRAFT, Status.IN_REVIEW)  # by the public

MOVES: dict[str, set[str]] = {
    Status.DRAFT: {Status.IN_REVIEW, Status.PUBLISHED, Status.CANCELLED},
    Status.IN_REVIEW: {Status.DRAFT, Status.PUBLISHED, Status.CANCELLED},
    Status.PUBLISHED: {Status.FINISHED, Status.CANCELLED},
    Status.FINISHED: {Status.PUBLISHED},  # the end moved on: the field says that work goes on
    Status.CANCELLED: set(),
}


def check_move(old: str, new: str) -> None:
    """Raises MoveRefused unless the table allows `old` → `new`."""
    check(MOVES, Status(old), Status(new))
