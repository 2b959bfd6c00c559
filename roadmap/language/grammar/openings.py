"""What the words of a schedule depend on, whatever the language: its first and last opening, nights, days of rest."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from roadmap.schedule import WEEKDAYS, Hours, Schedule

DAY = timedelta(days=1)
MIDNIGHT = time(0)
EVENING = time(18)  # a window that runs past midnight is a night if it begins no earlier
WORKDAYS, WEEKEND = frozenset(WEEKDAYS[:5]), frozenset(WEEKDAYS[5:])


def is_weekday_bound(schedule: Schedule) -> bool:
    return any(entry.weekdays is not None for entry in schedule.hours)


def is_round_the_clock(schedule: Schedule) -> bool:
    return not schedule.hours or all(is_all_day(entry) and entry.weekdays is None for entry in schedule.hours)


def is_all_day(entry: Hours) -> bool:
    return entry.start == entry.end == MIDNIGHT


def runs_past_midnight(entry: Hours) -> bool:
    return entry.end <= entry.start and entry.end != MIDNIGHT


def is_night_only(schedule: Schedule) -> bool:
    """One night window on all days: «каждую ночь»."""
    if len(schedule.hours) != 1 or schedule.hours[0].weekdays is not None:
        return False
    entry = schedule.hours[0]
    return runs_past_midnight(entry) and entry.start >= EVENING


def is_midnight(at: datetime) -> bool:
    return at.time() == MIDNIGHT


@lru_cache(maxsize=32)  # one text asks dozens of times
def windows_of(schedule: Schedule) -> tuple[tuple[datetime, datetime | None], ...]:
    zone = schedule.zone
    return tuple((start.astimezone(zone), end and end.astimezone(zone)) for start, end in schedule.all_windows())


def ends_of(schedule: Schedule) -> tuple[datetime, datetime | None]:
    """The first opening and the last closing, in the city's zone."""
    windows = () if is_round_the_clock(schedule) else windows_of(schedule)
    if not windows:
        end = schedule.end and schedule.end.astimezone(schedule.zone)
        return schedule.start.astimezone(schedule.zone), end
    return windows[0][0], windows[-1][1] if schedule.end is not None else None


@lru_cache(maxsize=32)
def opening_days(schedule: Schedule) -> tuple[date, ...]:
    """The days on which a window opens, in order."""
    found = set()
    for start, end in windows_of(schedule):
        for number in range((end.date() - start.date()).days + 1):
            day = start.date() + number * DAY
            openings = (entry.on(day, schedule.zone) for entry in schedule.hours)
            if day not in schedule.exceptions and any(opening and start <= opening[0] < end for opening in openings):
                found.add(day)
    return tuple(sorted(found))


def is_cut(schedule: Schedule, windows: Sequence) -> bool:
    """Whether the outer interval cuts the first or the last window, so that whole days would say too much."""
    (start, _), (_, end) = windows[0], windows[-1]
    days = (start.date(), end.date(), end.date() - DAY)
    spans = [span for day in days for entry in schedule.hours if (span := entry.on(day, schedule.zone))]
    return start not in {span[0] for span in spans} or end not in {span[1] for span in spans}


def last_day(end: datetime) -> date:
    """The day to which a half-open end belongs: midnight still belongs to the day before."""
    return end.date() - DAY if is_midnight(end) else end.date()


def names_years(schedule: Schedule, published: datetime | None) -> bool:
    start, end = ends_of(schedule)
    years = {start.year, last_day(end).year if end else start.year}
    return len(years) > 1 or (published is not None and years != {published.astimezone(schedule.zone).year})


def days_of_rest(schedule: Schedule, first: date, last: date | None) -> list[date]:
    """The exceptions within these days, only such as would otherwise count."""
    days = sorted(day for day in schedule.exceptions if first <= day and (last is None or day <= last))
    return [day for day in days if schedule.would_open_on(day)]


def days_in_a_row(days: Sequence[date]) -> list[tuple[date, date]]:
    """The first and the last of each run."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day == runs[-1][1] + DAY:
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return runs


def has_recurring_hours(schedule: Schedule) -> bool:
    """Whether a text is a list of hours rather than one stretch of time."""
    return not is_round_the_clock(schedule) and len(windows_of(schedule)) != 1


def run_of(weekdays: frozenset[str]) -> tuple[str, str] | None:
    """The first and the last of three weekdays or more in a row; other choices have to be named one by one."""
    numbers = [number for number, day in enumerate(WEEKDAYS) if day in weekdays]
    is_run = len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1
    return (WEEKDAYS[numbers[0]], WEEKDAYS[numbers[-1]]) if is_run else None
