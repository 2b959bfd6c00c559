"""When something holds, in English that cannot be misread: the sibling of grammar/dates.py, question by question.

“from 22:00 on 12 June until 06:00 on 15 June”, “from 4 to 11 July inclusive”, “every night from 22:00 to 06:00,
from 1 to 5 June (the last night: 4 to 5 June)”. Months are words also in short texts: 06.12 is read in two ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from babel.dates import get_month_names

from ...schedule import WEEKDAYS, Hours, Schedule
from ..openings import (
    DAY,
    MIDNIGHT,
    WEEKEND,
    WORKDAYS,
    days_of_rest,
    ends_of,
    is_all_day,
    is_cut,
    is_midnight,
    is_night_only,
    is_round_the_clock,
    is_weekday_bound,
    last_day,
    names_years,
    opening_days,
    run_of,
    runs_past_midnight,
    windows_of,
)
from ..phrases import NO_BREAK
from .names import join

UNTIL_DONE = "until the works are finished"
UNTIL_FURTHER_NOTICE = "until further notice"
_MANY = 3  # up to so many days are listed, more become a period
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def when(
    schedule: Schedule, *, open_end: str = UNTIL_DONE, published: datetime | None = None, is_short: bool = False
) -> str:
    """The whole schedule. `published` is when the text is first read: another year than that is always named."""
    words = _Words(names_years(schedule, published), is_short)
    if is_round_the_clock(schedule):
        return _interval(schedule, open_end, words)
    return _recurring(schedule, open_end, words)


def outline(schedule: Schedule, *, published: datetime | None = None, is_short: bool = False) -> str:
    """From the first opening to the last closing, saying only that there are hours or days of rest in between."""
    words = _Words(names_years(schedule, published), is_short)
    start, end = ends_of(schedule)
    outer = _interval(Schedule(start, end, schedule.zone), UNTIL_FURTHER_NOTICE, words)
    return f"{outer}, at certain hours" if schedule.hours else f"{outer}, not on all days"


def until(
    schedule: Schedule, *, open_end: str = UNTIL_DONE, published: datetime | None = None, is_short: bool = False
) -> str:
    """Only its end: “until 06:00 on 15 June”, “through 11 July”, “until the works are finished”."""
    words = _Words(names_years(schedule, published), is_short)
    first, last = ends_of(schedule)
    if last is None:
        return open_end
    if is_midnight(last) and (is_midnight(first) or is_weekday_bound(schedule)):
        return f"through {words.day(last.date() - DAY)}"
    return f"until {words.moment(last, is_end=True)}"


def since(schedule: Schedule, *, published: datetime | None = None, is_short: bool = False) -> str:
    """Only its start: “from 22:00 on 12 June”, “from 12 June”."""
    words = _Words(names_years(schedule, published), is_short)
    first = ends_of(schedule)[0]
    return f"from {words.edge(first)}"


def after(schedule: Schedule, *, published: datetime | None = None, is_short: bool = False) -> str:
    """From its end on: “from 06:00 on 15 June”, “from 12 July”; empty where it has none."""
    last = ends_of(schedule)[1]
    if last is None:
        return ""
    years = published is not None and last.year != published.astimezone(schedule.zone).year
    return f"from {_Words(years or names_years(schedule, published), is_short).edge(last)}"


def moment(at: datetime, zone: tzinfo, *, published: datetime | None = None, is_short: bool = False) -> str:
    """“22:00 on 12 June”."""
    local = at.astimezone(zone)
    years = published is not None and local.year != published.astimezone(zone).year
    return _Words(years, is_short).moment(local)


def hours_in_brief(schedule: Schedule) -> str:
    """The recurring hours alone, for a list or a feed: “daily 22:00–06:00”, “weekdays 09:00–17:00”; else ""."""
    if is_round_the_clock(schedule):
        return ""
    return "; ".join(
        f"{_days_of_week(entry.weekdays, is_brief=True)} {entry.start:%H:%M}–{_closing(entry)}"
        for entry in schedule.hours
    )


# --- one stretch of time ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Words:
    """Dates as a text of this length writes them: “12 June”, “12 June 2026”, “12 Jun”, “12 Jun 2026”."""

    years: bool = False
    is_short: bool = False

    def without_year(self) -> "_Words":
        return _Words(is_short=self.is_short)

    def day(self, day: date) -> str:
        month = get_month_names("abbreviated" if self.is_short else "wide", locale="en")[day.month]
        return f"{day.day}{NO_BREAK}{month}{f'{NO_BREAK}{day.year}' if self.years else ''}"

    def moment(self, at: datetime, *, is_end: bool = False) -> str:
        """“06:00 on 15 June”; as an end, midnight is 24:00 of the day before."""
        on = " " if self.is_short else " on "
        if is_end and is_midnight(at):
            return f"24:00{on}{self.day(at.date() - DAY)}"
        return f"{at:%H:%M}{on}{self.day(at.date())}"

    def edge(self, at: datetime) -> str:
        return self.day(at.date()) if is_midnight(at) else self.moment(at)

    def period(self, first: date, last: date, *, inclusive: str = " inclusive") -> str:
        """“from 4 to 11 July inclusive”; the month and year are said once where they are the same."""
        if first == last:
            return f"on {self.day(first)}"
        start = self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            start = str(first.day)
        elif first.year == last.year:
            start = self.without_year().day(first)
        return f"from {start} to {self.day(last)}{inclusive}"

    def days(self, days: Sequence[date]) -> str:
        """“4, 5 and 7 July”, “30 June and 1 July”."""
        written = []
        for day, following in zip(days, [*days[1:], None], strict=True):
            same_month = following and (day.year, day.month) == (following.year, following.month)
            written.append(str(day.day) if same_month else self.day(day))
        return join(written)

    def night(self, evening: date) -> str:
        """“4 to 5 June”, “31 May to 1 June”."""
        morning = evening + DAY
        start = str(evening.day) if evening.month == morning.month else self.without_year().day(evening)
        return f"{start} to {self.day(morning)}"


def _interval(schedule: Schedule, open_end: str, words: _Words) -> str:
    start, end = ends_of(schedule)
    exceptions = _except(schedule, start.date(), end.date() - DAY if end else None, words)
    if end is None:
        return f"from {words.edge(start)} {open_end}{exceptions}"
    if is_midnight(start) and is_midnight(end):
        return words.period(start.date(), end.date() - DAY) + exceptions
    if start.date() == last_day(end):
        return f"on {words.day(start.date())} from {start:%H:%M} to {_clock_end(end)}{exceptions}"
    first = words.without_year() if start.year == last_day(end).year else words
    return f"from {first.moment(start)} until {words.moment(end, is_end=True)}{exceptions}"


def _clock_end(end: datetime) -> str:
    return "24:00" if is_midnight(end) else f"{end:%H:%M}"


def _except(schedule: Schedule, first: date, last: date | None, words: _Words) -> str:
    """“, except on 12 and 13 June”."""
    counted = days_of_rest(schedule, first, last)
    if not counted:
        return ""
    if is_night_only(schedule):
        nights = join([words.night(day) for day in counted])
        return f", except the night{'s' if len(counted) > 1 else ''} of {nights}"
    return f", except on {words.days(counted)}"


# --- recurring hours --------------------------------------------------------------------------------------------------


def _recurring(schedule: Schedule, open_end: str, words: _Words) -> str:
    windows = windows_of(schedule)
    if len(windows) == 1 and schedule.end is not None:
        return _interval(Schedule(*windows[0], schedule.zone), open_end, words)
    days = opening_days(schedule)
    if schedule.end is not None and (not days or is_cut(schedule, windows)):
        return f"{_outer(schedule, words)}, {_hours(schedule)}{_all_exceptions(schedule, words)}"
    if schedule.end is None:
        first = days[0] if days else schedule.start.astimezone(schedule.zone).date()
        return f"from {words.day(first)} {open_end}, {_hours(schedule)}{_except(schedule, first, None, words)}"
    if is_night_only(schedule):
        return _nights(schedule, days, words)
    if len(days) <= _MANY and len(schedule.hours) == 1 and not is_all_day(schedule.hours[0]):
        return f"on {words.days(days)} {_span(schedule.hours[0])}"
    period = words.period(days[0], days[-1])
    return f"{period}, {_hours(schedule)}{_except(schedule, days[0], days[-1], words)}"


def _outer(schedule: Schedule, words: _Words) -> str:
    start, end = ends_of(schedule)
    return f"from {words.moment(start)} until {words.moment(end, is_end=True)}"


def _nights(schedule: Schedule, evenings: Sequence[date], words: _Words) -> str:
    """The last night is spelled out: “from 1 to 5 June” alone leaves open whether the night to 6 June counts."""
    period = words.period(evenings[0], evenings[-1] + DAY, inclusive="")
    missing = _except(schedule, evenings[0], evenings[-1], words)
    return f"every night {_span(schedule.hours[0])}, {period} (the last night: {words.night(evenings[-1])}){missing}"


def _all_exceptions(schedule: Schedule, words: _Words) -> str:
    last = schedule.end.astimezone(schedule.zone).date() if schedule.end else None
    return _except(schedule, schedule.start.astimezone(schedule.zone).date(), last, words)


def _hours(schedule: Schedule) -> str:
    """“daily from 09:00 to 12:00 and from 14:00 to 17:00”, “on weekdays from 22:00 to 06:00 of the next day”."""
    if not schedule.hours:
        return "round the clock"
    if is_night_only(schedule):
        return f"every night {_span(schedule.hours[0])}"
    by_days: dict[frozenset[str] | None, list[Hours]] = {}
    for entry in schedule.hours:
        by_days.setdefault(entry.weekdays, []).append(entry)
    return ", ".join(
        f"{_days_of_week(weekdays)} {' and '.join(_span_named(entry) for entry in entries)}"
        for weekdays, entries in by_days.items()
    )


def _span(entry: Hours) -> str:
    return f"from {entry.start:%H:%M} to {_closing(entry)}"


def _span_named(entry: Hours) -> str:
    """Says so where the hours run past midnight."""
    if is_all_day(entry):
        return "round the clock"
    return f"{_span(entry)}{' of the next day' if runs_past_midnight(entry) else ''}"


def _closing(entry: Hours) -> str:
    return "24:00" if entry.end == MIDNIGHT else f"{entry.end:%H:%M}"


def _days_of_week(weekdays: frozenset[str] | None, *, is_brief: bool = False) -> str:
    """“on weekdays”, “Monday to Saturday”, “on Mondays and Thursdays”; in brief without the small words."""
    if weekdays is None or len(weekdays) == len(WEEKDAYS):
        return "daily"
    if weekdays in (WORKDAYS, WEEKEND):
        named = "weekdays" if weekdays == WORKDAYS else "weekends"
        return named if is_brief else f"on {named}"
    return _named_days(weekdays, is_brief=is_brief)


def _named_days(weekdays: frozenset[str], *, is_brief: bool) -> str:
    run = run_of(weekdays)
    if run:
        first, last = (_NAMES[WEEKDAYS.index(day)] for day in run)
        return f"{first[:3]}–{last[:3]}" if is_brief else f"{first} to {last}"
    names = [name for day, name in zip(WEEKDAYS, _NAMES, strict=True) if day in weekdays]
    return ", ".join(name[:3] for name in names) if is_brief else f"on {join([f'{name}s' for name in names])}"
