"""When something holds, in Russian that cannot be misread; what is said in which order: grammar/terms.py.

«с 21:30 17 июня до 05:40 20 июня», «с 4 по 11 июля включительно», «каждую ночь с 22:00 до 06:00, с 1 по 5 июня
(последняя ночь — с 4 на 5 июня)». Hours have two digits, the end of a day is 24:00, a number never parts from its month
at a line's end, and no word such as «завтра» is used, since a text may be read or edited on another day.
"""

from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import get_month_names

from roadmap.schedule import WEEKDAYS

from .openings import DAY, WEEKEND, WORKDAYS, run_of
from .phrases import NO_BREAK
from .terms import Terms, Words, is_daily

UNTIL_FURTHER_NOTICE = "до особого распоряжения"
UNTIL_DONE = "до окончания работ"
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


class _Words(Words):
    """«17 июня», «17 июня 2026 года»; in a short text «17.06», «17.06.2026»."""

    until_done = UNTIL_DONE
    until_further_notice = UNTIL_FURTHER_NOTICE
    round_the_clock = "круглосуточно"
    every_night = "каждую ночь"
    next_day = " следующего дня"
    on_some_days = "отдельных дней"
    conjunction = "и"

    @property
    def is_numeric(self) -> bool:
        return self.is_short

    def without_year(self) -> Words:
        """«с 21:30 17 июня до 05:40 20 июня 2027 года»."""
        return self if self.is_short else _Words()

    def day(self, day: date) -> str:
        if self.is_short:
            return f"{day:%d.%m.%Y}" if self.years else f"{day:%d.%m}"
        year = f" {day.year}{NO_BREAK}года" if self.years else ""
        return f"{day.day}{NO_BREAK}{_month(day)}{year}"

    def on(self, days: str) -> str:
        return days

    def through(self, day: date) -> str:
        return f"по {self.day(day)} включительно"

    def until(self, at: datetime) -> str:
        return f"до {self.moment(at, is_end=True)}"

    def since_day(self, day: date) -> str:
        return f"{self._from(day)} {self.day(day)}"

    def since_moment(self, at: datetime) -> str:
        return f"с {self.moment(at)}"

    def span(self, start: str, end: str) -> str:
        return f"с {start} до {end}"

    def from_to(self, first: date, start: str, last: date, *, is_inclusive: bool) -> str:
        """«с 4 по 11 июля включительно»."""
        return f"{self._from(first)} {start} по {self.day(last)}{' включительно' if is_inclusive else ''}"

    def night(self, evening: date) -> str:
        """«с 4 на 5 июня», «с 31 мая на 1 июня»."""
        morning = evening + DAY
        if self.is_short:
            return f"на {self.day(morning)}"
        start = str(evening.day) if evening.month == morning.month else _Words().day(evening)
        return f"{self._from(evening)} {start} на {self.day(morning)}"

    def last_night(self, evening: date) -> str:
        return f"последняя{'' if self.is_short else ' ночь'} — {self.night(evening)}"

    def except_nights(self, nights: Sequence[date]) -> str:
        return f"кроме {'ночей' if len(nights) > 1 else 'ночи'} {self.join([self.night(day) for day in nights])}"

    def except_days(self, days: str) -> str:
        return f"кроме {days}"

    def now_and_then(self, *, has_hours: bool) -> str:
        if self.is_short:
            return "по часам" if has_hours else "не все дни"
        return f"в отдельные {'часы' if has_hours else 'дни'}"

    def days_of_week(self, weekdays: frozenset[str] | None, *, is_brief: bool = False) -> str:
        if is_daily(weekdays):
            return "ежедневно"
        if weekdays == WORKDAYS:
            return "по будням"
        if weekdays == WEEKEND:
            return "по выходным"
        if run := run_of(weekdays):
            return f"{_FROM_WEEKDAY[run[0]]} по {_TO_WEEKDAY[run[1]]}"
        return f"по {self.join([_BY_WEEKDAY[day] for day in WEEKDAYS if day in weekdays])}"

    def _from(self, day: date) -> str:
        return "со" if day.day == 2 and not self.is_short else "с"


def _month(day: date) -> str:
    return get_month_names("wide", locale="ru")[day.month]


TERMS = Terms(_Words)
when, outline, until, since, after = TERMS.when, TERMS.outline, TERMS.until, TERMS.since, TERMS.after
moment, hours_in_brief, timetable_in_brief = TERMS.moment, TERMS.hours_in_brief, TERMS.timetable_in_brief
