"""The second pair of eyes before an answer is sent, and corrections of one that was."""

from datetime import timedelta

import pytest

from appeals import actions, answering, asking, extending, objecting
from appeals.models import AnswerDraft, AppealPhoto, TermRule
from appeals.photos import checked
from appeals.proof import NotProved, Stood
from appeals.workflow import MoveRefused, Outcome, Status
from closures.approval import NeedsApproval
from roadmap.models import User
from tests.appeals.factories import PUSHKINA, answered, appeal, noted, picture, upload
from tests.conftest import NOW, signed_in

HOUR = timedelta(hours=1)


@pytest.fixture
def approver(agency):
    return User.objects.create_user("second", password="pass-word-1", agency=agency, roles=["operator", "approver"])


@pytest.fixture
def careful(agency):
    """The body wants a second person."""
    agency.answers_need_second_person = True
    agency.save()


def given(row, by, text="Заделали.", outcome=Outcome.EXPLAINED, at=NOW, **told):
    return answering.give(row, text, outcome=outcome, by=by, at=at, **told)


def test_where_nobody_else_is_wanted_the_answer_goes_at_once(small_city, agency, operator):
    assert given(appeal(small_city), operator).status == Status.ANSWERED


def test_an_answer_waits_until_an_approver_sends_it(small_city, careful, operator, approver, resident):
    row = given(appeal(small_city), operator, outcome=Outcome.PLANNED)
    assert (row.status, row.answer) == (Status.NEW, "")
    assert "Заделали" not in resident.get(row.get_secret_url()).content.decode()
    with pytest.raises(NeedsApproval):
        actions.answer(row, "Сразу.", by=approver, at=NOW)
    sent = answering.approve(row, by=approver, at=NOW + HOUR)
    assert (sent.status, sent.answer, sent.outcome) == (Status.ANSWERED, "Заделали.", "planned")
    assert (sent.assignee, sent.answered_at) == (operator, NOW + HOUR)
    assert list(sent.changes.values_list("verb", "by__username")) == [
        ("submitted", None),
        ("drafted", "operator"),
        ("answered", "second"),
    ]
    assert not AnswerDraft.objects.exists()


def test_nobody_approves_their_own_and_no_operator_approves(small_city, careful, operator, approver):
    row = given(appeal(small_city), approver)
    for who in (approver, operator):
        with pytest.raises(MoveRefused):
            answering.approve(row, by=who, at=NOW)
    assert AnswerDraft.objects.count() == 1


def test_what_is_given_back_is_written_anew_by_its_note(small_city, careful, operator, approver):
    row = given(appeal(small_city), operator)
    answering.give_back(row, note="Назовите срок.", by=approver, at=NOW)
    with pytest.raises(MoveRefused):
        answering.approve(row, by=approver, at=NOW)
    assert AnswerDraft.objects.get().note == "Назовите срок."
    given(row, operator, "Заделаем до пятницы.")
    assert answering.approve(row, by=approver, at=NOW).answer == "Заделаем до пятницы."


def test_photos_of_a_waiting_answer_are_seen_at_the_desk_only(small_city, careful, operator, approver, resident):
    row, stood = appeal(small_city), Stood(PUSHKINA, 5)
    given(
        row, operator, outcome=Outcome.FIXED, photos=[checked(upload()), checked(upload())], stood=stood, at=NOW + HOUR
    )
    photo = AppealPhoto.objects.first()
    address = f"{row.get_secret_url()}photos/{photo.name}/"
    assert (photo.is_released, resident.get(address).status_code) == (False, 404)
    assert signed_in(approver).get(f"/desk/appeals/{row.pk}/photos/{photo.name}/").status_code == 200
    answering.approve(row, by=approver, at=NOW)
    assert list(row.photos.values_list("is_released", "is_held")) == [(True, False), (True, False)]
    assert resident.get(address).status_code == 200
    assert row.changes.last().words == (
        "Фото ремонта отправлено с места 10 июня 2026, в 0 м от него; когда и где снято, неизвестно."
    )


def test_a_rejection_is_an_approvers_too(small_city, careful, operator, approver):
    row = appeal(small_city)
    with pytest.raises(MoveRefused, match="согласующий"):
        actions.reject(row, reason="-", by=operator, at=NOW)
    assert actions.reject(row, reason="-", by=approver, at=NOW).status == Status.REJECTED


def test_what_else_the_sender_reads_is_an_approvers_too(small_city, careful, operator, approver, other_agency):
    TermRule.objects.update(extension_days=30)
    row = appeal(small_city)
    later = row.answer_due_at.date() + timedelta(days=7)
    steps = [
        lambda by: extending.extend(row, later, reason="Ждём асфальт.", by=by, at=NOW),
        lambda by: asking.ask(row, "У какого дома?", by=by, at=NOW),
        lambda by: actions.forward(row, other_agency, reason="Не наше.", by=by, at=NOW),
    ]
    for step in steps:
        with pytest.raises(MoveRefused, match="согласующий"):
            step(operator)
    assert list(row.changes.values_list("verb", flat=True)) == ["submitted"]
    page = signed_in(operator).get(f"/desk/appeals/{row.pk}/").content.decode()
    assert 'value="forward"' not in page
    assert "оставьте заметку" in page
    for step in steps:
        step(approver)
    assert list(row.changes.values_list("verb", flat=True)) == ["submitted", "extended", "asked", "forwarded"]


