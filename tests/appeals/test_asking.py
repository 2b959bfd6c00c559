"""The clock of an answer while its sender is asked; days are counted on paper with the calendar of 2026.

A pothole sent on Wednesday 10 June is promised in 10 calendar days: day 10 is Saturday 20 June, so Friday 19.
"""

from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from appeals import actions, asking, clock, erasing
from appeals.deadlines import after_pause, off_a_day_off
from appeals.models import Appeal, AppealQuestion, TermRule
from appeals.photos import checked
from appeals.splitting import Part, split
from appeals.workflow import MoveRefused, Status
from appeals.working_calendar import DAY, WorkingCalendar, end_of_day
from roadmap.models import City
from tests.appeals import factories
from tests.appeals.factories import looked_at, personal, upload
from tests.conftest import signed_in

TYUMEN = ZoneInfo("Asia/Yekaterinburg")
CALENDAR = WorkingCalendar()
pytestmark = pytest.mark.django_db


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TYUMEN)


def due(day: int, month: int = 6) -> datetime:
    return local(2026, month, day, 23, 59, 59)


@pytest.fixture
def sent(small_city, agency) -> Appeal:
    message = factories.appeal(small_city, at=local(2026, 6, 10, 12))
    assert (message.answer_due_at, message.term_ends_on) == (due(19), date(2026, 6, 20))
    return message


def verbs(message: Appeal) -> list[str]:
    return list(message.changes.order_by("version").values_list("verb", flat=True))


def test_a_question_is_the_first_reply_and_takes_the_message_into_work(sent, operator):
    asked = asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 6, 10, 13))
    assert (asked.status, asked.assignee, asked.first_replied_at) == (
        Status.IN_WORK,
        operator,
        local(2026, 6, 10, 13),
    )
    assert asked.questions.get().expires_at == due(15)  # five whole days follow
    assert verbs(asked) == ["submitted", "asked"]


@pytest.mark.parametrize(
    ("replied", "answer_due"),
    [
        (local(2026, 6, 10, 23), due(19)),  # the same day: nothing was lost
        (local(2026, 6, 11, 0, 30), due(19)),  # one day: Sunday 21, so Friday 19 as the rule says
        (local(2026, 6, 12, 9), due(22)),  # two: Monday 22
        (local(2026, 6, 15, 22), due(25)),  # five: Thursday 25
    ],
)
def test_the_term_moves_by_the_days_for_which_the_sender_was_asked(sent, operator, replied, answer_due):
    asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 6, 10, 13))
    replied_to = asking.reply(sent, "Дом 5", at=replied)
    assert replied_to.answer_due_at == answer_due
    assert replied_to.first_reply_due_at == sent.first_reply_due_at
    assert verbs(replied_to) == ["submitted", "asked", "replied"]


def test_working_days_are_moved_by_working_days(small_city, agency, operator):
    factories.term("pothole", days=8, counting="working", city=small_city).save()
    message = factories.appeal(small_city, at=local(2026, 6, 10, 12))
    assert message.answer_due_at == due(23)  # 11, 15–19, 22, 23: Friday 12 is Russia Day
    asking.ask(message, "Какой дом?", by=operator, at=local(2026, 6, 11, 12))
    assert message.questions.get().expires_at == due(19)  # 15, 16, 17, 18, 19
    assert asking.reply(message, "Дом 5", at=local(2026, 6, 14, 12)).answer_due_at == due(23)  # days off only
    asking.ask(message, "Какой подъезд?", by=operator, at=local(2026, 6, 15, 12))
    assert asking.reply(message, "Первый", at=local(2026, 6, 17, 12)).answer_due_at == due(25)  # 16 and 17


@pytest.mark.parametrize(
    ("told", "replied", "answer_due"),
    [
        ({}, local(2026, 6, 19, 18), due(19)),  # the same day
        ({}, local(2026, 6, 20, 12), due(22)),  # a Saturday: the Friday before is over
        ({}, local(2026, 6, 23, 12), due(24)),  # four days after the term's Saturday
        ({"days": 6, "counting": "working"}, local(2026, 6, 21, 12), due(22)),  # only the Friday was lost
        ({"days": 9, "on_day_off": "after"}, local(2026, 6, 21, 12), due(22)),  # the 21st
        ({"answer_hours": 60}, local(2026, 6, 20, 12), local(2026, 6, 22, 10)),  # an hour of Friday is left
    ],
)
def test_no_pause_ends_in_a_term_that_is_over(small_city, agency, operator, told, replied, answer_due):
    factories.term("pothole", **{"days": 10, "city": small_city, **told}).save()
    message = factories.appeal(small_city, at=local(2026, 6, 10, 12))
    assert message.answer_due_at.astimezone(TYUMEN).date() == date(2026, 6, 19)
    asking.ask(message, "Какой дом?", by=operator, at=local(2026, 6, 19, 17 if "answer_hours" in told else 10))
    replied_to = asking.reply(message, "Дом 5", at=replied)
    assert replied_to.answer_due_at == answer_due
    assert not replied_to.is_overdue_at(replied)


