"""Words to one reader each, by a real SMTP conversation and to a push service that nobody here wrote."""

import logging
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from unittest.mock import Mock, patch

import pytest
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from deploy.up.kept import p256_key
from roadmap import broker, clock, database, delivery, notices
from roadmap.channels import CHANNELS, mail, push
from roadmap.delivery import Content, enqueue
from roadmap.models import Agency, City, Delivery, Subscriber, User
from roadmap.notices import Notice, tell
from tests.conftest import NOW, signed_in
from tests.doubles.browsers import Browsers
from tests.doubles.loopback import Loopback, QuietHandler
from tests.doubles.mailbox import Mailbox, html_of, text_of

pytestmark = pytest.mark.django_db
State = Delivery.State
CONTENT = Content("Закрыто движение", "Закрыта улица Пушкина <до конца>.", "Пушкина", "http://testserver/events/1/")


@pytest.fixture
def mailbox(settings):
    with Mailbox() as box:
        settings.EMAIL_URL, settings.EMAIL_FROM = box.url, "Дороги <roads@example.org>"
        settings.CHANNEL_TIMEOUT_S = 5
        yield box


@pytest.fixture
def reader(small_city):
    values = {"channel": "mail", "address": "anna@example.org", "language": "ru", "created_at": NOW}
    return Subscriber.objects.create(city=small_city, **values)


def told(reader, version=1, due_at=NOW, content=CONTENT):
    notice = Notice(reader.pk, reader.channel, content, due_at)
    tell("road-event:1", version, [notice], city=reader.city, at=NOW)
    return reader.deliveries.get(version=version)


def sent(reader, version=1):
    row = told(reader, version)
    delivery.send(row.pk, NOW)
    row.refresh_from_db()
    return row


def test_a_letter_comes_once_as_text_and_html_with_one_click_to_end_it(reader, mailbox, settings):
    row = sent(reader)
    delivery.send(row.pk, NOW)
    (letter,) = mailbox.letters
    end = f"{settings.SITE_URL}/unsubscribe/{reader.secret}/"
    assert (letter["To"], letter["Subject"]) == ("anna@example.org", "Закрыто движение")
    assert letter["List-Unsubscribe"].strip() == f"<{end}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Закрыта улица Пушкина <до конца>." in text_of(letter)
    assert "&lt;до конца&gt;" in html_of(letter)
    assert f"/subscribe/{reader.secret}/" in text_of(letter)
    assert (row.state, row.remote_id) == (State.SENT, letter["Message-ID"])
    assert reader.address not in str(Delivery.objects.filter(pk=row.pk).values())


def test_a_later_letter_of_the_same_answers_the_earlier(reader, mailbox):
    sent(reader), sent(reader, version=2)
    first, second = mailbox.letters
    assert second["In-Reply-To"] == first["Message-ID"] != second["Message-ID"]


def test_the_same_word_is_there_once(reader):
    told(reader), told(reader)
    assert reader.deliveries.count() == 1


def test_it_waits_for_its_hour_and_an_earlier_one_goes_first(reader, mailbox):
    late, later = told(reader, due_at=NOW + timedelta(hours=3)), told(reader, version=2)
    delivery.send(late.pk, NOW)
    delivery.send(later.pk, NOW)
    assert mailbox.letters == []
    for row in (late, later):
        delivery.send(row.pk, NOW + timedelta(hours=3))
    assert len(mailbox.letters) == 2


@pytest.mark.parametrize(
    ("refusal", "state"),
    [("451 4.7.1 anna@example.org greylisted", State.WAITING), ("550 5.7.1 anna@example.org unwanted", State.REFUSED)],
)
def test_a_refusal_is_told_by_numbers_and_never_by_the_address(reader, mailbox, refusal, state):
    mailbox.refusals = [refusal]
    row = sent(reader)
    assert (row.state, refusal[:9] in row.why) == (state, True)
    assert "anna" not in row.why


def test_a_sender_that_is_refused_names_no_reader(reader, mailbox):
    mailbox.refused_sender = "550 5.7.1 roads@example.org unwanted"
    row = sent(reader)
    assert (row.state, "550 5.7.1" in row.why) == (State.REFUSED, True)
    assert mailbox.asked == []


