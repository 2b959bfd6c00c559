"""VK: posts of a community, by its own key and by an editor's, against a simulator that keeps VK's rules."""

from datetime import timedelta
from unittest.mock import Mock

import pytest

from roadmap import delivery
from roadmap.channels import NotAnAddress, OutcomeUnknown
from roadmap.channels.vk import Vk
from roadmap.delivery import Content, enqueue
from roadmap.models import Account, Delivery, Picture, User
from tests.conftest import NOW, signed_in
from tests.doubles.networks.accounts import account
from tests.doubles.networks.vk import COMMUNITY_KEY, EDITOR_KEY, GROUP, NAME, VK_ID_KEY, VkDouble

pytestmark = pytest.mark.django_db
State = Delivery.State
PLACE = f"-{GROUP}"
URL = "http://testserver/events/1/"
BOTH = {"community": COMMUNITY_KEY, "editor": EDITOR_KEY}
PNG = b"\x89PNG of a map"


@pytest.fixture
def vk(settings):
    with VkDouble() as double:
        settings.VK_API = double.url
        yield double


@pytest.fixture
def wall(agency, vk):
    """An account with both keys."""
    return account(agency, "vk", PLACE, BOTH)


@pytest.fixture
def picture(small_city, monkeypatch):
    monkeypatch.setattr("roadmap.delivery.picture_bytes", lambda picture: PNG)
    return Picture.objects.create(digest="d" * 64, city=small_city, spec={})


def told(words="Закрыто до 5 мая", version=1, *, city, picture=None, at=NOW) -> Delivery:
    (row,) = enqueue(
        "road-event:1", version, Content(words, words, words, URL, picture), at=at, city=city, channels=["vk"]
    )
    return row


def sent(row, at=NOW) -> Delivery:
    Delivery.objects.filter(pk=row.pk).update(next_try_at=at)
    delivery.send(row.pk, at)
    return Delivery.objects.select_related("account").get(pk=row.pk)


# posts and corrections


def test_a_post_with_its_picture_and_its_correction(wall, vk, picture):
    first = sent(told(city=wall.city, picture=picture))
    assert (first.state, first.remote_url) == (State.SENT, f"https://vk.com/wall{PLACE}_{first.remote_id}")
    assert vk.posts[101].attachments == "photo7_1"
    assert vk.named("upload")[0].files == {"photo": PNG}
    second = sent(told("Открыто", 2, city=wall.city, picture=picture))
    assert (second.state, second.remote_id) == (State.SENT, first.remote_id)
    assert {number: (post.text, post.attachments) for number, post in vk.posts.items()} == {
        101: ("Открыто", "photo7_2")
    }


def test_without_an_editors_key_a_post_has_the_link_and_a_change_is_told_below_it_and_anew(agency, vk, picture):
    row = account(agency, "vk", PLACE, {"community": COMMUNITY_KEY})
    sent(told(city=row.city, picture=picture))
    assert vk.posts[101].attachments == URL
    assert sent(told("Открыто", 2, city=row.city, picture=picture)).state == State.SENT
    assert vk.posts[101].comments == ["Открыто"]
    assert vk.told() == {102: "Открыто"}
    assert {call.fields["access_token"] for call in vk.calls} == {COMMUNITY_KEY}


def test_a_post_that_is_too_old_is_answered_and_one_removed_by_hand_is_posted_anew(wall, vk):
    sent(told(city=wall.city))
    vk.posts[101].is_old = True
    assert sent(told("Продлено", 2, city=wall.city)).remote_id == "102"
    assert vk.told() == {102: "Продлено"}
    del vk.posts[102]
    vk.posts[101].is_old = False
    assert sent(told("Открыто", 3, city=wall.city)).remote_id == "101"
    vk.posts.clear()
    assert sent(told("Перекрыто", 4, city=wall.city)).remote_id == "103"
    assert vk.told() == {103: "Перекрыто"}


def test_comments_that_are_closed_hold_up_no_new_post(agency, vk):
    row = account(agency, "vk", PLACE, {"community": COMMUNITY_KEY})
    sent(told(city=row.city))
    vk.fail("refused", 213, "wall.createComment")
    assert sent(told("Открыто", 2, city=row.city)).state == State.SENT


