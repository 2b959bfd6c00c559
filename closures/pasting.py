"""Notices as they are pasted: the text is kept before it is read, and what was entered from it is found again."""

from datetime import datetime
from hashlib import sha256

from closures.models import NoticeEntry, PastedNotice, RoadEvent
from roadmap.models import Agency, User


def paste(
    text: str, *, agency: Agency, by: User, at: datetime, written_at: datetime | None = None, file_name: str = ""
) -> PastedNotice:
    """The row of this text; pasted again on one day it is the same, with what came of it."""
    written = written_at or at
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


def keep_entry(notice: PastedNotice, number: int, event: RoadEvent, *, by: User, at: datetime) -> None:
    """In the transaction of the verb: draft `number` became this event, or this version of it."""
    version = RoadEvent.objects.values_list("version", flat=True).get(pk=event.pk)
    NoticeEntry.objects.get_or_create(
        notice=notice, number=number, event=event, version=version, defaults={"at": at, "by": by}
    )


def written_local(notice: PastedNotice) -> datetime:
    """The wall clock of the city when it was written."""
    return notice.written_at.astimezone(notice.city.zone).replace(tzinfo=None)