def test_a_title_of_two_lines_is_one_subject(reader, mailbox):
    row = told(reader, content=replace(CONTENT, title="Закрыто движение\r\nBcc: all@example.org"))
    delivery.send(row.pk, NOW)
    (letter,) = mailbox.letters
    assert letter.get_all("Subject") == ["Закрыто движение Bcc: all@example.org"]
    assert letter["Bcc"] is None


def test_a_mailbox_that_is_none_is_forgotten(reader, mailbox):
    mailbox.refusals = ["550 5.1.1 no such user"]
    assert sent(reader).state == State.REFUSED
    assert not Subscriber.objects.exists()


def test_a_letter_that_cannot_be_written_was_not_sent(reader, mailbox):
    Subscriber.objects.filter(pk=reader.pk).update(address="no address")
    assert (sent(reader).state, mailbox.letters) == (State.WAITING, [])


def test_a_server_that_is_away_is_tried_again(reader, settings):
    settings.EMAIL_URL, settings.EMAIL_FROM = "smtp://127.0.0.1:9", "roads@example.org"
    assert sent(reader).state == State.WAITING


def test_an_answer_that_does_not_come_back_is_never_sent_again_by_itself(reader, mailbox):
    mailbox.drops = 1
    row = sent(reader)
    assert row.state == State.UNKNOWN
    clock.deliver_due()
    delivery.send(row.pk, NOW + timedelta(days=1))
    assert mailbox.letters == []
    assert sent(reader, version=2).state == State.SENT, "what comes later does not wait for it"


def unknown(reader, version=1, subject="road-event:1"):
    tell(subject, version, [Notice(reader.pk, reader.channel, CONTENT, NOW)], city=reader.city, at=NOW)
    row = reader.deliveries.get(subject=subject, version=version)
    Delivery.objects.filter(pk=row.pk).update(state=State.UNKNOWN, claimed_at=NOW)
    return row


def another_reader(small_city):
    values = {"channel": "mail", "address": "boris@example.org", "language": "ru", "created_at": NOW}
    return Subscriber.objects.create(city=small_city, **values)


def answered(user, verdict, topic="road-event:1", channel="mail"):
    told = {"channel": channel, "topic": topic, "verdict": verdict}
    return signed_in(user).post("/desk/deliveries/letters/", told)


def states(*rows):
    return [Delivery.objects.get(pk=row.pk).state for row in rows]


def test_of_letters_that_may_have_arrived_a_person_is_asked_together_and_told_of_no_reader(
    reader, small_city, dispatcher
):
    other = another_reader(small_city)
    unknown(reader), unknown(other), unknown(reader, subject="confirm:17")
    english = signed_in(dispatcher).get("/desk/deliveries/", headers={"Accept-Language": "en"}).content.decode()
    assert "Notices about event 1: 2" in english
    page = signed_in(dispatcher).get("/desk/deliveries/").content.decode()
    assert "Уведомления о событии 1: 2" in page
    assert "Просьбы о подтверждении: 1" in page
    assert 'value="confirm"' in page
    for word in (reader.address, other.address, reader.recipient, reader.secret, CONTENT.title, "confirm:17"):
        assert word not in page


def test_the_latest_in_question_stand_first_and_the_desk_counts_each_topic_once(reader, small_city, dispatcher):
    earlier = unknown(reader)
    unknown(another_reader(small_city)), unknown(reader, subject="road-event:2")
    Delivery.objects.filter(pk=earlier.pk).update(claimed_at=NOW - timedelta(hours=1))
    answer = signed_in(dispatcher).get("/desk/deliveries/")
    assert [letters.topic for letters in answer.context["asking_of_readers"]] == ["road-event:2", "road-event:1"]
    assert answer.context["desk"].asking == "2"


def test_who_settled_letters_is_told_by_the_log(reader, dispatcher, caplog):
    caplog.set_level(logging.INFO, "roadmap.access")
    unknown(reader)
    answered(dispatcher, "leave")
    unknown(reader, subject="road-event:2")
    answered(dispatcher, "again", topic="road-event:2")
    assert [words for words in caplog.messages if "words to readers" in words] == [
        f"leaves words to readers as they are: 1 of road-event:1 by mail: by user {dispatcher.pk}",
        f"sends words to readers again: 1 of road-event:2 by mail: by user {dispatcher.pk}",
    ]


