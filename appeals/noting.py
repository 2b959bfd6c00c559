"""Notes of those who work on a message, for each other only."""

from datetime import datetime

from django.utils.translation import gettext as _

from appeals.models import Appeal, InternalNote
from appeals.words import checked
from roadmap.models import User

LONGEST = 2000


def add_note(appeal: Appeal, text: str, *, by: User, at: datetime) -> InternalNote:
    """No step of the message: its history, which the sender reads, does not tell of it. Raises ValidationError."""
    text = checked(text, most=LONGEST, wanted=_("Write the note."))
    return InternalNote.objects.create(appeal=appeal, agency=by.agency, text=text, by=by, at=at)
