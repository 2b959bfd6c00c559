"""When something holds, as every language says it: what is said, and in which order. The words are the languages' own
(grammar/dates.py, grammar/english/dates.py)."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from roadmap.schedule import WEEKDAYS, Hours, Schedule

from .openings import (
    DAY,
    MIDNIGHT,
    days_in_a_row,
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
    runs_past_midnight,
    windows_of,
)

MANY = 3  # up to so many days are listed, more become a period
MOST_RUNS = 8  # of excepted days in brief: what says more fits no row of a list


@dataclass(frozen=True)
class Words(ABC):
    """Dates as a text of this length writes them, and the words between them.

    `between` stands between clock and day; `is_numeric`: a date is written whole, whatever the next one repeats.
    """

    years: bool = False
    is_short: bool = False

    until_done = ""
    until_further_notice = ""
    round_the_clock = ""
    every_night = ""
    next_day = ""
    on_some_days = ""
    conjunction = ""

    @property
    def between(self) -> str:
        return " "

    @property
    def is_numeric(self) -> bool:
        return False

    @abstractmethod
    def without_year(self) -> "Words":
        """For the first of two dates of one year: the second names it."""

    @abstractmethod
    def day(self, day: date) -> str: ...

    @abstractmethod
    def on(self, days: str) -> str: ...

    @abstractmethod
    def through(self, day: date) -> str:
        """That day included."""

    @abstractmethod
    def until(self, at: datetime) -> str: ...

    @abstractmethod
    def since_day(self, day: date) -> str: ...

    @abstractmethod
    def since_moment(self, at: datetime) -> str: ...

    @abstractmethod
    def span(self, start: str, end: str) -> str:
        """Between two hours."""

    @abstractmethod
    def from_to(self, first: date, start: str, last: date, *, is_inclusive: bool) -> str:
        """`start` is `first` as it is written before `last`."""

    @abstractmethod
    def night(self, evening: date) -> str: ...

    @abstractmethod
    def last_night(self, evening: date) -> str: ...

    @abstractmethod
    def except_nights(self, nights: Sequence[date]) -> str: ...

    @abstractmethod
    def except_days(self, days: str) -> str: ...

    @abstractmethod
    def now_and_then(self, *, has_hours: bool) -> str:
        """That there are hours, or days of rest, in between."""

    @abstractmethod
    def days_of_week(self, weekdays: frozenset[str] | None, *, is_brief: bool = False) -> str: ...

    def join(self, parts: Sequence[str]) -> str:
        *first, last = parts or [""]
        return f"{', '.join(first)} {self.conjunction} {last}" if first else last

    def moment(self, at: datetime, *, is_end: bool = False) -> str:
        """As an end, midnight is 24:00 of the day before."""
        if is_end and is_midnight(at):
            return f"24:00{self.between}{self.day(at.date() - DAY)}"
        return f"{at:%H:%M}{self.between}{self.day(at.date())}"

    def since(self, at: datetime) -> str:
        return self.since_day(at.date()) if is_midnight(at) else self.since_moment(at)

    def before(self, day: date, last: date) -> str:
        """The first of two dates: the month and year are said once where they are the same."""
        if self.is_numeric or day.year != last.year:
            return self.day(day)
        return str(day.day) if day.month == last.month else self.without_year().day(day)

    def period(self, first: date, last: date, *, is_inclusive: bool = True) -> str:
        if first == last:
            return self.on(self.day(first))
        return self.from_to(first, self.before(first, last), last, is_inclusive=is_inclusive)

    def days(self, days: Sequence[date]) -> str:
        written = []
        for day, following in zip(days, [*days[1:], None], strict=True):
            same_month = following and (day.year, day.month) == (following.year, following.month)
            written.append(str(day.day) if same_month and not self.is_numeric else self.day(day))
        return self.join(written)

    def days_in_brief(self, days: Sequence[date]) -> str:
        """“5 and 12 June”; days in a row by the first and the last of them, “1–8 January”."""
        runs = days_in_a_row(days)
        if len(runs) == len(days) <= MOST_RUNS:
            return self.days(days)
        return self.join([self._run(*run) for run in runs]) if len(runs) <= MOST_RUNS else self.on_some_days

    def _run(self, first: date, last: date) -> str:
        return self.day(last) if first == last else f"{self.before(first, last)}–{self.day(last)}"


@dataclass(frozen=True)
class Terms:
    """A schedule in one language, by its Words."""

    words: type[Words]

    def when(
        self, schedule: Schedule, *, open_end: str = "", published: datetime | None = None, is_short: bool = False
    ) -> str:
        """The whole schedule. `published` is when the text is first read: another year than that is always named."""
        words = self.words(names_years(schedule, published), is_short)
        say = _interval if is_round_the_clock(schedule) else _recurring
        return say(schedule, open_end or words.until_done, words)

    def outline(self, schedule: Schedule, *, published: datetime | None = None, is_short: bool = False) -> str:
        """From the first opening to the last closing, saying only that there are hours or days of rest in between."""
        words = self.words(names_years(schedule, published), is_short)
        outer = _interval(Schedule(*ends_of(schedule), schedule.zone), words.until_further_notice, words)
        return f"{outer}, {words.now_and_then(has_hours=bool(schedule.hours))}"

    def until(
        self, schedule: Schedule, *, open_end: str = "", published: datetime | None = None, is_short: bool = False
    ) -> str:
        """Only its end."""
        words = self.words(names_years(schedule, published), is_short)
        first, last = ends_of(schedule)
        if last is None:
            return open_end or words.until_done
        if is_midnight(last) and (is_midnight(first) or is_weekday_bound(schedule)):
            return words.through(last.date() - DAY)
        return words.until(last)

    def since(self, schedule: Schedule, *, published: datetime | None = None, is_short: bool = False) -> str:
        """Only its start."""
        return self.words(names_years(schedule, published), is_short).since(ends_of(schedule)[0])

    def after(self, schedule: Schedule, *, published: datetime | None = None, is_short: bool = False) -> str:
        """From its end on; empty where it has none."""
        last = ends_of(schedule)[1]
        if last is None:
            return ""
        years = published is not None and last.year != published.astimezone(schedule.zone).year
        return self.words(years or names_years(schedule, published), is_short).since(last)

    def moment(self, at: datetime, zone: tzinfo, *, published: datetime | None = None, is_short: bool = False) -> str:
        local = at.astimezone(zone)
        years = published is not None and local.year != published.astimezone(zone).year
        return self.words(years, is_short).moment(local)

    def hours_in_brief(self, schedule: Schedule) -> str:
        """The recurring hours alone, for a list or a feed; else ""."""
        if is_round_the_clock(schedule):
            return ""
        words = self.words()
        return "; ".join(
            f"{words.days_of_week(entry.weekdays, is_brief=True)} {entry.start:%H:%M}–{_closing(entry)}"
            for entry in schedule.hours
        )

    def timetable_in_brief(self, schedule: Schedule) -> str:
        """The recurring hours and the days left out, for a list or a feed; else "". A night is told by its evening."""
        words = self.words(names_years(schedule, None))
        days = days_of_rest(schedule, date.min, None)
        left_out = words.except_days(words.days_in_brief(days)) if days else ""
        return ", ".join(filter(None, (self.hours_in_brief(schedule), left_out)))


# --- one stretch of time ----------------------------------------------------------------------------------------------


def _interval(schedule: Schedule, open_end: str, words: Words) -> str:
    start, end = ends_of(schedule)
    exceptions = _except(schedule, start.date(), end.date() - DAY if end else None, words)
    if end is None:
        return f"{words.since(start)} {open_end}{exceptions}"
    if is_midnight(start) and is_midnight(end):
        return words.period(start.date(), end.date() - DAY) + exceptions
    if start.date() == last_day(end):
        clock_end = "24:00" if is_midnight(end) else f"{end:%H:%M}"
        return f"{words.on(words.day(start.date()))} {words.span(f'{start:%H:%M}', clock_end)}{exceptions}"
    first = words.without_year() if start.year == last_day(end).year else words
    return f"{first.since_moment(start)} {words.until(end)}{exceptions}"


def _except(schedule: Schedule, first: date, last: date | None, words: Words) -> str:
    """Only days that would otherwise count."""
    counted = days_of_rest(schedule, first, last)
    if not counted:
        return ""
    nights = is_night_only(schedule)
    return f", {words.except_nights(counted) if nights else words.except_days(words.days(counted))}"


# --- recurring hours --------------------------------------------------------------------------------------------------


def _recurring(schedule: Schedule, open_end: str, words: Words) -> str:
    windows = windows_of(schedule)
    if len(windows) == 1 and schedule.end is not None:
        return _interval(Schedule(*windows[0], schedule.zone), open_end, words)
    days = opening_days(schedule)
    if schedule.end is None:
        first = days[0] if days else schedule.start.astimezone(schedule.zone).date()
        return f"{words.since_day(first)} {open_end}, {_hours(schedule, words)}{_except(schedule, first, None, words)}"
    if not days or is_cut(schedule, windows):
        return f"{_outer(schedule, words)}, {_hours(schedule, words)}{_all_exceptions(schedule, words)}"
    if is_night_only(schedule):
        return _nights(schedule, days, words)
    if len(days) <= MANY and len(schedule.hours) == 1 and not is_all_day(schedule.hours[0]):
        return f"{words.on(words.days(days))} {_span(schedule.hours[0], words)}"
    missing = _except(schedule, days[0], days[-1], words)
    return f"{words.period(days[0], days[-1])}, {_hours(schedule, words)}{missing}"


def _outer(schedule: Schedule, words: Words) -> str:
    start, end = ends_of(schedule)
    return f"{words.since_moment(start)} {words.until(end)}"


def _nights(schedule: Schedule, evenings: Sequence[date], words: Words) -> str:
    """The last night is spelled out: a period of days leaves open whether the night to the day after it counts."""
    period = words.period(evenings[0], evenings[-1] + DAY, is_inclusive=False)
    missing = _except(schedule, evenings[0], evenings[-1], words)
    return f"{_every_night(schedule, words)}, {period} ({words.last_night(evenings[-1])}){missing}"


def _every_night(schedule: Schedule, words: Words) -> str:
    return f"{words.every_night} {_span(schedule.hours[0], words)}"


def _all_exceptions(schedule: Schedule, words: Words) -> str:
    first, last = (at.astimezone(schedule.zone).date() for at in (schedule.start, schedule.end))
    return _except(schedule, first, last, words)


def _hours(schedule: Schedule, words: Words) -> str:
    """Those of the same days together."""
    if not schedule.hours:
        return words.round_the_clock
    if is_night_only(schedule):
        return _every_night(schedule, words)
    by_days: dict[frozenset[str] | None, list[str]] = {}
    for entry in schedule.hours:
        by_days.setdefault(entry.weekdays, []).append(_span_named(entry, words))
    joint = f" {words.conjunction} "
    return ", ".join(f"{words.days_of_week(weekdays)} {joint.join(spans)}" for weekdays, spans in by_days.items())


def _span(entry: Hours, words: Words) -> str:
    return words.span(f"{entry.start:%H:%M}", _closing(entry))


def _span_named(entry: Hours, words: Words) -> str:
    """Says so where the hours run past midnight."""
    if is_all_day(entry):
        return words.round_the_clock
    return f"{_span(entry, words)}{words.next_day if runs_past_midnight(entry) else ''}"


def _closing(entry: Hours) -> str:
    return "24:00" if entry.end == MIDNIGHT else f"{entry.end:%H:%M}"


def is_daily(weekdays: frozenset[str] | None) -> bool:
    return weekdays is None or len(weekdays) == len(WEEKDAYS)