def test_a_reply_to_a_comment_is_one_also_where_its_answer_was_lost(wall, vk):
    sent(told(city=wall.city))
    words = delivery.message_of(told("Яму заделают", 2, city=wall.city))
    vk.fail("lost", None, "wall.createComment")
    with pytest.raises(OutcomeUnknown):
        Vk(BOTH).reply(PLACE, "101", "7", words)
    receipt = Vk(BOTH).reply(PLACE, "101", "7", words)
    assert receipt.url == f"https://vk.com/wall-123_101?reply={receipt.remote_id}"
    assert list(vk.replies.values()) == [(7, "Яму заделают")]
    assert vk.posts[101].comments == []


# what is lost


def test_a_post_whose_answer_was_lost_is_repeated_and_is_the_same(wall, vk):
    vk.fail("lost", None, "wall.post")
    row = sent(told(city=wall.city))
    assert (row.state, row.doubted_at) == (State.WAITING, NOW)
    assert sent(row, NOW + timedelta(minutes=1)).state == State.SENT
    assert len(vk.posts) == 1
    first, second = vk.named("wall.post")
    assert first.fields["guid"] == second.fields["guid"]


def test_of_a_worker_that_died_in_the_call_too(wall, vk):
    row = told(city=wall.city)
    Delivery.objects.filter(pk=row.pk).update(state=State.SENDING, claimed_at=NOW, attempts=1)
    delivery.recover(NOW + timedelta(minutes=1))
    row.refresh_from_db()
    assert (row.state, row.doubted_at) == (State.WAITING, NOW)


def test_after_the_hour_it_is_looked_up_by_its_text(wall, vk):
    vk.clock = lambda: NOW
    vk.fail("lost", None, "wall.post")
    row = sent(told(city=wall.city))
    late = sent(row, NOW + timedelta(minutes=50))
    assert (late.state, late.remote_id, len(vk.named("wall.post"))) == (State.SENT, "101", 1)


def test_what_cannot_be_looked_up_is_asked_of_a_person_whose_word_makes_another_post(agency, vk, dispatcher):
    row = account(agency, "vk", PLACE, {"community": COMMUNITY_KEY})
    vk.fail("lost", None, "wall.post")
    lost = sent(told(city=row.city))
    late = NOW + timedelta(minutes=50)
    assert sent(lost, late).state == State.UNKNOWN
    vk.posts.clear()
    delivery.send_again(lost.pk, by=dispatcher, at=late)
    assert sent(lost, late).remote_id == "102"


def test_a_repeat_that_is_refused_says_nothing_of_the_first_call(wall, vk):
    vk.clock = lambda: NOW
    vk.fail("lost", None, "wall.post")
    lost = sent(told(city=wall.city))
    vk.fail("refused", 5, "wall.post")
    found = sent(lost, NOW + timedelta(minutes=1))
    assert (found.state, found.remote_id) == (State.SENT, "101")


def test_and_a_person_is_asked_where_it_is_not_found(wall, vk):
    vk.fail("lost", None, "wall.post")
    lost = sent(told(city=wall.city))
    vk.posts[101].text = "Правлено руками"
    vk.fail("refused", 5, "wall.post")
    assert sent(lost, NOW + timedelta(minutes=1)).state == State.UNKNOWN


# what VK refuses


@pytest.mark.parametrize(
    ("code", "waits"), [(6, timedelta(seconds=1)), (9, timedelta(minutes=10)), (29, timedelta(hours=3))]
)
def test_what_passes_is_tried_again_and_holds_up_all_of_the_account(wall, vk, code, waits):
    vk.fail("refused", code, "wall.post")
    row = sent(told(city=wall.city))
    assert (row.state, row.next_try_at) == (State.WAITING, NOW + waits)
    assert sent(row, row.next_try_at).state == State.SENT


def test_a_wall_full_for_today_waits_and_one_that_is_forbidden_does_not(wall, vk):
    vk.fail("refused", 214, "wall.post")
    assert sent(told(city=wall.city)).state == State.WAITING


