"""Days and moments as lists of works write them → ISO 8601."""

import re
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from closures.sources.records import BadRecord

DAY = re.compile(
    r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})(?:[ ,T]+(?P<time>\d{1,2}:\d{2})(?::\d{2})?)?"
)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MILLISECONDS = re.compile(r"\d{12,13}")  # since 1970, as ArcGIS gives them


def day_or_moment(text: str) -> str:
    """«3.05.2026», «03.05.2026 10:00», «2026-05-03», «2026-05-03T10:00:00Z», milliseconds; "" stays. Raises BadRecord.

    A moment without an offset is the city's wall clock.
    """
    try:
        return _read(text) if text else ""
    except (ValueError, OverflowError, OSError) as error:
        raise BadRecord(_("“%s” is no date.") % text[:40]) from error


def shown_day(told: str) -> str:
    """What `day_or_moment` has read, for a person: “03.05.2026”, with the hour where one was told."""
    moment = datetime.fromisoformat(told)
    return f"{moment:%d.%m.%Y}" if ISO_DAY.fullmatch(told) else f"{moment:%d.%m.%Y, %H:%M}"


def _read(text: str) -> str:
    if MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC).isoformat()
    if ISO_DAY.fullmatch(text):
        return date.fromisoformat(text).isoformat()
    if found := DAY.fullmatch(text):
        day = date(*(int(found[part]) for part in ("year", "month", "day"))).isoformat()
        return datetime.fromisoformat(f"{day}T{found['time'].zfill(5)}").isoformat() if found["time"] else day
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.isoformat()
