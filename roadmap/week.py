"""A week by its minutes, from Monday's midnight to Sunday's, by the clock on the wall: what comes again every week."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from roadmap.schedule import A_DAY, WEEKDAYS, Hours, Window

A_WEEK = len(WEEKDAYS) * A_DAY
WHOLE_WEEK = [(0, A_WEEK)]
MINUTE = timedelta(minutes=1)

Minutes = tuple[int, int]  # half-open


def minutes_of(hours: Iterable[Hours]) -> list[Minutes]:
    """Of hours that return each week; without any, all of it."""
    spans = [
        (WEEKDAYS.index(day) * A_DAY + start, WEEKDAYS.index(day) * A_DAY + end)
        for entry in hours
        for day in entry.weekdays or WEEKDAYS
        for start, end in [entry.minutes()]
    ]
    return _joined(spans) if spans else WHOLE_WEEK


def minutes_within(windows: Iterable[Window], zone: ZoneInfo) -> list[Minutes]:
    """The minutes of the week on which any of the windows holds at least once."""
    return _joined(_minutes(window, zone) for window in windows)


def _minutes(window: Window, zone: ZoneInfo) -> Minutes:
    start, end = window
    first = start.astimezone(zone).replace(tzinfo=None)
    last = end and end.astimezone(zone).replace(tzinfo=None)
    if last is None or last - first >= timedelta(minutes=A_WEEK):
        return WHOLE_WEEK[0]
    monday = first.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=first.weekday())
    return (first - monday) // MINUTE, -((monday - last) // MINUTE)


def _joined(spans: Iterable[Minutes]) -> list[Minutes]:
    """In order; what runs over Sunday's midnight goes on on Monday."""
    ordered = sorted(part for span in spans for part in _wrapped(*span))
    joined: list[Minutes] = []
    for start, end in ordered:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _wrapped(start: int, end: int) -> Iterator[Minutes]:
    yield start, min(end, A_WEEK)
    if end > A_WEEK:
        yield 0, end - A_WEEK
