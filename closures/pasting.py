"""Notices as they are pasted: the text is kept before it is read, and what was entered from it is found again."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from closures.models import NoticeEntry, PastedNotice, RoadEvent
from roadmap.models import Agency, User

FURTHEST = timedelta(days=3660)  # ten years


def paste(
    text: str, *, agency: Agency, by: User, at: datetime, written_at: datetime | None = None, file_name: str = ""
) -> PastedNotice:
    """The row of this text; pasted again on one day it is the same, with what came of it. Raises ValidationError."""
    written = written_at or at
    if not is_of_these_years(written, at):
        raise ValidationError({"written_at": _("Is the year right?")})
    day = written.astimezone(agency.city.zone).date()
    values = {
        "city": agency.city,
        "text": text,
        "file_name": file_name[:200],
        "written_at": written,
        "pasted_at": at,
        "by": by,
    }
    digest = sha256(f"{day}\n{text}".encode()).hexdigest()
    return PastedNotice.objects.get_or_create(agency=agency, digest=digest, defaults=values)[0]


def is_of_these_years(written: datetime, at: datetime) -> bool:
    """Days are counted from then; near the ends of the calendar there are none to count."""
    return abs(written - at) <= FURTHEST


def keep_entry(notice: PastedNotice, number: int, event: RoadEvent, *, by: User, at: datetime) -> None:
    """In the transaction of the verb: draft `number` became this event, or this version of it."""
    version = RoadEvent.objects.values_list("version", flat=True).get(pk=event.pk)
    NoticeEntry.objects.get_or_create(
        notice=notice, number=number, event=event, version=version, defaults={"at": at, "by": by}
    )


def written_local(notice: PastedNotice) -> datetime:
    """The wall clock of the city when it was written; of an impossible year, as it was pasted."""
    is_sound = is_of_these_years(notice.written_at, notice.pasted_at)
    written = notice.written_at if is_sound else notice.pasted_at
    return written.astimezone(notice.city.zone).replace(tzinfo=None)
