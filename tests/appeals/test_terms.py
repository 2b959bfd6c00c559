"""Rules of terms as rows: the examples of fixtures/terms.json on paper, over New Year and May, a working Saturday,
29 February, and clocks that jump; and the terms of GOST R 50597 beside them.
"""

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from appeals import actions, asking, placing
from appeals.deadlines import hours_on, promised, repair_due_at
from appeals.models import Appeal, CalendarDay, RepairTerm, TermRule
from appeals.place import understand
from appeals.working_calendar import WorkingCalendar
from roadmap.models import RoadSegment
from tests.appeals import factories
from tests.appeals.factories import ACROSS_TOWN, IN_THE_PARK, PUSHKINA
from tests.conftest import ROOT, signed_in

TYUMEN, BERLIN = ZoneInfo("Asia/Yekaterinburg"), ZoneInfo("Europe/Berlin")
CALENDAR = WorkingCalendar()
EXAMPLES = {row.pop("name"): row for row in json.loads((ROOT / "fixtures" / "terms.json").read_text(encoding="utf-8"))}
pytestmark = pytest.mark.django_db


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TYUMEN)


def ends(*day: int) -> datetime:
    return local(*day, 23, 59, 59)


def example(name: str, **told) -> TermRule:
    return TermRule(**EXAMPLES[name] | {"valid_from": date(2005, 1, 1)} | told)


def due(city, at: datetime, **told) -> datetime:
    return promised(city, factories.category("pothole"), at, **told).answer_due_at


# --- the seed row: answer within 21 days


@pytest.mark.parametrize(
    ("sent", "last_moment"),
    [
        ((2026, 3, 1, 18), (2026, 3, 20)),  # day 21 is Sunday 22 March: Friday before
        ((2024, 3, 1, 18), (2024, 3, 22)),  # day 21 is a Friday
        ((2025, 12, 12, 18), (2025, 12, 30)),  # day 21 is 2 January; 31 December is free by transfer
        ((2026, 4, 20, 18), (2026, 5, 8)),  # day 21 is Monday 11 May, free for Saturday 9 May
        ((2024, 4, 6, 18), (2024, 4, 27)),  # day 21 is a Saturday that was worked
        ((2024, 2, 8, 18), (2024, 2, 29)),  # 29 February is a day like others
    ],
)
def test_by_the_21_day_rule_a_message_is_overdue_at_the_moment_that_the_calendar_gives(
    small_city, agency, sent, last_moment
):
    """«With the 21-day rule a message of 1 March 18:00 is overdue at the instant computed by the calendar, tested over
    New Year and May holidays and time-zone change.»"""
    example("21 days", category=factories.category(), city=small_city).save()
    message = factories.appeal(small_city, at=local(*sent))
    assert message.answer_due_at == ends(*last_moment)
    last = ends(*last_moment)
    assert not Appeal.objects.overdue(last).exists()
    assert list(Appeal.objects.overdue(last + timedelta(seconds=1))) == [message]


def test_over_a_change_of_the_zone_the_21_days_end_by_the_wall_clock(small_city, agency):
    """Sent at 18:00 in UTC+6, due at 23:59:59 in UTC+5: Yekaterinburg went back on 26 October 2014."""
    example("21 days", category=factories.category(), city=small_city).save()
    sent = datetime(2014, 10, 10, 12, tzinfo=UTC)  # day 21 is Friday 31 October
    assert due(small_city, sent) == datetime(2014, 10, 31, 18, 59, 59, tzinfo=UTC)


# --- the other examples


@pytest.mark.parametrize(
    ("sent", "last_day"),
    [
        ((2026, 6, 10), (2026, 6, 23)),  # 11, 15–19, 22, 23: Friday 12 June is Russia Day
        ((2025, 12, 26), (2026, 1, 19)),  # 29, 30 December, 12–16, 19 January
        ((2026, 4, 29), (2026, 5, 13)),  # 30 April, 4–8, 12, 13 May
        ((2024, 4, 19), (2024, 5, 3)),  # 22–27 April with the Saturday, then 2 and 3 May
        ((2024, 12, 23), (2025, 1, 13)),  # 24–28 December with the Saturday, 9, 10, 13 January
        ((2025, 10, 27), (2025, 11, 7)),  # 28–31, 1 November, a Saturday, 5–7: 3 and 4 November are free
    ],
)
def test_8_working_days(small_city, sent, last_day):
    example("8 working days", category=factories.category(), city=small_city).save()
    assert due(small_city, local(*sent, 12)) == ends(*last_day)


