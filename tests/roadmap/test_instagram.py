"""Instagram: a container, published once; corrections are comments; nothing by hand of a private site."""

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from roadmap.channels import NETWORKS, ChannelError, NotAnAddress
from roadmap.models import Delivery
from tests.doubles.networks.instagram import ACCOUNT, InstagramAccount, refusal
from tests.roadmap import networks
from tests.roadmap.networks import sent, told

pytestmark = pytest.mark.django_db
State = Delivery.State
INSTAGRAM = NETWORKS["instagram"]
MEDIA, PUBLISH, STATE = rf"POST /v23.0/{ACCOUNT}/media$", rf"POST /v23.0/{ACCOUNT}/media_publish", r"GET /v23.0/5\d\d$"


@pytest.fixture
def page(monkeypatch, settings):
    settings.INSTAGRAM_API, settings.FOREIGN_NETWORKS = "https://instagram/v23.0", True
    settings.SITE_URL = "https://roads.example"
    monkeypatch.setattr("roadmap.channels.instagram.PAUSES_S", (0, 0, 0))
    monkeypatch.setattr("roadmap.delivery.picture_bytes", lambda picture: b"\x89PNG of the map")
    page = InstagramAccount()
    monkeypatch.setattr(httpx, "request", page.request)
    return page


@pytest.fixture
def account(agency, page):
    return networks.account(agency, "instagram", ACCOUNT, token=page.token)


@pytest.fixture
def waiting(account):
    return told(account, picture=networks.picture(account.city))


def test_a_post_is_a_picture_of_our_site_with_its_caption(page, waiting):
    page.works_on = 2
    row = sent(waiting)
    assert (row.state, row.remote_id, row.remote_url) == (State.SENT, "9001", "https://www.instagram.com/p/C9001/")
    assert [(post.text, post.pictures) for post in page.posts.values()] == [
        ("Закрыто", ["Карта: улица Ленина закрыта"])
    ]
    assert page._containers["500"]["image_url"] == f"https://roads.example/pictures/{'d' * 64}.jpg"


def test_a_correction_is_a_comment_under_the_post_and_so_is_the_next(page, waiting, account):
    sent(waiting)
    rows = [sent(told(account, words, version)) for version, words in ((2, "Продлено"), (3, "Открыто"))]
    assert [(row.state, row.remote_id) for row in rows] == [(State.SENT, "9001")] * 2
    assert (page.made, page.comments) == (1, [("9001", "Продлено"), ("9001", "Открыто")])


@pytest.mark.parametrize("befalls", ["lost", "dead", httpx.Response(500)])
def test_a_lost_answer_of_the_publication_publishes_once(page, waiting, befalls):
    page.befall(befalls, on=PUBLISH)
    row = sent(waiting)
    assert (row.state, row.remote_id, page.made) == (State.SENT, "9001", 1)


def test_where_the_container_does_not_tell_the_post_is_looked_up(page, waiting):
    page.befall("lost", on=PUBLISH)
    page.befall("", httpx.Response(500), on=STATE)
    row = sent(waiting)
    assert (row.state, row.remote_id, page.made) == (State.SENT, "9001", 1)


def test_where_nothing_tells_a_person_is_asked(page, waiting):
    page.befall("dead", on=PUBLISH)
    page.befall("", httpx.Response(500), on=STATE)
    assert (sent(waiting).state, page.made) == (State.UNKNOWN, 0)


@pytest.mark.parametrize(
    ("befalls", "on"),
    [
        ("lost", MEDIA),
        (httpx.Response(500), MEDIA),
        (httpx.Response(200, json={}), MEDIA),
        (refusal(400, "download timed out", -2, 2207003), MEDIA),
        (refusal(400, "try again", 2, is_transient=True), MEDIA),
        (httpx.Response(200, json={"status_code": "ERROR"}), STATE),
        (httpx.Response(200, json={"status_code": "EXPIRED"}), STATE),
    ],
)
def test_half_a_container_leaves_no_doubt_about_the_post(page, waiting, befalls, on):
    page.befall(befalls, on=on)
    row = sent(waiting)
    assert (row.state, page.posts) == (State.WAITING, {})
    assert sent(row, row.next_try_at).state == State.SENT


def test_a_picture_that_is_never_ready_is_tried_again_later(page, waiting):
    page.works_on = 99
    row = sent(waiting)
    assert (row.state, page.posts) == (State.WAITING, {})


@pytest.mark.parametrize(
    ("befalls", "state", "wait"),
    [
        (refusal(403, "Application request limit reached", 4), State.WAITING, timedelta(hours=1)),
        (refusal(403, "limit of posts", 9, 2207042), State.WAITING, timedelta(hours=3)),
        (refusal(400, "blocked as spam", -1, 2207051), State.REFUSED, None),
        (refusal(400, "aspect ratio", 36003, 2207009), State.REFUSED, None),
        (refusal(400, "too large", -1, 2207004), State.REFUSED, None),
        ("away", State.WAITING, timedelta(seconds=10)),
    ],
)
def test_what_meta_says_no_with(page, waiting, befalls, state, wait):
    page.befall(befalls, on=PUBLISH if befalls == "away" else MEDIA)
    before = timezone.now()
    row = sent(waiting)
    assert (row.state, page.posts) == (state, {})
    if wait:
        assert abs(row.next_try_at - before - wait) < timedelta(seconds=5)


def test_a_wrong_key_is_refused(page, waiting):
    page.token = "another"
    assert sent(waiting).state == State.REFUSED


def test_a_site_that_nobody_reaches_and_a_post_without_a_picture_are_refused_in_words(page, waiting, account, settings):
    row = sent(told(account, subject="road-event:2"))
    assert (row.state, "Instagram" in str(row.why)) == (State.REFUSED, True)
    settings.SITE_URL = "http://127.0.0.1:8000"
    row = sent(waiting)
    assert (row.state, "SITE_URL" in str(row.why), page.calls) == (State.REFUSED, True, [])


def test_a_caption_is_no_longer_than_instagram_takes(page, account):
    sent(told(account, "Слово. " * 900, picture=networks.picture(account.city)))
    assert 1500 < len(page.told[0]) <= 2200


def test_a_story_is_a_picture_alone_and_what_changes_is_another(page, agency):
    row = networks.account(agency, "instagram_stories", ACCOUNT, token=page.token)
    page.befall("lost", on=PUBLISH)
    drawn = networks.picture(agency.city)
    made = [sent(told(row, words, version, picture=drawn)) for version, words in ((1, "Закрыто"), (2, "Продлено"))]
    assert [each.state for each in made] == [State.SENT, State.SENT]
    assert (len(page.stories), page.posts, page.comments) == (2, {}, [])
    assert {held.get("caption") for held in page._containers.values()} == {None}


def test_the_account_is_asked_for_its_name(page):
    assert INSTAGRAM.of({"token": page.token}).introduce(ACCOUNT) == "roads"
    with pytest.raises(NotAnAddress):
        INSTAGRAM.place_of("@roads")


def test_a_post_that_a_person_gave_the_address_of_is_answered(page, waiting):
    sent(waiting)
    bound = INSTAGRAM.of({"token": page.token})
    address = INSTAGRAM.remote_id_of(ACCOUNT, "https://www.instagram.com/p/C9001/?igsh=1")
    bound.post(ACCOUNT, networks.message("Открыто", answers=address))
    assert page.comments == [("9001", "Открыто")]
    with pytest.raises(ChannelError):
        bound.post(ACCOUNT, networks.message("Открыто", answers="https://www.instagram.com/p/Cother/"))
