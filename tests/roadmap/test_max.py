"""MAX: a post in a channel, found again where its answer got lost, corrected where it stands."""

import json
import ssl

import httpx
import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator, ValidationError

from roadmap.channels import NETWORKS, ChannelError, NotAnAddress
from roadmap.channels.max import trust
from roadmap.models import Delivery
from tests.conftest import SHARED
from tests.doubles.networks.max import API, CHAT, NAME, MaxChannel, refusal
from tests.roadmap import networks
from tests.roadmap.networks import sent, told

pytestmark = pytest.mark.django_db
State = Delivery.State
MAX = NETWORKS["max"]
POSTS, EDITS = "POST /messages", "PUT /messages"


@pytest.fixture
def channel(monkeypatch, settings):
    settings.MAX_API = API
    monkeypatch.setattr("roadmap.channels.max.PAUSES_S", (0, 0, 0))
    channel = MaxChannel()
    monkeypatch.setattr(httpx, "request", channel.request)
    return channel


@pytest.fixture
def account(agency, channel):
    return networks.account(agency, "max", str(CHAT), token=channel.token)


@pytest.fixture
def drawn(monkeypatch):
    monkeypatch.setattr("roadmap.delivery.picture_bytes", lambda picture: b"\x89PNG of the map")


def test_a_post_stands_with_its_public_address_and_is_corrected_there(account, channel):
    first = sent(told(account, "Закрыто до 5 мая"))
    assert (first.state, first.remote_id) == (State.SENT, "mid.0001")
    assert first.remote_url == "https://max.ru/roads_perm/mid0001"
    assert sent(told(account, "Продлено до 9 мая", 2)).state == State.SENT
    assert (channel.told, channel.made) == (["Продлено до 9 мая"], 1)


def test_a_post_whose_answer_got_lost_is_found_in_the_channel(account, channel):
    channel.befall("lost", on=POSTS)
    row = sent(told(account))
    assert (row.state, row.remote_id, channel.made) == (State.SENT, "mid.0001", 1)


@pytest.mark.parametrize("befalls", ["dead", refusal(503, "", "down")])
def test_where_none_is_found_a_person_is_asked(account, channel, befalls):
    channel.befall(befalls, on=POSTS)
    assert (sent(told(account)).state, channel.told) == (State.UNKNOWN, [])


def test_an_older_post_of_the_same_words_is_not_taken_for_this_one(account, channel):
    row = sent(told(account))
    channel._at[row.remote_id] -= 3_600_000
    channel.befall("dead", on=POSTS)
    assert sent(told(account, subject="road-event:2")).state == State.UNKNOWN


@pytest.mark.parametrize(
    ("befalls", "state", "wait_s"),
    [
        (refusal(429, "too.many.requests", "slow down"), State.WAITING, 30),
        (refusal(429, "too.many.requests", "slow down", headers={"Retry-After": "7"}), State.WAITING, 7),
        (refusal(403, "chat.denied", "no right to write"), State.REFUSED, None),
        ("away", State.WAITING, 10),
    ],
)
def test_what_max_says_no_with(account, channel, befalls, state, wait_s):
    channel.befall(befalls, on=POSTS)
    before = timezone.now()
    row = sent(told(account))
    assert (row.state, channel.told) == (state, [])
    if wait_s:
        assert abs((row.next_try_at - before).total_seconds() - wait_s) < 5
        assert sent(row, row.next_try_at).state == State.SENT


def test_a_wrong_key_is_refused_and_said(account, channel):
    channel.token = "another"
    row = sent(told(account))
    assert (row.state, "verify.token" in row.reason) == (State.REFUSED, True)


def test_a_post_removed_by_hand_is_told_anew(account, channel):
    sent(told(account))
    channel.posts.clear()
    assert (sent(told(account, "Продлено", 2)).state, channel.told) == (State.SENT, ["Продлено"])


@pytest.mark.parametrize(("words", "expected"), [("message not found", ["Продлено"]), ("no rights", ["Закрыто"])])
def test_a_correction_that_max_answers_with_no_success(account, channel, words, expected):
    sent(told(account))
    channel.befall(httpx.Response(200, json={"success": False, "message": words}), on=EDITS)
    if expected == ["Продлено"]:
        channel.posts.clear()
    row = sent(told(account, "Продлено", 2))
    assert channel.told == expected
    assert row.state == (State.SENT if expected == ["Продлено"] else State.REFUSED)


# pictures


def test_a_picture_that_is_not_ready_at_once_is_waited_for(account, channel, drawn):
    channel.works_on = 2
    assert sent(told(account, picture=networks.picture(account.city))).state == State.SENT
    assert [post.pictures for post in channel.posts.values()] == [["token-0"]]
    assert (len(channel.of(POSTS)), channel.made) == (3, 1)


def test_one_that_is_never_ready_is_tried_again_later(account, channel, drawn):
    channel.works_on = 99
    row = sent(told(account, picture=networks.picture(account.city)))
    assert (row.state, channel.told) == (State.WAITING, [])
    channel.works_on = 0
    assert sent(row, row.next_try_at).state == State.SENT


