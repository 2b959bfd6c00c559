"""The table of deliveries against a real HTTP stand-in for Telegram: each post at most once, whatever happens."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils.translation import override
from kombu.exceptions import OperationalError

from roadmap import broker, clock, delivery
from roadmap.channels import CHANNELS, NotAnAddress
from roadmap.delivery import AlreadySettled, Content, Overtaken, enqueue
from roadmap.models import Delivery, JournalEntry, Picture
from tests.conftest import NOW
from tests.doubles.telegram import TelegramDouble, refusal
from tests.hands import Hand
from tests.plans import emptied

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def telegram(settings):
    with TelegramDouble() as double:
        settings.TELEGRAM_API, settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = double.url, double.token, "@roads"
        settings.CHANNEL_TIMEOUT_S = 2
        yield double


def content(words="Закрыто движение"):
    return Content(words, f"{words}. Весь текст.", words, "http://testserver/events/1/")


def queued(city, version=1, words="Закрыто движение", channels=("telegram",), at=NOW):
    (row,) = enqueue("road-event:1", version, content(words), city=city, at=at, channels=channels)
    return row


def fresh(row):
    row.refresh_from_db()
    return row


def test_a_post_is_sent_once_and_keeps_its_number(small_city, telegram):
    row = queued(small_city)
    delivery.send(row.pk, NOW)
    delivery.send(row.pk, NOW)
    assert [call.method for call in telegram.calls] == ["sendMessage"]
    assert telegram.calls[0].fields == {"chat_id": "@roads", "text": "Закрыто движение. Весь текст."}
    row = fresh(row)
    assert (row.state, row.remote_id, row.remote_url) == (State.SENT, "101", "https://t.me/roads/101")


def test_rows_are_handed_over_only_after_commit(small_city, telegram, handed_over, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = queued(small_city)
        assert handed_over == []
    assert handed_over == [row.pk]


def test_a_channel_without_credentials_gets_no_delivery(small_city):
    rows = enqueue("road-event:1", 1, content(), city=small_city, at=NOW)
    assert [row.channel for row in rows] == ["journal"]


def test_the_next_version_edits_the_post_that_is_there(small_city, telegram):
    delivery.send(queued(small_city).pk, NOW)
    row = queued(small_city, version=2, words="Продлено")
    delivery.send(row.pk, NOW)
    edit = telegram.calls[-1]
    assert (edit.method, edit.fields["message_id"], edit.fields["text"]) == (
        "editMessageText",
        101,
        "Продлено. Весь текст.",
    )
    assert len(telegram.posts()) == 1


def test_an_edit_that_changes_nothing_counts_as_sent(small_city, telegram):
    delivery.send(queued(small_city).pk, NOW)
    telegram.fail((400, refusal(400, "Bad Request: message is not modified: specified new message content…")))
    row = queued(small_city, version=2)
    delivery.send(row.pk, NOW)
    assert fresh(row).state == State.SENT


def test_an_edit_waits_for_its_post(small_city, telegram):
    queued(small_city)
    row = queued(small_city, version=2)
    delivery.send(row.pk, NOW)
    assert telegram.calls == []
    assert fresh(row).state == State.WAITING


def test_an_edit_whose_post_was_refused_is_a_post_of_its_own(small_city, telegram):
    telegram.fail((403, refusal(403, "Forbidden: bot is not a member of the channel chat")))
    first = queued(small_city)
    delivery.send(first.pk, NOW)
    row = queued(small_city, version=2)
    delivery.send(row.pk, NOW)
    assert fresh(first).state == State.REFUSED
    assert "not a member" in first.reason
    assert [call.method for call in telegram.calls] == ["sendMessage", "sendMessage"]


def test_too_many_requests_holds_back_the_whole_channel_for_as_long_as_told(small_city, telegram):
    telegram.fail((429, refusal(429, "Too Many Requests: retry after 17", retry_after=17)))
    row = queued(small_city)
    (other,) = enqueue("road-event:2", 1, content(), city=small_city, at=NOW, channels=["telegram"])
    delivery.send(row.pk, NOW)
    assert fresh(row).state == State.WAITING
    assert row.next_try_at == fresh(other).next_try_at == NOW + timedelta(seconds=17)
    delivery.send(row.pk, NOW + timedelta(seconds=16))
    assert len(telegram.calls) == 1
    delivery.send(row.pk, NOW + timedelta(seconds=17))
    assert fresh(row).state == State.SENT


def test_one_networks_failure_does_not_delay_another(small_city, telegram):
    telegram.fail((429, refusal(429, "Too Many Requests: retry after 5", retry_after=5)))
    rows = enqueue("road-event:1", 1, content(), city=small_city, at=NOW)
    for row in rows:
        delivery.send(row.pk, NOW)
    assert {row.channel: fresh(row).state for row in rows} == {"journal": State.SENT, "telegram": State.WAITING}


def test_nobody_listening_is_tried_again_later(small_city, settings):
    settings.TELEGRAM_API, settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = "http://127.0.0.1:9", "1:t", "@roads"
    row = queued(small_city)
    delivery.send(row.pk, NOW)
    assert fresh(row).state == State.WAITING
    assert row.next_try_at == NOW + timedelta(seconds=10)


SERVER_FAULTS = [(500, refusal(500, "Internal Server Error")), (502, {"ok": False}), (504, {})]


@pytest.mark.parametrize("failure", ["drop", "garbage", *SERVER_FAULTS])
def test_an_answer_that_does_not_come_back_is_unknown_and_never_resent(small_city, telegram, failure):
    telegram.fail(failure)
    row = queued(small_city)
    delivery.send(row.pk, NOW)
    assert fresh(row).state == State.UNKNOWN
    clock.deliver_due()
    delivery.send(row.pk, NOW + timedelta(days=1))
    assert len(telegram.posts()) == 1


@pytest.mark.parametrize("failure", ["drop", *SERVER_FAULTS])
def test_a_lost_answer_to_an_edit_is_simply_repeated(small_city, telegram, failure):
    delivery.send(queued(small_city).pk, NOW)
    telegram.fail(failure)
    row = queued(small_city, version=2)
    delivery.send(row.pk, NOW)
    assert fresh(row).state == State.WAITING
    delivery.send(row.pk, row.next_try_at)
    assert fresh(row).state == State.SENT
    assert len(telegram.posts()) == 1


def test_a_worker_that_died_in_the_call_leaves_a_question(small_city, telegram):
    row = queued(small_city)
    Delivery.objects.filter(pk=row.pk).update(state=State.SENDING, claimed_at=NOW)
    assert delivery.recover(NOW + timedelta(seconds=44)) == 0
    assert delivery.recover(NOW + timedelta(seconds=46)) == 1
    assert fresh(row).state == State.UNKNOWN
    assert telegram.calls == []


def test_a_person_says_that_it_is_there_and_the_next_version_edits_it(small_city, telegram, dispatcher):
    telegram.fail("drop")
    row = queued(small_city)
    delivery.send(row.pk, NOW)
    later = queued(small_city, version=2)
    delivery.send(later.pk, NOW)
    assert fresh(later).state == State.WAITING
    delivery.settle_as_there(row.pk, by=dispatcher, at=NOW, remote="https://t.me/roads/77")
    delivery.send(later.pk, NOW)
    assert (telegram.calls[-1].method, telegram.calls[-1].fields["message_id"]) == ("editMessageText", 77)
    assert fresh(row).settled_by == dispatcher


def test_a_person_says_send_again(small_city, telegram, dispatcher):
    telegram.fail("drop")
    row = queued(small_city)
    delivery.send(row.pk, NOW)
    delivery.send_again(row.pk, by=dispatcher, at=NOW)
    delivery.send(row.pk, NOW)
    assert fresh(row).state == State.SENT
    with pytest.raises(AlreadySettled):
        delivery.send_again(row.pk, by=dispatcher, at=NOW)


def test_the_journal_is_written_exactly_once_and_follows_the_last_version(small_city):
    first = queued(small_city, channels=("journal",))
    delivery.send(first.pk, NOW)
    second = queued(small_city, version=2, words="Продлено", channels=("journal",), at=NOW + timedelta(hours=1))
    delivery.send(second.pk, NOW + timedelta(hours=1))
    entry = JournalEntry.objects.get()
    assert (entry.title, entry.version, entry.published_at, entry.updated_at) == (
        "Продлено",
        2,
        NOW,
        NOW + timedelta(hours=1),
    )


def test_a_worker_that_died_while_it_wrote_the_journal_is_made_good(small_city):
    row = queued(small_city, channels=("journal",))
    Delivery.objects.filter(pk=row.pk).update(state=State.SENDING, claimed_at=NOW, attempts=1)
    later = NOW + timedelta(minutes=1)
    delivery.recover(later)
    delivery.send(row.pk, later + timedelta(seconds=10))
    assert fresh(row).state == State.SENT
    assert JournalEntry.objects.count() == 1


def test_what_waits_is_handed_over_by_the_clock(small_city, handed_over):
    row = queued(small_city, channels=("journal",))
    Delivery.objects.filter(pk=row.pk).update(next_try_at=NOW - timedelta(days=400))
    clock.deliver_due()
    assert handed_over == [row.pk]


def refused(row) -> Delivery:
    Delivery.objects.filter(pk=row.pk).update(state=State.REFUSED, reason="403 Forbidden")
    return row


class TestOvertaken:
    """Never two posts that contradict each other, nor an old text over a newer one."""

    def test_a_refused_text_that_a_later_version_has_overtaken_is_not_sent_again(
        self, small_city, telegram, dispatcher
    ):
        delivery.send(queued(small_city).pk, NOW)
        stale = refused(queued(small_city, version=2, words="Продлено до 9 мая"))
        delivery.send(queued(small_city, version=3, words="Открыто").pk, NOW)
        with pytest.raises(Overtaken):
            delivery.send_again(stale.pk, by=dispatcher, at=NOW)
        delivery.send(stale.pk, NOW + timedelta(days=1))
        assert fresh(stale).state == State.REFUSED
        assert telegram.calls[-1].fields["text"] == "Открыто. Весь текст."

    def test_the_latest_one_is_sent_again_with_all_its_tries(self, small_city, telegram, dispatcher):
        row = refused(queued(small_city))
        Delivery.objects.filter(pk=row.pk).update(attempts=delivery.MOST_ATTEMPTS)
        delivery.send_again(row.pk, by=dispatcher, at=NOW)
        delivery.send(row.pk, NOW)
        assert (fresh(row).state, row.attempts) == (State.SENT, 1)

    def test_an_unknown_one_that_is_not_there_gives_way_to_the_later_version(self, small_city, telegram, dispatcher):
        telegram.fail("drop")
        lost = queued(small_city)
        delivery.send(lost.pk, NOW)
        later = queued(small_city, version=2, words="Открыто")
        with pytest.raises(Overtaken):
            delivery.send_again(lost.pk, by=dispatcher, at=NOW)
        delivery.give_up(lost.pk, by=dispatcher, at=NOW)
        delivery.send(later.pk, NOW)
        assert (fresh(lost).state, fresh(later).state) == (State.REFUSED, State.SENT)
        assert telegram.calls[-1].fields["text"] == "Открыто. Весь текст."

    def test_without_a_later_version_nothing_is_given_up(self, small_city, telegram, dispatcher):
        telegram.fail("drop")
        lost = queued(small_city)
        delivery.send(lost.pk, NOW)
        with pytest.raises(AlreadySettled):
            delivery.give_up(lost.pk, by=dispatcher, at=NOW)
        assert fresh(lost).state == State.UNKNOWN

    @pytest.mark.django_db(transaction=True)
    def test_a_later_version_does_not_slip_past_one_that_is_being_sent_again(self, small_city, telegram, agency):
        """The person's answer holds the thread, so the later version's worker sees it."""
        from roadmap.models import User

        person = User.objects.create_user("person", password="pass-word-1", agency=agency, roles=["dispatcher"])
        first = refused(queued(small_city))
        with transaction.atomic():
            delivery.send_again(first.pk, by=person, at=NOW)
            later = Hand(lambda: queued(small_city, version=2, words="Открыто")).done().result
            worker = Hand(lambda: delivery.send(later.pk, NOW))
            assert worker.waits()
        worker.done()
        assert telegram.calls == []
        delivery.send(first.pk, NOW)
        delivery.send(later.pk, NOW)
        assert [call.method for call in telegram.calls] == ["sendMessage", "editMessageText"]


class TestRemovedByHand:
    @pytest.mark.parametrize("words", ["message to edit not found", "MESSAGE_ID_INVALID"])
    def test_the_correction_is_a_post_of_its_own_and_later_ones_correct_it(self, small_city, telegram, words):
        first = queued(small_city)
        delivery.send(first.pk, NOW)
        telegram.fail((400, refusal(400, f"Bad Request: {words}")))
        second = queued(small_city, version=2, words="Продлено")
        delivery.send(second.pk, NOW)
        delivery.send(queued(small_city, version=3, words="Открыто").pk, NOW)
        assert [call.method for call in telegram.calls] == [
            "sendMessage",
            "editMessageText",
            "sendMessage",
            "editMessageText",
        ]
        assert telegram.calls[-1].fields["message_id"] == int(fresh(second).remote_id) == 102
        assert fresh(first).state == State.GONE

    def test_an_address_that_was_none_leads_back_to_the_post_that_is_there(self, small_city, telegram):
        """Only what was said in the post that is not found is gone: else a second one would contradict the first."""
        first = queued(small_city)
        delivery.send(first.pk, NOW)
        second = queued(small_city, version=2, words="Продлено")
        Delivery.objects.filter(pk=second.pk).update(state=State.SENT, remote_id="999")
        telegram.fail((400, refusal(400, "Bad Request: message to edit not found")))
        delivery.send(queued(small_city, version=3, words="Открыто").pk, NOW)
        assert [call.fields.get("message_id") for call in telegram.calls] == [None, 999, 101]
        assert (fresh(first).state, fresh(second).state, len(telegram.posts())) == (State.SENT, State.GONE, 1)

    def test_a_person_who_says_send_again_sends_the_refused_correction_anew(self, small_city, telegram, dispatcher):
        delivery.send(queued(small_city).pk, NOW)
        telegram.fail(
            (403, refusal(403, "Forbidden: not enough rights")),
            (400, refusal(400, "Bad Request: message to edit not found")),
        )
        row = queued(small_city, version=2, words="Продлено")
        delivery.send(row.pk, NOW)
        assert fresh(row).state == State.REFUSED
        delivery.send_again(row.pk, by=dispatcher, at=NOW)
        delivery.send(row.pk, NOW)
        assert (fresh(row).state, row.action, row.remote_id) == (State.SENT, "post", "102")
        delivery.send(queued(small_city, version=3).pk, NOW)
        assert telegram.calls[-1].fields["message_id"] == 102

    def test_the_new_posts_lost_answer_is_unknown_and_no_third_one(self, small_city, telegram):
        delivery.send(queued(small_city).pk, NOW)
        telegram.fail((400, refusal(400, "Bad Request: message to edit not found")), "drop")
        row = queued(small_city, version=2)
        delivery.send(row.pk, NOW)
        delivery.send(row.pk, NOW + timedelta(days=1))
        assert fresh(row).state == State.UNKNOWN
        assert len(telegram.posts()) == 2


class TestNotEditable:
    """The post stands and may not be changed, as one that a person wrote: the correction answers it, for all to see."""

    @pytest.mark.parametrize("words", ["message can't be edited", "MESSAGE_EDIT_TIME_EXPIRED"])
    def test_the_correction_answers_it_and_later_ones_change_the_answer(self, small_city, telegram, words):
        delivery.send(queued(small_city).pk, NOW)
        telegram.fail((400, refusal(400, f"Bad Request: {words}")))
        second = queued(small_city, version=2, words="Продлено")
        delivery.send(second.pk, NOW)
        answers = {"message_id": 101, "allow_sending_without_reply": True}
        assert telegram.calls[-1].fields["reply_parameters"] == answers
        delivery.send(queued(small_city, version=3, words="Открыто").pk, NOW)
        assert (telegram.calls[-1].method, telegram.calls[-1].fields["message_id"]) == ("editMessageText", 102)
        assert fresh(second).remote_id == "102"

    def test_an_answer_that_is_tried_again_is_still_an_answer(self, small_city, telegram):
        delivery.send(queued(small_city).pk, NOW)
        telegram.fail(
            (400, refusal(400, "Bad Request: message can't be edited")),
            (429, refusal(429, "Too Many Requests", retry_after=3)),
        )
        row = queued(small_city, version=2)
        delivery.send(row.pk, NOW)
        delivery.send(row.pk, NOW + timedelta(seconds=3))
        assert fresh(row).state == State.SENT
        assert telegram.calls[-1].fields["reply_parameters"]["message_id"] == 101

    def test_what_answers_no_post_says_so_to_nobody(self, small_city, telegram):
        delivery.send(queued(small_city).pk, NOW)
        assert "reply_parameters" not in telegram.calls[0].fields


class TestAddressOfAPost:
    def test_it_is_there_is_no_answer_to_a_refusal(self, small_city, telegram, dispatcher):
        row = refused(queued(small_city))
        with pytest.raises(AlreadySettled):
            delivery.settle_as_there(row.pk, by=dispatcher, at=NOW, remote="77")
        assert fresh(row).state == State.REFUSED

    def test_another_events_post_and_one_that_was_removed_are_not_its_own(self, small_city, telegram, dispatcher):
        (other,) = enqueue("road-event:2", 1, content(), city=small_city, at=NOW, channels=["telegram"])
        Delivery.objects.filter(pk=other.pk).update(state=State.SENT, remote_id="55")
        removed = queued(small_city)
        Delivery.objects.filter(pk=removed.pk).update(state=State.GONE, remote_id="56")
        row = queued(small_city, version=2)
        Delivery.objects.filter(pk=row.pk).update(state=State.UNKNOWN)
        for number in ("55", "56"):
            with pytest.raises(NotAnAddress):
                delivery.settle_as_there(row.pk, by=dispatcher, at=NOW, remote=number)
        delivery.settle_as_there(row.pk, by=dispatcher, at=NOW, remote="57")
        assert fresh(row).remote_id == "57"

    def test_it_is_there_needs_an_address(self, small_city, telegram, dispatcher):
        telegram.fail("drop")
        row = queued(small_city)
        delivery.send(row.pk, NOW)
        with pytest.raises(NotAnAddress):
            delivery.settle_as_there(row.pk, by=dispatcher, at=NOW, remote=" ")
        assert fresh(row).state == State.UNKNOWN

    def test_a_post_without_a_number_is_asked_for_and_its_correction_waits(self, small_city, telegram, dispatcher):
        row = queued(small_city)
        Delivery.objects.filter(pk=row.pk).update(state=State.SENT, sent_at=NOW)
        later = queued(small_city, version=2)
        delivery.send(later.pk, NOW)
        assert (fresh(row).state, fresh(later).state, telegram.calls) == (State.UNKNOWN, State.WAITING, [])
        delivery.settle_as_there(row.pk, by=dispatcher, at=NOW, remote="t.me/roads/55")
        delivery.send(later.pk, NOW)
        assert (telegram.calls[-1].method, telegram.calls[-1].fields["message_id"]) == ("editMessageText", 55)

    @pytest.mark.parametrize(
        ("recipient", "words", "number"),
        [
            ("@roads", "https://t.me/roads/77", "77"),
            ("@roads", " t.me/Roads/77/ ", "77"),
            ("@roads", "https://t.me/roads/77?single", "77"),
            ("@roads", "https://telegram.me/roads/77?comment=5", "77"),
            ("@roads", "77", "77"),
            ("-1001234567890", "https://t.me/c/1234567890/77", "77"),
            ("-1001234567890", "https://t.me/c/1234567890/3/77", "77"),
            ("-1001234567890", "https://t.me/roads/77", "77"),
        ],
    )
    def test_it_is_read_from_what_people_paste(self, recipient, words, number):
        assert CHANNELS["telegram"].remote_id_of(recipient, words) == number

    @pytest.mark.parametrize(
        ("recipient", "words"),
        [
            ("@roads", "https://t.me/other/77"),
            ("@roads", "https://t.me/roads"),
            ("@roads", "https://example.org/roads/77"),
            ("@roads", "семьдесят семь"),
            ("@roads", "https://t.me/roads/77 https://t.me/roads/78"),
            ("-1001234567890", "https://t.me/c/999/77"),
        ],
    )
    def test_what_is_of_another_channel_or_no_address_is_refused(self, recipient, words):
        with pytest.raises(NotAnAddress):
            CHANNELS["telegram"].remote_id_of(recipient, words)


class TestTelegramsErrors:
    """What each answer to a new post does to its delivery."""

    CASES = [
        ((200, {"ok": True}), State.UNKNOWN),
        ((200, {"ok": True, "result": {}}), State.UNKNOWN),
        ((200, [1]), State.UNKNOWN),
        ((400, refusal(400, "Bad Request: message is too long")), State.REFUSED),
        ((400, refusal(400, "Bad Request: chat not found")), State.REFUSED),
        ((401, refusal(401, "Unauthorized")), State.REFUSED),
        ((403, refusal(403, "Forbidden: bot was kicked from the channel chat")), State.REFUSED),
        ((404, refusal(404, "Not Found")), State.REFUSED),
        ((413, refusal(413, "Request Entity Too Large")), State.REFUSED),
        ((429, refusal(429, "Too Many Requests", retry_after=3)), State.WAITING),
        ((429, {"ok": False, "error_code": 429, "parameters": None}), State.WAITING),
        ((429, refusal(429, "Too Many Requests", retry_after=10**12)), State.WAITING),
        ((429, refusal(429, "Too Many Requests", retry_after="soon")), State.WAITING),
        ((500, refusal(500, "Internal Server Error")), State.UNKNOWN),
        ((502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}), State.UNKNOWN),
        ("garbage", State.UNKNOWN),
        ("drop", State.UNKNOWN),
    ]

    @pytest.mark.parametrize(("answer", "state"), CASES, ids=[str(answer)[:60] for answer, _ in CASES])
    def test_a_post(self, small_city, telegram, answer, state):
        telegram.fail(answer)
        row = queued(small_city)
        delivery.send(row.pk, NOW)
        assert fresh(row).state == state
        assert bool(row.reason) == (state != State.SENT)
        assert len(telegram.calls) == 1

    def test_an_answer_later_than_we_wait_is_unknown(self, small_city, settings):
        with TelegramDouble(slowly_s=1) as slow:
            settings.TELEGRAM_API, settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = slow.url, slow.token, "@roads"
            settings.CHANNEL_TIMEOUT_S = 0.2
            row = queued(small_city)
            delivery.send(row.pk, NOW)
        assert fresh(row).state == State.UNKNOWN

    def test_a_group_that_became_a_supergroup_is_followed(self, small_city, telegram):
        telegram.fail((400, refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001234)))
        row = queued(small_city)
        delivery.send(row.pk, NOW)
        assert [call.fields["chat_id"] for call in telegram.calls] == ["@roads", "-1001234"]
        assert fresh(row).state == State.SENT

    def test_a_group_that_moves_in_circles_is_tried_again_later(self, small_city, telegram):
        moved = (400, refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001234))
        telegram.fail(moved, moved)
        row = queued(small_city)
        delivery.send(row.pk, NOW)
        assert (fresh(row).state, len(telegram.calls)) == (State.WAITING, 2)


def test_a_reason_is_read_in_the_language_of_its_reader_whoever_stored_it(small_city, telegram):
    telegram.fail((502, {}))
    row = queued(small_city)
    with override("en"):
        delivery.send(row.pk, NOW)
    assert fresh(row).why == "Сбой на серверах Telegram: HTTP 502."
    with override("en"):
        assert row.why == "The servers of Telegram failed: HTTP 502."


def test_the_networks_own_words_are_read_as_they_came(small_city, telegram):
    telegram.fail((400, refusal(400, "Bad Request: 100 % of %(it)s is wrong")))
    row = queued(small_city)
    delivery.send(row.pk, NOW)
    assert fresh(row).why == "400 Bad Request: 100 % of %(it)s is wrong"


def test_texts_fit_as_telegram_counts_them(small_city, telegram):
    long = Content("Перекрытие " * 40, "🚧" * 4096, "🚗 едет. " * 200, "http://testserver/")
    (row,) = enqueue("road-event:1", 1, long, city=small_city, at=NOW, channels=["telegram"])
    assert row.text == "🚧" * 2047 + "…"
    assert row.caption == ("🚗 едет. " * (1024 // 9)).strip()
    assert row.title.endswith("Перекрытие…")
    delivery.send(row.pk, NOW)
    assert telegram.calls[0].fields["text"] == row.text


def test_the_journals_text_ends_with_a_sentence(small_city):
    long = Content("Перекрытие", "Закрыто движение по ул. Ленина. " * 1000, "", "http://testserver/")
    (row,) = enqueue("road-event:1", 1, long, city=small_city, at=NOW, channels=["journal"])
    assert 19_900 < len(row.text) <= 20_000
    assert row.text.endswith("Закрыто движение по ул. Ленина.")


def tried_to_the_end(row, at=NOW) -> Delivery:
    """As often as the clock would."""
    for _ in range(delivery.MOST_ATTEMPTS + 5):
        delivery.send(row.pk, at)
        at = max(at, fresh(row).next_try_at)
    return row


def test_a_journal_that_can_never_be_written_is_refused_in_the_end_and_says_why(small_city, monkeypatch):
    def failing(recipient, message):
        raise OSError("no space left on the device")

    row = queued(small_city, channels=("journal",))
    monkeypatch.setattr(CHANNELS["journal"], "post", failing)
    delivery.send(row.pk, NOW)
    assert (fresh(row).state, row.next_try_at) == (State.WAITING, NOW + timedelta(seconds=10))
    assert tried_to_the_end(row).state == State.REFUSED
    assert row.attempts == delivery.MOST_ATTEMPTS
    assert row.why == "Не удаётся записать: no space left on the device"


def test_a_writer_that_dies_each_time_is_refused_in_the_end(small_city):
    row, at = queued(small_city, channels=("journal",)), NOW
    for attempts in range(1, delivery.MOST_ATTEMPTS + 1):
        assert fresh(row).state == State.WAITING
        Delivery.objects.filter(pk=row.pk).update(state=State.SENDING, claimed_at=at, attempts=attempts)
        at += timedelta(hours=2)
        delivery.recover(at)
    assert fresh(row).state == State.REFUSED


def test_one_that_cannot_be_recovered_does_not_hold_up_the_others(small_city, telegram):
    strange, local = queued(small_city), queued(small_city, channels=("journal",))
    Delivery.objects.filter(pk=strange.pk).update(channel="a channel of former days")
    Delivery.objects.update(state=State.SENDING, claimed_at=NOW)
    assert delivery.recover(NOW + timedelta(minutes=1)) == 2
    assert (fresh(strange).state, fresh(local).state) == (State.UNKNOWN, State.WAITING)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_post(small_city, telegram):
    row = queued(small_city)

    def work():
        delivery.send(row.pk, NOW)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(telegram.posts()) == 1


def test_a_picture_that_cannot_be_drawn_is_tried_again_and_is_no_unknown_post(small_city, telegram, monkeypatch):
    def broken(picture):
        raise OSError("no font")

    monkeypatch.setattr(delivery, "picture_bytes", broken)
    picture = Picture.objects.create(digest="d" * 64, city=small_city, spec={})
    row = queued(small_city)
    Delivery.objects.filter(pk=row.pk).update(picture=picture)
    delivery.send(row.pk, NOW)
    assert telegram.calls == []
    assert (fresh(row).state, row.attempts) == (State.WAITING, 1)


def test_an_address_that_is_none_is_not_configured_right_and_nothing_went_out(small_city, telegram, settings):
    settings.TELEGRAM_API = "http://[broken"
    row = queued(small_city)
    delivery.send(row.pk, NOW)
    assert fresh(row).state == State.WAITING


class TestBroker:
    @pytest.fixture
    def handed_over(self):
        """Here deliveries are really handed to a broker."""

    def test_one_that_is_away_is_asked_once_and_the_rows_wait(self, small_city, monkeypatch):
        asked = []

        def refuse(name, args):
            asked.append(args)
            raise OperationalError("no route")

        monkeypatch.setattr(broker.current_app, "send_task", refuse)
        monkeypatch.setitem(broker._broker, "away_until", 0.0)
        rows = [queued(small_city, version=number, channels=("journal",)) for number in (1, 2, 3)]
        for row in rows:
            delivery.hand_over(row.pk, row.channel)
        assert asked == [[rows[0].pk]]
        assert {fresh(row).state for row in rows} == {State.WAITING}


MANY = """
INSERT INTO roadmap_delivery
    (subject, version, channel, recipient, action, city_id, title, text, caption, url, created_at, state, attempts,
     next_try_at, sent_at, reason, remote_id, remote_url)
