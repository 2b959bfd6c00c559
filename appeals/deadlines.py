"""By when is it answered? Two clocks, counted once when promised and stored: a later rule does not move them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.core.exceptions import ImproperlyConfigured

from appeals.models import CalendarDay, Category, TermRule
from roadmap.models import City

OPENS, CLOSES = time(9), time(18)
END_OF_DAY = time(23, 59, 59)
DAY = timedelta(days=1)


@lru_cache(maxsize=1)
def _public_holidays() -> holidays.HolidayBase:
    """Russia's, with the yearly transfers and the working Saturdays; other countries' would be a column of City."""
    return holidays.RU()


def knows_year(year: int) -> bool:
    """Whether the library holds the days off that the government moved in that year."""
    return year in _public_holidays().special_public_holidays


@dataclass(frozen=True)
class WorkingCalendar:
    """`told` overrides the library by day: regional holidays, transfers decreed since the release."""

    told: dict[date, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, city: City) -> "WorkingCalendar":
        return cls(dict(CalendarDay.objects.for_city(city).values_list("day", "is_working")))

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


@dataclass(frozen=True)
class Promise:
    first_reply_due_at: datetime
    answer_due_at: datetime


def promised(city: City, category: Category, at: datetime) -> Promise:
    """The two moments that the term in force on this day promises for a message taken in at this moment."""
    rule = TermRule.objects.for_appeal(city, category, at.astimezone(city.zone).date())
    if rule is None:
        raise ImproperlyConfigured(f"No TermRule is in force on {at:%Y-%m-%d}: add one without category or city.")
    calendar = WorkingCalendar.of(city)
    reply = first_reply_due_at(at, rule.first_reply_hours, calendar, city.zone)
    answer = answer_due_on(at.astimezone(city.zone).date(), rule, calendar)
    return Promise(reply, end_of_day(max(answer, reply.date()), city.zone))


def first_reply_due_at(at: datetime, hours: int, calendar: WorkingCalendar, zone: ZoneInfo) -> datetime:
    """So many working hours on, in the city's time; outside of them the clock stands."""
    left = timedelta(hours=hours)
    now = at.astimezone(zone)
    days = calendar.working_days(now.date() - DAY)  # this one included
    while True:
        day = next(days)
        opens = max(now, datetime.combine(day, OPENS, zone))
        closes = datetime.combine(day, CLOSES, zone)
        if opens < closes:
            if left <= closes - opens:
                return opens + left
            left -= closes - opens


def answer_due_on(day: date, rule: TermRule, calendar: WorkingCalendar) -> date:
    """The last day of the term; the day of the message itself does not count."""
    if rule.counting == TermRule.Counting.WORKING:
        return _nth_working_day(day, rule.answer_days, calendar)
    last = day + rule.answer_days * DAY
    if calendar.is_working(last):
        return last
    before = calendar.working_day_before(last)
    if rule.on_day_off == TermRule.OnDayOff.BEFORE and before > day:
        return before
    return next(calendar.working_days(last))


def _nth_working_day(day: date, count: int, calendar: WorkingCalendar) -> date:
    days = calendar.working_days(day)
    for _ in range(count - 1):
        next(days)
    return next(days)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, END_OF_DAY, zone)
