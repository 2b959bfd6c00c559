"""From the inbox to the answer, and back when it is not fixed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import override

from appeals import actions, clock, erasing, objecting
from appeals.models import Appeal, AppealChange
from appeals.photos import checked
from appeals.workflow import MOVES, MoveRefused, Status
from roadmap.models.history import HistoryIsFixed
from tests.appeals.factories import answered, appeal, in_status, looked_at, personal, upload

LATER = timedelta(hours=3)


def verbs(message: Appeal) -> list[str]:
    return list(message.changes.order_by("version").values_list("verb", flat=True))


def test_an_operator_takes_and_answers(small_city, agency, operator, at):
    sent = appeal(small_city, at=at)
    taken = actions.take(sent, by=operator, at=at + LATER)
    assert (taken.status, taken.assignee, taken.first_replied_at) == (Status.IN_WORK, operator, at + LATER)
    done = actions.answer(taken, "Заделали.", by=operator, at=at + 2 * LATER)
    assert (done.status, done.answer, done.answered_at) == (Status.ANSWERED, "Заделали.", at + 2 * LATER)
    assert done.first_replied_at == at + LATER
    assert verbs(done) == ["submitted", "taken", "answered"]


def test_forwarding_keeps_the_clock_and_the_history(small_city, agency, other_agency, operator, at):
    sent = actions.take(appeal(small_city, at=at), by=operator, at=at)
    moved = actions.forward(sent, other_agency, reason="люк теплосетей", by=operator, at=at + LATER)
    assert (moved.agency, moved.status, moved.assignee) == (other_agency, Status.NEW, None)
    assert (moved.answer_due_at, moved.first_reply_due_at) == (sent.answer_due_at, sent.first_reply_due_at)
    moved.refresh_from_db()
    assert str(moved.why_agency) == f"Переадресовано ({agency}): люк теплосетей"
    with override("en"):
        assert str(moved.why_agency) == f"Forwarded by {agency}: люк теплосетей"
    assert verbs(moved) == ["submitted", "taken", "forwarded"]


def test_forwarding_to_itself_or_after_the_answer_is_refused(small_city, agency, other_agency, operator, at):
    with pytest.raises(MoveRefused):
        actions.forward(appeal(small_city), agency, reason="-", by=operator, at=at)
    with pytest.raises(MoveRefused):
        actions.forward(answered(small_city, by=operator), other_agency, reason="-", by=operator, at=at)


@pytest.mark.parametrize("status", Status.values)
def test_only_the_moves_of_the_table_are_made(status, small_city, agency, operator, at):
    sent = in_status(status, small_city, by=operator, at=at)
    allowed = Status.ANSWERED in MOVES[status]
    if allowed:
        actions.answer(sent, "Готово.", by=operator, at=at)
    else:
        with pytest.raises(MoveRefused):
            actions.answer(sent, "Готово.", by=operator, at=at)
    sent.refresh_from_db()
    assert (sent.answer == "Готово.") is allowed


def test_photos_of_the_repair_are_public_at_once(small_city, agency, operator, at):
    sent = appeal(small_city, photos=[checked(upload())])
    looked_at(actions.answer(sent, "Заделали.", by=operator, at=at, photos=[checked(upload())]))
    assert list(sent.photos.values_list("is_proof", "is_released")) == [(False, False), (True, True)]


def test_text_and_photos_are_public_only_when_released(small_city, agency, operator, at):
    sent = personal(small_city, photos=[checked(upload()), checked(upload())])
    first, second = sent.photos.all()
    actions.release(sent, text=True, photos=[first.pk], by=operator, at=at)
    assert list(sent.photos.values_list("is_released", flat=True)) == [True, False]
    actions.release(sent, text=False, photos=[second.pk], by=operator, at=at)
    sent.refresh_from_db()
    assert not sent.is_text_released
    assert list(sent.photos.values_list("is_released", flat=True)) == [False, True]


def test_photos_of_another_message_cannot_be_released_through_this_one(small_city, agency, operator, at):
    other = personal(small_city)
    actions.release(appeal(small_city), text=False, photos=[other.photos.get().pk], by=operator, at=at)
    assert not other.photos.get().is_released


def test_a_rejection_tells_why_and_can_be_taken_back(small_city, agency, operator, at):
    gone = actions.reject(appeal(small_city), reason="Это частная территория.", by=operator, at=at)
    assert (gone.status, gone.answer, gone.settled_at) == (Status.REJECTED, "Это частная территория.", at)
    assert gone not in Appeal.objects.public()
    back = actions.take(gone, by=operator, at=at)
    assert (back.status, back.settled_at) == (Status.IN_WORK, None)


def test_a_joined_message_follows_the_main_one(small_city, agency, operator, at):
    main, second, third = (appeal(small_city) for _ in range(3))
    actions.join(third, second, by=operator, at=at)
    joined = actions.join(second, main, by=operator, at=at)
    third.refresh_from_db()
    assert (joined.status, joined.duplicate_of) == (Status.DUPLICATE, main)
    assert third.duplicate_of == main
    answered_main = actions.answer(main, "Заделали.", by=operator, at=at)
    third.refresh_from_db()
    assert third.main.answer == answered_main.answer


def test_joining_to_a_joined_one_goes_to_the_main_and_never_to_itself(small_city, agency, operator, at):
    main, second, third = (appeal(small_city) for _ in range(3))
    second = actions.join(second, main, by=operator, at=at)
    assert actions.join(third, second, by=operator, at=at).duplicate_of == main
    with pytest.raises(MoveRefused):
        actions.join(main, second, by=operator, at=at)


def test_not_fixed_reopens_on_day_15_with_the_original_clock_and_not_on_day_16(small_city, agency, operator):
    at = datetime(2026, 6, 10, 7, tzinfo=UTC)
    done = answered(small_city, by=operator, at=at)
    last_minute = datetime(2026, 6, 25, 18, 59, tzinfo=UTC)  # 23:59 of 25 June in the small city
    assert done.can_be_refuted_at(last_minute)
    assert not done.can_be_refuted_at(last_minute + timedelta(minutes=1))
    with pytest.raises(MoveRefused):
        objecting.reopen(done, at=last_minute + timedelta(minutes=1))
    back = objecting.reopen(done, at=last_minute, words="Яма на месте")
    assert (back.status, back.answered_at, back.answer) == (Status.IN_WORK, None, "")
    assert back.answer_due_at == done.answer_due_at
    assert back.is_overdue_at(last_minute)
    assert "Яма на месте" in back.text
    assert back.changes.get(verb="answered").state["answer"] == "Яма заделана."


def test_a_rejection_is_disputed_once_and_the_first_clock_has_run_on(small_city, agency, operator, at, anonymous):
    sent = appeal(small_city, at=at)
    until = sent.answer_due_at
    gone = actions.reject(sent, reason="Это не дорога.", by=operator, at=until - LATER)
    with time_machine.travel(until, tick=False):
        page = anonymous.get(gone.get_secret_url()).content.decode()
    assert ("Не согласен" in page, "Исправлено?" in page) == (True, False)
    assert not gone.can_be_refuted_at(until + timedelta(days=17))
    back = objecting.reopen(gone, words="Дорога городская", at=until + LATER)
    assert (back.status, back.is_overdue_at(until + LATER)) == (Status.IN_WORK, True)
    again = actions.reject(back, reason="Нет.", by=operator, at=until + LATER)
    assert not again.can_be_refuted_at(until + LATER)


def test_the_fifteen_days_follow_the_day_that_the_city_has(small_city, agency, operator):
    """At two in the night of 11 June in the small city it is 10 June elsewhere."""
    done = answered(small_city, by=operator, at=datetime(2026, 6, 10, 21, tzinfo=UTC))
    assert done.refutable_until == datetime(2026, 6, 26, 19, tzinfo=UTC)  # 27 June begins


def test_the_words_of_a_refutation_are_private_again(small_city, agency, operator, at):
    sent = appeal(small_city, text="яма", at=at)
    actions.release(sent, text=True, photos=[], by=operator, at=at)
    actions.answer(sent, "Готово.", by=operator, at=at)
    back = objecting.reopen(sent, words="звоните 8 999", at=at)
    assert not back.is_text_released


def test_a_follower_of_a_joined_message_can_say_not_fixed_too(small_city, agency, operator, at):
    main, second = appeal(small_city, at=at), appeal(small_city, at=at)
    actions.join(second, main, by=operator, at=at)
    actions.answer(main, "Готово.", by=operator, at=at)
    second.refresh_from_db()
    back = objecting.reopen(second, at=at + LATER)
    assert (back.status, back.duplicate_of) == (Status.IN_WORK, None)
    main.refresh_from_db()
    assert (main.status, main.answered_at, verbs(main)[-1]) == (Status.IN_WORK, None, "reopened")


def test_no_word_of_not_fixed_is_cut_off(small_city, agency, operator, at, anonymous):
    sent = actions.answer(appeal(small_city, text="я" * 4000, at=at), "-", by=operator, at=at)
    back = objecting.reopen(sent, words="Яма на месте", at=at)
    assert back.text == "я" * 4000 + "\n\nЯма на месте"
    with pytest.raises(MoveRefused, match="уже"):
        objecting.reopen(back, words="Ещё раз", at=at)
    page = anonymous.post(back.get_secret_url(), {"verb": "reopen", "words": "Ещё раз"}).content.decode()
    assert ("возразить" in page, "Ещё раз" in page) == (False, True)
    again = actions.answer(back, "-", by=operator, at=at)
    refused = anonymous.post(again.get_secret_url(), {"verb": "reopen", "words": "я" * 2001})
    assert (refused.status_code, "2000" in refused.content.decode()) == (400, True)
    assert Appeal.objects.get(pk=again.pk).status == Status.ANSWERED


def test_the_same_rating_again_is_no_step_and_one_message_takes_so_many_verbs(
    small_city, agency, operator, at, anonymous, settings
):
    settings.RATES = settings.RATES | {"own-message": "2/hour"}
    sent = answered(small_city, by=operator, at=at)
    codes = [anonymous.post(sent.get_secret_url(), {"verb": "rate", "rating": "4"}).status_code for _ in range(3)]
    assert codes == [302, 302, 400]
    assert verbs(sent) == ["submitted", "answered", "rated"]


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_outside_1_to_5_is_refused(rating, small_city, agency, operator, at):
    with pytest.raises(ValidationError):
        objecting.rate(answered(small_city, by=operator), rating, at=at)


def test_only_an_answer_can_be_rated(small_city, agency, operator, at):
    with pytest.raises(MoveRefused):
        objecting.rate(appeal(small_city), 5, at=at)
    assert objecting.rate(answered(small_city, by=operator), 4, at=at).rating == 4


def test_delete_my_data_leaves_point_and_category(small_city, agency, operator, at, follow_up):
    sent = personal(small_city)
    photo = sent.photos.get()
    actions.release(sent, text=True, photos=[photo.pk], by=operator, at=at)
    gone = erasing.erase_author(sent, at=at)
    gone.refresh_from_db()
    assert [getattr(gone, name) for name in Appeal.PERSONAL] == [""] * len(Appeal.PERSONAL)
    assert (gone.consented_at, gone.is_text_released) == (None, False)
    assert (gone.point.coords, gone.category.code) == (sent.snapped_point.coords, "pothole")  # the street, not the pin
    assert (gone.house, gone.accuracy_m) == ("", None)
    assert not gone.photos.exists()
    assert photo.file.storage.exists(photo.file.name), "files go only when the transaction is through"
    follow_up(at)
    assert not photo.file.storage.exists(photo.file.name)
    assert not photo.thumbnail.storage.exists(photo.thumbnail.name)


def test_the_clock_closes_what_nobody_refuted(small_city, agency, operator, at):
    done = answered(small_city, by=operator, at=at)
    assert clock.close_unrefuted(at + timedelta(days=15)) == 0
    assert clock.close_unrefuted(at + timedelta(days=16)) == 1
    done.refresh_from_db()
    assert (done.status, done.settled_at) == (Status.CLOSED, at + timedelta(days=16))


def test_the_clock_forgets_the_sender_90_days_after_the_end(small_city, agency, operator, at):
    sent = personal(small_city)
    actions.answer(sent, "Готово.", by=operator, at=at)
    actions.close(sent, at=at)
    assert clock.forget_authors(at + timedelta(days=90)) == 0
    assert clock.forget_authors(at + timedelta(days=91)) == 1
    assert clock.forget_authors(at + timedelta(days=92)) == 0
    sent.refresh_from_db()
    assert (sent.author_name, sent.text, sent.category.code) == ("", "", "pothole")


def test_an_open_message_is_never_forgotten(small_city, agency, at):
    personal(small_city)
    assert clock.forget_authors(at + timedelta(days=900)) == 0


def test_history_is_added_never_edited(small_city, agency):
    change = appeal(small_city).changes.get()
    change.comment = "иначе"
    with pytest.raises(HistoryIsFixed):
        change.save()
    with pytest.raises(HistoryIsFixed):
        AppealChange.objects.update(comment="иначе")


def test_versions_count_up_one_by_one(small_city, agency, operator, at):
    sent = answered(small_city, by=operator, at=at)
    assert list(sent.changes.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert sent.version == 2


def test_a_move_that_fails_half_way_leaves_nothing(small_city, agency, operator, at, monkeypatch):
    sent = appeal(small_city)
    monkeypatch.setattr(AppealChange, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.take(sent, by=operator, at=at)
    sent.refresh_from_db()
    assert sent.status == Status.NEW
    assert connection.is_usable()


def test_one_message_that_cannot_be_closed_does_not_hold_up_the_rest(small_city, agency, operator, at, monkeypatch):
    broken, sound = (answered(small_city, by=operator) for _number in range(2))
    close = actions.close

    def failing(appeal, **values):
        if appeal.pk == broken.pk:
            raise OSError("no space left on the device")
        return close(appeal, **values)

    monkeypatch.setattr(actions, "close", failing)
    failing.__name__ = "close"
    assert clock.close_unrefuted(at + timedelta(days=16)) == 1
    sound.refresh_from_db()
    assert sound.status == "closed"


def test_the_days_to_object_are_of_the_citys_calendar(small_city, agency, operator):
    done = answered(small_city, by=operator, at=datetime(2026, 6, 9, 21, tzinfo=UTC))  # 02:00 of 10 June there
    assert done.can_be_refuted_at(datetime(2026, 6, 25, 18, 59, tzinfo=UTC))
    assert not done.can_be_refuted_at(datetime(2026, 6, 25, 19, tzinfo=UTC))