SELECT 'many:' || number, 1, 'journal', 'journal', 'post', %s, '', '', '', '',
       %s::timestamptz - number * interval '1 min', CASE WHEN number %% 5000 = 0 THEN 'waiting' ELSE 'sent' END, 1,
       %s, %s, '', '', ''
FROM generate_series(1, 20000) AS number
"""
ASKED = {
    "delivery_sending": lambda: Delivery.objects.stuck(NOW),
    "delivery_waiting": lambda: Delivery.objects.due(NOW).ready().order_by("next_try_at")[:500],
    "delivery_unknown": lambda: Delivery.objects.asking().values("city"),
    "delivery_wrong": lambda: Delivery.objects.wrong()[:51],
    "delivery_latest": lambda: Delivery.objects.posts().with_overtaken()[:51],
}


def test_what_the_clock_and_the_desk_ask_is_read_by_an_index(small_city):
    emptied("roadmap_delivery")
    with connection.cursor() as cursor:
        cursor.execute(MANY, [small_city.pk, NOW, NOW, NOW])
        cursor.execute("ANALYZE roadmap_delivery")
    plans = {name: ask().explain() for name, ask in ASKED.items()}
    assert [name for name, plan in plans.items() if name not in plan] == []
    assert [plan for plan in plans.values() if "Seq Scan on roadmap_delivery" in plan] == []
