"""Expected moments are counted on paper with the calendars of production of 2014, 2025, 2026 and 2027."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from appeals.deadlines import first_reply_due_at, promised
from appeals.models import CalendarDay, TermRule
from appeals.working_calendar import WorkingCalendar
from tests.appeals import factories

TYUMEN = ZoneInfo("Asia/Yekaterinburg")
CALENDAR = WorkingCalendar()


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TYUMEN)


def answered_by(city, rule: TermRule, sent: date) -> date:
    """The last day for the answer to a message of that day's noon."""
    rule.city = city
    rule.save()
    at = local(sent.year, sent.month, sent.day, 12)
    return promised(city, rule.category, at).answer_due_at.astimezone(TYUMEN).date()


@pytest.mark.parametrize(
    ("sent", "hours", "due"),
    [
        (local(2026, 6, 10, 10), 4, local(2026, 6, 10, 14)),
        (local(2026, 6, 10, 7, 30), 4, local(2026, 6, 10, 13)),  # before the doors open
        (local(2026, 6, 10, 14), 4, local(2026, 6, 10, 18)),  # the last minute of the day
        (local(2026, 6, 10, 16, 30), 4, local(2026, 6, 11, 11, 30)),
        (local(2026, 6, 11, 17), 4, local(2026, 6, 15, 12)),  # 12 June is Russia Day, a Friday
        (local(2025, 12, 30, 16), 4, local(2026, 1, 12, 11)),  # 31 December to 11 January are free
        (local(2025, 10, 31, 17), 4, local(2025, 11, 1, 12)),  # Saturday 1 November 2025 was a working day
        (local(2026, 5, 8, 17), 4, local(2026, 5, 12, 12)),  # Victory Day on Saturday, Monday 11 May free
        (local(2026, 6, 10, 10), 20, local(2026, 6, 15, 12)),  # 8 + 9 hours, Friday free, 3 hours
    ],
)
def test_the_first_reply_is_due_in_working_hours(sent, hours, due):
    assert first_reply_due_at(sent.astimezone(UTC), TermRule(first_reply_hours=hours), CALENDAR, TYUMEN) == due


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        (date(2026, 6, 10), 8, date(2026, 6, 18)),
        (date(2026, 3, 1), 21, date(2026, 3, 20)),  # day 21 is Sunday 22 March: Friday before
        (date(2026, 4, 9), 30, date(2026, 5, 8)),  # day 30 is Victory Day, a Saturday: Friday 8 May
        (date(2026, 5, 1), 10, date(2026, 5, 8)),  # day 10 is Sunday 11 − 1 = 10 May
        (date(2025, 12, 10), 30, date(2025, 12, 30)),  # day 30 is 9 January, free by transfer; so is 31 December
        (date(2026, 12, 25), 10, date(2026, 12, 30)),  # day 10 is 4 January 2027; 31 December 2026 is free by transfer
        (date(2025, 10, 24), 8, date(2025, 11, 1)),  # a working Saturday
    ],
)
def test_calendar_days_end_on_a_working_day_not_later_than_promised(small_city, day, days, due):
    assert answered_by(small_city, factories.term("pothole", days=days), day) == due


def test_a_short_term_that_ends_in_long_holidays_ends_after_them(small_city):
    rule = factories.term("pothole", days=3)
    assert answered_by(small_city, rule, date(2026, 1, 2)) == date(2026, 1, 12)


def test_a_rule_may_move_the_end_to_the_next_working_day(small_city):
    rule = factories.term("pothole", on_day_off=TermRule.OnDayOff.AFTER)
    assert answered_by(small_city, rule, date(2026, 4, 9)) == date(2026, 5, 12)


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        (date(2026, 6, 10), 1, date(2026, 6, 11)),
        (date(2026, 6, 11), 1, date(2026, 6, 15)),
        (date(2025, 12, 29), 2, date(2026, 1, 12)),
        (date(2026, 4, 29), 8, date(2026, 5, 13)),  # 30 April, 4–8, 12, 13 May
    ],
)
def test_working_days_skip_weekends_and_holidays(small_city, day, days, due):
    rule = factories.term("pothole", days=days, counting=TermRule.Counting.WORKING)
    assert answered_by(small_city, rule, day) == due


