"""kill -9 on letters of the office: each claim, morning and broken term is told once, or nobody can tell."""

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from appeals import actions, morning_letters, term_letters, violations
from appeals.models import Appeal, Violation, WarrantyClaim
from roadmap import effects
from roadmap.models import Agency, Delivery, Effect, RoadSegment, User
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, appeal, spot
from tests.conftest import ROOT, process_environment
from tests.test_kill import handed_over, mailbox, minutes_later, start_worker, telegram  # noqa: F401 - fixtures
from tests.workers import broker, kill, wait_until  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State
PLACES = (PUSHKINA, ACROSS_TOWN, spot(3, 100), spot(-203, 100), spot(100, -12))  # of five streets
WRITTEN = len(PLACES)
DUE = timedelta(seconds=10)  # after which what died in an effect is tried again

DIES = """
import os, signal, sys
import django
django.setup()
from django.utils.dateparse import parse_datetime
from appeals import morning_letters, term_letters
from roadmap import effects, notices
from roadmap.models import Effect

left, at = int(sys.argv[1]), parse_datetime(sys.argv[2])

def dying(tell):
    def told(*given, **named):
        global left
        left -= 1
        tell(*given, **named)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
    return told

notices.tell_office, notices.tell_person = dying(notices.tell_office), dying(notices.tell_person)
"""


@dataclass(frozen=True)
class Letters:
    """How they come to be: `begin` leaves what they are about, `code` writes them in the process that is killed,
    `write` after it."""

    begin: Callable[[Agency, datetime], None]
    code: str
    write: Callable[[datetime], object]


def potholes_under_warranty(agency: Agency, at: datetime) -> None:
    builder = Agency.objects.create(
        city=agency.city, slug="builder", name="ООО «Дорстрой»", email="office@builder.example", hold_s=0
    )
    RoadSegment.objects.update(warranty_until=date(2099, 1, 1), warranty_contractor=builder, owner=agency)
    for place in PLACES:
        appeal(agency.city, place, at=at)


def leaders(agency: Agency, at: datetime) -> None:
    for number in range(WRITTEN):
        User.objects.create_user(f"leader-{number}", agency=agency, roles=["leader"], email=f"{number}@example.org")


def broken_terms(agency: Agency, at: datetime) -> None:
    """Of bodies that stand each below another one."""
    for number in range(WRITTEN):
        values = {"city": agency.city, "hold_s": 0}
        above = Agency.objects.create(slug=f"above-{number}", name="Над", email=f"above-{number}@example.org", **values)
        body = Agency.objects.create(slug=f"body-{number}", name="Под", parent=above, **values)
        message = appeal(agency.city, at=at - timedelta(days=1))
        actions.forward(message, body, reason="Не наше", by=None, at=at - timedelta(hours=23))
    due = at - timedelta(hours=1)
    Appeal.objects.update(first_reply_due_at=due, answer_due_at=due)
    violations.find(at)


def claimed(at: datetime) -> None:
    for pk in Effect.objects.filter(name="claim-warranty").values_list("pk", flat=True):
        effects.run(pk, at)


CLAIMS = "for effect in Effect.objects.filter(name='claim-warranty').order_by('pk'): effects.run(effect.pk, at)"
LETTERS = {
    "claims": Letters(potholes_under_warranty, CLAIMS, claimed),
    "the morning": Letters(leaders, "morning_letters.tell_leaders(at)", morning_letters.tell_leaders),
    "broken terms": Letters(broken_terms, "term_letters.escalate(at)", term_letters.escalate),
}


def dies(code: str, left: int, at: datetime, broker: str, mailbox) -> None:  # noqa: F811
    """A process of its own, killed by itself when so many letters are written, before it says so to the database."""
    environment = process_environment(
        DJANGO_SETTINGS_MODULE="roadmap.settings",
        REDIS_URL=broker,
        EMAIL_URL=mailbox.url,
        EMAIL_FROM="roads@example.org",
    )
    command = [sys.executable, "-c", DIES + code, str(left), at.isoformat()]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("what", LETTERS)
def test_a_letter_of_the_office_goes_out_once_whoever_is_killed(what, start_worker, broker, mailbox, agency):  # noqa: F811
    chance, letters = random.Random(what), LETTERS[what]
    left, arrived = chance.randint(2, WRITTEN - 1), chance.randint(1, 2)
    noon = (timezone.now() - timedelta(days=1)).astimezone(agency.city.zone).replace(hour=12)
    letters.begin(agency, noon)

    dies(letters.code, left, noon, broker, mailbox)
    assert office_letters().count() < WRITTEN, "it died too late"
    letters.write(noon + DUE)
    letters.write(noon + DUE)
    assert office_letters().count() == WRITTEN

    first = start_worker()
    wait_until(lambda: len(mailbox.letters) >= arrived)
    kill(first)
    assert office_letters().exclude(state=State.SENT).exists(), "it was killed too late"
    start_worker()
    minutes_later()

    received = Counter(letter["Subject"] + letter["To"] for letter in mailbox.letters)
    assert max(received.values()) == 1, "a letter is there twice"
    states = Counter(office_letters().values_list("state", flat=True))
    assert states[State.SENT] + states[State.UNKNOWN] == WRITTEN
    assert states[State.SENT] <= len(received) <= WRITTEN
    kept_whole()


def office_letters():
    return Delivery.objects.filter(channel="office-mail")


def kept_whole() -> None:
    """What the letters are about: each message has its one claim, each broken term is told."""
    assert WarrantyClaim.objects.count() in (0, WRITTEN)
    assert all(claim.appeals.count() == 1 for claim in WarrantyClaim.objects.all())
    assert not Effect.objects.filter(name="claim-warranty").exists()
    assert not Violation.objects.answers().filter(told_at=None).exists()
