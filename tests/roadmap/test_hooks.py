"""The doors at which networks knock: only their owner's secret opens them, and one event is kept once."""

import json
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roadmap.hooks import keeping
from roadmap.models import Account, IncomingEvent, SettingChange, User
from roadmap.views.hooks import LONGEST
from tests.conftest import NOW, SHARED, signed_in
from tests.doubles.telegram import TelegramDouble, refusal

pytestmark = pytest.mark.django_db
SECRET = "s" * 43
HEADERS = {"telegram": "X-Telegram-Bot-Api-Secret-Token", "max": "X-Max-Bot-Api-Secret"}
PLACES = {"telegram": "@roads_of_test", "vk": "-123", "max": "-1001"}
SAMPLES = SHARED / "data" / "channel-schemas" / "max" / "sample-updates"


@pytest.fixture
def editor(agency):
    return User.objects.create_user("editor", password="pass-word-1", agency=agency, roles=["editor"])


def account(agency, network="telegram", **keys) -> Account:
    told = {"city": agency.city, "owner": agency, "made_at": NOW}
    row = Account(network=network, place=PLACES[network], name=network, **told)
    row.seal_keys({"token": "1:token", "hook": SECRET} | keys)
    row.save()
    return row


def knocks(row, told, *, secret=SECRET, client=None, **how):
    headers = {HEADERS[row.network]: secret} if row.network in HEADERS else {}
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    address = reverse("hook", args=[row.network, row.pk])
    return (client or Client()).post(address, body, content_type="application/json", headers=headers, **how)


def update(number=1, **told) -> dict:
    return {"update_id": number, "message": {"message_id": 5, "text": "яма", "date": 1} | told}


def of_vk(event="a1", **told) -> dict:
    base = {"type": "wall_reply_new", "group_id": 123, "event_id": event, "v": "5.199", "secret": SECRET}
    return base | {"object": {"id": 5}} | told


def test_an_event_is_kept_letter_by_letter_before_the_network_has_its_answer(agency):
    row = account(agency)
    assert knocks(row, update()).status_code == 200
    kept = IncomingEvent.objects.get()
    assert (kept.account, kept.number, kept.told) == (row, "1", update())


@pytest.mark.parametrize("network", ["telegram", "vk", "max"])
def test_the_same_event_twice_is_once_and_another_is_another(agency, network):
    row = account(agency, network)
    of_max = {"update_type": "message_created", "timestamp": 7, "message": {"body": {"mid": "mid.1"}}}
    one = {"telegram": update(), "vk": of_vk(), "max": of_max}[network]
    other = {"telegram": update(2), "vk": of_vk("a2"), "max": of_max | {"timestamp": 8}}[network]
    assert [knocks(row, told).status_code for told in (one, one, other)] == [200, 200, 200]
    assert row.events.count() == 2


def test_two_accounts_keep_their_events_apart(agency):
    one, other = account(agency), account(agency, "vk")
    knocks(one, update(1))
    knocks(other, of_vk("1"))
    assert IncomingEvent.objects.filter(number="1").count() == 2


@pytest.mark.parametrize("secret", ["", "x", SECRET[:-1], SECRET + "s", "ы" * 43])
@pytest.mark.parametrize("network", ["telegram", "vk", "max"])
def test_without_the_secret_nothing_is_kept(agency, network, secret):
    row = account(agency, network)
    told = of_vk(secret=secret) if network == "vk" else update()
    headers = {HEADERS[network]: secret.encode().decode("latin-1")} if network in HEADERS else {}
    answer = Client().post(reverse("hook", args=[network, row.pk]), told, "application/json", headers=headers)
    assert answer.status_code == 403
    assert not IncomingEvent.objects.exists()


@pytest.mark.parametrize("secret", [None, 5, ["s"], {"s": 1}, True])
def test_a_secret_of_another_type_is_none(agency, secret):
    assert knocks(account(agency, "vk"), of_vk(secret=secret)).status_code == 403


def test_an_unknown_account_one_of_another_network_and_one_that_nobody_opened_are_not_there(agency):
    row = account(agency)
    shut = account(agency, "vk", hook="")
    for network, pk in (("telegram", row.pk + 1000), ("vk", row.pk), ("x", row.pk), ("vk", shut.pk)):
        answer = Client().post(f"/hooks/{network}/{pk}/", b"{}", content_type="application/json")
        assert answer.status_code == 404, network


def test_vk_hears_ok_and_its_confirmation_string_for_its_own_group_alone(agency):
    row = account(agency, "vk", confirmation="c0ffee")
    assert knocks(row, of_vk()).content == b"ok"
    assert knocks(row, {"type": "confirmation", "group_id": 123}).content == b"c0ffee"
    assert knocks(row, {"type": "confirmation", "group_id": 124}).status_code == 403
    assert row.events.count() == 1, "a question whether this is ours is no event"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"5", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b'{"update_id": NaN}', b'{"update_id": "1"}']
    + [b'{"update_id": true}', b'{"update_id": -1}', b'{"update_id": 1e999}', b'{"update_id": 99999999999999999999}']
    + [b'{"update_id": [1]}', b'{"update_id": "\\u0000"}', b"\x00"],
)
def test_what_is_no_event_is_refused(agency, body):
    assert knocks(account(agency), body).status_code == 400
    assert not IncomingEvent.objects.exists()


