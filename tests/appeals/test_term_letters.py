"""Letters about terms: before one ends to who has the message, after it is broken to the next level, each once."""

from datetime import timedelta

import pytest

from appeals import actions, objecting, violations
from appeals.models import Appeal, Violation
from appeals.term_letters import escalate, remind
from roadmap import delivery
from roadmap.models import Agency, City, Delivery, User
from tests.appeals.factories import appeal
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _addresses(agency, other_agency, mailbox):
    for body in (agency, other_agency):
        body.email = f"{body.slug}@example.org"
        body.save()


@pytest.fixture
def message(small_city):
    """Somebody has replied, so that only its answer is waited for."""
    message = appeal(small_city)
    Appeal.objects.filter(pk=message.pk).update(first_replied_at=NOW)
    return Appeal.objects.get(pk=message.pk)


def sent(mailbox, at):
    for pk in Delivery.objects.due(at).filter(channel="office-mail").values_list("pk", flat=True):
        delivery.send(pk, at)
    return [(letter["To"], letter.get_content()) for letter in mailbox.letters]


def test_a_day_before_its_end_the_body_is_reminded_once(message, mailbox):
    due = message.answer_due_at
    moments = (due - 24 * HOUR - SECOND, due - 24 * HOUR, due - 23 * HOUR, due - SECOND, due + HOUR)
    assert [remind(at) for at in moments] == [0, 1, 0, 0, 0]
    ((to, words),) = sent(mailbox, due)
    assert to == "road-department@example.org"
    assert str(message) in words
    assert f"/desk/appeals/{message.pk}/" in words


def test_who_took_it_is_reminded_and_one_letter_tells_of_all_of_one_moment(message, small_city, operator, mailbox):
    operator.email = "operator@example.org"
    operator.save()
    for each in (message, appeal(small_city)):
        actions.take(each, by=operator, at=NOW)
    assert remind(message.answer_due_at - HOUR) == 1
    ((to, words),) = sent(mailbox, message.answer_due_at)
    assert to == "operator@example.org"
    assert words.count("/desk/appeals/") == 3  # both, and the inbox


def test_who_gets_it_forwarded_is_reminded_too(message, other_agency, operator):
    assert remind(message.answer_due_at - 20 * HOUR) == 1
    actions.forward(message, other_agency, reason="Не наше", by=operator, at=message.answer_due_at - 19 * HOUR)
    assert remind(message.answer_due_at - 18 * HOUR) == 1


def test_what_comes_after_the_letter_of_that_moment_is_told_in_another(message, small_city, other_agency, mailbox):
    due, other = message.answer_due_at, appeal(small_city)
    actions.forward(other, other_agency, reason="Не наше", by=None, at=NOW)
    assert remind(due - 23 * HOUR) == 2
    actions.forward(other, message.agency, reason="Ваше", by=None, at=due - 22 * HOUR)
    assert [remind(due - 21 * HOUR), remind(due - 20 * HOUR)] == [1, 0]
    told = [words for to, words in sent(mailbox, due) if to == "road-department@example.org"]
    assert sorted((str(other) in words, str(message) in words) for words in told) == [(False, True), (True, False)]


def test_a_body_above_which_nobody_can_be_told_holds_up_nobody(message, small_city, agency, other_agency, monkeypatch):
    monkeypatch.setattr("appeals.term_letters.MOST_AT_ONCE", 1)
    later = appeal(small_city)
    Agency.objects.filter(pk=other_agency.pk).update(parent=agency)
    actions.forward(later, other_agency, reason="Не наше", by=None, at=NOW)
    violations.find(message.answer_due_at + SECOND)
    assert Violation.objects.answers().count() == 2
    assert escalate(message.answer_due_at + MINUTE) == 1, "the highest body has no leader"
    assert later.violations.get(kind="answer").told_at


def test_an_hour_before_the_first_reply_and_not_after_it(small_city, operator):
    silent, taken = appeal(small_city), appeal(small_city, at=NOW + MINUTE)
    actions.take(taken, by=operator, at=NOW + 2 * MINUTE)
    due = silent.first_reply_due_at
    assert [remind(due - HOUR - SECOND), remind(due - HOUR), remind(due - MINUTE)] == [0, 1, 0]


def test_how_long_before_is_the_citys_word(message):
    City.objects.update(remind_before_answer_h=2)
    assert [remind(message.answer_due_at - 3 * HOUR), remind(message.answer_due_at - 2 * HOUR)] == [0, 1]
    City.objects.update(remind_before_answer_h=0)
    Delivery.objects.all().delete()
    assert remind(message.answer_due_at - SECOND) == 0


def test_what_is_broken_is_told_to_the_parent_agency_once(message, agency, mailbox):
    above = Agency.objects.create(city=agency.city, slug="above", name="Администрация", email="above@example.org")
    agency.parent, agency.head = above, "Иванов И. И."
    agency.save()
    at = message.answer_due_at + MINUTE
    assert escalate(at) == 0  # nothing is known to be broken
    violations.find(at)
    assert [escalate(at), escalate(at + MINUTE)] == [1, 0]
    ((to, words),) = sent(mailbox, at)
    assert to == "above@example.org"
    assert "Иванов И. И." in words
    assert str(message) in words