@pytest.mark.parametrize(
    ("on", "befalls"),
    [
        ("POST /uploads", "lost"),
        ("POST /uploads", httpx.Response(200, json={})),
        ("POST /uploads", httpx.Response(200, json={"url": "file:///etc/passwd"})),
        ("POST /image", "lost"),
        ("POST /image", httpx.Response(200, json={"photos": {}})),
        ("POST /image", httpx.Response(200, text="<html>")),
        ("POST /image", httpx.Response(500)),
    ],
)
def test_half_an_upload_leaves_no_doubt_about_the_post(account, channel, drawn, on, befalls):
    channel.befall(befalls, on=on)
    row = sent(told(account, picture=networks.picture(account.city)))
    assert (row.state, channel.told) == (State.WAITING, [])
    assert sent(row, row.next_try_at).state == State.SENT


def test_a_correction_without_a_picture_takes_the_old_one_away(account, channel, drawn):
    sent(told(account, picture=networks.picture(account.city)))
    sent(told(account, "Продлено", 2))
    assert [post.pictures for post in channel.posts.values()] == [[]]


# accounts


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("-70001234567890", "-70001234567890"),
        ("https://max.ru/roads_perm", "@roads_perm"),
        ("max.ru/roads_perm/", "@roads_perm"),
        ("@roads_perm", "@roads_perm"),
    ],
)
def test_a_channel_is_given_as_people_have_it(words, place):
    assert MAX.place_of(words) == place


@pytest.mark.parametrize(
    "words", ["", "roads perm", "https://max.example/roads", "max.ru/../chats", "@дороги", "1" * 30]
)
def test_what_is_no_channel_is_refused(words):
    with pytest.raises(NotAnAddress):
        MAX.place_of(words)


def test_a_channels_name_becomes_its_number_and_its_title_is_told(channel):
    bound = MAX.of({"token": channel.token})
    assert bound.settled(f"@{NAME}") == str(CHAT)
    assert bound.introduce(str(CHAT)) == "Дороги Перми"
    with pytest.raises(ChannelError):
        bound.settled("@another")


def test_a_post_that_a_person_gave_the_address_of_is_corrected(account, channel):
    sent(told(account))
    address = "https://max.ru/roads_perm/mid0001"
    assert MAX.remote_id_of(str(CHAT), address) == address
    made = MAX.of({"token": channel.token}).edit(str(CHAT), address, networks.message("Продлено"))
    assert (made.remote_id, channel.told) == ("mid.0001", ["Продлено"])


def test_certificates_are_those_of_the_system_and_of_the_bundle(settings, tmp_path):
    assert trust().verify_mode == ssl.CERT_REQUIRED
    settings.MAX_CA_BUNDLE = str(tmp_path / "none.pem")
    with pytest.raises(ChannelError):
        trust()


def test_no_post_is_longer_than_max_takes(account, channel):
    assert sent(told(account, "Слово 🚧. " * 900)).state == State.SENT
    assert 3000 < len(channel.told[0]) <= 4000


# the published description of the API


@pytest.fixture(scope="module")
def published():
    return json.loads((SHARED / "data" / "channel-schemas" / "max" / "openapi-0.0.32-2026-07-01.json").read_text())


def as_json_schema(node):
    """OpenAPI 3.0 says `nullable` where JSON Schema says "null"."""
    if isinstance(node, list):
        return [as_json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: as_json_schema(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [made, {"type": "null"}]} if node.get("nullable") is True else made


@pytest.mark.shared_data
def test_every_request_is_one_of_the_published_api(account, channel, drawn, published):
    channel.works_on = 1
    row = sent(told(account, "Слово. " * 900, picture=networks.picture(account.city)))
    sent(told(account, "Продлено", 2))
    channel.befall("lost", on=POSTS)
    sent(told(account, subject="road-event:2"))
    bound = MAX.of({"token": channel.token})
    bound.introduce(f"@{NAME}")
    bound.try_out(str(CHAT), "42", "Проба")
    bound.send_events_to("https://roads.example/hooks/1/", "secret-secret")
    calls = [call for call in channel.calls if call.url.host != "max-uploads"]
    assert (row.state, len(calls) > 7) == (State.SENT, True)
    for call in calls:
        check(call, published)


def check(call: httpx.Request, published: dict) -> None:
    path = "/chats/{chatLink}" if call.url.path.startswith("/chats") else call.url.path
    known = published["paths"][path][call.method.lower()]
    asked = {each["name"] for each in known.get("parameters", []) if each["in"] == "query"}
    assert set(call.url.params) <= asked, call.url
    assert {each["name"] for each in known.get("parameters", []) if each.get("required")} <= {
        *call.url.params,
        "chatLink",
    }
    if "requestBody" in known:
        asked_for = known["requestBody"]["content"]["application/json"]["schema"]
        schema = asked_for | {"components": as_json_schema(published["components"])}
        body = json.loads(call.content)
        Draft202012Validator(schema).validate(body)
    if path == "/messages" and "requestBody" in known:
        assert set(body) <= set(published["components"]["schemas"]["NewMessageBody"]["properties"])
        for each in body["attachments"]:
            Draft202012Validator(schema | {"$ref": "#/components/schemas/PhotoAttachmentRequest"}).validate(each)


@pytest.mark.shared_data
def test_the_judge_refuses_what_is_wrong(published):
    wrong = httpx.Request(
        "POST", f"{API}/messages?chat_id=1", json={"text": "я" * 4001, "attachments": [], "link": None}
    )
    with pytest.raises(ValidationError):
        check(wrong, published)
