"""What the workflows of all apps have in common: a table of allowed moves, and a refusal in words."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext as _


class MoveRefused(Exception):
    """The move is not in the table; the message is for the person who asked for it."""


def check(moves: Mapping[str, set[str]], old: TextChoices, new: TextChoices) -> None:
    """Raises MoveRefused unless the table allows `old` → `new`."""
    if new not in moves[old]:
        raise MoveRefused(_("“%(old)s” cannot become “%(new)s”.") % {"old": old.label, "new": new.label})
