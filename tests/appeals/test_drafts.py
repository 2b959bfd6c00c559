"""The same form sent again is the same message, for the browser that sent it and for nobody else."""

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client

from appeals.models import Appeal
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, upload

pytestmark = pytest.mark.django_db
API = "/api/v1/appeals/"
TOLD = {"category": "pothole", "lon": PUSHKINA.x, "lat": PUSHKINA.y, "text": "яма", "consent": "true"}


@pytest.fixture(autouse=True)
def _somebody_answers(agency):
    pass


def opened(browser: Client, **query) -> str:
    """The key of the form as the browser gets it."""
    return re.search(r'name="draft_key" value="([^"]+)"', browser.get("/report/", query).content.decode())[1]


def by_form(browser: Client, key: str, **told) -> str:
    """Without JavaScript: where the browser is sent."""
    return browser.post("/report/", TOLD | {"draft_key": key} | told).headers.get("Location", "")


def by_script(browser: Client, key: str, **told) -> str:
    return browser.post(API, TOLD | {"draft_key": key} | told).json()["secret_url"]


def by_json(browser: Client, key: str, **told) -> str:
    message = TOLD | {"consent": True, "draft_key": key} | told
    return browser.post(API, message, content_type="application/json").json()["secret_url"]


BY_ALL = pytest.mark.parametrize("send", [by_form, by_script, by_json])


@BY_ALL
def test_a_phone_that_sends_again_after_a_lost_answer_gets_the_same_page(send):
    browser = Client()
    key = opened(browser)
    assert send(browser, key) == send(browser, key)
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize("send", [by_form, by_script])
def test_photos_are_part_of_what_was_sent(send):
    browser = Client()
    key = opened(browser)
    one, again, other = (
        send(browser, key, photos=[upload()]),
        send(browser, key, photos=[upload()]),
        send(browser, key),
    )
    assert one == again != other
    assert [message.uploads.count() for message in Appeal.objects.order_by("pk")] == [1, 0]


@BY_ALL
@pytest.mark.parametrize(
    "other", [{"text": "люк"}, {"lon": ACROSS_TOWN.x, "lat": ACROSS_TOWN.y}, {"category": "lighting"}, {"name": "Анна"}]
)
def test_something_else_under_the_same_key_is_another_message(send, other):
    browser = Client()
    key = opened(browser)
    assert send(browser, key) != send(browser, key, **other)
    assert Appeal.objects.count() == 2


@BY_ALL
def test_who_knows_the_key_and_the_words_does_not_get_the_page(send):
    resident, stranger = Client(), Client()
    key = opened(resident)
    opened(stranger)
    mine = send(resident, key)
    for thief in (stranger, Client()):
        assert send(thief, key) != mine


def test_a_forged_mark_is_no_browsers(client):
    key = opened(client)
    mine = by_script(client, key)
    forger = Client()
    forger.cookies["draft-browser"] = client.cookies["draft-browser"].value.split(":")[0] + ":1tHx:AAAA"
    assert by_script(forger, key) != mine


def test_a_key_in_the_address_is_not_taken():
    planted = str(uuid4())
    assert opened(Client(), draft_key=planted) != planted


def test_a_key_that_another_site_posts_is_not_put_into_the_form():
    planted = str(uuid4())
    page = Client().post("/report/", TOLD | {"draft_key": planted, "consent": ""}).content.decode()
    assert 'name="draft_key"' in page
    assert planted not in page


def test_an_address_puts_the_pin_but_neither_words_nor_consent():
    query = {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "text": "чужие слова", "name": "Чужой", "consent": "true"}
    page = Client().get("/report/", query).content.decode()
    assert f'name="lon" value="{PUSHKINA.x}"' in page
    assert "чужие слова" not in page
    assert "Чужой" not in page
    assert "required checked" not in page


def test_two_tabs_are_two_messages():
    browser = Client()
    first, second = opened(browser), opened(browser)
    assert first != second
    assert by_form(browser, first) != by_form(browser, second)


def test_back_and_a_second_thought_is_a_message_of_its_own():
    browser = Client()
    key = opened(browser)
    by_form(browser, key)
    again = by_form(browser, key, text="и ещё одна яма")
    assert again == f"/m/{Appeal.objects.get(text='и ещё одна яма').secret}/?done=sent"


def test_a_browser_keeps_its_mark_until_it_is_closed(client):
    opened(client)
    mark = client.cookies["draft-browser"]
    assert (mark["httponly"], mark["samesite"], mark["max-age"], mark["expires"]) == (True, "Lax", "", "")
    assert "draft-browser" not in client.get("/report/").cookies


def test_a_program_without_cookies_is_told_the_same_again():
    key = str(uuid4())
    assert by_json(Client(), key) == by_json(Client(), key)
    assert by_json(Client(), key, text="люк") != by_json(Client(), key)


def test_the_row_does_not_hold_the_key(client):
    key = opened(client)
    by_script(client, key)
    assert Appeal.objects.get().draft_key not in (None, UUID(key))


@pytest.mark.parametrize("address", ["/report/place/", "/report/find/"])
def test_what_is_asked_while_typing_stands_in_no_address(client, address):
    assert client.get(address, {"q": "Пушкина", "text": "яма"}).status_code == 405
    assert client.post(address, {"q": "Пушкина", "text": "яма"}).status_code == 200
