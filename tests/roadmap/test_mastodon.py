"""Mastodon: a status a post, the same one again whatever became of the answer, corrected where it stands."""

import json
import socket
from datetime import timedelta
from functools import partial

import httpx
import pytest
from django.utils import timezone
from mastodon_mock.testing.server import MockServer

from roadmap.channels import NETWORKS, ChannelError, NotAnAddress, PostGone
from roadmap.channels.mastodon import length
from roadmap.channels.strangers import check_public
from roadmap.models import Delivery
from tests.doubles.networks.mastodon import MastodonServer, refusal, too_many
from tests.roadmap import networks
from tests.roadmap.networks import sent, told

pytestmark = pytest.mark.django_db
State = Delivery.State
PLACE = "@roads@mastodon.example"
URL = "https://roads.example/events/1/"
STATUSES = "POST /api/v1/statuses"
MASTODON = NETWORKS["mastodon"]


@pytest.fixture
def server(monkeypatch, settings):
    settings.MASTODON_API = "https://mastodon"
    monkeypatch.setattr("roadmap.channels.mastodon.PAUSES_S", (0, 0, 0))
    server = MastodonServer()
    monkeypatch.setattr(httpx, "request", server.request)
    return server


@pytest.fixture
def account(agency, server):
    return networks.account(agency, "mastodon", PLACE, token=server.token)


@pytest.fixture
def drawn(monkeypatch):
    monkeypatch.setattr("roadmap.delivery.picture_bytes", lambda picture: b"\x89PNG of the map")


def test_a_post_is_a_status_in_russian_and_a_correction_changes_it(account, server):
    first = sent(told(account, "Закрыто до 5 мая"))
    assert (first.state, first.remote_id) == (State.SENT, "101")
    assert first.remote_url == "https://mastodon.example/@roads/101"
    second = sent(told(account, "Продлено до 9 мая", 2))
    assert (second.state, second.remote_id) == (State.SENT, "101")
    assert (server.told, server.made, server.languages) == (["Продлено до 9 мая"], 1, {"ru"})


def test_an_answer_that_got_lost_asks_nobody_and_makes_no_second_status(account, server):
    server.befall("lost", on=STATUSES)
    first = sent(told(account))
    assert (first.state, server.made) == (State.WAITING, 1)
    again = sent(first, first.next_try_at)
    assert (again.state, again.remote_id, server.made) == (State.SENT, "101", 1)


def test_a_repeat_is_none_once_the_server_has_forgotten_the_key(account, server):
    server.befall("lost", on=STATUSES)
    first = sent(told(account))
    late = sent(first, timezone.now() + timedelta(hours=1))
    assert (late.state, len(server.of(STATUSES))) == (State.UNKNOWN, 1)


def test_what_was_lost_and_then_removed_by_hand_is_a_question_to_a_person(account, server):
    server.befall("lost", on=STATUSES)
    first = sent(told(account))
    server.posts.clear()
    assert sent(first, first.next_try_at).state == State.UNKNOWN


def test_a_status_removed_by_hand_is_told_anew_by_its_correction(account, server):
    sent(told(account))
    server.posts.clear()
    second = sent(told(account, "Продлено", 2))
    assert (second.state, second.remote_id, server.told) == (State.SENT, "102", ["Продлено"])


@pytest.mark.parametrize(
    ("befalls", "state", "wait_s"),
    [
        (partial(too_many, timedelta(minutes=4)), State.WAITING, 240),
        (too_many, State.WAITING, 30),
        (refusal(503, "down"), State.WAITING, 10),
        (refusal(422, "Validation failed"), State.REFUSED, None),
        ("dead", State.WAITING, 10),
        ("away", State.WAITING, 10),
    ],
)
def test_what_the_server_says_no_with(account, server, befalls, state, wait_s):
    server.befall(befalls() if callable(befalls) else befalls, on=STATUSES)
    before = timezone.now()
    row = sent(told(account))
    assert (row.state, server.told) == (state, [])
    if wait_s:
        assert abs((row.next_try_at - before).total_seconds() - wait_s) < 5
        assert sent(row, row.next_try_at).state == State.SENT


def test_a_wrong_key_is_refused_and_said(account, server):
    server.token = "another"
    row = sent(told(account))
    assert (row.state, "401" in row.reason) == (State.REFUSED, True)


# pictures


