"""Posts that people decide of: nothing leaves unseen where an account wants it, and no word written by hand is lost."""

from datetime import timedelta

import pytest

from roadmap import approval, delivery
from roadmap.approval import NeedsAnother, NotInQuestion, WrongWords
from roadmap.delivery import Content, enqueue
from roadmap.models import Agency, Delivery, User
from tests.conftest import NOW, signed_in
from tests.doubles.telegram import TelegramDouble
from tests.roadmap.test_accounts import TOKEN, account

pytestmark = pytest.mark.django_db
State = Delivery.State
HOUR = timedelta(hours=1)


def person(agency, name="editor", *roles) -> User:
    told = {"password": "pass-word-1", "agency": agency, "roles": list(roles or ["editor"])}
    return User.objects.create_user(name, **told)


@pytest.fixture
def editor(agency):
    return person(agency)


@pytest.fixture
def telegram(settings):
    with TelegramDouble() as double:
        double.token = TOKEN
        settings.TELEGRAM_API, settings.CHANNEL_PACES = double.url, False
        yield double


@pytest.fixture
def approved(agency):
    return account(agency, needs_approval=True)


@pytest.fixture
def free(agency):
    return account(agency)


def told(agency, words="Закрыто до 5 мая", version=1, **how) -> Delivery:
    content = Content(words, words, words, "http://testserver/events/1/")
    rows = enqueue("road-event:1", version, content, city=agency.city, at=NOW, channels=["telegram"], **how)
    return rows[-1]


def work(at=NOW) -> None:
    while due := list(Delivery.objects.due(at).ready().values_list("pk", flat=True)):
        for pk in due:
            delivery.send(pk, at)


def stands(telegram) -> list[str]:
    """The texts of all calls that made or changed a post, in their order."""
    return [call.fields["text"] for call in telegram.calls if "text" in call.fields]


def states() -> list[tuple]:
    return list(Delivery.objects.order_by("version", "edition").values_list("version", "edition", "state"))


# approval


def test_nothing_leaves_by_an_account_that_wants_approval_before_somebody_says_yes(agency, approved, editor, telegram):
    row = told(agency)
    work()
    assert (row.state, telegram.calls) == (State.PROPOSED, [])
    approval.approve(row.pk, by=editor, at=NOW)
    work()
    row.refresh_from_db()
    assert (row.state, row.decided_by, stands(telegram)) == (State.SENT, editor, ["Закрыто до 5 мая"])


def test_a_newer_proposal_takes_the_place_of_one_that_nobody_approved(agency, approved, editor, telegram):
    first, second = told(agency), told(agency, "Закрыто до 9 мая", 2)
    with pytest.raises(NotInQuestion):
        approval.approve(first.pk, by=editor, at=NOW)
    approval.approve(second.pk, by=editor, at=NOW)
    work()
    assert stands(telegram) == ["Закрыто до 9 мая"]
    assert states() == [(1, 0, State.REPLACED), (2, 0, State.SENT)]


def test_what_was_approved_and_has_not_left_is_not_told_any_more_when_a_later_version_comes(
    agency, approved, editor, telegram
):
    first = told(agency, not_before=NOW + HOUR)
    approval.approve(first.pk, by=editor, at=NOW)
    second = told(agency, "Закрыто до 9 мая", 2)
    work(NOW + 2 * HOUR)
    assert telegram.calls == []
    approval.approve(second.pk, by=editor, at=NOW + 2 * HOUR)
    work(NOW + 2 * HOUR)
    assert [call.method for call in telegram.calls] == ["sendMessage"]


def test_a_correction_of_what_stands_is_approved_too_and_is_a_correction(agency, approved, editor, telegram):
    for version, words in ((1, "Закрыто до 5 мая"), (2, "Продлено до 9 мая")):
        approval.approve(told(agency, words, version).pk, by=editor, at=NOW)
        work()
    assert [call.method for call in telegram.calls] == ["sendMessage", "editMessageText"]


def test_what_is_over_before_anybody_was_told_is_not_told(agency, approved, telegram):
    told(agency)
    told(agency, "Отменено", 2, only_corrects=True)
    work()
    assert states() == [(1, 0, State.REPLACED), (2, 0, State.WITHDRAWN)]


def test_an_undone_step_puts_back_what_waited_before_it(agency, approved, editor):
    told(agency)
    told(agency, "Закрыто до 9 мая", 2)
    assert delivery.take_back("road-event:1", 2)
    assert states() == [(1, 0, State.PROPOSED), (2, 0, State.WITHDRAWN)]


def test_of_two_who_decide_at_once_the_second_is_told(agency, approved, editor):
    row = told(agency)
    approval.approve(row.pk, by=editor, at=NOW)
    with pytest.raises(NotInQuestion):
        approval.reject(row.pk, by=person(agency, "second"), at=NOW, why="нет")


def test_one_that_was_not_approved_says_why_and_may_be_approved_yet(agency, approved, editor, telegram):
    row = told(agency)
    with pytest.raises(WrongWords):
        approval.reject(row.pk, by=editor, at=NOW, why=" ")
    approval.reject(row.pk, by=editor, at=NOW, why="Улица не та")
    row.refresh_from_db()
    assert (row.state, row.why) == (State.REJECTED, "Улица не та")
    approval.approve(row.pk, by=editor, at=NOW)
    work()
    assert stands(telegram) == ["Закрыто до 5 мая"]


# by hand