def test_what_was_answered_and_came_back_is_told_as_that(message, small_city, agency, operator, mailbox):
    """Somebody has answered it, and in time."""
    User.objects.create_user("head", agency=agency, roles=["leader"], email="head@example.org")
    silent = appeal(small_city)
    actions.answer(message, "Заделали.", by=operator, at=NOW + HOUR)
    back = objecting.reopen(Appeal.objects.get(pk=message.pk), words="Яма на месте", at=NOW + 2 * HOUR)
    at = max(back.answer_due_at, silent.answer_due_at) + MINUTE
    for each in (back, silent):
        violations.find(each.answer_due_at + MINUTE)
    assert escalate(at) == 2
    ((_to, words),) = sent(mailbox, at)
    (told_back,) = [line for line in words.splitlines() if str(message) in line]
    (told_silent,) = [line for line in words.splitlines() if str(silent) in line]
    assert "вернулось: «не исправлено»" in told_back and "никто не ответил" not in told_back
    assert "жителю никто не ответил" in told_silent and "вернулось" not in told_silent


def test_without_a_parent_the_body_that_answers_for_the_site_hears(message, other_agency, operator, mailbox):
    actions.forward(message, other_agency, reason="Не наше", by=operator, at=NOW + HOUR)
    violations.find(message.answer_due_at + MINUTE)
    assert escalate(message.answer_due_at + MINUTE) == 1
    assert [to for to, _words in sent(mailbox, message.answer_due_at + HOUR)] == ["road-department@example.org"]


def test_of_the_highest_body_those_who_lead_it_hear(message, agency, mailbox):
    User.objects.create_user("head", agency=agency, roles=["leader"], email="head@example.org")
    violations.find(message.answer_due_at + MINUTE)
    assert escalate(message.answer_due_at + MINUTE) == 1
    assert [to for to, _words in sent(mailbox, message.answer_due_at + HOUR)] == ["head@example.org"]


def test_forwarding_does_not_save_from_it(message, agency, other_agency, operator, mailbox):
    """Who had it then is told of to those above, though somebody else has it now."""
    agency.parent = Agency.objects.create(city=agency.city, slug="above", name="Над", email="above@example.org")
    agency.save()
    at = message.answer_due_at + MINUTE
    actions.forward(message, other_agency, reason="Не наше", by=operator, at=at)
    violations.find(at + MINUTE)
    assert Violation.objects.answers().get().agency == agency
    escalate(at + MINUTE)
    assert [to for to, _words in sent(mailbox, at + HOUR)] == ["above@example.org"]


def test_a_letter_that_is_over_its_term_when_it_is_entered_is_told_upward_once(
    small_city, agency, other_agency, operator, mailbox
):
    User.objects.create_user("head", agency=agency, roles=["leader"], email="head@example.org")
    came, entered = NOW - 60 * 24 * HOUR, NOW
    late = appeal(small_city, at=came, source="letter", by=operator, entered_at=entered)
    assert late.answer_due_at < entered
    violations.find(entered + MINUTE)
    assert [escalate(entered + MINUTE), escalate(entered + HOUR)] == [1, 0]
    ((to, words),) = sent(mailbox, entered + HOUR)
    assert (to, str(late) in words) == ("head@example.org", True)


def test_what_was_answered_late_or_broken_long_ago_is_not_told(message, small_city, agency, operator):
    User.objects.create_user("head", agency=agency, roles=["leader"], email="head@example.org")
    old = appeal(small_city, at=NOW - 30 * 24 * HOUR)
    at = message.answer_due_at + MINUTE
    actions.answer(message, "Готово.", by=operator, at=at)
    violations.find(at + MINUTE)
    assert Violation.objects.answers().count() == 2
    assert escalate(at + MINUTE) == 0
    assert old.answer_due_at < at - 2 * 24 * HOUR


def test_a_clock_that_stood_for_a_week_tells_what_was_broken_meanwhile_once(small_city, agency, mailbox):
    """But the first look of all tells nothing of the years before it."""
    day = 24 * HOUR
    User.objects.create_user("head", agency=agency, roles=["leader"], email="head@example.org")
    years_ago, then = appeal(small_city, at=NOW - 400 * day), appeal(small_city, at=NOW - 45 * day)
    first = then.answer_due_at - day  # the clock looks, and stands from then on
    violations.find(first)
    assert (years_ago.violations.answers().count(), escalate(first)) == (1, 0)
    again = first + 8 * day
    violations.find(again)
    assert [escalate(again + MINUTE), escalate(again + HOUR)] == [1, 0]
    ((_to, words),) = sent(mailbox, again + HOUR)
    assert str(then) in words and str(years_ago) not in words