def test_30_days_of_the_law_run_from_a_registration_within_3(small_city, agency):
    at = local(2026, 6, 10, 12)
    assert due(small_city, at, legal_kind="statutory") == ends(2026, 7, 13)  # day 33, a Monday
    assert due(small_city, at, legal_kind="message") == ends(2026, 6, 19)  # 10 days for a pothole, as before
    appeal = actions.submit(
        city=small_city, category=factories.category(), point=PUSHKINA, at=at, legal_kind="statutory"
    )
    assert (appeal.legal_kind, appeal.answer_due_at) == ("statutory", ends(2026, 7, 13))


@pytest.mark.parametrize(
    ("sent", "replied_by", "answered_by"),
    [
        ((2026, 6, 10, 10), (2026, 6, 10, 13), (2026, 6, 15, 16)),  # 8 + 9 hours, Friday free, 7 on Monday
        ((2026, 6, 10, 17, 30), (2026, 6, 11, 11, 30), (2026, 6, 16, 14, 30)),  # half an hour, 9, 9, 5:30
        ((2025, 12, 30, 17), (2026, 1, 12, 11), (2026, 1, 14, 14)),  # an hour, then after the holidays 9, 9, 5
        ((2025, 11, 1, 16), (2025, 11, 5, 10), (2025, 11, 7, 13)),  # a worked Saturday; 3 and 4 November are free
    ],
)
def test_3_hours_to_the_first_reply_and_24_to_the_answer(small_city, agency, sent, replied_by, answered_by):
    example("3 hours").save()
    told = promised(small_city, factories.category(), local(*sent), channel="network")
    assert (told.first_reply_due_at, told.answer_due_at) == (local(*replied_by), local(*answered_by))
    assert promised(small_city, factories.category(), local(*sent), channel="site").term != told.term


def test_hours_round_the_clock_are_hours_also_when_the_clocks_jump():
    """Berlin, 29 March 2026: after 01:59 comes 03:00."""
    rule = example("3 hours", hours_are="clock")
    due_at = hours_on(datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN), 3, rule, CALENDAR, BERLIN)
    assert due_at == datetime(2026, 3, 29, 5, 30, tzinfo=BERLIN).astimezone(UTC)
    assert due_at == datetime(2026, 3, 29, 3, 30, tzinfo=UTC)


def test_a_pause_of_a_term_in_hours_is_counted_in_working_hours(small_city, agency, operator):
    example("3 hours").save()
    at = local(2026, 6, 15, 10)
    message = factories.appeal(small_city, at=at, source="network")
    assert message.answer_due_at == local(2026, 6, 17, 16)  # 8 + 9 + 7
    asking.ask(message, "Какой дом?", by=operator, at=local(2026, 6, 15, 16))
    replied = asking.reply(message, "Дом 5", at=local(2026, 6, 16, 11))  # 2 hours and 2 hours
    assert replied.answer_due_at == local(2026, 6, 18, 11)  # two hours left of Wednesday, two of Thursday
    asking.ask(message, "Точно?", by=operator, at=local(2026, 6, 16, 19))
    assert asking.reply(message, "Да", at=local(2026, 6, 17, 8)).answer_due_at == local(2026, 6, 18, 11)  # a night


def test_on_a_shorter_day_the_doors_close_earlier(small_city):
    CalendarDay.objects.create(day=date(2026, 6, 11), is_working=True, closes_at=time(17), name="перед Днём России")
    calendar = WorkingCalendar.of(small_city)
    assert calendar.after_hours(local(2026, 6, 11, 16), timedelta(hours=2), TYUMEN) == local(2026, 6, 15, 10)
    assert calendar.hours_between(local(2026, 6, 11, 9), local(2026, 6, 12, 9), TYUMEN) == timedelta(hours=8)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(day=date(2026, 6, 13), is_working=False, closes_at=time(17))


def test_the_narrowest_rule_counts(small_city, agency):
    """Legal kind, then channel, category, city."""
    TermRule.objects.filter(legal_kind="statutory").delete()
    pothole = factories.category()
    for days, told in [
        (2, {"legal_kind": "message"}),
        (3, {"channel": "site"}),
        (4, {"category": pothole, "city": small_city}),
    ]:
        TermRule.objects.create(valid_from=date(2005, 1, 1), answer_days=days, counting="working", **told)
    at = local(2026, 6, 15, 10)
    assert due(small_city, at, channel="site", legal_kind="message") == ends(2026, 6, 17)
    assert due(small_city, at, channel="site", legal_kind="statutory") == ends(2026, 6, 18)
    assert due(small_city, at, channel="network") == ends(2026, 6, 19)