@pytest.mark.parametrize("counting", ["calendar", "working"])
@pytest.mark.parametrize("on_day_off", ["before", "after"])
def test_whenever_it_was_asked_and_replied_the_term_ends_later(counting, on_day_off):
    rule = TermRule(answer_days=10, counting=counting, on_day_off=on_day_off)
    city = City(time_zone="Asia/Yekaterinburg")
    days = [local(2026, 6, day, 12) for day in range(8, 31)]
    for last, asked, replied in product(days[:14], days, days):
        due_at = end_of_day(off_a_day_off(last.date(), rule, CALENDAR, after=last.date() - 3 * DAY), TYUMEN)
        if asked <= due_at and asked <= replied:
            promised = Appeal(city=city, term=rule)
            question = AppealQuestion(asked_at=asked, answer_due_before=due_at, term_ends_before=last.date())
            assert after_pause(promised, question, replied, CALENDAR)[0] >= max(replied, due_at)


def test_while_the_sender_is_asked_nothing_becomes_overdue(sent, operator):
    asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 6, 19, 12))
    assert not Appeal.objects.overdue(local(2026, 6, 24, 12)).exists()
    assert Appeal.objects.overdue(local(2026, 6, 26, 12)).exists()  # five days from the 20th: the 25th


def test_what_was_overdue_when_it_was_asked_stays_so(sent, operator):
    asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 6, 20, 0, 0, 1))
    assert asking.reply(sent, "Дом 5", at=local(2026, 6, 24, 12)).answer_due_at == due(19)


def test_after_five_days_of_silence_the_clock_goes_on_and_the_history_says_so(sent, operator):
    asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 6, 10, 13))
    assert clock.expire_questions(local(2026, 6, 15, 23, 59)) == 0
    assert clock.expire_questions(local(2026, 6, 17, 8)) == 1  # a clock that comes late takes nothing from anybody
    assert clock.expire_questions(local(2026, 6, 18, 8)) == 0
    sent.refresh_from_db()
    assert sent.answer_due_at == due(25)
    assert verbs(sent) == ["submitted", "asked", "unanswered"]
    late = asking.reply(sent, "Дом 5", at=local(2026, 6, 18, 9))
    assert (late.answer_due_at, late.questions.get().reply) == (due(25), "Дом 5")
    assert verbs(late)[-1] == "replied"


def test_the_days_of_silence_are_of_the_rule(small_city, agency, operator):
    factories.term("pothole", days=10, ask_days=2, city=small_city).save()
    message = factories.appeal(small_city, at=local(2026, 6, 10, 12))
    asking.ask(message, "Какой дом?", by=operator, at=local(2026, 6, 10, 13))
    assert message.questions.get().expires_at == due(12)


def test_one_question_at_a_time(sent, operator):
    asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 6, 10, 13))
    with pytest.raises(MoveRefused, match="уже спросили"):
        asking.ask(sent, "А подъезд?", by=operator, at=local(2026, 6, 10, 14))
    waiting = sent.questions.get()
    waiting.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.save(force_insert=True)


def test_the_rule_bounds_how_often_a_sender_is_asked(small_city, agency, operator):
    factories.term("pothole", days=10, most_questions=2, city=small_city).save()
    message = factories.appeal(small_city, at=local(2026, 6, 10, 12))
    for hour in (13, 15):
        asking.ask(message, "Какой дом?", by=operator, at=local(2026, 6, 10, hour))
        asking.reply(message, "Дом 5", at=local(2026, 6, 10, hour + 1))
    (part,) = split(message, [Part(message.category, "и люк")], by=operator, at=local(2026, 6, 10, 17))
    for row in (message, part):
        with pytest.raises(MoveRefused, match="2 вопрос"):
            asking.ask(row, "А подъезд?", by=operator, at=local(2026, 6, 10, 18))
    told = {"verb": "ask", "question": "А подъезд?"}
    page = signed_in(operator).post(f"/desk/appeals/{message.pk}/", told, follow=True)
    assert "2 вопрос" in page.content.decode()


def test_nobody_is_asked_who_had_the_own_data_deleted(sent, operator):
    erasing.erase_author(sent, at=local(2026, 6, 10, 13))
    with pytest.raises(MoveRefused, match="данные"):
        asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 6, 10, 14))
    sent.refresh_from_db()
    assert sent.answer_due_at == due(19)


