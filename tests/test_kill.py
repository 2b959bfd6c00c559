"""kill -9 at the worst moments: after the restart nothing is there twice, and nothing is lost in silence."""

import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from roadmap import clock, effects
from roadmap.delivery import Content, enqueue
from roadmap.models import City, Delivery, Effect, JournalEntry
from tests.appeals.factories import appeal
from tests.closures.factories import phase, published
from tests.conftest import ROOT, process_environment
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
def start_worker(transactional_db, broker, telegram, tmp_path):  # noqa: F811
    """Starts real workers on the test's own database and broker; ends what is left of them."""
    environment = process_environment(
        REDIS_URL=broker, TELEGRAM_API=telegram.url, TELEGRAM_TOKEN=telegram.token, TELEGRAM_CHAT="@roads"
    )
    with workers(environment, tmp_path, "-c", "2", "-P", "prefork") as start:
        yield start


def states() -> Counter:
    return Counter(Delivery.objects.values_list("channel", "state"))


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

    # A minute later: what the dead worker held is out of patience; a new worker and the clock take over.
    Delivery.objects.filter(state=State.SENDING).update(claimed_at=timezone.now() - timedelta(minutes=1))
    start_worker()
    clock.deliver_due()
    wait_until(
        lambda: not any(count for (_, state), count in states().items() if state in (State.WAITING, State.SENDING))
    )

    received = Counter(call.fields["text"] for call in telegram.posts())
    assert max(received.values()) == 1, "a post is there twice"
    for row in Delivery.objects.filter(channel="telegram"):
        assert row.state in (State.SENT, State.UNKNOWN)
        if row.state == State.SENT:
            assert received[row.text] == 1
    assert states()["telegram", State.UNKNOWN] >= 1
    assert states()["journal", State.SENT] == JournalEntry.objects.count() == SUBJECTS


DIES = """
import os, signal, sys
import django
django.setup()
from django.utils.dateparse import parse_datetime
from closures import actions
from closures.models import RoadEvent
from roadmap import effects
from roadmap.models import Effect
die, pk, at = (lambda *_: os.kill(os.getpid(), signal.SIGKILL)), int(sys.argv[1]), parse_datetime(sys.argv[2])
"""
AFTER_COMMIT = "effects.hand_over = die; actions.finish(RoadEvent.objects.get(pk=pk), by=None, at=at)"
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
