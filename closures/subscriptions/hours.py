"""When a reader is told: at once, in the morning, or with the day's digest."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from roadmap.schedule import Window

EVENING, MORNING = time(22), time(7)


def in_the_morning(at: datetime, zone: ZoneInfo) -> datetime | None:
    """When the night is over; None by day."""
    local = at.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return None
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, MORNING, zone)


def due_at(at: datetime, zone: ZoneInfo, *, is_quiet: bool, windows: Iterable[Window]) -> datetime:
    """Held back until the morning, unless the event begins before: `windows` are those in which it holds."""
    morning = in_the_morning(at, zone) if is_quiet else None
    if morning is None or any(at <= start < morning for start, _end in windows):
        return at
    return morning


def next_digest(hour: int, at: datetime, zone: ZoneInfo) -> datetime:
    """The next moment of that hour by the city's clock."""
    local = at.astimezone(zone)
    today = datetime.combine(local.date(), time(hour), zone)
    return today if local < today else datetime.combine(local.date() + timedelta(days=1), time(hour), zone)