# --- GOST R 50597: the defect itself


@pytest.mark.parametrize(("group", "days"), [("А", 1), ("Б", 3), ("В", 5), ("Г", 7), ("Д", 10), ("Е", 12), ("", None)])
def test_a_pothole_is_to_be_gone_by_the_group_of_its_street(small_city, agency, group, days):
    RoadSegment.objects.filter(city=small_city).update(gost_group=group)
    at = local(2026, 6, 10, 12, 30)
    message = factories.appeal(small_city, at=at)
    assert message.repair_due_at == (days and at + timedelta(days=days))
    assert message.answer_due_at == ends(2026, 6, 19)


def test_the_senders_page_tells_the_term_of_the_defect_beside_that_of_the_answer(small_city, agency, anonymous):
    RoadSegment.objects.filter(city=small_city).update(gost_group="А")
    message = factories.appeal(small_city, at=local(2026, 6, 10, 12, 30))
    page = anonymous.get(message.get_secret_url()).content.decode()
    terms = page.partition('<dl class="promise">')[2].partition("</dl>")[0]
    assert "Устранить дефект до" in terms and "11 июня" in terms and "ГОСТ Р 50597" in terms
    without = factories.appeal(small_city, code="parking", at=local(2026, 6, 10, 12, 30))
    assert "ГОСТ" not in anonymous.get(without.get_secret_url()).content.decode()


def test_what_no_rule_knows_has_no_such_term_and_what_needs_no_group_has_one_everywhere(small_city, agency):
    at = local(2026, 6, 10, 12)
    assert factories.appeal(small_city, code="parking", at=at).repair_due_at is None
    assert factories.appeal(small_city, IN_THE_PARK, code="obstacle", at=at).repair_due_at == local(2026, 6, 10, 15)


def test_a_rule_of_the_group_of_the_city_and_of_the_day_goes_first(small_city, agency):
    pothole, at = factories.category(), local(2026, 6, 10, 12)
    segment = understand(small_city, PUSHKINA).segment
    segment.gost_group = "В"

    def hours() -> float:
        return (repair_due_at(small_city, pothole, segment, at) - at) / timedelta(hours=1)

    RepairTerm.objects.create(category=pothole, hours=5, valid_from=date(2020, 1, 1))  # of all groups
    assert hours() == 120
    RepairTerm.objects.create(category=pothole, group="В", hours=6, valid_from=date(2026, 6, 11))  # not yet
    assert hours() == 120
    RepairTerm.objects.create(category=pothole, group="В", hours=7, valid_from=date(2020, 1, 1), city=small_city)
    assert hours() == 7
    segment.gost_group = ""
    assert hours() == 5


def test_the_term_of_a_defect_is_stored_when_promised(small_city, agency, operator):
    """A later rule does not move it, nor does a corrected pin; one that had none gets it with its street."""
    RoadSegment.objects.filter(city=small_city).update(gost_group="А")
    at = local(2026, 6, 10, 12)
    message, lost = factories.appeal(small_city, at=at), factories.appeal(small_city, point=None, at=at)
    assert (message.repair_due_at, lost.repair_due_at) == (local(2026, 6, 11, 12), None)
    RepairTerm.objects.filter(group="А").update(hours=1)
    moved = placing.correct_place(message, point=ACROSS_TOWN, by=operator, at=local(2026, 6, 12, 9))
    assert moved.repair_due_at == local(2026, 6, 11, 12)
    found = placing.correct_place(lost, point=ACROSS_TOWN, by=operator, at=local(2026, 6, 12, 9))
    assert found.repair_due_at == local(2026, 6, 12, 10)


def test_both_terms_are_told_at_the_desk_and_before_a_message_is_sent(small_city, agency, operator, anonymous, at):
    RoadSegment.objects.filter(city=small_city).update(gost_group="Б")
    message = factories.appeal(small_city, at=at)
    page = signed_in(operator).get(f"/desk/appeals/{message.pk}/").content.decode()
    assert "Устранить дефект до" in page
    for address in (f"/desk/appeals/{message.pk}/", message.get_secret_url(), f"/appeals/{message.pk}/card/"):
        shown = (signed_in(operator) if "desk" in address else anonymous).get(address).content.decode()
        assert ("Устранить дефект до" in shown, ">прошёл<" in shown) == (True, True)  # it was promised long ago
    pin = {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "category": "pothole"}
    assert "Устранить дефект до" in anonymous.post("/report/place/", pin).content.decode()
