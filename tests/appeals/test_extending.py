"""More time for an answer: once, within the rule, with a reason, and never over a breach."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from appeals import asking, extending
from appeals.models import Appeal
from appeals.workflow import MoveRefused
from tests.appeals import factories
from tests.appeals.factories import answered
from tests.conftest import signed_in

TYUMEN = ZoneInfo("Asia/Yekaterinburg")
pytestmark = pytest.mark.django_db
WHY = "ждём снимки с трассы"


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TYUMEN)


@pytest.fixture
def sent(small_city, agency) -> Appeal:
    """Marking, sent on 9 April 2026: day 30 is Saturday 9 May, Victory Day, so Friday 8 May is promised."""
    message = factories.appeal(small_city, code="marking", at=local(2026, 4, 9, 12))
    assert (message.answer_due_at, message.term_ends_on) == (local(2026, 5, 8, 23, 59, 59), date(2026, 5, 9))
    return message


def extended(message: Appeal, *until: int, by, at=None, reason=WHY) -> Appeal:
    return extending.extend(message, date(*until), reason=reason, by=by, at=at or local(2026, 5, 7, 12))


@pytest.mark.parametrize(
    ("until", "due"),
    [
        ((2026, 5, 20), (2026, 5, 20)),
        ((2026, 5, 24), (2026, 5, 22)),  # a Sunday: the Friday before, as the rule says
        ((2026, 6, 8), (2026, 6, 8)),  # 30 days after 9 May
        ((2026, 5, 10), (2026, 5, 12)),  # a Sunday, and Monday is free: Friday is promised already
    ],
)
def test_the_answer_is_due_on_the_day_that_was_chosen(sent, operator, until, due):
    longer = extended(sent, *until, by=operator)
    assert longer.answer_due_at == local(*due, 23, 59, 59)
    entry = longer.changes.get(verb="extended")
    assert (entry.comment, entry.by, entry.state["answer_due_at"]) == (WHY, operator, longer.answer_due_at.isoformat())


@pytest.mark.parametrize(
    ("until", "told"), [((2026, 6, 9), "8 июня 2026"), ((2026, 5, 8), "8 мая 2026"), ((2026, 1, 1), "8 мая 2026")]
)
def test_a_day_beyond_the_rule_or_before_the_promise_is_refused(sent, operator, until, told):
    with pytest.raises(ValidationError, match=told):
        extended(sent, *until, by=operator)
    assert not sent.changes.filter(verb="extended").exists()


def test_a_reason_is_wanted(sent, operator):
    with pytest.raises(ValidationError, match="причин"):
        extended(sent, 2026, 5, 20, by=operator, reason="  ")


def test_a_term_is_extended_once(sent, operator):
    extended(sent, 2026, 5, 12, by=operator)
    with pytest.raises(MoveRefused, match="уже прод"):
        extended(sent, 2026, 5, 20, by=operator)


def test_after_the_term_nothing_is_extended_and_the_violation_stays(sent, operator):
    with pytest.raises(MoveRefused, match="истёк"):
        extended(sent, 2026, 5, 20, by=operator, at=local(2026, 5, 9, 0, 0, 1))
    sent.refresh_from_db()
    assert sent.is_overdue_at(local(2026, 5, 9, 0, 0, 1))


def test_a_rule_may_allow_none(small_city, agency, operator):
    factories.term("marking", days=30, extension_days=0, city=small_city).save()
    message = factories.appeal(small_city, code="marking", at=local(2026, 4, 9, 12))
    with pytest.raises(MoveRefused, match="не допускает"):
        extended(message, 2026, 5, 12, by=operator)


def test_neither_what_is_answered_nor_what_waits_for_its_sender_is_extended(small_city, agency, sent, operator):
    asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 4, 10, 12))
    with pytest.raises(MoveRefused):
        extended(sent, 2026, 5, 20, by=operator)
    with pytest.raises(MoveRefused):
        extended(answered(small_city, by=operator), 2026, 7, 1, by=operator)


def test_a_pause_after_an_extension_goes_by_the_new_day(sent, operator):
    extended(sent, 2026, 5, 20, by=operator)
    asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 5, 18, 12))
    assert asking.reply(sent, "Дом 5", at=local(2026, 5, 19, 12)).answer_due_at == local(2026, 5, 21, 23, 59, 59)


def test_at_the_desk_an_operator_extends_and_is_told_why_not(sent, operator):
    desk, page = signed_in(operator), f"/desk/appeals/{sent.pk}/"
    with time_machine.travel(local(2026, 5, 7, 12), tick=False):
        assert "8 июня 2026" in desk.get(page).content.decode()
        assert desk.post(page, {"verb": "extend", "until": "завтра", "reason": WHY}).status_code == 400
        desk.post(page, {"verb": "extend", "until": "2027-01-01", "reason": WHY})
        assert "не позднее 8 июня 2026" in desk.get(page).content.decode().lower()
        assert desk.post(page, {"verb": "extend", "until": "2026-05-20", "reason": WHY}).status_code == 302
        sent.refresh_from_db()
        assert sent.answer_due_at == local(2026, 5, 20, 23, 59, 59)
        assert 'value="extend"' not in desk.get(page).content.decode()
