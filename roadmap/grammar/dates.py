"""When something holds, in words that cannot be misread.

«с 22:00 12 июня до 06:00 15 июня», «с 4 по 11 июля включительно», «каждую ночь с 22:00 до 06:00, с 1 по 5 июня
(последняя ночь — с 4 на 5 июня)». Hours have two digits, the end of a day is 24:00, a number never parts from its month
at a line's end, and no word such as «завтра» is used, since a text may be read or edited on another day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from babel.dates import get_month_names

from ..schedule import WEEKDAYS, Hours, Schedule
from .openings import (
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
from .phrases import NO_BREAK, join

UNTIL_DONE = "до окончания работ"
UNTIL_FURTHER_NOTICE = "до особого распоряжения"
_MANY = 3  # up to so many days are listed, more become a period
_BY_WEEKDAY = dict(
    zip(
        WEEKDAYS,
        ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям"),
        strict=True,
    )
)
_FROM_WEEKDAY = dict(
    zip(
        WEEKDAYS,
        ("с понедельника", "со вторника", "со среды", "с четверга", "с пятницы", "с субботы", "с воскресенья"),
        strict=True,
    )
)
_TO_WEEKDAY = dict(
    zip(
        WEEKDAYS,
        ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"),
        strict=True,
    )
)


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
    if is_short:
        return f"{outer}, {'по часам' if schedule.hours else 'не все дни'}"
    return f"{outer}, в отдельные {'часы' if schedule.hours else 'дни'}"


def until(
    schedule: Schedule, *, open_end: str = UNTIL_DONE, published: datetime | None = None, is_short: bool = False
) -> str:
    """Only its end: «до 06:00 15 июня», «по 11 июля включительно», «до окончания работ»."""
    words = _Words(names_years(schedule, published), is_short)
    last = ends_of(schedule)[1]
    if last is None:
        return open_end
    if is_midnight(last) and (is_midnight(ends_of(schedule)[0]) or is_weekday_bound(schedule)):
        return f"по {words.day(last.date() - DAY)} включительно"
    return f"до {words.moment(last, is_end=True)}"


def since(schedule: Schedule, *, published: datetime | None = None, is_short: bool = False) -> str:
    """Only its start: «с 22:00 12 июня», «с 12 июня»."""
    words = _Words(names_years(schedule, published), is_short)
    first = ends_of(schedule)[0]
    return words.since_day(first.date()) if is_midnight(first) else f"с {words.moment(first)}"


def after(schedule: Schedule, *, published: datetime | None = None, is_short: bool = False) -> str:
    """From its end on: «с 06:00 15 июня», «с 12 июля»; empty where it has none."""
    last = ends_of(schedule)[1]
    if last is None:
        return ""
    years = published is not None and last.year != published.astimezone(schedule.zone).year
    words = _Words(years or names_years(schedule, published), is_short)
    return words.since_day(last.date()) if is_midnight(last) else f"с {words.moment(last)}"


def moment(at: datetime, zone: tzinfo, *, published: datetime | None = None, is_short: bool = False) -> str:
    """«22:00 12 июня»."""
    local = at.astimezone(zone)
    years = published is not None and local.year != published.astimezone(zone).year
    return _Words(years, is_short).moment(local)


def hours_in_brief(schedule: Schedule) -> str:
    """The recurring hours alone, for a list or a feed: «ежедневно 22:00–06:00», «по будням 09:00–17:00»; else ""."""
    if is_round_the_clock(schedule):
        return ""
    return "; ".join(
        f"{_days_of_week(entry.weekdays)} {entry.start:%H:%M}–{_closing(entry)}" for entry in schedule.hours
    )


# --- one stretch of time ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Words:
    """Dates as a text of this length writes them: «12 июня», «12 июня 2026 года», «12.06», «12.06.2026»."""

    years: bool = False
    is_short: bool = False

    def without_year(self) -> "_Words":
        """For the first of two dates of one year: «с 22:00 12 июня до 06:00 15 июня 2027 года»."""
        return self if self.is_short else _Words()

    def day(self, day: date) -> str:
        if self.is_short:
            return f"{day:%d.%m.%Y}" if self.years else f"{day:%d.%m}"
        year = f" {day.year}{NO_BREAK}года" if self.years else ""
        return f"{day.day}{NO_BREAK}{_month(day)}{year}"

    def moment(self, at: datetime, *, is_end: bool = False) -> str:
        """«06:00 15 июня»; as an end, midnight is 24:00 of the day before."""
        if is_end and is_midnight(at):
            return f"24:00 {self.day(at.date() - DAY)}"
        return f"{at:%H:%M} {self.day(at.date())}"

    def since_day(self, day: date) -> str:
        return f"{self._from(day)} {self.day(day)}"

    def period(self, first: date, last: date, *, inclusive: str = " включительно") -> str:
        """«с 4 по 11 июля включительно»; the month and year are said once where they are the same."""
        if first == last:
            return self.day(first)
        start = self.day(first)
        if not self.is_short and (first.year, first.month) == (last.year, last.month):
            start = str(first.day)
        elif not self.is_short and first.year == last.year:
            start = _Words().day(first)
        return f"{self._from(first)} {start} по {self.day(last)}{inclusive}"

    def days(self, days: Sequence[date]) -> str:
        """«4, 5 и 7 июля», «30 июня и 1 июля»."""
        written = []
        for day, following in zip(days, [*days[1:], None], strict=True):
            same_month = following and (day.year, day.month) == (following.year, following.month)
            written.append(str(day.day) if same_month and not self.is_short else self.day(day))
        return join(written)

    def night(self, evening: date) -> str:
        """«с 4 на 5 июня», «с 31 мая на 1 июня»."""
        morning = evening + DAY
        if self.is_short:
            return f"на {self.day(morning)}"
        start = str(evening.day) if evening.month == morning.month else _Words().day(evening)
        return f"{self._from(evening)} {start} на {self.day(morning)}"

    def _from(self, day: date) -> str:
        return "со" if day.day == 2 and not self.is_short else "с"


def _interval(schedule: Schedule, open_end: str, words: _Words) -> str:
    start, end = ends_of(schedule)
    exceptions = _except(schedule, start.date(), end.date() - DAY if end else None, words)
    if end is None:
        begin = words.since_day(start.date()) if is_midnight(start) else f"с {words.moment(start)}"
        return f"{begin} {open_end}{exceptions}"
    if is_midnight(start) and is_midnight(end):
        return words.period(start.date(), end.date() - DAY) + exceptions
    if start.date() == last_day(end):
        return f"{words.day(start.date())} с {start:%H:%M} до {_clock_end(end)}{exceptions}"
    first = words.without_year() if start.year == last_day(end).year else words
    return f"с {first.moment(start)} до {words.moment(end, is_end=True)}{exceptions}"


def _clock_end(end: datetime) -> str:
    return "24:00" if is_midnight(end) else f"{end:%H:%M}"


def _except(schedule: Schedule, first: date, last: date | None, words: _Words) -> str:
    """«, кроме 12 и 13 июня»: only days that would otherwise count."""
    counted = days_of_rest(schedule, first, last)
    if not counted:
        return ""
    if len(counted) == 1 and is_night_only(schedule):
        return f", кроме ночи {words.night(counted[0])}"
    if is_night_only(schedule):
        return f", кроме ночей {join([words.night(day) for day in counted])}"
    return f", кроме {words.days(counted)}"


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
        return f"{words.since_day(first)} {open_end}, {_hours(schedule)}{_except(schedule, first, None, words)}"
    if is_night_only(schedule):
        return _nights(schedule, days, words)
    if len(days) <= _MANY and len(schedule.hours) == 1 and not is_all_day(schedule.hours[0]):
        return f"{words.days(days)} {_span(schedule.hours[0])}"
    period = words.period(days[0], days[-1])
    return f"{period}, {_hours(schedule)}{_except(schedule, days[0], days[-1], words)}"


def _outer(schedule: Schedule, words: _Words) -> str:
    start, end = ends_of(schedule)
    return f"с {words.moment(start)} до {words.moment(end, is_end=True)}"


def _nights(schedule: Schedule, evenings: list[date], words: _Words) -> str:
    """The last night is spelled out: «с 1 по 5 июня» alone leaves open whether the night to 6 June counts."""
    period = words.period(evenings[0], evenings[-1] + DAY, inclusive="")
    missing = _except(schedule, evenings[0], evenings[-1], words)
    last = f" (последняя{'' if words.is_short else ' ночь'} — {words.night(evenings[-1])})"
    return f"каждую ночь {_span(schedule.hours[0])}, {period}{last}{missing}"


def _all_exceptions(schedule: Schedule, words: _Words) -> str:
    last = schedule.end.astimezone(schedule.zone).date() if schedule.end else None
    return _except(schedule, schedule.start.astimezone(schedule.zone).date(), last, words)


def _hours(schedule: Schedule) -> str:
    """«ежедневно с 09:00 до 12:00 и с 14:00 до 17:00», «по будням с 22:00 до 06:00 следующего дня»."""
    if not schedule.hours:
        return "круглосуточно"
    if is_night_only(schedule):
        return f"каждую ночь {_span(schedule.hours[0])}"
    by_days: dict[frozenset[str] | None, list[Hours]] = {}
    for entry in schedule.hours:
        by_days.setdefault(entry.weekdays, []).append(entry)
    return ", ".join(
        f"{_days_of_week(weekdays)} {' и '.join(_span_named(entry) for entry in entries)}"
        for weekdays, entries in by_days.items()
    )


def _span(entry: Hours) -> str:
    return f"с {entry.start:%H:%M} до {_closing(entry)}"


def _span_named(entry: Hours) -> str:
    """Says so where the hours run past midnight."""
    if is_all_day(entry):
        return "круглосуточно"
    return f"{_span(entry)}{' следующего дня' if runs_past_midnight(entry) else ''}"


def _closing(entry: Hours) -> str:
    return "24:00" if entry.end == MIDNIGHT else f"{entry.end:%H:%M}"


def _days_of_week(weekdays: frozenset[str] | None) -> str:
    if weekdays is None or len(weekdays) == len(WEEKDAYS):
        return "ежедневно"
    if weekdays == WORKDAYS:
        return "по будням"
    if weekdays == WEEKEND:
        return "по выходным"
    if run := run_of(weekdays):
        return f"{_FROM_WEEKDAY[run[0]]} по {_TO_WEEKDAY[run[1]]}"
    return f"по {join([_BY_WEEKDAY[day] for day in WEEKDAYS if day in weekdays])}"


def _month(day: date) -> str:
    return get_month_names("wide", locale="ru")[day.month]