def test_nothing_else_is_said_once_nobody_can_object_but_that_it_is_fixed(small_city, agency, operator):
    row = actions.answer(appeal(small_city), "Починим.", outcome=Outcome.PLANNED, by=operator, at=NOW)
    actions.close(row, at=NOW)
    late, told = NOW + timedelta(days=17), {"by": operator}
    for text, outcome in (("Не будем.", Outcome.DECLINED), ("Ремонт в июле.", Outcome.PLANNED)):
        with pytest.raises(MoveRefused, match="возраж"):
            answering.correct(row, text, outcome=outcome, at=late, **told)
    proof = {"photos": [checked(upload())], "stood": Stood(PUSHKINA, 5)}
    assert answering.correct(row, "Заделали.", outcome=Outcome.FIXED, at=late, **told, **proof).outcome == "fixed"


def test_new_photos_take_the_place_of_those_that_waited(small_city, careful, operator):
    row, stood = appeal(small_city), Stood(PUSHKINA, 5)
    given(row, operator, outcome=Outcome.FIXED, photos=[checked(upload(name="1.jpg"))], stood=stood, at=NOW + HOUR)
    given(row, operator, "Заделали у дома.", outcome=Outcome.FIXED)
    assert AnswerDraft.objects.get().proof
    newer = checked(upload(picture((20, 20)), name="2.jpg"))
    given(row, operator, outcome=Outcome.FIXED, photos=[newer], stood=stood, at=NOW + HOUR)
    assert [photo.width for photo in row.photos.held()] == [20]


def test_a_draft_stays_behind_when_the_message_goes_to_another_body(
    small_city, careful, operator, approver, other_agency
):
    row = given(appeal(small_city), operator)
    actions.forward(row, other_agency, reason="-", by=approver, at=NOW)
    assert not AnswerDraft.objects.standing().exists()
    with pytest.raises(MoveRefused):
        answering.approve(row, by=approver, at=NOW)


# Corrections


def corrected(row, by, text="Заделали у дома 5.", outcome=Outcome.EXPLAINED, at=NOW + HOUR, **told):
    return answering.put_right(row, text, outcome=outcome, by=by, at=at, **told)


def test_a_sent_answer_is_corrected_the_old_words_stay_in_the_history_and_no_clock_moves(
    small_city, agency, operator, resident
):
    row = answered(small_city, by=operator)
    fresh = corrected(row, operator)
    assert (fresh.answer, fresh.answered_at, fresh.status) == ("Заделали у дома 5.", NOW, Status.ANSWERED)
    assert [change.state["answer"] for change in fresh.changes.filter(verb__in=["answered", "corrected"])] == [
        "Яма заделана.",
        "Заделали у дома 5.",
    ]
    page = resident.get(row.get_secret_url()).content.decode()
    assert "ответ исправлен" in page
    assert "Заделали у дома 5." in page
    assert "Яма заделана." in page


def test_only_a_sent_answer_is_corrected_and_only_into_something_else(small_city, agency, operator):
    with pytest.raises(MoveRefused):
        corrected(appeal(small_city), operator)
    row = answered(small_city, by=operator)
    with pytest.raises(MoveRefused):
        corrected(row, operator, "Яма заделана.")


def test_a_correction_to_fixed_needs_its_photo_and_new_words_for_a_proved_one_do_not(small_city, agency, operator):
    row = answered(small_city, by=operator)
    with pytest.raises(NotProved):
        corrected(row, operator, outcome=Outcome.FIXED)
    corrected(row, operator, outcome=Outcome.FIXED, photos=[noted(NOW + HOUR / 2, PUSHKINA)])
    row.refresh_from_db()
    assert corrected(row, operator, "Заделали у дома 7.", outcome=Outcome.FIXED).outcome == "fixed"


def test_a_correction_waits_for_the_second_person_too(small_city, agency, operator, approver):
    row = answered(small_city, by=operator)
    agency.answers_need_second_person = True
    agency.save()
    row.refresh_from_db()
    corrected(row, operator)
    row.refresh_from_db()
    assert row.answer == "Яма заделана."
    assert answering.approve(row, by=approver, at=NOW).answer == "Заделали у дома 5."


def test_what_was_written_before_not_fixed_is_not_sent_after_it(small_city, agency, operator, approver):
    row = answered(small_city, by=operator)
    agency.answers_need_second_person = True
    agency.save()
    row.refresh_from_db()
    corrected(row, operator, at=NOW)
    objecting.reopen(row, at=NOW + HOUR)
    with pytest.raises(MoveRefused):
        answering.approve(row, by=approver, at=NOW + 2 * HOUR)
