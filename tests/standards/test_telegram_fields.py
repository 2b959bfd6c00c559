"""Every call to Telegram against the field list of Bot API 10.1, which nobody here wrote."""

import json
import re
from datetime import timedelta

import pytest

from closures import amending, confirming
from roadmap import delivery
from roadmap.delivery import Content, enqueue
from roadmap.models import Delivery
from tests.closures.factories import active
from tests.conftest import NOW, SHARED
from tests.doubles.telegram import TelegramDouble

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]
TYPES = {"String": str, "Integer": int, "Boolean": bool}


@pytest.fixture(scope="module")
def methods():
    path = SHARED / "data" / "channel-schemas" / "telegram" / "bot-api-10.1.min.json"
    return json.loads(path.read_text(encoding="utf-8"))["methods"]


@pytest.fixture
def telegram(settings):
    with TelegramDouble() as double:
        settings.TELEGRAM_API, settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = double.url, double.token, "@roads"
        yield double


def check(call, methods):
    fields = {field["name"]: field for field in methods[call.method]["fields"]}
    sent = {**call.fields, **{name: file for name, file in call.files.items() if name in fields}}
    assert set(sent) <= set(fields), call.method
    assert {name for name, field in fields.items() if field["required"]} <= set(sent), call.method
    for name, value in call.fields.items():
        if not call.files:  # a form sends everything as text
            assert isinstance(value, tuple(TYPES[kind] for kind in fields[name]["types"] if kind in TYPES)), name
        longest = re.search(r"(\d+)-(\d+) characters", fields[name]["description"])
        if longest:
            assert int(longest[1]) <= len(value) <= int(longest[2]), name


def deliver(at):
    for pk in Delivery.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True):
        delivery.send(pk, at)


def test_the_life_of_a_closure_in_calls_that_the_api_knows(agency, dispatcher, telegram, methods):
    event = active(agency)
    deliver(NOW)
    amending.change(event, fields={"detour": "по улице Баумана"}, by=dispatcher, at=NOW)
    deliver(NOW)
    confirming.finish(event, by=dispatcher, at=NOW + timedelta(hours=1))
    deliver(NOW + timedelta(hours=1))
    assert [call.method for call in telegram.calls] == ["sendPhoto", "editMessageMedia", "editMessageMedia"]
    for call in telegram.calls:
        check(call, methods)
    media = json.loads(telegram.calls[-1].fields["media"])
    assert set(media) == {"type", "media", "caption"}
    assert media["media"].removeprefix("attach://") in telegram.calls[-1].files


def test_a_text_longer_than_the_limit_is_cut_to_it(small_city, telegram, methods):
    long = Content("Заголовок", "ъ" * 9000, "ы" * 2000, "http://testserver/events/1/")
    enqueue("road-event:1", 1, long, city=small_city, at=NOW, channels=["telegram"])
    deliver(NOW)
    enqueue("road-event:1", 2, long, city=small_city, at=NOW, channels=["telegram"])
    deliver(NOW)
    assert [call.method for call in telegram.calls] == ["sendMessage", "editMessageText"]
    for call in telegram.calls:
        check(call, methods)
