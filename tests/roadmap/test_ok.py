"""Odnoklassniki: signed calls, topics of a group, and a session that must not end, against a double made by hand."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from roadmap import clock, delivery
from roadmap.accounts import sessions
from roadmap.channels import NotAnAddress
from roadmap.channels.ok import Ok, signature
from roadmap.delivery import Content, enqueue
from roadmap.models import Account, Delivery, Picture, User
from tests.conftest import NOW, signed_in
from tests.doubles.networks.accounts import account
from tests.doubles.networks.ok import GROUP, KEYS, NAME, OkDouble

pytestmark = pytest.mark.django_db
State = Delivery.State
URL = "http://testserver/events/1/"
PNG = b"\x89PNG of a map"


@pytest.fixture
def ok(settings):
    with OkDouble() as double:
        settings.OK_API = double.url
        yield double


@pytest.fixture
def group(agency, ok):
    return account(agency, "ok", GROUP, KEYS)


@pytest.fixture
def picture(small_city, monkeypatch):
    monkeypatch.setattr("roadmap.delivery.picture_bytes", lambda picture: PNG)
    return Picture.objects.create(digest="d" * 64, city=small_city, spec={})


@pytest.fixture
def desk(agency):
    return signed_in(User.objects.create_user("editor", password="pass-word-1", agency=agency, roles=["editor"]))


def told(words="Закрыто до 5 мая", version=1, *, city, picture=None) -> Delivery:
    content = Content(words, words, words, URL, picture)
    (row,) = enqueue("road-event:1", version, content, at=NOW, city=city, channels=["ok"])
    return row


def sent(row, at=NOW) -> Delivery:
    Delivery.objects.filter(pk=row.pk).update(next_try_at=at)
    delivery.send(row.pk, at)
    return Delivery.objects.get(pk=row.pk)


def test_a_call_is_signed_as_the_documents_say():
    """By md5sum: of "tknsecret" e289000f…, of the parameters and that the value below."""
    values = {"method": "group.getInfo", "uids": "1", "application_key": "APP", "format": "json"}
    assert signature(values, "tkn", "secret") == "a00cd8f5f65e3b6bb7b88cc01f7bb21f"


def test_a_post_with_its_picture_and_its_correction(group, ok, picture):
    first = sent(told(city=group.city, picture=picture))
    assert (first.state, first.remote_url) == (State.SENT, f"https://ok.ru/group/{GROUP}/topic/{first.remote_id}")
    assert ok.named("upload")[0].files == {"pic1": PNG}
    second = sent(told("Открыто", 2, city=group.city, picture=picture))
    assert (second.state, second.remote_id) == (State.SENT, first.remote_id)
    (post,) = ok.posts.values()
    assert (post.text, post.photo) == ("Открыто", "token-2")


def test_without_a_picture_a_post_has_its_link(group, ok):
    sent(told(city=group.city))
    (post,) = ok.posts.values()
    assert post.link == URL


def test_a_post_removed_by_hand_is_posted_anew(group, ok):
    sent(told(city=group.city))
    ok.posts.clear()
    assert sent(told("Открыто", 2, city=group.city)).state == State.SENT
    assert [post.text for post in ok.posts.values()] == ["Открыто"]


def test_a_correction_that_is_forbidden_leaves_no_second_post(group, ok):
    sent(told(city=group.city))
    ok.fail("refused", 10, "mediatopic.edit")
    assert sent(told("Открыто", 2, city=group.city)).state == State.REFUSED
    assert len(ok.posts) == 1


def test_of_a_post_whose_answer_was_lost_a_person_is_asked(group, ok):
    ok.fail("lost", None, "mediatopic.post")
    assert sent(told(city=group.city)).state == State.UNKNOWN
    assert len(ok.posts) == 1


@pytest.mark.parametrize("code", [1, 2])
def test_so_is_of_an_error_of_the_server(group, ok, code):
    ok.fail("refused", code, "mediatopic.post")
    assert sent(told(city=group.city)).state == State.UNKNOWN


@pytest.mark.parametrize(
    ("code", "waits"), [(7, timedelta(hours=3)), (8, timedelta(minutes=10)), (11, timedelta(hours=1))]
)
def test_what_passes_is_tried_again(group, ok, code, waits):
    ok.fail("refused", code, "mediatopic.post")
    row = sent(told(city=group.city))
    assert (row.state, row.next_try_at) == (State.WAITING, NOW + waits)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (10, "права"),
        (100, "Missed required parameter"),
        (102, "новый"),
        (103, "новый"),
        (104, "подпись"),
        (454, "слова"),
    ],
)
def test_what_does_not_pass_is_shown_to_a_person_with_what_to_do(group, ok, code, words):
    ok.fail("refused", code, "mediatopic.post")
    row = sent(told(city=group.city))
    assert row.state == State.REFUSED
    assert words in row.why
    assert Account.objects.get().why == row.why


@pytest.mark.parametrize(
    "fault", [("too many", 7), ("half", None), ("broken", None), ("garbage", None), ("lost", None)]
)
def test_an_upload_that_fails_is_begun_anew(group, ok, picture, fault):
    ok.fail(*fault, "upload")
    row = sent(told(city=group.city, picture=picture))
    assert (row.state, len(ok.posts)) == (State.WAITING, 0)
    assert sent(row, row.next_try_at).state == State.SENT


def test_no_text_is_too_long(group, ok):
    sent(told("ъ" * 20_000, city=group.city))
    (post,) = ok.posts.values()
    assert 9_000 < len(post.text) <= 10_000


# who we are


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (f"https://ok.ru/group/{GROUP}", GROUP),
        (f"ok.ru/group{GROUP}/", GROUP),
        (f"m.ok.ru/group/{GROUP}?st.cmd=x", GROUP),
        (GROUP, GROUP),
        ("https://ok.ru/roads.of.test", NAME),
        ("roads of test", None),
        ("https://vk.com/roads", None),
        ("", None),
    ],
)
def test_a_group_is_named_as_an_editor_knows_it(words, place):
    if place is None:
        with pytest.raises(NotAnAddress):
            Ok().place_of(words)
    else:
        assert Ok().place_of(words) == place


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (f"https://ok.ru/group/{GROUP}/topic/154", "154"),
        ("https://ok.ru/roads.of.test/topic/154?x=1", "154"),
        ("154", "154"),
        ("https://ok.ru/group/1/topic/154", None),
        ("https://ok.ru/roads.of.test", None),
    ],
)
def test_a_posts_number_from_what_a_person_pasted(words, number):
    if number is None:
        with pytest.raises(NotAnAddress):
            Ok().remote_id_of(GROUP, words)
    else:
        assert Ok().remote_id_of(GROUP, words) == number


def test_a_group_is_set_up_by_its_name_and_asked_for(desk, agency, ok):
    values = {"name": "Дороги", "place": f"ok.ru/{NAME}", "owner": agency.pk, "language": "ru", "state": "on"}
    keys = {f"key-{name}": value for name, value in KEYS.items()}
    assert desk.post("/desk/accounts/new/ok/", {**values, "least_severity": 1, **keys}).status_code == 302
    row = Account.objects.get()
    assert (row.place, row.keys) == (GROUP, KEYS)
    assert "Дороги города" in desk.post(f"/desk/accounts/{row.pk}/ask/", follow=True).content.decode()


# the session


def test_a_session_that_nobody_used_is_prolonged_once_a_day(group, ok):
    sessions.prolong(NOW)
    sessions.prolong(NOW + timedelta(hours=19))
    assert len(ok.named("auth.touchSession")) == 1
    sessions.prolong(NOW + timedelta(hours=20))
    assert len(ok.named("auth.touchSession")) == 2
    assert Account.objects.get().spoke_at == NOW + timedelta(hours=20)


def test_by_the_clock(group, ok):
    clock.prolong_sessions()
    assert ok.named("auth.touchSession")


def test_one_that_fails_is_told_at_the_account_and_holds_up_no_other(group, agency, ok):
    other = account(agency, "ok", "70000000000124", {**KEYS, "token": "over"})
    sessions.prolong(NOW)
    group.refresh_from_db()
    other.refresh_from_db()
    assert (group.spoke_at, other.spoke_at) == (NOW, None)
    assert "новый" in other.why


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (18, ""),
        (19, "закончится 30 июня 2026"),
        (28, "закончится 30 июня 2026"),
        (29, "закончился 30 июня 2026"),
        (40, "закончился"),
    ],
)
def test_the_desk_warns_ten_days_before_a_session_ends(group, days, words):
    spoke_at = datetime.fromisoformat("2026-06-01T12:00+05:00")
    group.spoke_at = spoke_at
    told = sessions.warning(group, spoke_at + timedelta(days=days))
    assert words in told
    assert bool(words) == bool(told)


def test_on_the_accounts_pages(desk, group):
    Account.objects.update(spoke_at=timezone.now() - timedelta(days=25))
    for page in ("/desk/accounts/", f"/desk/accounts/{group.pk}/"):
        assert "Ключ закончится" in desk.get(page).content.decode()