@pytest.mark.parametrize("words", ["", "  \n", "я" * 2001])
def test_no_words_and_too_many_are_refused(sent, operator, words):
    with pytest.raises(ValidationError):
        asking.ask(sent, words, by=operator, at=local(2026, 6, 10, 13))
    assert not AppealQuestion.objects.exists()
    asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 6, 10, 13))
    with pytest.raises(ValidationError):
        asking.reply(sent, words, at=local(2026, 6, 10, 14))
    assert sent.questions.waiting().exists()


def test_a_photo_is_a_reply_without_words(sent, operator):
    asking.ask(sent, "Как выглядит?", by=operator, at=local(2026, 6, 10, 13))
    looked_at(asking.reply(sent, "", photos=[checked(upload())], at=local(2026, 6, 10, 14)))
    assert list(sent.photos.values_list("is_proof", "is_released")) == [(False, False)]


def test_nothing_is_replied_where_nothing_was_asked(sent):
    with pytest.raises(MoveRefused):
        asking.reply(sent, "Дом 5", at=local(2026, 6, 10, 14))


def test_an_answer_or_a_rejection_ends_the_waiting(small_city, agency, operator):
    at = local(2026, 6, 10, 13)
    main = factories.appeal(small_city, at=at)
    for settle in (
        lambda row: actions.answer(row, "Заделали.", by=operator, at=local(2026, 6, 12, 9)),
        lambda row: actions.reject(row, reason="Двор.", by=operator, at=local(2026, 6, 12, 9)),
        lambda row: actions.join(row, main, by=operator, at=local(2026, 6, 12, 9)),
    ):
        message = asking.ask(factories.appeal(small_city, at=at), "Какой дом?", by=operator, at=at)
        settled = settle(message)
        settled.refresh_from_db()
        assert settled.questions.get().ended_at == local(2026, 6, 12, 9)
        assert settled.answer_due_at == due(22)
        with pytest.raises(MoveRefused):
            asking.reply(message, "Дом 5", at=local(2026, 6, 12, 10))
        with pytest.raises(MoveRefused):
            asking.ask(message, "Ещё?", by=operator, at=local(2026, 6, 12, 10))
    assert clock.expire_questions(local(2026, 6, 30, 12)) == 0


def test_the_words_of_the_sender_never_stand_in_the_history_and_go_with_the_rest(small_city, agency, operator):
    at = local(2026, 6, 10, 13)
    message = asking.ask(personal(small_city, at=at), "Анна, какой дом?", by=operator, at=at)
    asking.reply(message, "Дом 5, звоните 8 999", at=at)
    told = [f"{change.state} {change.comment}" for change in message.changes.all()]
    assert not any("8 999" in words or "какой дом" in words for words in told)
    asking.ask(message, "А подъезд?", by=operator, at=at)
    erasing.erase_author(message, at=at)
    assert list(message.questions.values_list("text", "reply")) == [("", ""), ("", "")]
    assert not message.questions.waiting().exists()


def test_words_of_a_reply_alone_are_forgotten_in_time(sent, operator):
    at = local(2026, 6, 10, 13)
    asking.ask(sent, "Какой дом?", by=operator, at=at)
    asking.reply(sent, "Дом 5", at=at)
    actions.reject(sent, reason="Двор.", by=operator, at=at)
    Appeal.objects.update(text="", place_text="", author_name="", author_email="", author_phone="")
    assert clock.forget_authors(at + timedelta(days=89)) == 0
    assert clock.forget_authors(at + timedelta(days=91)) == 1
    assert clock.forget_authors(at + timedelta(days=92)) == 0


def test_the_pause_is_by_the_rule_that_promised_it(sent, operator):
    """A later rule that counts otherwise moves nothing."""
    factories.term("pothole", days=8, counting="working", valid_from=date(2026, 6, 10)).save()
    asking.ask(sent, "Какой дом?", by=operator, at=local(2026, 6, 10, 13))
    assert asking.reply(sent, "Дом 5", at=local(2026, 6, 12, 9)).answer_due_at == due(22)


def test_at_the_desk_the_sender_is_asked_and_the_reply_is_read(small_city, agency, operator, at):
    message = factories.appeal(small_city, at=at)
    desk, page = signed_in(operator), f"/desk/appeals/{message.pk}/"
    assert desk.post(page, {"verb": "ask", "question": " "}).status_code == 400
    assert desk.post(page, {"verb": "ask", "question": "Какой дом?"}).status_code == 302
    assert "Какой дом?" in desk.get(page).content.decode()
    asking.reply(message, "Дом 5", at=at)
    assert "Дом 5" in desk.get(page).content.decode()