@pytest.mark.parametrize("code", [5, 7, 14, 15, 17, 27, 28, 100, 203, 222, 914, 1051])
def test_what_does_not_pass_is_shown_to_a_person_with_what_to_do(wall, vk, code):
    vk.fail("refused", code, "wall.post")
    row = sent(told(city=wall.city))
    assert row.state == State.REFUSED
    assert f"error {code}" in row.why
    assert Account.objects.get().why == row.why


@pytest.mark.parametrize("code", [1, 10])
def test_an_error_of_the_server_may_have_been_done(wall, vk, code):
    vk.fail("refused", code, "wall.post")
    row = sent(told(city=wall.city))
    assert (row.state, row.doubted_at) == (State.WAITING, NOW)


@pytest.mark.parametrize("fault", [("too many", 7), ("too many", None), ("half", None), ("broken", None)])
def test_an_upload_that_fails_is_begun_anew_and_nothing_is_in_doubt(wall, vk, picture, fault):
    vk.fail(*fault, "upload")
    row = sent(told(city=wall.city, picture=picture))
    assert (row.state, row.doubted_at, len(vk.posts)) == (State.WAITING, None, 0)
    assert sent(row, row.next_try_at).state == State.SENT


def test_http_429_says_for_how_long(wall, vk):
    vk.fail("too many", 77, "wall.post")
    assert sent(told(city=wall.city)).next_try_at == NOW + timedelta(seconds=77)


@pytest.mark.parametrize("fault", ["broken", "garbage"])
def test_servers_that_fail_leave_a_doubt_that_a_repeat_ends(wall, vk, fault):
    vk.fail(fault, None, "wall.post")
    row = sent(told(city=wall.city))
    assert row.doubted_at == NOW
    assert sent(row, NOW + timedelta(minutes=1)).state == State.SENT
    assert len(vk.posts) == 1


def test_a_slow_server_that_posts_when_nobody_waits_any_more(wall, vk, settings):
    settings.CHANNEL_TIMEOUT_S = 0.3
    vk.fail("slow", 1, "wall.post")
    row = sent(told(city=wall.city))
    assert row.doubted_at == NOW
    settings.CHANNEL_TIMEOUT_S = 15
    vk.fail("slow", 1.5, "wall.post")  # by then the first is there
    assert sent(row, NOW + timedelta(minutes=1)).state == State.SENT
    assert len(vk.posts) == 1


def test_a_correction_that_is_lost_is_made_again(wall, vk):
    sent(told(city=wall.city))
    vk.fail("lost", None, "wall.edit")
    row = sent(told("Открыто", 2, city=wall.city))
    assert sent(row, row.next_try_at).state == State.SENT
    assert vk.told() == {101: "Открыто"}


def test_a_wrong_key_and_a_key_of_vk_id_are_told_apart(agency, vk):
    row = account(agency, "vk", PLACE, {"community": "wrong"})
    first = sent(told(city=row.city))
    assert "новый" in first.why
    row.seal_keys({"community": COMMUNITY_KEY, "editor": VK_ID_KEY})
    row.save()
    assert "редактора" in sent(told("Открыто", 2, city=row.city)).why


def test_no_text_is_too_long(wall, vk):
    sent(told("ъ" * 20_000, city=wall.city))
    (post,) = vk.posts.values()
    assert 14_000 < len(post.text) <= 15_000


# paces


def test_two_calls_of_one_post_keep_the_editors_pace_and_another_post_waits(wall, vk, settings, monkeypatch):
    settings.CHANNEL_PACES = True
    slept = Mock()
    monkeypatch.setattr("roadmap.channels.network.sleep", slept)
    rooms = iter([0, 1, 0, 0, 0, 1])
    monkeypatch.setattr("roadmap.channels.network.take_of", lambda rate, name, whose: next(rooms))
    channel = Vk(BOTH)
    assert channel.introduce(PLACE)
    slept.assert_called_once_with(1)
    assert sent(told(city=wall.city)).attempts == 1
    assert sent(told(version=2, city=wall.city)).state == State.WAITING


