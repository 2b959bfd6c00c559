"""Whoever of the staff looks at a person's data leaves a row, and a line in the log: one a page, list or file."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from roadmap.logs import note
from roadmap.models import PersonalLook, User

How = PersonalLook.How
FEW = 5  # rows that a line of the log names


def noted(how: str, *rows: Model, by: User | None, at: datetime, why: str = "") -> None:
    """A look at rows of one noun; nothing where a list was empty."""
    if rows:
        of_rows(how, type(rows[0])._meta.label_lower, [row.pk for row in rows], by=by, at=at, why=why)
    note(how, *rows[:FEW], by=by)


def of_rows(how: str, subject: str, numbers: Sequence[int], *, by: User | None, at: datetime, why: str = "") -> None:
    """The same of rows that were never fetched as a whole, as those of a table of a hundred thousand."""
    PersonalLook.objects.create(how=how, subject=subject, numbers=list(numbers), by=by, at=at, why=why[:200])
