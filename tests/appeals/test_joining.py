"""What a message may be joined to: nobody waits longer, loses the objection or reads another's letter by it."""

from datetime import timedelta

import pytest

from appeals import actions, asking, objecting
from appeals.figures.asked import Asked
from appeals.figures.cuts import figures_of
from appeals.models import Appeal
from appeals.workflow import MoveRefused, Outcome, Status
from tests.appeals.factories import appeal, personal

DAY = timedelta(days=1)


def sent_on(city, day, at, **told):
    return appeal(city, at=at + timedelta(days=day), **told)


@pytest.fixture
def late(small_city, agency, at):
    """Sent on day 10; what it is joined to came before."""
    return sent_on(small_city, 10, at)


def refused(late, main, operator, at) -> bool:
    with pytest.raises(MoveRefused):
        actions.join(late, main, by=operator, at=at + 11 * DAY)
    late.refresh_from_db()
    return late.status == Status.NEW


def test_a_later_a_closed_a_rejected_and_a_long_answered_message_take_no_other(late, small_city, operator, at):
    assert refused(late, sent_on(small_city, 11, at), operator, at)
    ended = sent_on(small_city, 0, at)
    actions.reject(ended, reason="-", by=operator, at=at)
    assert refused(late, ended, operator, at)
    closed = sent_on(small_city, 0, at)
    actions.close(actions.answer(closed, "-", by=operator, at=at), at=at)
    assert refused(late, closed, operator, at)
    old = sent_on(small_city, -30, at)
    actions.answer(old, "-", by=operator, at=at - 20 * DAY)
    assert refused(late, old, operator, at)


def test_one_joined_to_an_answered_message_may_be_said_to_be_not_fixed(late, small_city, operator, at):
    main = actions.answer(sent_on(small_city, 0, at), "-", by=operator, at=at + 9 * DAY)
    joined = actions.join(late, main, by=operator, at=at + 11 * DAY)
    assert joined.can_be_refuted_at(at + 20 * DAY)
    assert objecting.reopen(joined, at=at + 20 * DAY).status == Status.IN_WORK


def test_the_sooner_of_the_two_promises_holds_also_while_the_sender_is_asked(late, small_city, operator, at):
    main = sent_on(small_city, 0, at)
    promised = late.answer_due_at
    Appeal.objects.filter(pk=main.pk).update(answer_due_at=promised + 20 * DAY)
    asking.ask(main, "Где?", by=operator, at=at + 11 * DAY)
    actions.join(late, main, by=operator, at=at + 11 * DAY)
    main.refresh_from_db()
    assert main.answer_due_at > promised  # the clock stands
    asking.reply(main, "Здесь.", at=at + 11 * DAY)
    main.refresh_from_db()
    assert main.answer_due_at == promised
    assert late.number in str(main.changes.get(verb="noted").words)
    at_last = promised + timedelta(hours=1)
    assert figures_of(Appeal.objects.all(), Asked(small_city), at_last).rate.open_overdue == 1


def test_another_bodys_promise_is_not_moved(late, small_city, other_agency, operator, at):
    main = sent_on(small_city, 0, at)
    kept = late.answer_due_at + DAY
    Appeal.objects.filter(pk=main.pk).update(agency=other_agency, answer_due_at=kept)
    assert refused(late, main, operator, at)
    main.refresh_from_db()
    assert main.answer_due_at == kept


@pytest.fixture
def foreign(small_city, agency, other_agency, at):
    """A message that another body has had all along."""
    row = personal(small_city, at=at, photos=[])
    Appeal.objects.filter(pk=row.pk).update(agency=other_agency)
    row.changes.all()._raw_delete("default")
    row.refresh_from_db()
    return row


def test_of_another_bodys_message_only_what_everybody_sees_is_shown(
    foreign, small_city, agency, operator, at, anonymous
):
    planted = appeal(small_city, at=at)
    actions.join(planted, foreign, by=operator, at=at)
    actions.answer(foreign, "Анна, мы заделали.", by=operator, at=at, outcome=Outcome.EXPLAINED)
    page = anonymous.get(planted.get_secret_url()).content.decode()
    assert "Анна" not in page
    assert str(Outcome.EXPLAINED.label) in page
    assert "Анна" in anonymous.get(foreign.get_secret_url()).content.decode()


def test_a_message_that_nobody_may_see_is_not_there_to_be_joined_to(late, foreign, operator, client, at):
    Appeal.objects.filter(pk=foreign.pk).update(snapped_point=None, segment=None)
    assert refused(late, foreign, operator, at)
    client.force_login(operator)
    answer = client.post(f"/desk/appeals/{late.pk}/", {"verb": "join", "main": foreign.pk, "version": late.version})
    nothing = client.post(f"/desk/appeals/{late.pk}/", {"verb": "join", "main": 99_999, "version": late.version})
    assert answer.status_code == nothing.status_code == 400
