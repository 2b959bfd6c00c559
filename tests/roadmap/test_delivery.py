"""The table of deliveries against a real HTTP stand-in for Telegram: each post at most once, whatever happens."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from kombu.exceptions import OperationalError

from roadmap import clock, delivery
from roadmap.delivery import AlreadySettled, Content, enqueue
from roadmap.models import Delivery, JournalEntry, Picture
from tests.conftest import NOW
from tests.doubles.telegram import TelegramDouble, refusal

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
    telegram.fail((500, refusal(500, "Internal Server Error")))
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


@pytest.mark.parametrize("failure", ["drop", "garbage"])
def test_an_answer_that_does_not_come_back_is_unknown_and_never_resent(small_city, telegram, failure):
    telegram.fail(failure)
    row = queued(small_city)
    delivery.send(row.pk, NOW)
    assert fresh(row).state == State.UNKNOWN
    clock.deliver_due()
    delivery.send(row.pk, NOW + timedelta(days=1))
    assert len(telegram.posts()) == 1


def test_a_lost_answer_to_an_edit_is_simply_repeated(small_city, telegram):
    delivery.send(queued(small_city).pk, NOW)
    telegram.fail("drop")
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
    Delivery.objects.filter(pk=row.pk).update(state=State.SENDING, claimed_at=NOW)
    later = NOW + timedelta(minutes=1)
    delivery.recover(later)
    delivery.send(row.pk, later)
    assert fresh(row).state == State.SENT
    assert JournalEntry.objects.count() == 1


def test_what_waits_is_handed_over_by_the_clock(small_city, handed_over):
    row = queued(small_city, channels=("journal",))
    Delivery.objects.filter(pk=row.pk).update(next_try_at=NOW - timedelta(days=400))
    clock.deliver_due()
    assert handed_over == [row.pk]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
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

        monkeypatch.setattr(delivery.current_app, "send_task", refuse)
        monkeypatch.setitem(delivery._broker, "away_until", 0.0)
        rows = [queued(small_city, version=number, channels=("journal",)) for number in (1, 2, 3)]
        for row in rows:
            delivery.hand_over(row.pk)
        assert asked == [[rows[0].pk]]
        assert {fresh(row).state for row in rows} == {State.WAITING}
