"""kill -9 at the worst moments: after the restart nothing is there twice, and nothing is lost in silence."""

import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from closures.models import Subscription
from roadmap import clock, effects
from roadmap.delivery import Content, enqueue
from roadmap.models import City, Delivery, Effect, JournalEntry, Subscriber, User
from tests.appeals.factories import appeal
from tests.closures.factories import phase, published
from tests.conftest import ROOT, process_environment
from tests.doubles.mailbox import Mailbox
from tests.doubles.telegram import TelegramDouble
from tests.workers import broker, kill, wait_until, workers  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
SUBJECTS = 6
State = Delivery.State


@pytest.fixture
def telegram(settings):
    with TelegramDouble(slowly_s=0.7) as double:
        settings.TELEGRAM_API, settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = double.url, double.token, "@roads"
        yield double


@pytest.fixture
def mailbox(settings):
    with Mailbox(slowly_s=0.7) as box:
        settings.EMAIL_URL, settings.EMAIL_FROM = box.url, "roads@example.org"
        yield box


@pytest.fixture
def start_worker(transactional_db, broker, telegram, mailbox, tmp_path):  # noqa: F811
    """Starts real workers on the test's own database and broker; ends what is left of them."""
    environment = process_environment(
        REDIS_URL=broker,
        TELEGRAM_API=telegram.url,
        TELEGRAM_TOKEN=telegram.token,
        TELEGRAM_CHAT="@roads",
        EMAIL_URL=mailbox.url,
        EMAIL_FROM="roads@example.org",
    )
    with workers(environment, tmp_path, "-Q", "celery,mail", "-c", "2", "-P", "prefork") as start:
        yield start


def states() -> Counter:
    return Counter(Delivery.objects.values_list("channel", "state"))


def minutes_later() -> None:
    """What the dead worker held is out of patience; a new worker and the clock take over, to the end."""
    ago = timezone.now() - clock.NOTICES_LOST_AFTER - timedelta(minutes=1)
    Delivery.objects.filter(state=State.SENDING).update(claimed_at=ago)
    Delivery.objects.filter(state=State.WAITING).update(handed_over_at=ago)
    clock.deliver_due()
    wait_until(lambda: not Delivery.objects.filter(state__in=[State.WAITING, State.SENDING]).exists())


@pytest.fixture
def handed_over():
    """Here deliveries are really handed to the broker."""


def test_a_worker_killed_while_it_sends_posts_nothing_twice(start_worker, telegram):
    city, at = City.objects.get(slug="small-city"), timezone.now()
    first = start_worker()
    for number in range(SUBJECTS):
        text = f"Перекрытие {number}"
        enqueue(f"road-event:{number}", 1, Content(text, text, text, "http://testserver/"), city=city, at=at)

    wait_until(lambda: len(telegram.calls) >= 2)
    kill(first)
    assert states()["telegram", State.SENDING] >= 1

    start_worker()
    minutes_later()

    received = Counter(call.fields["text"] for call in telegram.posts())
    assert max(received.values()) == 1, "a post is there twice"
    for row in Delivery.objects.filter(channel="telegram"):
        assert row.state in (State.SENT, State.UNKNOWN)
        if row.state == State.SENT:
            assert received[row.text] == 1
    assert states()["telegram", State.UNKNOWN] >= 1
    assert states()["journal", State.SENT] == JournalEntry.objects.count() == SUBJECTS


