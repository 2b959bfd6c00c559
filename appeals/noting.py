"""Notes of those who work on a message, for each other only."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from appeals.models import Appeal, InternalNote
from roadmap.models import User


def add_note(appeal: Appeal, text: str, *, by: User, at: datetime) -> InternalNote:
    """No step of the message: its history, which the sender reads, does not tell of it. Raises ValidationError."""
    text = text.strip()
    if not text:
        raise ValidationError(_("Write the note."))
    return InternalNote.objects.create(appeal=appeal, agency=by.agency, text=text[:2000], by=by, at=at)
