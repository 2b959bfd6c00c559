"""Small arithmetic of moments and windows."""

from datetime import date, datetime, time, timedelta

from roadmap.language.times.constituents import Part
from roadmap.language.times.windows import Window, add_months
from roadmap.language.times.words import Item


def mask(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "_" * (end - start) + text[end:]
    return text


def moments_of(part: Part) -> list[datetime]:
    """Date and clock pairs of a constituent, in order."""
    clocks = [item for item in part.items if item.letter == "c"]
    found = []
    for number, clock in enumerate(clocks):
        day = part.days[min(number, len(part.days) - 1)]
        is_tonight = any(item.name == "tonight" for item in part.items) and clock.clock.hour < 12 and not clock.next_day
        found.append(at_clock(day + timedelta(days=int(is_tonight)), clock))
    return found


def at_clock(day: date, clock: Item) -> datetime:
    return datetime.combine(day, clock.clock) + timedelta(days=int(clock.next_day))


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(0)) + timedelta(days=1)


def next_year(moment: datetime) -> datetime:
    return add_months(moment, 12)


def same_year(days: list[date]) -> list[date]:
    """The year of the last date holds for all before it: «с 28 декабря по 9 января 2027 года» begins in 2026."""
    last = days[-1]
    found = []
    for day in days[:-1]:
        moved = day.replace(year=last.year)
        found.append(moved if moved <= last else moved.replace(year=last.year - 1))
    return [*found, last]


def shifted(days: list[date], first: Item) -> list[date]:
    return [day + timedelta(days=1) for day in days] if first.next_day else days


def runs(days: list[date]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def covers(window: Window, moment: datetime) -> bool:
    return window.start is not None and window.start < moment and (window.end is None or moment <= window.end)


def goes_on(last: Window, window: Window) -> bool:
    """Does the window open a day after the last one's last opening, at the same hours?"""
    if None in (last.end, window.end) or window.daily or window.weekdays or last.weekdays:
        return False
    day = timedelta(days=1)
    hours = last.daily or (last.start.time(), last.end.time())
    if window.end - window.start >= day or (last.daily is None and last.end - last.start >= day):
        return False
    return (
        (window.start.time(), window.end.time()) == hours
        and window.end - last.end == day
        and window.start.time() != window.end.time()
    )


def holds(window: Window, other: Window) -> bool:
    return (
        window.start is not None
        and window.start <= other.start + timedelta(days=1)
        and (window.end is None or other.end <= window.end + timedelta(days=1))
    )


def unique(windows: list[Window]) -> list[Window]:
    kept: list[Window] = []
    for window in windows:
        if not any(
            (one.start, one.end, one.daily, one.weekdays) == (window.start, window.end, window.daily, window.weekdays)
            for one in kept
        ):
            kept.append(window)
    return kept
