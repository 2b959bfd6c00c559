"""Who is forgotten goes from what a body wrote to them; the rest of its answer stays word for word."""

from datetime import timedelta

import pytest

from appeals import actions, erasing, objecting, splitting
from appeals.models import Appeal, WarrantyClaim
from tests.appeals.factories import NOW, appeal, category, personal

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def answer_after_forgetting(city, operator, words: str, **sender) -> str:
    row = personal(city, photos=[], **sender)
    actions.answer(row, words, by=operator, at=NOW)
    erasing.erase_author(row, at=NOW)
    return Appeal.objects.get(pk=row.pk).answer


@pytest.mark.parametrize(
    ("sender", "words", "gone"),
    [
        ({"name": "Яна Ким"}, "Ответ Яне Ким дан.", "Яне"),
        ({"name": "Оля Цой"}, "Мы звонили Оле, Олю Цой не застали.", "Олю"),
        ({"name": "Лев Толстой"}, "Льву Толстому ответили.", "Льву"),
        ({"name": "Пётр Королёв"}, "Уважаемый Петр Королев! Заделали.", "Королев"),
        ({"name": "Петр Королев"}, "Уважаемый Пётр Королёв! Заделали.", "Королёв"),
        ({"name": "Любовь Ли"}, "Любови Ли ответили.", "Ли"),
        ({"phone": "8.999.000.00.00"}, "Звонили Вам по 8.999.000.00.00, заделали.", "999"),
        ({"phone": "+7 999 000-00-00"}, "Звонили по +7.999.000.00.00", "999.000"),
        ({"details": "Где Вы живёте? ул. Пушкина, 13, кв. 7"}, "Вы сообщили: ул. Пушкина, 13, кв. 7.", "кв. 7"),
        ({"text": "Яма у моего подъезда,\r\nкв. 7, звоните"}, "На «Яма у моего подъезда, кв. 7, звоните»", "подъезда"),
        ({"text": "Яма у моего подъезда, кв. 7! Звоните мне"}, "Вы пишете: «Яма у моего подъезда, кв. 7».", "подъезда"),
    ],
)
def test_the_sender_is_gone_in_whatever_case_and_form(small_city, agency, operator, sender, words, gone):
    assert gone not in answer_after_forgetting(small_city, operator, words, **sender)


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ({"text": "я"}, "Яма заделана 5 июня."),
        ({"text": "."}, "Яма заделана. Спасибо."),
        ({"text": "яма"}, "Ваше сообщение про ямы принято, яма заделана."),
        ({"text": "яма на улице Пушкина у дома 13"}, "Яма на улице Пушкина у дома 13 заделана."),
        ({"place_text": "Пушкина"}, "На улице Пушкина яма заделана."),
        ({"phone": "+---1"}, "Работы 11 июня 2021 года."),
        ({"name": "Марк Светов"}, "Заделаем до 15 марта, включим свет."),
        ({"name": "Света Королёва"}, "Не было света: кабель заменён."),
        ({"name": "Вера Данилова"}, "Верно: данные на верхней улице проверены."),
        ({"name": "Александр Пушкин"}, "На улице Пушкина яма заделана."),
    ],
)
def test_what_is_not_the_sender_stays_word_for_word(small_city, agency, operator, sender, words):
    assert answer_after_forgetting(small_city, operator, words, **sender) == words


def test_words_of_before_it_was_returned_are_gone_from_both_answers(small_city, agency, operator):
    row = personal(small_city, photos=[])
    actions.answer(row, "На «Яма у моего подъезда, звоните»: заделали.", by=operator, at=NOW)
    objecting.reopen(row, at=NOW + HOUR, words="Не заделали")
    again = "Повторно на «Яма у моего подъезда, звоните»: теперь заделали."
    actions.answer(row, again, by=operator, at=NOW + 2 * HOUR)
    erasing.erase_author(row, at=NOW + 3 * HOUR)
    row.refresh_from_db()
    kept = [row.answer, *(change.state["answer"] for change in row.changes.all())]
    assert [words for words in kept if "подъезда" in words] == []
    assert row.answer.endswith("теперь заделали.")


def test_words_of_the_whole_are_gone_from_the_answer_to_a_part(small_city, agency, operator):
    row = personal(small_city, photos=[])
    (part,) = splitting.split(row, [splitting.Part(category("lighting"), "Нет света")], by=operator, at=NOW)
    actions.answer(part, "На «Яма у моего подъезда, звоните»: свет есть.", by=operator, at=NOW)
    splitting.erase_family(row, at=NOW)
    part.refresh_from_db()
    assert "подъезда" not in part.answer and part.answer.endswith("свет есть.")


def test_who_joined_is_gone_from_the_answer_to_the_first(small_city, agency, operator):
    first = appeal(small_city, at=NOW - timedelta(days=1))
    row = personal(small_city, photos=[])
    actions.join(row, first, by=operator, at=NOW)
    words = "Анна Секретова (anna@example.org), заделали."
    actions.answer(Appeal.objects.get(pk=first.pk), words, by=operator, at=NOW)
    erasing.erase_author(Appeal.objects.get(pk=row.pk), at=NOW)
    first.refresh_from_db()
    assert "Секретова" not in first.answer and "anna@" not in first.answer and "заделали" in first.answer


def test_a_claim_keeps_the_house_that_another_message_of_it_tells(small_city, agency, operator):
    first, second = personal(small_city, photos=[]), personal(small_city, photos=[])
    Appeal.objects.update(house="13")
    told = {"city": small_city, "claimant": agency, "contractor": agency, "warranty_until": NOW.date()}
    claim = WarrantyClaim.objects.create(**told, street="улица Пушкина", house="13", written_at=NOW, due_at=NOW)
    claim.appeals.add(first, second)
    erasing.erase_author(first, at=NOW)
    claim.refresh_from_db()
    assert claim.house == "13"
    erasing.erase_author(second, at=NOW)
    claim.refresh_from_db()
    assert claim.house == ""
