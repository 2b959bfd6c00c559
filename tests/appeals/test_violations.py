"""A promised moment that has passed is written down once, with who had the message then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from appeals import actions, objecting, violations
from appeals.models import Appeal, Violation
from tests.appeals.factories import appeal
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def message(small_city, agency):
    return appeal(small_city)


def written(message, kind="answer"):
    return Violation.objects.filter(appeal=message, kind=kind).first()


def test_nothing_is_broken_at_the_promised_moment_and_a_second_later_it_is(message):
    due = message.answer_due_at
    violations.find(due)
    assert written(message) is None
    violations.find(due + SECOND)
    found = written(message)
    assert (found.agency, found.person, found.due_at, found.broken_at) == (message.agency, None, due, due)
    assert found.found_at == due + SECOND


def test_the_first_reply_has_its_own(message, operator):
    assert violations.find(message.first_reply_due_at + SECOND) == 1
    assert written(message, "first-reply").broken_at == message.first_reply_due_at
    other = appeal(message.city)
    actions.take(other, by=operator, at=other.first_reply_due_at)
    violations.find(other.first_reply_due_at + HOUR)
    assert written(other, "first-reply") is None


def test_looking_twice_writes_nothing_twice(message):
    at = message.answer_due_at + HOUR
    assert [violations.find(at), violations.find(at + HOUR)] == [2, 0]


def test_what_was_settled_late_between_two_looks_is_found_too(message, operator):
    other, at = appeal(message.city), message.answer_due_at + SECOND
    actions.answer(message, "Готово.", by=operator, at=at)
    actions.reject(other, reason="Не дорога.", by=operator, at=at)
    violations.find(at + HOUR)
    assert written(message).agency == written(other).agency == message.agency


def test_what_was_answered_in_time_is_never_broken(message, operator):
    actions.answer(message, "Готово.", by=operator, at=message.answer_due_at)
    violations.find(message.answer_due_at + 100 * HOUR)
    assert written(message) is None


def test_a_forwarding_after_the_term_leaves_it_where_it_was(message, agency, other_agency, operator, other_dispatcher):
    """Whether the clock looked before it or, being away, only after it."""
    other = appeal(message.city)
    violations.find(message.answer_due_at + SECOND)
    Violation.objects.filter(appeal=other).delete()
    for each in (message, other):
        actions.forward(each, other_agency, reason="Не наше", by=operator, at=each.answer_due_at + HOUR)
        actions.take(each, by=other_dispatcher, at=each.answer_due_at + 2 * HOUR)
    violations.find(message.answer_due_at + 3 * HOUR)
    assert {written(each).agency for each in (message, other)} == {agency}
    assert {written(each).person for each in (message, other)} == {None}


def test_who_had_taken_it_at_that_moment_is_the_person(message, other_agency, operator, other_dispatcher):
    actions.forward(message, other_agency, reason="Не наше", by=operator, at=NOW + HOUR)
    actions.take(message, by=other_dispatcher, at=NOW + 2 * HOUR)
    violations.find(message.answer_due_at + HOUR)
    assert (written(message).agency, written(message).person) == (other_agency, other_dispatcher)


def test_one_that_came_back_after_its_term_is_broken_by_coming_back(message, operator):
    actions.answer(message, "Готово.", by=operator, at=message.answer_due_at - HOUR)
    back = message.answer_due_at + 30 * HOUR
    objecting.reopen(message, at=back)
    violations.find(back + HOUR)
    found = written(message)
    assert (found.due_at, found.broken_at, found.person) == (message.answer_due_at, back, operator)


def test_one_that_came_back_and_was_answered_between_two_looks_is_broken_all_the_same(message, operator):
    actions.answer(message, "Готово.", by=operator, at=message.answer_due_at - HOUR)
    back = message.answer_due_at + 30 * HOUR
    objecting.reopen(message, at=back)
    actions.answer(message, "Теперь готово.", by=operator, at=back + SECOND)
    violations.find(back + HOUR)
    assert written(message).broken_at == back


def test_a_broken_term_stays_though_a_later_one_is_given(message):
    violations.find(message.answer_due_at + SECOND)
    type(message).objects.filter(pk=message.pk).update(answer_due_at=message.answer_due_at + 100 * HOUR)
    violations.find(message.answer_due_at + 2 * HOUR)
    assert written(message).due_at == message.answer_due_at


def test_a_step_made_in_time_and_seen_after_the_clock_unmakes_what_the_clock_wrote(message, operator):
    other, due = appeal(message.city), message.answer_due_at
    violations.find(due + SECOND)
    actions.take(other, by=operator, at=due - HOUR)
    actions.answer(message, "Готово.", by=operator, at=due - SECOND)
    violations.find(due + HOUR)
    assert written(message) is None
    assert (written(other).person, written(other).broken_at) == (operator, due)
    actions.answer(other, "Готово.", by=operator, at=due + HOUR)
    violations.find(due + 2 * HOUR)
    assert written(other).broken_at == due, "late is late"


@pytest.mark.django_db(transaction=True)
def test_whom_an_action_holds_is_looked_at_the_next_time(message):
    at = message.answer_due_at + SECOND
    with transaction.atomic():
        Appeal.objects.locked(message.pk)
        with ThreadPoolExecutor(1) as other:
            assert other.submit(_found_elsewhere, at).result(timeout=30) == 0
    assert violations.find(at) == 2


def _found_elsewhere(at):
    try:
        return violations.find(at)
    finally:
        connection.close()