def test_a_picture_goes_with_what_is_told_of_it_once_the_server_is_done_with_it(account, server, drawn):
    server.works_on = 2
    row = sent(told(account, picture=networks.picture(account.city)))
    assert row.state == State.SENT
    assert [post.pictures for post in server.posts.values()] == [["Карта: улица Ленина закрыта"]]
    assert len(server.of("GET /api/v1/media")) == 2


def test_a_picture_that_is_never_ready_is_tried_again_later(account, server, drawn):
    server.works_on = 99
    row = sent(told(account, picture=networks.picture(account.city)))
    assert (row.state, server.told) == (State.WAITING, [])
    assert len(server.of("GET /api/v1/media")) == 3


@pytest.mark.parametrize(
    "befalls", ["lost", refusal(500, ""), httpx.Response(200, json={}), httpx.Response(200, text="<")]
)
def test_half_an_upload_leaves_no_doubt_about_the_post(account, server, drawn, befalls):
    server.befall(befalls, on="POST /api/v2/media")
    row = sent(told(account, picture=networks.picture(account.city)))
    assert (row.state, row.doubted_at, server.told) == (State.WAITING, None, [])
    assert sent(row, row.next_try_at).state == State.SENT


# lengths: https://docs.joinmastodon.org/user/posting/#text


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Закрыто", 7),
        ("https://roads.example/a/very/long/address/of/a/page/", 23),
        ("https://a.ru", 23),
        ("Ещё: https://roads.example/events/1/.", 5 + 23 + 1),
        ("Спросите @help@city.example", 9 + 5),
        ("👨‍👩‍👧 дома", 6),
    ],
)
def test_length_as_mastodon_counts(text, counted):
    assert length(text) == counted


def test_a_long_text_gives_way_to_the_short_one_with_the_address(account, server):
    row = told(account, "Слово. " * 200, short="Пермь: улица Ленина закрыта.")
    assert sent(row).state == State.SENT
    assert server.told == [f"Пермь: улица Ленина закрыта.\n\n{URL}"]


@pytest.mark.parametrize("limit", [500, 200])
def test_no_status_is_longer_than_its_server_takes(account, server, limit):
    server.limit = limit
    assert sent(told(account, "Слово. " * 200, short="Дело. " * 200)).state == State.SENT
    assert limit / 2 < len(server.told[0]) <= limit + len(URL) - 23


# accounts


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("@roads@mastodon.example", "@roads@mastodon.example"),
        ("Roads@Mastodon.Example", "@roads@mastodon.example"),
        ("https://mastodon.example/@roads", "@roads@mastodon.example"),
        ("@roads@мвд.рф", "@roads@xn--b1aew.xn--p1ai"),
    ],
)
def test_an_account_is_named_with_its_server(words, place):
    assert MASTODON.place_of(words) == place


@pytest.mark.parametrize(
    "words",
    [
        "",
        "@roads",
        "@roads@localhost",
        "@roads@127.0.0.1",
        "@roads@[::1]",
        "@roads@mastodon.example:8080",
        "@roads@2130706433",
        "@roads@0x7f.1",
        "@roads@user:pw@mastodon.example",
        "http://mastodon.example/@roads",
        "https://mastodon.example/@roads/../../admin",
        "@roads@mastodon.example/admin",
        "@дороги@mastodon.example",
    ],
)
def test_what_is_no_account_of_a_server_is_refused(words):
    with pytest.raises(NotAnAddress):
        MASTODON.place_of(words)