def test_a_worker_killed_while_it_writes_to_readers_sends_no_letter_twice(start_worker, mailbox, agency):
    """Down to the reader: each has the letter once, or nobody can tell, and then it is not sent again."""
    readers = subscribers(agency.city)
    first = start_worker()
    now = timezone.now()
    published(agency, at=now, phases=[phase(planned_start=now, planned_end=now + timedelta(days=3))])
    wait_until(lambda: len(mailbox.letters) >= 2)
    kill(first)
    assert states()["mail", State.SENDING] >= 1

    start_worker()
    minutes_later()

    received = Counter(letter["To"] for letter in mailbox.letters)
    assert max(received.values()) == 1, "a letter is there twice"
    told = {reader.address: reader.deliveries.get().state for reader in readers}
    assert set(told.values()) == {State.SENT, State.UNKNOWN}
    assert {address for address, state in told.items() if state == State.SENT} <= set(received)
    dispatcher = User.objects.create_user("dispatcher", agency=agency, roles=["dispatcher"])
    (asked,) = Delivery.objects.asking_of_readers(dispatcher).counted_by_topic()
    assert (asked["channel"], asked["count"]) == ("mail", states()["mail", State.UNKNOWN])


def subscribers(city: City) -> list[Subscriber]:
    """Each wants to hear of the whole city."""
    now, readers = timezone.now(), []
    for number in range(SUBJECTS):
        values = {"channel": "mail", "address": f"reader-{number}@example.org", "language": "ru", "created_at": now}
        readers.append(Subscriber.objects.create(city=city, **values))
        Subscription.objects.create(subscriber=readers[-1], created_at=now, confirmed_at=now, whole_city=city)
    return readers


DIES = """
import os, signal, sys
import django
django.setup()
from django.utils.dateparse import parse_datetime
from closures import confirming
from closures.models import RoadEvent
from roadmap import effects
from roadmap.models import Effect
die, pk, at = (lambda *_: os.kill(os.getpid(), signal.SIGKILL)), int(sys.argv[1]), parse_datetime(sys.argv[2])
"""
AFTER_COMMIT = "effects.hand_over = die; confirming.finish(RoadEvent.objects.get(pk=pk), by=None, at=at)"
IN_THE_EFFECT = "Effect.delete = die; effects.run(pk, at)"


def dies(code: str, pk: int, at) -> None:
    """A process of its own, killed by itself at the moment that the code names."""
    command = [sys.executable, "-c", DIES + code, str(pk), at.isoformat()]
    environment = process_environment(DJANGO_SETTINGS_MODULE="roadmap.settings")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_a_process_killed_between_commit_and_effect_loses_no_effect_and_doubles_none(agency, at, follow_up):
    event = published(
        agency,
        kind="repair-zone",
        cause="road-repair",
        at=at - timedelta(days=2),
        phases=[phase(planned_start=at - timedelta(days=1), planned_end=at + timedelta(days=3))],
    )
    waiting = appeal(agency.city)
    follow_up(at)

    dies(AFTER_COMMIT, event.pk, at)
    event.refresh_from_db()
    assert event.status == "finished"
    told = Effect.objects.get(name="road-event-changed")
    dies(IN_THE_EFFECT, told.pk, at)
    follow_up(at)
    assert not waiting.changes.filter(verb="noted").exists(), "what died waits for its next try"

    later = at + timedelta(seconds=10)
    effects.run(told.pk, later)
    dies(IN_THE_EFFECT, Effect.objects.get(name="works-ended").pk, later)
    assert not waiting.changes.filter(verb="noted").exists()
    follow_up(later + timedelta(seconds=10))
    assert waiting.changes.filter(verb="noted").count() == 1
    assert not Effect.objects.exists()


def test_a_process_killed_when_the_letters_are_written_down_tells_nobody_twice_and_nobody_less(agency, at, mailbox):
    readers = subscribers(agency.city)
    published(agency, at=at)
    for changed in Effect.objects.filter(name="road-event-changed"):
        effects.run(changed.pk, at)
    told = Effect.objects.get(name="tell-readers")
    dies(IN_THE_EFFECT, told.pk, at)
    assert not Delivery.objects.notices().exists(), "what died waits for its next try"
    effects.run(told.pk, at + timedelta(seconds=10))
    assert sorted(Delivery.objects.notices().values_list("recipient", flat=True)) == sorted(
        reader.recipient for reader in readers
    )