def test_letters_that_are_left_are_asked_about_no_more_and_never_sent(reader, mailbox, dispatcher):
    row = unknown(reader)
    answered(dispatcher, "leave")
    clock.deliver_due()
    delivery.send(row.pk, NOW + timedelta(days=1))
    assert (states(row), mailbox.letters) == (["unknown"], [])
    assert "/desk/deliveries/letters/" not in signed_in(dispatcher).get("/desk/deliveries/").content.decode()
    answered(dispatcher, "again")
    assert states(row) == ["unknown"], "who left it has settled it"


def test_letters_that_are_sent_again_come_once_and_are_asked_about_anew(reader, mailbox, dispatcher):
    row = unknown(reader)
    Delivery.objects.filter(pk=row.pk).update(attempts=99)
    answered(dispatcher, "again")
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)
    mailbox.drops = 1
    delivery.send(row.pk, NOW + timedelta(days=999))
    assert states(row) == ["unknown"]
    answered(dispatcher, "again")
    delivery.send(row.pk, NOW + timedelta(days=999))
    assert (states(row), len(mailbox.letters)) == (["sent"], 1)


def test_only_the_latest_word_to_a_reader_is_sent_again(reader, dispatcher):
    earlier, later = unknown(reader), unknown(reader, version=2)
    answered(dispatcher, "again")
    assert states(earlier, later) == ["refused", "waiting"]


def test_the_digest_of_a_day_is_not_overtaken_by_that_of_another(reader, dispatcher):
    days = unknown(reader, 2026061008, "digest:1"), unknown(reader, 2026061108, "digest:1")
    answered(dispatcher, "again", topic="digest")
    assert states(*days) == ["waiting", "waiting"]


def test_who_answers_for_no_posts_of_the_city_answers_for_no_letters(reader, operator):
    row = unknown(reader)
    assert answered(operator, "again").status_code == 404
    assert states(row) == ["unknown"]


def test_the_desk_of_another_city_settles_no_letters_of_this_one(reader, small_city):
    city = City.objects.create(
        slug="elsewhere", name="Elsewhere", time_zone="UTC", metric_srid=32631, box=small_city.box
    )
    there = Agency.objects.create(city=city, slug="elsewhere", name="Elsewhere")
    stranger = User.objects.create_user("stranger", password="pass-word-1", agency=there, roles=["dispatcher"])
    row = unknown(reader)
    answered(stranger, "again")
    assert states(row) == ["unknown"]


def test_a_letter_to_one_who_has_gone_is_in_question_no_more(reader, dispatcher):
    row = unknown(reader)
    notices.forget(reader)
    assert states(row) == ["refused"]


@contextmanager
def database_away(table, *, times):
    """The next so many writes to a table find no database."""
    left = [times]

    def refuse(execute, sql, params, many, context):
        if left[0] and sql.startswith((f'UPDATE "{table}"', f'DELETE FROM "{table}"')):
            left[0] -= 1
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield left


@contextmanager
def database_away_after_the_call(*, times):
    post = CHANNELS["mail"].post

    def then_away(recipient, message):
        left[0] = times
        return post(recipient, message)

    with database_away("roadmap_delivery", times=0) as left, patch.object(CHANNELS["mail"], "post", then_away):
        yield