def test_the_answer_is_promised_by_the_end_of_the_day_in_the_citys_zone(small_city, agency):
    promise = promised(small_city, factories.category("pothole"), local(2026, 6, 10, 10).astimezone(UTC))
    assert promise.first_reply_due_at == local(2026, 6, 10, 14)
    assert promise.answer_due_at == local(2026, 6, 19, 23, 59, 59)  # day 10 is Saturday 20 June
    assert promise.answer_due_at.astimezone(UTC) == datetime(2026, 6, 19, 18, 59, 59, tzinfo=UTC)


def test_the_day_of_the_message_is_the_citys_day(small_city, agency):
    """19:30 in Greenwich is half past midnight of the next day in Tyumen."""
    promise = promised(small_city, factories.category("pothole"), datetime(2026, 6, 7, 19, 30, tzinfo=UTC))
    assert promise.answer_due_at == local(2026, 6, 18, 23, 59, 59)


def test_a_zone_that_changed_its_offset_meanwhile_keeps_the_wall_clock(small_city, agency):
    """On 26 October 2014 Yekaterinburg went from UTC+6 to UTC+5."""
    factories.term("pothole", days=10).save()
    promise = promised(small_city, factories.category("pothole"), datetime(2014, 10, 20, 6, tzinfo=UTC))
    assert promise.answer_due_at == datetime(2014, 10, 30, 18, 59, 59, tzinfo=UTC)
    assert promise.first_reply_due_at == datetime(2014, 10, 20, 10, tzinfo=UTC)


def test_a_later_rule_does_not_move_what_was_promised(small_city, agency):
    before = factories.appeal(small_city, at=local(2026, 6, 10, 10))
    factories.term("pothole", days=3, valid_from=date(2026, 6, 11)).save()
    after = factories.appeal(small_city, factories.ACROSS_TOWN, at=local(2026, 6, 15, 10))
    before.refresh_from_db()
    assert before.answer_due_at == local(2026, 6, 19, 23, 59, 59)
    assert after.answer_due_at == local(2026, 6, 18, 23, 59, 59)


def test_the_rule_in_force_on_the_day_counts(small_city, agency):
    factories.term("pothole", days=3, valid_from=date(2026, 6, 11)).save()
    promise = promised(small_city, factories.category("pothole"), local(2026, 6, 10, 23, 59))
    assert promise.answer_due_at == local(2026, 6, 19, 23, 59, 59)


def test_a_citys_own_rule_goes_before_everybodys(small_city, agency):
    factories.term("pothole", days=2, city=small_city).save()
    promise = promised(small_city, factories.category("pothole"), local(2026, 6, 8, 10))
    assert promise.answer_due_at == local(2026, 6, 10, 23, 59, 59)


def test_a_regional_holiday_is_a_row_not_code(small_city, agency):
    CalendarDay.objects.create(city=small_city, day=date(2026, 6, 10), name="День города")
    promise = promised(small_city, factories.category("pothole"), local(2026, 6, 9, 17))
    assert promise.first_reply_due_at == local(2026, 6, 11, 12)


def test_a_citys_word_about_a_day_wins_over_everybodys(small_city):
    CalendarDay.objects.create(day=date(2026, 6, 10), is_working=False)
    CalendarDay.objects.create(city=small_city, day=date(2026, 6, 10), is_working=True)
    assert WorkingCalendar.of(small_city).is_working(date(2026, 6, 10))


def test_one_word_about_a_day_a_city(small_city):
    CalendarDay.objects.create(day=date(2026, 6, 10))
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(day=date(2026, 6, 10))


def test_an_answer_is_never_due_before_the_first_reply(small_city, agency):
    factories.term("pothole", days=1, first_reply_hours=40, city=small_city).save()
    promise = promised(small_city, factories.category("pothole"), local(2026, 6, 8, 10))
    assert promise.first_reply_due_at == local(2026, 6, 15, 14)  # 8 + 9 + 9 + 9 hours, Friday free, 5 hours
    assert promise.answer_due_at == local(2026, 6, 15, 23, 59, 59)


def test_without_any_term_the_installation_is_told(small_city):
    TermRule.objects.all().delete()
    with pytest.raises(ImproperlyConfigured, match="TermRule"):
        promised(small_city, factories.category("pothole"), local(2026, 6, 8, 10))


def test_every_category_has_a_term_with_its_source(db):
    for category in (factories.category(code) for code in ("pothole", "danger", "other", "closure_question")):
        assert category.terms.get().source
        assert set(category.names) == {"en"}
