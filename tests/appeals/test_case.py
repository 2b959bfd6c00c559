"""The page of one message at the desk: outcomes, the second person, and two who work at once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction

from appeals import actions, answering, erasing
from appeals.clock import advance_appeals
from appeals.models import DeskForm, InternalNote, TermRule
from appeals.versions import ChangedMeanwhile, hold_opened
from roadmap.models import Delivery, User
from tests.appeals.factories import PUSHKINA, answered, appeal, upload
from tests.conftest import NOW, signed_in


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(operator):
    return signed_in(operator)


def url(row) -> str:
    return f"/desk/appeals/{row.pk}/"


def text_of(answer) -> str:
    return answer.content.decode()


def _steps(verb):
    return lambda row: row.changes.filter(verb=verb).count()


def test_fixed_without_a_proof_names_the_field_and_keeps_the_words(small_city, agency, desk):
    row = appeal(small_city, at=NOW - timedelta(days=1))
    told = {"verb": "answer", "text": "Заделали у дома 5", "outcome": "fixed"}
    answer = desk.post(url(row), told)
    assert answer.status_code == 400
    assert list(answer.context["answer_form"].errors) == ["photos"]
    assert "Заделали у дома 5" in text_of(answer)
    here = {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "accuracy_m": 12.5}
    assert desk.post(url(row), told | here | {"photos": [upload()]}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.outcome) == ("answered", "fixed")
    assert "Фото ремонта отправлено с места 10 июня 2026, в 0 м от него" in text_of(desk.get(url(row)))


@pytest.mark.parametrize(
    ("field", "value"), [("outcome", "glorious"), ("lon", "999"), ("lat", "x"), ("accuracy_m", "-1"), ("lon", "nan")]
)
def test_nonsense_in_the_form_is_refused_by_its_field(field, value, small_city, agency, desk):
    answer = desk.post(url(appeal(small_city)), {"verb": "answer", "text": "x", field: value})
    assert (answer.status_code, list(answer.context["answer_form"].errors)) == (400, [field])


def test_a_form_that_was_opened_before_somebody_else_acted_does_nothing_and_loses_nothing(
    small_city, agency, other_agency, operator, desk
):
    row = appeal(small_city)
    opened = row.version
    actions.take(row, by=operator, at=NOW)
    told = {"verb": "answer", "text": "Длинный ответ", "outcome": "planned", "version": str(opened)}
    answer = desk.post(url(row), told)
    row.refresh_from_db()
    assert (answer.status_code, row.status) == (412, "in-work")
    page = text_of(answer)
    assert "изменено тем временем" in page
    assert "Длинный ответ" in page
    assert f'name="version" value="{row.version}"' in page
    assert desk.post(url(row), told | {"version": "x"}).status_code == 412
    assert desk.post(url(row), {"verb": "take", "version": str(opened)}).status_code == 412
    assert desk.post(url(row), told | {"version": str(row.version)}).status_code == 302


@pytest.mark.parametrize(
    ("verb", "told", "count"),
    [
        ("note", {"text": "Звонил мастеру."}, lambda row: row.notes.count()),
        ("ask", {"question": "У какого дома?"}, lambda row: row.questions.count()),
        ("extend", {"reason": "Ждём асфальт."}, _steps("extended")),
        ("forward", {"reason": "люк"}, _steps("forwarded")),
        ("answer", {"text": "Починим.", "outcome": "planned"}, _steps("answered")),
    ],
)
def test_the_same_form_sent_twice_is_done_once_and_other_words_are_another(
    verb, told, count, small_city, agency, other_agency, desk
):
    TermRule.objects.update(extension_days=30)
    row = appeal(small_city)
    page = desk.get(url(row)).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    told = told | {"verb": verb, "key": key, "version": str(row.version), "agency": other_agency.pk}
    told["until"] = str(row.answer_due_at.date() + timedelta(days=7))
    answers = [desk.post(url(row), told) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert count(row) == 1
    assert "сделано один раз" in desk.get(answers[1]["Location"]).content.decode()
    if verb == "note":
        desk.post(url(row), told | {"text": "И в ЖКХ."})
        assert count(row) == 2


def test_the_key_of_a_form_is_that_of_its_message_and_is_kept_for_its_time(small_city, agency, desk):
    """The same words on another message are another act."""
    rows, key = [appeal(small_city), appeal(small_city)], str(uuid4())
    for row in rows:
        desk.post(url(row), {"verb": "note", "text": "Звонили в Водоканал.", "key": key})
    assert [row.notes.count() for row in rows] == [1, 1]
    advance_appeals()
    assert DeskForm.objects.count() == 2
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        advance_appeals()
    assert not DeskForm.objects.exists()


def test_a_page_shows_the_latest_of_lists_that_have_no_end_and_all_where_they_are_asked_for(
    small_city, agency, operator, desk
):
    """Nobody may make a colleague's page of a message too heavy to open."""
    row = appeal(small_city)
    notes = [f"Заметка {number}." for number in range(700)]
    InternalNote.objects.bulk_create(
        InternalNote(appeal=row, agency=agency, text=text, by=operator, at=NOW + timedelta(seconds=number))
        for number, text in enumerate(notes)
    )
    page, all_of_it = text_of(desk.get(url(row))), text_of(desk.get(f"{url(row)}?all=1"))
    assert [note for note in notes if f">{note}<" in page] == notes[-50:]
    assert "Показаны последние 50" in page and 'href="?all=1#notes"' in page
    assert [note for note in notes if f">{note}<" in all_of_it] == notes[-500:]
    assert "Показаны последние 500" in all_of_it and 'href="?all=1' not in all_of_it


