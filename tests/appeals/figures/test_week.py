"""The week's report writes itself: totals and change, topics, places, overdue per body, disputed, growth."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from pypdf import PdfReader

from appeals import actions, objecting, violations
from appeals.figures.week import last_week, week_of
from appeals.models import Appeal
from roadmap.models import User
from tests.appeals.factories import ACROSS_TOWN, appeal
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONDAY = date(2026, 6, 1)  # of the week before NOW's, which is a Wednesday
NOON = NOW - 9 * DAY  # of that Monday


@pytest.fixture
def weeks(small_city, agency, operator):
    for _each in range(8):
        appeal(small_city, at=NOON)
    appeal(small_city, at=NOON, code="lighting", point=ACROSS_TOWN)
    appeal(small_city, at=NOON - DAY)  # the Sunday before
    appeal(small_city, at=NOON - DAY, code="manhole")  # and none this week
    appeal(small_city, at=NOON + 7 * DAY)  # the Monday after
    back = appeal(small_city, at=NOON - 12 * DAY)
    actions.answer(back, "Готово.", by=operator, at=NOON - 10 * DAY)
    objecting.reopen(back, at=NOON + DAY)
    due = appeal(small_city, at=NOON - 20 * DAY)
    Appeal.objects.filter(pk=due.pk).update(answer_due_at=NOON + 2 * DAY)
    violations.find(NOW)


def test_the_last_week_is_the_one_that_is_over(small_city):
    assert [last_week(small_city, NOW + days * DAY) for days in (0, 4, 5)] == [MONDAY, MONDAY, MONDAY + 7 * DAY]


def test_its_numbers(weeks, small_city, agency):
    """Seed row "ЦУР analytics": totals and change, topics, places, overdue per body, disputed, growth alarms."""
    week = week_of(Appeal.objects.all(), small_city, MONDAY, NOW)
    assert (week.figures.count, week.before.count, week.change) == (9, 2, 7)
    topics = next(cut.lines for cut in week.figures.cuts if cut.name == "category")
    assert [(line.asked.category.code, line.count) for line in topics] == [("pothole", 8), ("lighting", 1)]
    assert week.streets[0] == ("улица Пушкина", 8)
    assert (week.came_back, week.disputed, week.answered) == (1, 1, 0)
    assert (week.came_back_before, week.answered_before) == (0, 0)
    (body,) = week.overdue
    broken = Appeal.objects.filter(status__in=("new", "in-work"), answer_due_at__lt=NOW).count()
    assert (body.agency, body.waiting) == (agency, broken)
    assert body.broken >= 1
    assert [(one.category.code, one.before, one.now) for one in week.growing] == [("pothole", 1, 8)]
    for line in topics:  # each number opens the messages behind it
        assert line.asked.rows(Appeal.objects.all(), NOW).count() == line.count


def test_on_paper(weeks, agency):
    head = User.objects.create_user("head", agency=agency, roles=["leader"])
    client = signed_in(head)
    with time_machine.travel(NOW, tick=False):
        answer = client.get("/desk/figures/week.pdf")
        assert answer["Content-Type"] == "application/pdf"
        words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).replace("\xa0", " ")
        words = " ".join(words.split())
        assert "01.06.2026 – 07.06.2026" in words
        for told in ("9 (+7)", "Люк, решётка 0 (−1) 1", "улица Пушкина", "Департамент дорог", "Темы растут"):
            assert told in words
        assert client.get("/desk/figures/week.pdf?from=2026-05-25").status_code == 200
        for nonsense in ("x", "1500-01-01", "2026-02-30"):
            assert client.get(f"/desk/figures/week.pdf?from={nonsense}").status_code == 400
