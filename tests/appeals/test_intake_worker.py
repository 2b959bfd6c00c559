"""From the network's knock to the answer below the comment, with a real worker: within five seconds."""

import json
import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appeals import answering
from appeals.models import Appeal, NetworkMessage
from roadmap.models import Delivery, User
from tests.appeals.test_intake import POTHOLE
from tests.appeals.test_intake_vk import comment
from tests.conftest import NOW, process_environment
from tests.doubles.networks.accounts import account
from tests.doubles.networks.vk import COMMUNITY_KEY, GROUP, Post, VkDouble
from tests.workers import broker, wait_until, workers  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 5
KEYS = {"community": COMMUNITY_KEY, "hook": "s" * 43}


@pytest.fixture
def handed_over():
    """Here events and replies are really handed to the broker."""


def test_a_comment_is_on_its_street_within_five_seconds_and_its_answer_below_it(agency, broker, settings, tmp_path):  # noqa: F811
    page = account(agency, "vk", f"-{GROUP}", KEYS)
    operator = User.objects.create_user("operator", password="pass-word-1", agency=agency, roles=["operator"])
    with VkDouble() as vk:
        vk.posts[500] = Post("Улица Баумана закрыта", "", NOW)
        environment = process_environment(REDIS_URL=broker, VK_API=vk.url, SECRET_KEY=settings.SECRET_KEY)
        with workers(environment, tmp_path, "-Q", "celery,mail", "-c", "2", "-P", "prefork") as start:
            start()
            wait_until(lambda: "ready" in (tmp_path / "worker-0.log").read_text(encoding="utf-8"))
            _knock(page, comment("Здравствуйте", 10), "e0")  # site and worker have begun their work before
            wait_until(lambda: NetworkMessage.objects.filter(is_aside=True).exists())
            begun = time.monotonic()
            assert _knock(page, comment(), "e1").content == b"ok"
            wait_until(lambda: Appeal.objects.filter(text=POTHOLE).exists(), PATIENCE_S)
            assert time.monotonic() - begun < PATIENCE_S
            found = Appeal.objects.get()
            assert (found.segment.road.name, found.house) == ("улица Пушкина", "12")
            answering.give(found, "Заделаем.", outcome="planned", by=operator, at=timezone.now())
            wait_until(lambda: Delivery.objects.filter(subject__startswith="comment:", state="sent").exists())
        [call] = vk.calls
    assert (call.name, call.fields["post_id"], call.fields["reply_to_comment"]) == ("wall.createComment", "500", "11")


def _knock(page, said, event):
    told = {"type": "wall_reply_new", "group_id": GROUP, "event_id": event, "secret": "s" * 43, "v": "5.199"}
    address = reverse("hook", args=[page.network, page.pk])
    return Client().post(address, json.dumps(told | {"object": said}), "application/json")