def test_a_wall_takes_fifty_posts_a_day(wall, vk, settings):
    settings.CHANNEL_PACES = True
    channel = Vk({"community": COMMUNITY_KEY})
    for _post in range(50):
        channel._take_post(PLACE)
    row = sent(told(city=wall.city))
    assert (row.state, row.attempts, len(vk.posts)) == (State.WAITING, 0, 0)
    assert row.next_try_at > NOW + timedelta(hours=23)


# who we are


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("vk.com/club123", "-123"),
        ("https://vk.com/public123", "-123"),
        ("https://m.vk.com/event123/", "-123"),
        ("vk.ru/club123?w=wall-123_4", "-123"),
        ("123", "-123"),
        ("-123", "-123"),
        ("https://vk.com/roads_of_test", NAME),
        ("@roads_of_test", NAME),
    ],
)
def test_a_community_is_named_as_an_editor_knows_it(words, place):
    assert Vk().place_of(words) == place


@pytest.mark.parametrize("words", ["", "roads of test", "https://t.me/roads_of_test", "vk.com/", "--1", "vk.com/club"])
def test_what_is_no_community_is_refused(words):
    if words == "vk.com/club":  # a name, which VK knows or not
        assert Vk().place_of(words) == "club"
        return
    with pytest.raises(NotAnAddress):
        Vk().place_of(words)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("https://vk.com/wall-123_45", "45"),
        ("vk.com/roads_of_test?w=wall-123_45", "45"),
        ("https://m.vk.ru/wall-123_45?reply=7", "45"),
        ("wall-123_45", "45"),
        (" 45 ", "45"),
        ("wall-124_45", None),
        ("https://vk.com/roads_of_test", None),
        ("", None),
    ],
)
def test_a_posts_number_from_what_a_person_pasted(words, number):
    if number is None:
        with pytest.raises(NotAnAddress):
            Vk().remote_id_of(PLACE, words)
    else:
        assert Vk().remote_id_of(PLACE, words) == number


@pytest.fixture
def desk(agency):
    return signed_in(User.objects.create_user("editor", password="pass-word-1", agency=agency, roles=["editor"]))


def form(agency, **told) -> dict:
    values = {"name": "Дороги", "place": f"vk.com/{NAME}", "owner": agency.pk, "language": "ru", "state": "on"}
    return values | {"least_severity": 1, "key-community": COMMUNITY_KEY} | told


def test_a_communitys_name_is_kept_as_its_number(desk, agency, vk):
    assert desk.post("/desk/accounts/new/vk/", form(agency)).status_code == 302
    assert Account.objects.get().place == PLACE


def test_a_name_that_vk_does_not_know_is_said_beside_its_field(desk, agency, vk):
    answer = desk.post("/desk/accounts/new/vk/", form(agency, place="vk.com/strangers"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["place"]


def test_one_community_by_name_and_by_number_is_one_account(desk, agency, vk, wall):
    answer = desk.post("/desk/accounts/new/vk/", form(agency))
    assert answer.status_code == 422
    assert "уже есть" in answer.content.decode()


def test_asked_who_we_are_vk_tells_and_an_editors_key_is_tried_for_pictures(desk, vk, wall):
    answer = desk.post(f"/desk/accounts/{wall.pk}/ask/", follow=True)
    assert "Дороги города" in answer.content.decode()
    assert [call.name for call in vk.calls] == ["groups.getById", "photos.getWallUploadServer"]


@pytest.mark.parametrize(
    ("reader", "field"),
    [
        ("id42", ("user_id", "42")),
        ("42", ("user_id", "42")),
        ("vk.com/id42", ("user_id", "42")),
        ("anna.k", ("domain", "anna.k")),
    ],
)
def test_a_trial_goes_to_one_person(desk, vk, wall, reader, field):
    desk.post(f"/desk/accounts/{wall.pk}/trial/", {"trial": reader})
    (message,) = vk.sent
    assert field in message.items()
    assert not vk.posts


def test_without_an_editors_key_the_account_says_what_it_lacks(desk, agency, vk):
    row = account(agency, "vk", PLACE, {"community": COMMUNITY_KEY})
    assert "без картинки" in desk.get(f"/desk/accounts/{row.pk}/").content.decode()
