"""Accounts on networks: rows of the desk, whose keys nobody reads again, and by which texts go out."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from roadmap import delivery, sealing
from roadmap.accounts.places import places_in
from roadmap.channels import NotYet
from roadmap.channels.telegram import Telegram
from roadmap.delivery import Content, enqueue
from roadmap.models import Account, Agency, Delivery, SettingChange, User
from tests.conftest import NOW, signed_in
from tests.doubles.telegram import TelegramDouble, refusal

pytestmark = pytest.mark.django_db
State = Delivery.State
TOKEN = "77:a-very-secret-token"


@pytest.fixture
def editor(agency):
    return User.objects.create_user("editor", password="pass-word-1", agency=agency, roles=["editor"])


@pytest.fixture
def desk(editor):
    return signed_in(editor)


@pytest.fixture
def telegram(settings):
    with TelegramDouble() as double:
        double.token = TOKEN
        settings.TELEGRAM_API = double.url
        yield double


def account(agency, *, place="@roads_of_test", **told) -> Account:
    values = {"city": agency.city, "network": "telegram", "name": place, "owner": agency, "made_at": NOW} | told
    row = Account(place=place, **values)
    row.seal_keys({"token": TOKEN})
    row.save()
    return row


def form(agency, **told) -> dict:
    values = {"name": "Дороги", "place": "t.me/roads_of_test", "owner": agency.pk, "language": "ru", "state": "on"}
    return values | {"least_severity": 1, "key-token": TOKEN} | told


def told(words="Закрыто", version=1, subject="road-event:1", **how):
    return enqueue(subject, version, Content(words, words, words, ""), at=NOW, **how)


def sent(row) -> Delivery:
    delivery.send(row.pk, timezone.now())
    return Delivery.objects.get(pk=row.pk)


# keys


def test_keys_are_encrypted_in_the_row_and_opened_by_the_installations_key_alone(agency):
    row = account(agency)
    assert TOKEN not in row.sealed
    assert Account.objects.get(pk=row.pk).keys == {"token": TOKEN}
    with override_settings(CREDENTIALS_KEYS=["of another installation"]), pytest.raises(sealing.Unreadable):
        Account.objects.get(pk=row.pk).keys  # noqa: B018


def test_a_new_key_encrypts_while_the_old_one_still_opens(agency):
    with override_settings(CREDENTIALS_KEYS=["old"]):
        held = sealing.seal({"token": TOKEN})
    with override_settings(CREDENTIALS_KEYS=["new", "old"]):
        assert sealing.unseal(held) == {"token": TOKEN}
        anew = sealing.seal(sealing.unseal(held))
    with override_settings(CREDENTIALS_KEYS=["new"]):
        assert sealing.unseal(anew) == {"token": TOKEN}


# the desk


def test_an_account_is_set_up_in_the_desk_and_its_key_is_shown_nowhere(desk, agency):
    answer = desk.post("/desk/accounts/new/telegram/", form(agency))
    row = Account.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/accounts/{row.pk}/")
    assert (row.place, row.keys) == ("@roads_of_test", {"token": TOKEN})
    pages = ["/desk/accounts/", f"/desk/accounts/{row.pk}/", "/desk/accounts/new/telegram/"]
    assert all(TOKEN not in desk.get(page).content.decode() for page in pages)
    assert TOKEN not in str(list(SettingChange.objects.values_list("differences", flat=True)))
    assert SettingChange.objects.get().verb == "added"


def test_who_leaves_the_key_empty_keeps_it_and_who_gives_another_changes_it(desk, agency):
    row = account(agency)
    page = f"/desk/accounts/{row.pk}/"
    assert desk.post(page, form(agency, version=1, **{"key-token": ""}, name="Иначе")).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.keys, row.version) == ("Иначе", {"token": TOKEN}, 2)
    assert desk.post(page, form(agency, version=2, **{"key-token": "78:other"})).status_code == 302
    assert Account.objects.get().keys == {"token": "78:other"}


def test_of_two_who_save_at_once_the_second_is_told(desk, agency):
    row = account(agency)
    page = f"/desk/accounts/{row.pk}/"
    desk.post(page, form(agency, version=1, name="Первый"))
    answer = desk.post(page, form(agency, version=1, name="Второй"))
    assert answer.status_code == 409
    assert Account.objects.get().name == "Первый"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": "no place at all"}, "place"),
        ({"key-token": ""}, "key-token"),
        ({"owner": ""}, "owner"),
        ({"least_severity": 9}, "least_severity"),
        ({"kinds": ["no-such-kind"]}, "kinds"),
        ({"quiet_from": "22:00"}, "__all__"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "__all__"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(desk, agency, wrong, field):
    answer = desk.post("/desk/accounts/new/telegram/", form(agency, **wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Account.objects.exists()


def test_one_page_is_one_account(desk, agency):
    account(agency)
    answer = desk.post("/desk/accounts/new/telegram/", form(agency))
    assert answer.status_code == 422
    assert "уже есть" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        account(agency)


def test_an_editor_finds_only_accounts_of_the_own_body_and_of_those_below_it(desk, agency, other_agency):
    below = Agency.objects.create(city=agency.city, slug="below", name="Below", parent=agency)
    rows = [account(each, place=f"@{each.slug}") for each in (agency, other_agency, below)]
    assert [desk.get(f"/desk/accounts/{row.pk}/").status_code for row in rows] == [200, 404, 200]
    assert desk.post("/desk/accounts/new/telegram/", form(other_agency)).status_code == 422


# what the network says


def test_the_network_is_asked_whether_it_knows_the_account(desk, agency, telegram):
    row = account(agency)
    telegram.fail((200, {"ok": True, "result": {"id": -1, "type": "channel", "title": "Дороги города"}}))
    answer = desk.post(f"/desk/accounts/{row.pk}/ask/", follow=True)
    assert "Дороги города" in answer.content.decode()
    assert telegram.calls[0].method == "getChat"
    assert Account.objects.get().why == ""


def test_what_it_refuses_stands_at_the_account_until_it_works_again(desk, agency, telegram):
    row = account(agency)
    telegram.fail((403, refusal(403, "Forbidden: bot is not a member")))
    desk.post(f"/desk/accounts/{row.pk}/ask/")
    assert Account.objects.get().why == "403 Forbidden: bot is not a member"
    assert "bot is not a member" in desk.get("/desk/accounts/").content.decode()
    (post,) = told(city=agency.city, channels=["telegram"])
    assert sent(post).state == State.SENT
    assert Account.objects.get().why == ""


def test_a_trial_goes_to_one_person(desk, agency, telegram):
    row = account(agency)
    desk.post(f"/desk/accounts/{row.pk}/trial/", {"trial": "4242"})
    (call,) = telegram.calls
    assert (call.method, call.fields["chat_id"]) == ("sendMessage", "4242")
    assert not Delivery.objects.exists()


# what goes out


def test_two_accounts_of_one_network_are_two_places_with_keys_of_their_own(agency, telegram):
    account(agency, place="@first_of_test")
    account(agency, place="@second_of_test")
    rows = told(city=agency.city, channels=["telegram"])
    assert [sent(row).state for row in rows] == [State.SENT, State.SENT]
    assert [call.fields["chat_id"] for call in telegram.calls] == ["@first_of_test", "@second_of_test"]


def test_keys_of_another_installation_refuse_in_words_and_new_ones_send_what_waited(desk, agency, telegram):
    with override_settings(CREDENTIALS_KEYS=["of another installation"]):
        row = account(agency)
    (post,) = told(city=agency.city, channels=["telegram"])
    assert sent(post).state == State.REFUSED
    assert "введите их заново" in Delivery.objects.get().why
    desk.post(f"/desk/accounts/{row.pk}/", form(agency, version=1))
    assert sent(post).state == State.SENT


def test_a_group_that_has_moved_takes_its_posts_with_it(agency, telegram):
    account(agency, place="-42")
    (first,) = told(city=agency.city, channels=["telegram"])
    telegram.fail((400, refusal(400, "group chat was upgraded", migrate_to_chat_id=-10042)))
    assert sent(first).state == State.SENT
    assert Account.objects.get().place == "-10042"
    (second,) = told("Продлено", 2, city=agency.city, channels=["telegram"])
    assert (second.recipient, second.action) == ("-10042", "edit")


def test_a_place_where_posts_stand_cannot_become_another(desk, agency, telegram):
    row = account(agency)
    told(city=agency.city, channels=["telegram"])
    desk.post(f"/desk/accounts/{row.pk}/", form(agency, version=1, place="@another_of_test"))
    assert Account.objects.get().place == "@roads_of_test"


def test_too_many_of_one_account_hold_up_that_account_alone(agency, telegram):
    account(agency, place="@first_of_test")
    account(agency, place="@second_of_test")
    first, second = told(city=agency.city, channels=["telegram"])
    telegram.fail((429, refusal(429, "Too Many Requests", retry_after=600)))
    assert sent(first).state == State.WAITING
    assert sent(second).state == State.SENT


def test_a_pace_of_the_network_is_kept_without_a_try_being_used_up(agency, telegram, settings):
    settings.CHANNEL_PACES = True
    account(agency)
    rows = [told(city=agency.city, channels=["telegram"], subject=f"road-event:{number}")[0] for number in range(2)]
    first, second = map(sent, rows)
    assert (first.state, second.state, second.attempts) == (State.SENT, State.WAITING, 0)
    assert len(telegram.calls) == 1
    assert second.next_try_at - timezone.now() <= timedelta(seconds=1)


def test_a_group_takes_twenty_in_a_minute_and_a_channel_one_in_a_second(settings):
    settings.CHANNEL_PACES = True
    for place, room in (("-100777", 20), ("@channel_of_test", 40)):
        with time_machine.travel(NOW, tick=False) as clock:
            for _turn in range(room):
                Telegram({"token": "9:group"}).keep_pace(place)
                clock.shift(timedelta(seconds=1.1))
            if room == 20:
                with pytest.raises(NotYet):
                    Telegram({"token": "9:group"}).keep_pace(place)


def test_the_environments_channel_goes_by_what_telegram_answers(agency, telegram, settings):
    settings.CHANNEL_PACES = True
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = TOKEN, "@roads"
    rows = [told(city=agency.city, channels=["telegram"], subject=f"road-event:{number}")[0] for number in range(3)]
    assert [sent(row).state for row in rows] == [State.SENT] * 3


def test_places_of_a_city_are_its_own(agency, telegram, settings):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = "1:t", "@roads"
    account(agency)
    assert [place.spot for place in places_in(agency.city)] == [
        ("journal", "journal"),
        ("telegram", "@roads"),
        ("telegram", "@roads_of_test"),
    ]


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        ((22, 7), "2026-06-10T16:59Z", "2026-06-10T16:59Z"),  # 21:59 in the city (+5)
        ((22, 7), "2026-06-10T17:00Z", "2026-06-11T02:00Z"),
        ((22, 7), "2026-06-10T23:30Z", "2026-06-11T02:00Z"),  # 04:30
        ((22, 7), "2026-06-11T02:00Z", "2026-06-11T02:00Z"),
        ((12, 14), "2026-06-10T08:00Z", "2026-06-10T09:00Z"),  # 13:00
        ((12, 14), "2026-06-10T09:00Z", "2026-06-10T09:00Z"),
    ],
)
def test_quiet_hours_by_the_citys_clock(agency, hours, at, expected):
    start, end = (time(hour) for hour in hours)
    row = Account(city=agency.city, quiet_from=start, quiet_until=end)
    assert agency.city.time_zone == "Asia/Yekaterinburg"
    moment = datetime.fromisoformat(at).astimezone(UTC)
    assert row.next_loud(moment) == datetime.fromisoformat(expected)
