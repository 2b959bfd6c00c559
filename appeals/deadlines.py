"""By when is it answered? Two clocks, counted once when promised and stored: a later rule does not move them.

A third one, of GOST R 50597, is about the defect itself: by when it has to be gone from a street of that group.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

from appeals.models import Appeal, AppealQuestion, Category, RepairTerm, TermRule
from appeals.working_calendar import DAY, WorkingCalendar, elapsed, end_of_day
from roadmap.models import City, RoadSegment


@dataclass(frozen=True)
class Promise:
    """By which rule, the two moments, and the last day of the term before a day off is stepped over."""

    term: TermRule
    first_reply_due_at: datetime
    answer_due_at: datetime
    term_ends_on: date

    def no_sooner_than(self, moment: datetime | None) -> "Promise":
        if moment is None or moment <= self.answer_due_at:
            return self
        day = moment.astimezone(self.answer_due_at.tzinfo).date()
        return replace(self, answer_due_at=moment, term_ends_on=max(day, self.term_ends_on))


def promised(city: City, category: Category, at: datetime, *, channel: str = "", legal_kind: str = "") -> Promise:
    """The two moments that the term in force on this day promises for a message taken in at this moment."""
    zone, day = city.zone, at.astimezone(city.zone).date()
    rule, calendar = term_on(city, category, day, channel=channel, legal_kind=legal_kind), WorkingCalendar.of(city)
    reply = first_reply_due_at(at, rule, calendar, zone)
    if rule.answer_hours:
        answer = max(reply, hours_on(at, rule.answer_hours, rule, calendar, zone))
        return Promise(rule, reply, answer, answer.astimezone(zone).date())
    registered = day + rule.registration_days * DAY
    earliest = reply.astimezone(zone).date()
    last = counted(registered, rule.answer_days, rule, calendar)
    answer = max(off_a_day_off(last, rule, calendar, after=day), earliest)
    return Promise(rule, reply, end_of_day(answer, zone), max(last, earliest))


def term_on(city: City, category: Category, day: date, *, channel: str = "", legal_kind: str = "") -> TermRule:
    """The rule in force on the day. Raises ImproperlyConfigured."""
    rule = TermRule.objects.for_appeal(city, category, day, channel=channel, legal_kind=legal_kind)
    if rule is None:
        raise ImproperlyConfigured(f"No TermRule is in force on {day}: add one without category or city.")
    return rule


def term_of(appeal: Appeal) -> TermRule:
    """The rule by which it was promised."""
    if appeal.term:
        return appeal.term
    day = appeal.submitted_at.astimezone(appeal.city.zone).date()
    return term_on(appeal.city, appeal.category, day, channel=appeal.source, legal_kind=appeal.legal_kind)


def repair_due_at(city: City, category: Category, segment: RoadSegment | None, at: datetime) -> datetime | None:
    """By when GOST R 50597 wants the defect gone that is found at this moment; None where no rule is on record for it
    and for the street's group."""
    group = segment.gost_group if segment else ""
    rule = RepairTerm.objects.for_defect(city, category, group, at.astimezone(city.zone).date())
    return rule and elapsed(at, timedelta(hours=rule.hours))


def first_reply_due_at(at: datetime, rule: TermRule, calendar: WorkingCalendar, zone: ZoneInfo) -> datetime:
    return hours_on(at, rule.first_reply_hours, rule, calendar, zone)


def hours_on(at: datetime, hours: int, rule: TermRule, calendar: WorkingCalendar, zone: ZoneInfo) -> datetime:
    """So many hours on, as the rule counts them."""
    span = timedelta(hours=hours)
    if rule.hours_are == TermRule.Hours.ROUND_THE_CLOCK:
        return elapsed(at, span)
    return calendar.after_hours(at, span, zone)


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
    days or hours later as the rule counts between the two, and never before the clock goes on: where that would be on
    a day off, at the next working day's end. A term that was over when it was asked stays as it was."""
    zone, rule, due_at = appeal.city.zone, term_of(appeal), question.answer_due_before
    due_on = due_at.astimezone(zone).date()
    last = question.term_ends_before or due_on
    if due_at < question.asked_at:
        return due_at, last
    if rule.answer_hours:
        due_at = _hours_later(due_at, question.asked_at, until, rule, calendar, zone)
        return due_at, due_at.astimezone(zone).date()
    first, end = (at.astimezone(zone).date() for at in (question.asked_at, until))
    if end == first:
        return due_at, last
    moved = counted(last, days_between(first, end, rule, calendar), rule, calendar)
    due_on = max(due_on, off_a_day_off(moved, rule, calendar, after=max(due_on, end) - DAY))
    if due_on < end:
        due_on = next(calendar.working_days(end - DAY))
    return end_of_day(due_on, zone), moved


def _hours_later(
    due_at: datetime, since: datetime, until: datetime, rule: TermRule, calendar: WorkingCalendar, zone: ZoneInfo
) -> datetime:
    if rule.hours_are == TermRule.Hours.ROUND_THE_CLOCK:
        return elapsed(due_at, until - since)
    stood = calendar.hours_between(since, until, zone)
    return max(until, calendar.after_hours(due_at, stood, zone) if stood else due_at)
