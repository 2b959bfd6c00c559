"""X: short posts without a link, within a month's budget, corrected by answers; only where it is allowed."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from roadmap.accounts.places import places_in
from roadmap.channels import NETWORKS, ChannelError, NotAnAddress
from roadmap.lengths import weighted_length
from roadmap.models import Account, Delivery, User
from tests.conftest import SHARED, signed_in
from tests.doubles.networks.x import KEYS, XAccount, problem
from tests.roadmap import networks
from tests.roadmap.networks import sent, told

pytestmark = pytest.mark.django_db
State = Delivery.State
X = NETWORKS["x"]
PLACE = "@roads_perm"
POSTS = "POST /2/tweets"


@pytest.fixture
def page(monkeypatch, settings):
    settings.X_API, settings.FOREIGN_NETWORKS = "https://x-api", True
    page = XAccount()
    monkeypatch.setattr(httpx, "request", page.request)
    return page


@pytest.fixture
def account(agency, page):
    return networks.account(agency, "x", PLACE, **KEYS, budget="10")


@pytest.fixture
def drawn(monkeypatch):
    monkeypatch.setattr("roadmap.delivery.picture_bytes", lambda picture: b"\x89PNG of the map")


def test_a_post_is_short_has_no_link_and_its_picture_is_told_to_who_does_not_see_it(account, page, drawn):
    text = "Закрыта улица Ленина. Подробности и карта: https://roads.example/events/1/"
    row = sent(told(account, text, picture=networks.picture(account.city)))
    assert (row.state, row.remote_url) == (State.SENT, "https://x.com/roads_perm/status/1001")
    assert page.told == ["Закрыта улица Ленина."]
    assert [post.pictures for post in page.posts.values()] == [["Карта: улица Ленина закрыта"]]


def test_the_short_text_is_taken_and_cut_as_x_counts(account, page):
    sent(told(account, "Длинно. " * 100, short="Пермь: № 1… " * 60))
    assert page.told[0].startswith("Пермь: № 1")
    assert 200 < weighted_length(page.told[0]) <= 280


def test_a_correction_answers_what_cannot_be_changed(account, page):
    sent(told(account, "Закрыто до 5 мая"))
    second = sent(told(account, "Продлено до 9 мая", 2))
    assert (second.state, page.told) == (State.SENT, ["Закрыто до 5 мая", "Продлено до 9 мая"])
    assert page.answered == {"1002": "1001"}


def test_where_the_answered_post_was_removed_the_correction_stands_alone(account, page):
    sent(told(account))
    page.posts.clear()
    assert sent(told(account, "Продлено", 2)).state == State.SENT
    assert (page.told, page.answered) == (["Продлено"], {})


def test_a_post_whose_answer_got_lost_is_found(account, page, drawn):
    page.befall("lost", on=POSTS)
    row = sent(told(account, "A & B < C", picture=networks.picture(account.city)))
    assert (row.state, row.remote_id, page.made) == (State.SENT, "1001", 1)


def test_what_x_calls_a_duplicate_after_a_lost_answer_is_there(account, page, dispatcher):
    page.befall("lost", on=POSTS)
    page.befall(problem(503, "down"), on="GET /2/users/me")
    row = sent(told(account))
    assert row.state == State.UNKNOWN
    made = X.of({**KEYS, "budget": "10"}).post(PLACE, networks.message(row.caption))
    assert (made.remote_id, page.made) == ("1001", 1)


def test_words_that_stand_in_an_older_post_are_refused_in_words(account, page):
    first = sent(told(account))
    page._at[first.remote_id] = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
    row = sent(told(account, subject="road-event:2"))
    assert (row.state, page.made) == (State.REFUSED, 1)


@pytest.mark.parametrize(
    ("befalls", "state", "wait_s"),
    [
        (problem(429, "Too Many Requests"), State.WAITING, 30),
        (problem(403, "Forbidden"), State.REFUSED, None),
        (problem(503, "down"), State.UNKNOWN, None),
        ("dead", State.UNKNOWN, None),
        ("away", State.WAITING, 10),
    ],
)
def test_what_x_says_no_with(account, page, befalls, state, wait_s):
    page.befall(befalls, on=POSTS)
    before = timezone.now()
    row = sent(told(account))
    assert (row.state, page.told) == (state, [])
    if wait_s:
        assert abs((row.next_try_at - before).total_seconds() - wait_s) < 5


def test_the_moment_that_x_names_is_waited_for(account, page):
    moment = timezone.now() + timedelta(minutes=9)
    page.befall(problem(429, "", headers={"x-rate-limit-reset": str(int(moment.timestamp()))}), on=POSTS)
    assert abs(sent(told(account)).next_try_at - moment) < timedelta(seconds=5)


@pytest.mark.parametrize("befalls", ["lost", problem(500, ""), httpx.Response(200, json={"data": {}})])
@pytest.mark.parametrize("on", ["POST /2/media/upload", "POST /2/media/metadata"])
def test_half_an_upload_leaves_no_doubt_about_the_post(account, page, drawn, on, befalls):
    page.befall(befalls, on=on)
    row = sent(told(account, picture=networks.picture(account.city)))
    if row.state == State.SENT:  # what is told of the picture was taken, whatever was answered
        assert on.endswith("metadata")
        return
    assert (row.state, page.told) == (State.WAITING, [])
    assert sent(row, row.next_try_at).state == State.SENT


def test_a_wrong_key_is_refused(account, page):
    page.secret = "another"
    row = sent(told(account))
    assert (row.state, "401" in row.reason) == (State.REFUSED, True)


# what it costs: docs.x.com, “Pricing”: a post 0.015 USD, one with a URL 0.200


def test_over_the_months_budget_nothing_is_posted(agency, page):
    row = networks.account(agency, "x", PLACE, **KEYS, budget="0.03")
    made = [sent(told(row, f"Текст {number}", subject=f"road-event:{number}")) for number in range(3)]
    assert [each.state for each in made] == [State.SENT, State.SENT, State.REFUSED]
    assert "0.03" in str(made[2].why)
    assert page.made == 2


def test_another_month_has_a_budget_of_its_own(agency, page):
    row = networks.account(agency, "x", PLACE, **KEYS, budget="0.015")
    first = sent(told(row))
    Delivery.objects.filter(pk=first.pk).update(claimed_at=timezone.now() - timedelta(days=32))
    assert sent(told(row, "Ещё", subject="road-event:2")).state == State.SENT


def test_a_link_costs_what_a_link_costs(agency, page):
    row = networks.account(agency, "x", PLACE, **KEYS, budget="0.19")
    assert sent(told(row, "Спрашивайте на city.example")).state == State.REFUSED
    assert sent(told(row, "Спрашивайте", subject="road-event:2")).state == State.SENT


@pytest.mark.parametrize("budget", ["", "ten", "nan"])
def test_without_a_budget_nothing_is_posted(agency, page, budget):
    row = networks.account(agency, "x", PLACE, **KEYS, budget=budget)
    assert (sent(told(row)).state, page.made) == (State.REFUSED, 0)


# accounts


@pytest.mark.parametrize("words", ["@Roads_Perm", "x.com/roads_perm", "https://twitter.com/roads_perm/"])
def test_an_account_is_given_as_people_have_it(words):
    assert X.place_of(words) == PLACE


@pytest.mark.parametrize("words", ["", "roads perm", "@дороги", "@" + "a" * 16, "https://y.com/roads"])
def test_what_is_no_account_is_refused(words):
    with pytest.raises(NotAnAddress):
        X.place_of(words)


def test_x_is_asked_whose_key_it_is(page):
    bound = X.of(KEYS)
    assert bound.introduce(PLACE) == "Дороги"
    with pytest.raises(ChannelError, match="roads_perm"):
        bound.introduce("@other")


@pytest.mark.parametrize(
    "words", ["77", "https://x.com/roads_perm/status/77", "https://twitter.com/Roads_Perm/status/77?s=20"]
)
def test_the_number_of_a_post_is_read_from_its_address(words):
    assert X.remote_id_of(PLACE, words) == "77"


# only where the installation allows it


@pytest.fixture
def desk(agency):
    return signed_in(User.objects.create_user("editor", password="pass-word-1", agency=agency, roles=["editor"]))


@pytest.mark.parametrize("network", ["x", "instagram"])
def test_off_by_default_and_the_desk_says_why(desk, network):
    page = desk.get("/desk/accounts/").content.decode()
    assert f"/desk/accounts/new/{network}/" not in page
    assert "FOREIGN_NETWORKS" in page
    assert desk.get(f"/desk/accounts/new/{network}/").status_code == 404
    assert desk.post(f"/desk/accounts/new/{network}/", {"name": "X"}).status_code == 404
    assert not Account.objects.exists()


def test_where_it_is_allowed_an_account_is_added(desk, agency, page):
    assert "/desk/accounts/new/x/" in desk.get("/desk/accounts/").content.decode()
    told = {"name": "X", "place": "x.com/roads_perm", "owner": agency.pk, "language": "ru", "state": "on"}
    keys = {f"key-{name}": value for name, value in {**KEYS, "budget": "10"}.items()}
    answer = desk.post("/desk/accounts/new/x/", {**told, "least_severity": 1, **keys})
    assert (answer.status_code, Account.objects.get().place) == (302, PLACE)


def test_an_account_is_silent_once_it_is_allowed_no_longer(account, page, settings):
    waiting = told(account)
    settings.FOREIGN_NETWORKS = False
    assert [place.spot for place in places_in(account.city)] == [("journal", "journal")]
    assert (sent(waiting).state, page.calls) == (State.REFUSED, [])


# the published description of the API


@pytest.mark.shared_data
def test_every_request_is_one_of_the_published_api(account, page, drawn):
    published = json.loads((SHARED / "data" / "channel-schemas" / "x" / "openapi-subset.json").read_text())
    sent(told(account, "Длинно. " * 100, picture=networks.picture(account.city)))
    sent(told(account, "Продлено", 2))
    named = {"/2/tweets": "CreatePostsRequest", "/2/media/metadata": "CreateMediaMetadataRequest"}
    calls = [call for call in page.of("POST") if call.url.path in named]
    assert len(calls) == 3
    for call in calls:
        schema = {"$ref": f"#/components/schemas/{named[call.url.path]}", "components": published["components"]}
        Draft202012Validator(schema).validate(json.loads(call.content))
        assert call.method.lower() in published["paths"][call.url.path]
