"""Every call to VK against its JSON schema 5.199, which nobody here wrote: methods, parameters, kinds of keys."""

import json
import re

import pytest

from closures import amending, confirming
from roadmap import delivery
from roadmap.accounts import keeping
from roadmap.channels.vk import Vk
from roadmap.delivery import Content, enqueue
from roadmap.models import Delivery
from tests.closures.factories import active
from tests.conftest import NOW, SHARED
from tests.doubles.networks.accounts import account
from tests.doubles.networks.vk import COMMUNITY_KEY, EDITOR_KEY, GROUP, VkDouble

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]
BOTH = {"community": COMMUNITY_KEY, "editor": EDITOR_KEY}
OF_EVERY_CALL = {"access_token", "v"}
# Against the schema of January 2025 communities' keys post texts, as several developers reported in 2026.
BY_REPORT = {("wall.post", "group")}
WRITTEN = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "boolean": re.compile(r"[01]"),
    "string": re.compile(r".*", re.DOTALL),
    "array": re.compile(r"[^,]+(,[^,]+)*"),
}


@pytest.fixture(scope="module")
def methods():
    files = (SHARED / "data" / "channel-schemas" / "vk").glob("*/methods.json")
    return {row["name"]: row for file in files for row in json.loads(file.read_text(encoding="utf-8"))["methods"]}


@pytest.fixture
def vk(settings):
    with VkDouble() as double:
        settings.VK_API = double.url
        yield double


def check(call, methods, vk):
    method = methods[call.name]
    parameters = {row["name"]: row for row in method["parameters"]}
    sent = {name: value for name, value in call.fields.items() if name not in OF_EVERY_CALL}
    assert set(sent) <= set(parameters), call.name
    assert {name for name, row in parameters.items() if row.get("required")} <= set(sent), call.name
    for name, value in sent.items():
        kinds = parameters[name]["type"]
        kinds = [kinds] if isinstance(kinds, str) else kinds
        assert any(WRITTEN[kind].fullmatch(value) for kind in kinds), (call.name, name, value)
        assert len(value) <= parameters[name].get("maxLength", len(value)), (call.name, name)
        if "integer" in kinds and len(kinds) == 1:
            assert int(value) >= parameters[name].get("minimum", int(value)), (call.name, name)
    kind = vk.keys[call.fields["access_token"]]
    assert kind in method["access_token_type"] or (call.name, kind) in BY_REPORT, call.name


def check_all(vk, methods) -> list[str]:
    asked = [call for call in vk.calls if call.name != "upload"]
    for call in asked:
        check(call, methods, vk)
    return [call.name for call in asked]


def deliver():
    for pk in Delivery.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True):
        delivery.send(pk, NOW)


def test_the_life_of_a_closure_in_calls_that_the_schema_knows(agency, dispatcher, vk, methods):
    account(agency, "vk", f"-{GROUP}", BOTH)
    event = active(agency)
    deliver()
    amending.change(event, fields={"detour": "по улице Баумана"}, by=dispatcher, at=NOW)
    deliver()
    (post,) = vk.posts.values()
    post.is_old = True
    confirming.finish(event, by=dispatcher, at=NOW)
    deliver()
    assert check_all(vk, methods) == [
        *("photos.getWallUploadServer", "photos.saveWallPhoto", "wall.post"),
        *("photos.getWallUploadServer", "photos.saveWallPhoto", "wall.edit"),
        *("photos.getWallUploadServer", "photos.saveWallPhoto", "wall.edit", "wall.getById"),
        *("photos.getWallUploadServer", "photos.saveWallPhoto", "wall.createComment", "wall.post"),
    ]


def test_by_a_communitys_key_alone(agency, dispatcher, vk, methods):
    account(agency, "vk", f"-{GROUP}", {"community": COMMUNITY_KEY})
    event = active(agency)
    deliver()
    confirming.finish(event, by=dispatcher, at=NOW)
    deliver()
    assert check_all(vk, methods) == ["wall.post", "wall.createComment", "wall.post"]


def test_a_reply_to_a_comment(agency, vk, methods):
    account(agency, "vk", f"-{GROUP}", BOTH)
    rows = enqueue("road-event:1", 1, Content("з", "т", "т", ""), city=agency.city, at=NOW, channels=["vk"])
    deliver()
    Vk(BOTH).reply(f"-{GROUP}", "101", "7", delivery.message_of(rows[0]))
    assert check_all(vk, methods) == ["wall.post", "wall.createComment"]


def test_asking_who_we_are_a_trial_and_a_look_for_a_lost_post(agency, vk, methods):
    row = account(agency, "vk", f"-{GROUP}", BOTH)
    keeping.ask(row, NOW)
    keeping.try_out(row, "id42", "Проба", NOW)
    keeping.try_out(row, "anna.k", "Проба", NOW)
    enqueue("road-event:1", 1, Content("з", "т", "т", ""), city=row.city, at=NOW, channels=["vk"])
    vk.fail("lost", None, "wall.post")
    vk.fail("refused", 15, "wall.post")
    deliver()
    Delivery.objects.update(next_try_at=NOW)
    deliver()
    names = check_all(vk, methods)
    assert names[:2] == ["groups.getById", "photos.getWallUploadServer"]
    assert names[2:] == ["messages.send", "messages.send", "wall.post", "wall.post", "wall.get"]