@pytest.mark.parametrize(
    ("address", "is_called"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_only_servers_of_the_public_internet_are_called(monkeypatch, address, is_called):
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [entry])
    if is_called:
        check_public("mastodon.example")
        return
    with pytest.raises(ChannelError) as refused:
        check_public("mastodon.example")
    assert refused.value.permanent


def test_a_server_inside_is_never_called_by_an_account(agency, server, settings, monkeypatch):
    settings.MASTODON_API = "https://{server}"
    entries = [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: entries)
    row = sent(told(networks.account(agency, "mastodon", PLACE, token=server.token)))
    assert (row.state, server.calls) == (State.REFUSED, [])


def test_the_server_is_asked_whose_key_it_is(server):
    bound = MASTODON.of({"token": server.token})
    assert bound.introduce(PLACE) == "Дороги"
    with pytest.raises(ChannelError, match="roads"):
        bound.introduce("@other@mastodon.example")


def test_a_trial_is_seen_by_whom_it_mentions_alone(server):
    bound = MASTODON.of({"token": server.token})
    bound.try_out(PLACE, "@anna@mastodon.example", "Проба")
    (call,) = server.of(STATUSES)
    told = json.loads(call.content)
    assert (told["status"], told["visibility"]) == ("@anna@mastodon.example Проба", "direct")
    with pytest.raises(ChannelError):
        bound.try_out(PLACE, "anna", "Проба")


@pytest.mark.parametrize(
    ("words", "number"),
    [("77", "77"), ("https://mastodon.example/@roads/77", "77"), ("https://mastodon.example/@Roads/77?x#y", "77")],
)
def test_the_number_of_a_status_is_read_from_its_address(words, number):
    assert MASTODON.remote_id_of(PLACE, words) == number


@pytest.mark.parametrize(
    "words", ["https://other.example/@roads/77", "https://mastodon.example/@other/77", "../77", ""]
)
def test_an_address_of_another_account_is_refused(words):
    with pytest.raises(NotAnAddress):
        MASTODON.remote_id_of(PLACE, words)


# against a server that nobody here wrote


@pytest.fixture
def stranger(settings):
    with MockServer() as running:
        settings.MASTODON_API = running.base_url
        yield running


@pytest.fixture
def bound(stranger):
    return MASTODON.of({"token": "alice_token"})


def words_of(stranger, number: str) -> dict:
    head = {"Authorization": "Bearer alice_token"}
    return httpx.get(f"{stranger.base_url}/api/v1/statuses/{number}", headers=head).json()


def test_the_mock_shows_what_was_posted_and_corrected(stranger, bound):
    told = networks.message("Улица Ленина закрыта", alt_text="Карта", picture=lambda: b"\x89PNG\r\n\x1a\n", key="k1")
    made = bound.post("@alice@x.example", told)
    shown = words_of(stranger, made.remote_id)
    assert "Улица Ленина закрыта" in shown["content"]
    assert [each["description"] for each in shown["media_attachments"]] == ["Карта"]
    bound.edit("@alice@x.example", made.remote_id, networks.message("Улица открыта"))
    assert "Улица открыта" in words_of(stranger, made.remote_id)["content"]
    assert bound.introduce("@alice@x.example") == "Alice"


def test_the_mock_takes_a_repeat_under_one_key_for_the_same_status(bound):
    numbers = [bound.post("@alice@x.example", networks.message(key=key)).remote_id for key in ("k1", "k1", "k2")]
    assert numbers[0] == numbers[1] != numbers[2]


def test_the_mock_refuses_what_is_too_long_and_we_make_nothing_that_is(stranger, bound):
    head = {"Authorization": "Bearer alice_token"}
    too_long = httpx.post(f"{stranger.base_url}/api/v1/statuses", headers=head, json={"status": "я" * 501})
    assert too_long.status_code == 422
    assert bound.post("@alice@x.example", networks.message("я" * 501, key="k")).remote_id


def test_the_mock_knows_no_status_that_was_removed(stranger, bound):
    number = bound.post("@alice@x.example", networks.message(key="k")).remote_id
    head = {"Authorization": "Bearer alice_token"}
    assert httpx.delete(f"{stranger.base_url}/api/v1/statuses/{number}", headers=head).status_code == 200
    with pytest.raises(PostGone):
        bound.edit("@alice@x.example", number, networks.message())


@pytest.mark.parametrize(
    ("effect", "is_permanent"),
    [({"type": "status", "status": 401}, True), ({"type": "ratelimit"}, False), ({"type": "malformed"}, False)],
)
def test_the_mocks_faults_are_understood(stranger, bound, effect, is_permanent):
    rule = {"match": {"methods": ["POST"], "path": "/api/v1/statuses"}, "effect": effect}
    assert httpx.post(f"{stranger.base_url}/api/v1/_mock/faults", json=rule).is_success
    with pytest.raises(ChannelError) as failed:
        bound.post("@alice@x.example", networks.message(key="k"))
    assert failed.value.permanent == is_permanent


def test_every_status_has_only_fields_that_the_published_api_knows(server, account, drawn):
    sent(told(account, picture=networks.picture(account.city)))
    sent(told(account, "Продлено", 2))
    for call in (*server.of(STATUSES), *server.of("PUT /api/v1/statuses")):
        assert set(json.loads(call.content)) == {"status", "media_ids", "language"}