def test_the_second_person_sees_what_waits_sends_it_or_gives_it_back(small_city, agency, desk):
    agency.answers_need_second_person = True
    agency.save()
    row = appeal(small_city)
    page = desk.post(url(row), {"verb": "answer", "text": "Заделаем."}, follow=True)
    assert "отправит согласующий" in text_of(page)
    assert 'value="approve"' not in text_of(page)
    assert desk.post(url(row), {"verb": "approve"}).status_code == 302
    row.refresh_from_db()
    assert row.status == "new", "nobody approves their own"
    second = User.objects.create_user("second", password="pass-word-1", agency=agency, roles=["operator", "approver"])
    other = signed_in(second)
    assert 'value="approve"' in text_of(other.get(url(row)))
    assert other.post(url(row), {"verb": "give-back", "note": ""}).status_code == 400
    other.post(url(row), {"verb": "give-back", "note": "Когда?"})
    assert "Когда?" in text_of(desk.get(url(row)))
    desk.post(url(row), {"verb": "answer", "text": "Заделаем в мае."})
    other.post(url(row), {"verb": "approve"})
    row.refresh_from_db()
    assert (row.status, row.answer) == ("answered", "Заделаем в мае.")


def test_a_sent_answer_is_corrected_at_the_desk(small_city, agency, operator, desk):
    row = actions.answer(appeal(small_city), "Заделали.", by=operator, at=NOW)
    assert 'value="correct"' in text_of(desk.get(url(row)))
    desk.post(url(row), {"verb": "correct", "text": "Заделаем.", "outcome": "planned"})
    row.refresh_from_db()
    assert (row.answer, row.outcome) == ("Заделаем.", "planned")
    assert desk.post(url(row), {"verb": "correct", "text": ""}).status_code == 400


def test_who_waited_while_it_was_forwarded_does_nothing_in_the_other_bodys_name(
    small_city, agency, other_agency, operator
):
    opened = appeal(small_city)
    actions.forward(opened, other_agency, reason="Не наше", by=operator, at=NOW)
    for version in (None, "2"):
        with transaction.atomic(), pytest.raises(ChangedMeanwhile):
            hold_opened(opened, version, by=operator)


def test_what_a_sent_answer_tells_of_a_person_is_taken_out_for_good_also_of_one_erased_earlier(
    small_city, agency, operator, desk
):
    row = answered(small_city, by=operator, at=NOW - timedelta(days=2))
    told = {"outcome": "explained", "by": operator, "at": NOW - timedelta(days=1)}
    answering.correct(row, "Приняла Мария\nЛьвовна, дом 7. Ждём мария львовна снова.", **told)
    erasing.erase_author(row, at=NOW - timedelta(hours=1))
    letter = Delivery.objects.create(
        subject=row.subject,
        channel="mail",
        recipient="a@example.org",
        text="Мария Львовна",
        created_at=NOW,
        next_try_at=NOW,
        version=99,
        city=small_city,
    )
    answer = desk.post(url(row), {"verb": "erase-words", "words": "Мария Львовна"}, follow=True)
    page = text_of(answer)
    row.refresh_from_db()
    letter.refresh_from_db()
    assert row.answer == "Приняла …, дом 7. Ждём … снова." and letter.text == "…"
    assert "львовна" not in page.lower() and f"Из ответа на сообщение {row} убраны персональные данные." in page
    assert not [
        change for change in row.changes.all() if "львовна" in str(change.state).lower() + change.comment.lower()
    ]
    version = row.version
    assert "Таких слов в ответе нет" in text_of(
        desk.post(url(row), {"verb": "erase-words", "words": "Мария"}, follow=True)
    )
    assert desk.post(url(row), {"verb": "erase-words", "words": "М"}).status_code == 400
    row.refresh_from_db()
    assert row.version == version


def test_the_reason_of_a_rejection_is_freed_of_a_person_too(small_city, agency, operator, desk):
    row = actions.reject(appeal(small_city), reason="Двор дома Марии", by=operator, at=NOW)
    assert desk.post(url(row), {"verb": "erase-words", "words": "марии"}).status_code == 302
    row.refresh_from_db()
    assert row.answer == row.changes.get(verb="rejected").comment == "Двор дома …"


def test_nobody_of_another_body_takes_words_out_of_an_answer(small_city, agency, operator, other_dispatcher):
    row = answered(small_city, by=operator, at=NOW)
    User.objects.filter(pk=other_dispatcher.pk).update(roles=["operator"])
    stranger = signed_in(User.objects.get(pk=other_dispatcher.pk))
    assert stranger.post(url(row), {"verb": "erase-words", "words": row.answer[:10]}).status_code == 404