@pytest.fixture
def pauses(monkeypatch):
    waited = []
    monkeypatch.setattr("roadmap.database.sleep", waited.append)
    return waited


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("refusals", "state"), [([], State.SENT), (["450 later"], State.WAITING)])
def test_what_came_of_a_call_is_written_down_when_the_database_is_back(reader, mailbox, pauses, refusals, state):
    row = told(reader)
    mailbox.refusals = refusals
    with database_away_after_the_call(times=3):
        delivery.send(row.pk, NOW)
    row.refresh_from_db()
    assert row.state == state
    assert pauses == [0.5, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_stays_away_is_not_waited_for_without_end(reader, mailbox, pauses):
    row = told(reader)
    with database_away_after_the_call(times=99), pytest.raises(OperationalError):
        delivery.send(row.pk, NOW)
    assert len(pauses) == len(database.PAUSES_S)
    assert (states(row), len(mailbox.letters)) == (["sending"], 1)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_made_anew(pauses, request):
    request.addfinalizer(connection.close)
    tries = []

    def write():
        tries.append(1)
        if len(tries) == 1:
            connection.ensure_connection()
            connection.connection.close()  # as a server does that goes down
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    database.insist(write)
    assert (len(tries), pauses) == (2, [0.5])


def test_where_the_database_answers_and_refuses_nobody_waits(pauses):
    refused = OperationalError("deadlock detected")
    refused.__cause__ = DeadlockDetected()
    with pytest.raises(OperationalError):
        database.insist(Mock(side_effect=refused))
    assert pauses == []


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_that_is_none_is_forgotten_when_the_database_is_back(reader, mailbox, pauses):
    mailbox.refusals = ["550 5.1.1 nobody"]
    with database_away("roadmap_subscriber", times=2):
        assert sent(reader).state == State.REFUSED
    assert not Subscriber.objects.exists()


def test_nothing_goes_to_one_who_has_unsubscribed_and_what_waits_is_withdrawn(reader, mailbox):
    waiting, claimed = told(reader), told(reader, version=2)
    Delivery.objects.filter(pk=claimed.pk).update(state=State.SENDING, claimed_at=NOW)
    notices.forget(reader)
    waiting.refresh_from_db()
    assert waiting.state == State.REFUSED
    with pytest.raises(mail.ChannelError) as refused:
        CHANNELS["mail"].post(claimed.recipient, delivery.message_of(claimed))
    assert (refused.value.permanent, mailbox.letters) == (True, [])


def test_posts_go_to_no_reader(small_city, reader, mailbox):
    rows = enqueue("road-event:1", 1, CONTENT, city=small_city, at=NOW)
    assert [row.channel for row in rows] == ["journal"]


def test_what_is_old_is_swept(reader):
    told(reader)
    assert (notices.sweep(NOW + timedelta(days=59)), notices.sweep(NOW + timedelta(days=61))) == (0, 1)


class TestQueue:
    @pytest.fixture(autouse=True)
    def noon(self, time_machine):
        time_machine.move_to(NOW, tick=False)

    @pytest.fixture
    def handed_over(self):
        """Here deliveries are really handed to a broker."""

    @pytest.fixture
    def queues(self):
        """Of which worker, by the number of what was handed over."""
        return {}

    @pytest.fixture
    def queue(self, monkeypatch, queues):
        """What a broker was given whose workers are all busy: number and priority."""
        given = []

        def take(name, args, priority=0, queue=None):
            given.append((*args, priority))
            queues[args[0]] = queue

        monkeypatch.setattr(broker.current_app, "send_task", take)
        monkeypatch.setitem(broker._broker, "away_until", 0.0)
        return given

    def test_what_lies_there_is_not_put_there_again_until_it_seems_lost(
        self, small_city, reader, queue, time_machine, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            notice = told(reader)
            (post,) = enqueue("road-event:2", 1, CONTENT, city=small_city, at=NOW)
        first = sorted([(notice.pk, notices.BEHIND), (post.pk, 0)])
        assert sorted(queue) == first
        clock.deliver_due()
        assert sorted(queue) == first
        time_machine.move_to(NOW + clock.NOTICES_LOST_AFTER + timedelta(seconds=1), tick=False)
        clock.deliver_due()
        assert sorted(queue) == sorted(first * 2)

    def test_what_failed_is_put_there_for_its_next_try(self, reader, queue, settings, time_machine):
        settings.EMAIL_URL, settings.EMAIL_FROM = "smtp://127.0.0.1:9", "roads@example.org"
        row = told(reader)
        notices.hand_over(row.pk, row.channel, row.subject)
        delivery.send(row.pk, NOW)
        time_machine.move_to(NOW + timedelta(seconds=11), tick=False)
        clock.deliver_due()
        assert queue == [(row.pk, notices.BEHIND)] * 2

    def test_what_a_broker_that_is_away_did_not_take_is_put_there_at_the_next_look(self, reader, queue):
        row = told(reader)
        broker._broker["away_until"] = float("inf")
        notices.hand_over(row.pk, row.channel, row.subject)
        broker._broker["away_until"] = 0.0
        clock.deliver_due()
        assert queue == [(row.pk, notices.BEHIND)]

    def test_letters_have_a_worker_of_their_own_and_hold_up_neither_posts_nor_notifications(
        self, small_city, reader, queue, queues, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr(clock, "MOST_AT_ONCE", 1)
        values = {"channel": "push", "address": "https://fcm.googleapis.com/1", "language": "ru", "created_at": NOW}
        browser = Subscriber.objects.create(city=small_city, **values)
        with django_capture_on_commit_callbacks(execute=True):
            (post,) = enqueue("road-event:2", 1, CONTENT, city=small_city, at=NOW)
            letter = told(reader)
        notification = told(browser)
        clock.deliver_due()
        assert queues == {post.pk: None, letter.pk: "mail", notification.pk: None}

    def test_the_next_of_a_thread_goes_behind_as_the_first_did(self, reader, queue, queues, mailbox):
        first, second = told(reader), told(reader, version=2)
        delivery.send(first.pk, NOW)
        assert (queue, queues) == ([(second.pk, notices.BEHIND)], {second.pk: "mail"})

    def test_what_stood_behind_one_whose_worker_died_waits_no_longer_than_that(
        self, reader, queue, django_capture_on_commit_callbacks
    ):
        first = told(reader)
        with django_capture_on_commit_callbacks(execute=True):
            later = told(reader, version=2)
        Delivery.objects.filter(pk=first.pk).update(state=State.SENDING, claimed_at=NOW - timedelta(minutes=2))
        delivery.send(later.pk, NOW)
        assert states(later) == ["waiting"]
        queue.clear()
        clock.deliver_due()
        assert (states(first), queue) == (["unknown"], [(later.pk, notices.BEHIND)])

    def test_a_full_queue_gets_no_longer(self, reader, queue, monkeypatch):
        monkeypatch.setattr(clock, "MOST_AT_ONCE", 2)
        for number in range(1, 4):
            tell(f"road-event:{number}", 1, [Notice(reader.pk, "mail", CONTENT, NOW)], city=reader.city, at=NOW)
        clock.deliver_due(), clock.deliver_due()
        assert len(queue) == 2
        delivery.Delivery.objects.filter(pk=queue[0][0]).update(state=State.SENT)
        clock.deliver_due()
        assert len({pk for pk, _priority in queue}) == len(queue) == 3

    def test_a_letter_that_somebody_waits_for_overtakes_the_others(
        self, reader, queue, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            told(reader)
            tell("confirm:1", 1, [Notice(reader.pk, "mail", CONTENT, NOW)], city=reader.city, at=NOW)
        (_, last), (_, confirming) = queue
        assert confirming < last


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtps://anna%40x:p%2Fw@mail.example.org", ("smtps", "mail.example.org", 465, "anna@x", "p/w")),
        ("smtp+tls://mail.example.org:2525", ("smtp+tls", "mail.example.org", 2525, "", "")),
        ("http://mail.example.org", None),
        ("smtp://mail.example.org:99999", None),
        ("", None),
    ],
)
def test_a_mail_server_is_read_from_its_address(url, told):
    server = mail.Server.of(url)
    assert told == (server and (server.scheme, server.host, server.port, server.user, server.password))


@pytest.fixture(scope="module")
def browsers():
    with Browsers() as running:
        yield running


class TestPush:
    @pytest.fixture
    def site(self, settings):
        settings.VAPID_PRIVATE_KEY = p256_key()
        return settings

    @pytest.fixture
    def browser(self, browsers, site):
        site.PUSH_HOSTS = [browsers.url]
        return browsers.subscribe(push.public_key())

    @pytest.fixture
    def reader(self, small_city, browser):
        values = {"channel": "push", "address": browser["endpoint"], "keys": browser["keys"]}
        return Subscriber.objects.create(city=small_city, language="ru", created_at=NOW, **values)

    def test_a_browser_reads_what_was_written_for_it_alone(self, reader, browsers, browser):
        assert sent(reader).state == State.SENT
        assert browsers.shown(browser) == [
            {
                "title": "Закрыто движение",
                "body": "Пушкина",
                "url": "http://testserver/events/1/",
                "tag": "road-event:1",
                "lang": "ru",
            }
        ]

    def test_a_browser_that_has_left_is_forgotten(self, reader, browsers, browser):
        browsers.leave(browser)
        assert sent(reader).state == State.REFUSED
        assert not Subscriber.objects.exists()

    def test_another_sites_key_is_refused(self, reader, browsers, browser, site):
        site.VAPID_PRIVATE_KEY = p256_key()
        assert (sent(reader).state, browsers.shown(browser)) == (State.REFUSED, [])

    @pytest.mark.parametrize(
        ("status", "told", "state", "rest_s"),
        [
            (429, "120", State.WAITING, 120),
            (429, "99999999", State.WAITING, 86_400),
            (503, "", State.WAITING, 60),
            (500, "", State.WAITING, None),
            (502, "", State.WAITING, None),
            (413, "", State.REFUSED, None),
        ],
    )
    def test_a_push_service_says_when_to_come_again(self, reader, site, status, told, state, rest_s):
        with Refusing(status, told) as service:
            site.PUSH_HOSTS = [service.url]
            Subscriber.objects.filter(pk=reader.pk).update(address=f"{service.url}/x")
            row = sent(reader)
        assert (row.state, service.headers["TTL"], service.headers["Content-Encoding"]) == (state, "86400", "aes128gcm")
        assert len(service.headers["Topic"]) == 32
        assert rest_s is None or row.next_try_at == NOW + timedelta(seconds=rest_s)

    @pytest.mark.parametrize(
        "endpoint",
        [
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://anna@fcm.googleapis.com/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://evilfcm.googleapis.com/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://[broken/x",
            "https://127.0.0.1\\.push.apple.com/x",
            "https://127.0.0.1%00.push.apple.com/x",
            "https://*.push.apple.com/x",
            "https://.push.apple.com/x",
            "https://a..push.apple.com/x",
            "https://xn--a.push.apple.com/x",
            f"https://{'a' * 64}.push.apple.com/x",
            "https://web.push.\tapple.com/x",
            "https://web.push.apple.com/x\r\nX-Y: z",
            "https://web.push.apple.com/\u0441",
            "file:///etc/passwd",
            "",
        ],
    )
    def test_only_known_push_services_are_ever_called(self, endpoint, reader, site):
        site.PUSH_HOSTS = []
        assert not push.is_known(endpoint)
        Subscriber.objects.filter(pk=reader.pk).update(address=endpoint)
        assert sent(reader).state == State.REFUSED

    def test_what_cannot_be_written_was_not_sent(self, reader, browsers, browser):
        Subscriber.objects.filter(pk=reader.pk).update(keys={"p256dh": "AA", "auth": "AA"})
        assert (sent(reader).state, browsers.shown(browser)) == (State.WAITING, [])

    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://wns2-by3p.notify.windows.com/w/?token=BQ",
            "https://web.push.apple.com/QGq",
        ],
    )
    def test_the_great_ones_are_known(self, endpoint):
        assert push.is_known(endpoint)

    @pytest.mark.parametrize("key", ["", "short", "!" * 43, "A" * 43])
    def test_without_a_key_of_the_curve_there_are_no_notifications(self, settings, key):
        settings.VAPID_PRIVATE_KEY = key
        assert not CHANNELS["push"].is_configured()


class Refusing(Loopback):
    def __init__(self, status: int, retry_after: str):
        self.status, self.retry_after, self.headers = status, retry_after, {}
        super().__init__()

    def handler(double) -> type[BaseHTTPRequestHandler]:
        class Handler(QuietHandler):
            def do_POST(self):
                self.body()
                double.headers = dict(self.headers)
                self.send_response(double.status)
                if double.retry_after:
                    self.send_header("Retry-After", double.retry_after)
                self.send_header("Content-Length", "0")
                self.end_headers()

        return Handler
