"""From the network's knock to the answer below the comment, with a real worker: within five seconds."""

import json
import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appeals import answering
from appeals.models import Appeal
from roadmap.models import Account, User
from tests.appeals.test_intake import POTHOLE, comment, posted
from tests.conftest import NOW, process_environment
from tests.doubles.telegram import TelegramDouble
from tests.workers import broker, wait_until, workers  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 5


@pytest.fixture
def handed_over():
    """Here events and replies are really handed to the broker."""


def test_a_comment_is_on_its_street_within_five_seconds_and_its_answer_below_it(agency, broker, settings, tmp_path):  # noqa: F811
    page = Account(city=agency.city, network="telegram", place="@roads", name="x", owner=agency, made_at=NOW)
    page.seal_keys({"token": "1:token", "hook": "s" * 43})
    page.save()
    posted(page)
    operator = User.objects.create_user("operator", password="pass-word-1", agency=agency, roles=["operator"])
    with TelegramDouble() as telegram:
        environment = process_environment(REDIS_URL=broker, TELEGRAM_API=telegram.url, SECRET_KEY=settings.SECRET_KEY)
        with workers(environment, tmp_path, "-Q", "celery,mail", "-c", "2", "-P", "prefork") as start:
            start()
            wait_until(lambda: "ready" in (tmp_path / "worker-0.log").read_text(encoding="utf-8"))
            begun = time.monotonic()
            assert _knock(page).status_code == 200
            wait_until(lambda: Appeal.objects.filter(text=POTHOLE).exists(), PATIENCE_S)
            assert time.monotonic() - begun < PATIENCE_S
            found = Appeal.objects.get()
            assert (found.segment.road.name, found.house) == ("улица Пушкина", "12")
            answering.give(found, "Заделаем.", outcome="planned", by=operator, at=timezone.now())
            wait_until(lambda: telegram.calls, PATIENCE_S)
    assert telegram.calls[0].fields["reply_parameters"]["message_id"] == 11


def _knock(page):
    headers = {"X-Telegram-Bot-Api-Secret-Token": "s" * 43}
    address = reverse("hook", args=[page.network, page.pk])
    return Client().post(address, json.dumps(comment()), "application/json", headers=headers)