def test_words_by_hand_are_sent_with_who_wrote_them_and_when(agency, free, editor, telegram):
    row = told(agency)
    work()
    made = approval.write(row.pk, "Друзья, закрываем Пушкина", by=editor, at=NOW + HOUR)
    work(NOW + HOUR)
    made.refresh_from_db()
    assert (made.state, made.edited_by, made.edited_at) == (State.SENT, editor, NOW + HOUR)
    assert [call.method for call in telegram.calls] == ["sendMessage", "editMessageText"]


def test_nobody_approves_the_own_words_where_the_body_wants_a_second_person(agency, approved, editor):
    Agency.objects.filter(pk=agency.pk).update(needs_second_person=True)
    made = approval.write(told(agency).pk, "Своими словами", by=editor, at=NOW)
    with pytest.raises(NeedsAnother):
        approval.approve(made.pk, by=editor, at=NOW)
    approval.approve(made.pk, by=person(agency, "second", "approver"), at=NOW)


@pytest.mark.parametrize(
    ("answer", "stands_at_last"),
    [
        ("take", "Закрыто до 5 мая, объезд по Баумана"),
        ("keep", "Своими словами"),
        ("write", "Снова своими словами"),
    ],
)
def test_a_later_correction_asks_before_it_puts_anything_in_the_place_of_words_by_hand(
    agency, free, editor, telegram, answer, stands_at_last
):
    approval.write(told(agency).pk, "Своими словами", by=editor, at=NOW)
    work()
    asked = told(agency, "Закрыто до 5 мая, объезд по Баумана", 2)
    work()
    assert (asked.state, asked.mine.by_hand, stands(telegram)) == (State.PROPOSED, "Своими словами", ["Своими словами"])
    answers = {
        "take": lambda: approval.approve(asked.pk, by=editor, at=NOW),
        "keep": lambda: approval.keep_mine(asked.pk, by=editor, at=NOW),
        "write": lambda: approval.write(asked.pk, "Снова своими словами", by=editor, at=NOW),
    }
    answers[answer]()
    work()
    assert stands(telegram)[-1] == stands_at_last


def test_until_somebody_answers_what_must_not_stay_false_stands_above_the_words_by_hand(agency, free, editor, telegram):
    approval.write(told(agency).pk, "Закрываем до 5 мая", by=editor, at=NOW)
    work()
    asked = told(agency, "Движение открыто", 2, makes_false=True)
    work()
    assert stands(telegram)[-1] == "Движение открыто.\n\nЗакрываем до 5 мая"
    approval.keep_mine(asked.pk, by=editor, at=NOW)
    work()
    assert stands(telegram)[-1] == "Движение открыто.\n\nЗакрываем до 5 мая"
    told(agency, "Закрыто вновь", 3, makes_false=True)
    work()
    assert stands(telegram)[-1] == "Закрыто вновь.\n\nЗакрываем до 5 мая", "one headline, not two"


def test_words_by_hand_that_never_left_are_asked_about_too(agency, approved, editor):
    approval.write(told(agency).pk, "Своими словами", by=editor, at=NOW)
    assert told(agency, "Закрыто до 9 мая", 2).mine.by_hand == "Своими словами"


def test_more_than_the_network_takes_is_refused_with_both_numbers(agency, free, editor):
    with pytest.raises(WrongWords, match="4097.*4096"):
        approval.write(told(agency).pk, "ы" * 4097, by=editor, at=NOW)


def test_what_has_gone_or_was_overtaken_is_not_written_over(agency, free, editor, telegram):
    first = told(agency)
    work()
    told(agency, "Закрыто до 9 мая", 2)
    with pytest.raises(NotInQuestion):
        approval.write(first.pk, "Своими словами", by=editor, at=NOW)


# the pages


def test_the_queue_shows_each_text_with_its_length_and_what_is_false_comes_first(agency, approved, editor, telegram):
    approval.approve(told(agency).pk, by=editor, at=NOW)
    work()
    words = Content("Другое", "Другое", "Другое", "")
    enqueue("road-event:2", 1, words, city=agency.city, at=NOW - HOUR, channels=["telegram"])
    told(agency, "Движение открыто", 2, makes_false=True)
    page = signed_in(editor).get("/desk/posts/").content.decode()
    assert page.index("Движение открыто") < page.index("Другое")
    assert "16 из 4096" in page
    assert page.count("читатели видят неправду") == 1


def test_what_was_typed_is_not_lost_when_somebody_else_was_faster(agency, approved, editor):
    row = told(agency)
    told(agency, "Закрыто до 9 мая", 2)
    answer = signed_in(editor).post(f"/desk/posts/{row.pk}/", {"verb": "write", "words": "Мои слова"})
    assert answer.status_code == 409
    assert "Мои слова" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "status"),
    [({}, 400), ({"verb": "x"}, 400), ({"verb": "write", "words": " "}, 422), ({"verb": "reject"}, 422)],
)
def test_nonsense_is_refused(agency, approved, editor, given, status):
    assert signed_in(editor).post(f"/desk/posts/{told(agency).pk}/", given).status_code == status


def test_a_stranger_finds_no_post(agency, other_agency, approved):
    row = told(agency)
    for stranger in (person(other_agency, "other"), person(agency, "operator", "operator")):
        assert signed_in(stranger).get(f"/desk/posts/{row.pk}/").status_code == 404


def test_the_queue_costs_the_same_however_long(agency, approved, editor, django_assert_max_num_queries):
    for number in range(12):
        words = Content(f"Т{number}", "Т", "Т", "")
        enqueue(f"road-event:{number}", 1, words, city=agency.city, at=NOW, channels=["telegram"])
    client = signed_in(editor)
    with django_assert_max_num_queries(16):
        client.get("/desk/posts/")
