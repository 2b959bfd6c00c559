"""Which days are worked, and from when to when: public holidays, and what an installation says of a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

import holidays

from appeals.models import CalendarDay
from roadmap.models import City

OPENS, CLOSES = time(9), time(18)
END_OF_DAY = time(23, 59, 59)
DAY = timedelta(days=1)
NO_TIME = timedelta(0)


@lru_cache(maxsize=1)
def _public_holidays() -> holidays.HolidayBase:
    """Russia's, with the yearly transfers and the working Saturdays; other countries' would be a column of City."""
    return holidays.RU()


def knows_year(year: int) -> bool:
    """Whether the library holds the days off that the government moved in that year."""
    return year in _public_holidays().special_public_holidays


@dataclass(frozen=True)
class WorkingCalendar:
    """`told` overrides the library by day: regional holidays, transfers decreed since the release. `short` are the days
    on which the doors close earlier."""

    told: dict[date, bool] = field(default_factory=dict)
    short: dict[date, time] = field(default_factory=dict)

    @classmethod
    def of(cls, city: City) -> "WorkingCalendar":
        days = list(CalendarDay.objects.for_city(city).values_list("day", "is_working", "closes_at"))
        told = {day: is_working for day, is_working, _closes_at in days}
        return cls(told, {day: closes_at for day, _is_working, closes_at in days if closes_at})

    def is_working(self, day: date) -> bool:
        return self.told.get(day, _public_holidays().is_working_day(day))

    def working_days(self, after: date) -> Iterator[date]:
        day = after
        while True:
            day += DAY
            if self.is_working(day):
                yield day

    def working_day_before(self, day: date) -> date:
        while not self.is_working(day):
            day -= DAY
        return day

    def hours_of(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When the doors open and close on a working day."""
        closes = min(self.short.get(day, CLOSES), CLOSES)
        return datetime.combine(day, OPENS, zone), datetime.combine(day, max(OPENS, closes), zone)

    def after_hours(self, at: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
        """So much working time on; outside of the hours the clock stands."""
        now = at.astimezone(zone)
        days = self.working_days(now.date() - DAY)  # this one included
        while True:
            opens, closes = self.hours_of(next(days), zone)
            opens = max(now, opens)
            if opens < closes:
                if span <= closes - opens:
                    return opens + span
                span -= closes - opens

    def hours_between(self, start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
        """The working time from one moment to another."""
        start, end = start.astimezone(zone), end.astimezone(zone)
        days = takewhile(lambda day: day <= end.date(), self.working_days(start.date() - DAY))
        hours = (self.hours_of(day, zone) for day in days)
        return sum((max(NO_TIME, min(closes, end) - max(opens, start)) for opens, closes in hours), NO_TIME)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, END_OF_DAY, zone)


def elapsed(at: datetime, span: timedelta) -> datetime:
    """So much time on by any clock, also over a night in which the city's jumps."""
    return at.astimezone(UTC) + span
