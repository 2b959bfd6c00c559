"""By when is it answered? Two clocks, counted once when promised and stored: a later rule does not move them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import holidays
from django.core.exceptions import ImproperlyConfigured

from appeals.models import Appeal, AppealQuestion, CalendarDay, Category, TermRule
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
    """By which rule, the two moments, and the last day of the term before a day off is stepped over."""

    term: TermRule
    first_reply_due_at: datetime
    answer_due_at: datetime
    term_ends_on: date


def promised(city: City, category: Category, at: datetime) -> Promise:
    """The two moments that the term in force on this day promises for a message taken in at this moment."""
    day = at.astimezone(city.zone).date()
    rule = term_on(city, category, day)
    calendar = WorkingCalendar.of(city)
    reply = first_reply_due_at(at, rule.first_reply_hours, calendar, city.zone)
    answer = answer_due_on(day, rule, calendar)
    last = counted(day, rule.answer_days, rule, calendar)
    return Promise(rule, reply, end_of_day(max(answer, reply.date()), city.zone), max(last, reply.date()))


def term_on(city: City, category: Category, day: date) -> TermRule:
    """The rule in force on the day. Raises ImproperlyConfigured."""
    rule = TermRule.objects.for_appeal(city, category, day)
    if rule is None:
        raise ImproperlyConfigured(f"No TermRule is in force on {day}: add one without category or city.")
    return rule


def term_of(appeal: Appeal) -> TermRule:
    """The rule by which it was promised."""
    return appeal.term or term_on(appeal.city, appeal.category, appeal.submitted_at.astimezone(appeal.city.zone).date())


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
    return off_a_day_off(counted(day, rule.answer_days, rule, calendar), rule, calendar, after=day)


def counted(day: date, days: int, rule: TermRule, calendar: WorkingCalendar) -> date:
    """So many days on, as the rule counts them; the day itself does not count."""
    if rule.counting == TermRule.Counting.CALENDAR:
        return day + days * DAY
    return next(islice(calendar.working_days(day), days - 1, None)) if days else day


def days_between(first: date, last: date, rule: TermRule, calendar: WorkingCalendar) -> int:
    """How many days of the rule follow the first, up to the last."""
    if rule.counting == TermRule.Counting.CALENDAR:
        return (last - first).days
    return sum(1 for _ in takewhile(lambda day: day <= last, calendar.working_days(first)))


def off_a_day_off(last: date, rule: TermRule, calendar: WorkingCalendar, *, after: date) -> date:
    """The working day on which a term ends that falls on a day off: as the rule says, but never so early as `after`."""
    if calendar.is_working(last):
        return last
    before = calendar.working_day_before(last)
    if rule.on_day_off == TermRule.OnDayOff.BEFORE and before > after:
        return before
    return next(calendar.working_days(last))


def silent_until(appeal: Appeal, at: datetime, calendar: WorkingCalendar) -> datetime:
    """The end of the last day on which a sender who is asked at this moment may reply."""
    rule, day = term_of(appeal), at.astimezone(appeal.city.zone).date()
    return end_of_day(counted(day, rule.ask_days, rule, calendar), appeal.city.zone)


def after_pause(
    appeal: Appeal, question: AppealQuestion, until: datetime, calendar: WorkingCalendar
) -> tuple[datetime, date]:
    """When the answer is due, and the last day of the term, if the clock stood from the question until then: as many
    days later as the rule counts between the two. A term that was over when it was asked stays where it was."""
    zone, rule = appeal.city.zone, term_of(appeal)
    due_on = question.answer_due_before.astimezone(zone).date()
    last = question.term_ends_before or due_on
    if question.answer_due_before < question.asked_at:
        return question.answer_due_before, last
    first, end = (at.astimezone(zone).date() for at in (question.asked_at, until))
    days = days_between(first, end, rule, calendar)
    if not days:
        return question.answer_due_before, last
    moved = counted(last, days, rule, calendar)
    due_on = max(due_on, off_a_day_off(moved, rule, calendar, after=due_on - DAY))
    return end_of_day(due_on, zone), moved


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, END_OF_DAY, zone)
