"""When something holds, in English that cannot be misread; what is said in which order: grammar/terms.py.

“from 22:00 on 12 June until 06:00 on 15 June”, “from 4 to 11 July inclusive”, “every night from 22:00 to 06:00,
from 1 to 5 June (the last night: 4 to 5 June)”. Months are words also in short texts: 06.12 is read in two ways.
"""

from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import get_month_names

from roadmap.schedule import WEEKDAYS

from ..openings import DAY, WEEKEND, WORKDAYS, run_of
from ..phrases import NO_BREAK
from ..terms import Terms, Words, is_daily

UNTIL_DONE = "until the works are finished"
UNTIL_FURTHER_NOTICE = "until further notice"
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class _Words(Words):
    """“12 June”, “12 June 2026”; in a short text “12 Jun”, “12 Jun 2026”."""

    until_done = UNTIL_DONE
    until_further_notice = UNTIL_FURTHER_NOTICE
    round_the_clock = "round the clock"
    every_night = "every night"
    next_day = " of the next day"
    on_some_days = "some days"
    conjunction = "and"

    @property
    def between(self) -> str:
        return " " if self.is_short else " on "

    def without_year(self) -> Words:
        return _Words(is_short=self.is_short)

    def day(self, day: date) -> str:
        month = get_month_names("abbreviated" if self.is_short else "wide", locale="en")[day.month]
        return f"{day.day}{NO_BREAK}{month}{f'{NO_BREAK}{day.year}' if self.years else ''}"

    def on(self, days: str) -> str:
        return f"on {days}"

    def through(self, day: date) -> str:
        return f"through {self.day(day)}"

    def until(self, at: datetime) -> str:
        return f"until {self.moment(at, is_end=True)}"

    def since_day(self, day: date) -> str:
        return f"from {self.day(day)}"

    def since_moment(self, at: datetime) -> str:
        return f"from {self.moment(at)}"

    def span(self, start: str, end: str) -> str:
        return f"from {start} to {end}"

    def from_to(self, first: date, start: str, last: date, *, is_inclusive: bool) -> str:
        """“from 4 to 11 July inclusive”."""
        return f"from {start} to {self.day(last)}{' inclusive' if is_inclusive else ''}"

    def night(self, evening: date) -> str:
        """“4 to 5 June”, “31 May to 1 June”."""
        morning = evening + DAY
        start = str(evening.day) if evening.month == morning.month else self.without_year().day(evening)
        return f"{start} to {self.day(morning)}"

    def last_night(self, evening: date) -> str:
        return f"the last night: {self.night(evening)}"

    def except_nights(self, nights: Sequence[date]) -> str:
        return f"except the night{'s' if len(nights) > 1 else ''} of {self.join([self.night(day) for day in nights])}"

    def except_days(self, days: str) -> str:
        return f"except on {days}"

    def now_and_then(self, *, has_hours: bool) -> str:
        return "at certain hours" if has_hours else "not on all days"

    def days_of_week(self, weekdays: frozenset[str] | None, *, is_brief: bool = False) -> str:
        """“on weekdays”, “Monday to Saturday”, “on Mondays and Thursdays”; in brief without the small words."""
        if is_daily(weekdays):
            return "daily"
        if weekdays in (WORKDAYS, WEEKEND):
            named = "weekdays" if weekdays == WORKDAYS else "weekends"
            return named if is_brief else f"on {named}"
        return self._named_days(weekdays, is_brief=is_brief)

    def _named_days(self, weekdays: frozenset[str], *, is_brief: bool) -> str:
        if run := run_of(weekdays):
            first, last = (_NAMES[WEEKDAYS.index(day)] for day in run)
            return f"{first[:3]}–{last[:3]}" if is_brief else f"{first} to {last}"
        names = [name for day, name in zip(WEEKDAYS, _NAMES, strict=True) if day in weekdays]
        return ", ".join(name[:3] for name in names) if is_brief else f"on {self.join([f'{name}s' for name in names])}"


TERMS = Terms(_Words)
when, outline, until, since, after = TERMS.when, TERMS.outline, TERMS.until, TERMS.since, TERMS.after
moment, hours_in_brief, timetable_in_brief = TERMS.moment, TERMS.hours_in_brief, TERMS.timetable_in_brief