@pytest.mark.parametrize("name", [None, 5, "", "x" * 101, "a\x00b", "\ud800", ["a"]])
def test_a_name_of_an_event_that_is_none_is_refused(agency, name):
    assert knocks(account(agency, "vk"), of_vk(name)).status_code == 400


def test_a_nul_within_words_is_kept_as_it_came(agency):
    row = account(agency)
    assert knocks(row, update(text="яма\x00\ud800")).status_code == 200
    assert row.events.get().told["message"]["text"] == "яма\x00\ud800"


def test_a_huge_body_is_not_read_to_its_end(agency):
    assert knocks(account(agency), update(text="я" * LONGEST)).status_code == 413
    assert not IncomingEvent.objects.exists()


def test_only_post_is_taken(agency):
    assert Client().get(reverse("hook", args=["telegram", account(agency).pk])).status_code == 405


def test_who_guesses_secrets_is_not_heard_for_a_while(agency, settings):
    settings.RATES = settings.RATES | {"hooks-refused": "2/minute"}
    row = account(agency)
    assert [knocks(row, update(), secret="x").status_code for _time in range(3)] == [403, 403, 429]
    assert knocks(row, update()).headers["Retry-After"]
    assert knocks(row, update(), REMOTE_ADDR="10.9.8.7").status_code == 200, "the network itself comes from elsewhere"


def test_a_flood_is_told_to_come_again(agency, settings):
    settings.RATES = settings.RATES | {"hooks": "2/minute"}
    row = account(agency)
    assert [knocks(row, update(number)).status_code for number in range(1, 4)] == [200, 200, 429]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_events_at_once_each_thrice_are_a_hundred(agency):
    row = account(agency)

    def send(first):
        for number in range(100):
            assert knocks(row, update((number + first) % 100)).status_code == 200
        connection.close()

    threads = [Thread(target=send, args=[first]) for first in (0, 3, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert row.events.count() == 100


def test_events_go_after_their_term(agency):
    row = account(agency)
    keeping.take_in(row, "1", "{}", NOW)
    IncomingEvent.objects.forget(NOW + timedelta(days=30))
    assert row.events.exists()
    IncomingEvent.objects.forget(NOW + timedelta(days=30, seconds=1))
    assert not row.events.exists()


@pytest.mark.shared_data
def test_all_of_maxs_sample_updates_come_in(agency):
    row = account(agency, "max")
    samples = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.json"))}
    assert len(samples) == 33
    for name, told in samples.items():
        for each in told.get("updates", [told]):
            wanted = 200 if name.startswith(("update.", "webhook.")) else 400  # others are answers, no updates
            assert knocks(row, each).status_code == wanted, name
    assert row.events.count() == 15, "each comes by itself and in a list of updates"


def opened(desk, row, **told):
    return desk.post(reverse("desk-account-hook", args=[row.pk]), told)


def test_telegram_is_told_where_to_send_and_nobody_sees_the_secret(agency, editor, settings):
    row, desk = account(agency, hook=""), signed_in(editor)
    with TelegramDouble() as double:
        settings.TELEGRAM_API = double.url
        page = desk.get(opened(desk, row).headers["Location"]).content.decode()
        call = double.calls[0]
    assert call.method == "setWebhook"
    assert call.fields["url"].endswith(f"/hooks/telegram/{row.pk}/")
    assert call.fields["secret_token"] not in page
    assert knocks(row, update(), secret=call.fields["secret_token"]).status_code == 200


def test_where_a_person_enters_it_the_secret_is_shown_once_and_a_new_one_shuts_the_old_one_out(
    agency, editor, settings
):
    row, desk = account(agency), signed_in(editor)
    with TelegramDouble() as double:
        settings.TELEGRAM_API = double.url
        double.fail((400, refusal(400, "Bad Request: bad webhook")))
        answer = opened(desk, row)
    secret = answer.context["secret"]
    assert len(secret) == 43
    assert secret in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in desk.get(reverse("desk-account", args=[row.pk])).content.decode()
    assert secret not in Account.objects.get().sealed
    assert secret not in str(list(SettingChange.objects.values()))
    assert knocks(row, update()).status_code == 403
    assert knocks(row, update(), secret=secret).status_code == 200


def test_a_saved_account_keeps_its_secret(agency, editor):
    row, desk = account(agency), signed_in(editor)
    told = {"name": "Дороги", "place": row.place, "owner": agency.pk, "language": "ru", "state": "on"}
    told |= {"least_severity": 1, "key-token": "2:token", "version": 1}
    assert desk.post(reverse("desk-account", args=[row.pk]), told).status_code == 302
    assert knocks(row, update()).status_code == 200


def test_when_it_came_last_stands_on_the_accounts_page(agency, editor):
    row, desk = account(agency), signed_in(editor)
    page = reverse("desk-account", args=[row.pk])
    assert "Пока ничего не пришло" in desk.get(page).content.decode()
    keeping.take_in(row, "1", "{}", timezone.now())
    assert "Пока ничего не пришло" not in desk.get(page).content.decode()
