"""Whatever the API refuses, it says so in the reader's language."""

import re
from importlib import import_module
from pathlib import Path

import pytest
import rest_framework_gis
from babel.messages.extract import extract_from_file
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests.appeals.factories import PUSHKINA
from tests.closures.factories import published
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
EVENTS, APPEALS, DESK = "/api/v1/road-events/", "/api/v1/appeals/", "/api/staff/v1/road-events/"
JSON, MULTIPART = "application/json", "multipart/form-data; boundary=x"
WRONG = {
    "category": 7,
    "lon": "x",
    "lat": PUSHKINA.y,
    "consent": "perhaps",
    "text": {"a": 1},
    "photos": "x",
    "draft_key": 1,
}


def stranger(user) -> Client:
    return Client()


def without_token(user) -> Client:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    return browser


@pytest.mark.parametrize(
    ("who", "method", "address", "told", "status"),
    [
        (stranger, "post", APPEALS, {"data": "{", "content_type": JSON}, 400),
        (stranger, "post", APPEALS, {"data": b'"\xff"', "content_type": JSON}, 400),
        (stranger, "post", APPEALS, {"data": "[" * 100_000, "content_type": JSON}, 400),
        (stranger, "post", APPEALS, {"data": "--x", "content_type": "multipart/form-data"}, 400),
        (stranger, "post", APPEALS, {"data": {}}, 400),
        (stranger, "post", APPEALS, {"data": "[]", "content_type": JSON}, 400),
        (stranger, "post", APPEALS, {"data": WRONG, "content_type": JSON}, 400),
        (stranger, "get", f"{EVENTS}?bbox=1,2", {}, 400),
        (stranger, "get", DESK, {}, 403),
        (signed_in, "post", DESK, {"data": "{}", "content_type": JSON}, 400),
        (without_token, "post", DESK, {"data": "{}", "content_type": JSON}, 403),
        (stranger, "get", f"{EVENTS}999999/", {}, 404),
        (stranger, "get", f"{APPEALS}999999/", {}, 404),
        (signed_in, "get", f"{DESK}999999/", {}, 404),
        (stranger, "get", "/api/v1/nothing/", {}, 404),
        (stranger, "delete", APPEALS, {}, 405),
        (stranger, "get", "/api/v1/locate/", {"headers": {"accept": "image/png"}}, 406),
        (signed_in, "post", DESK, {"data": "a=b", "content_type": "text/plain"}, 415),
    ],
)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_refusal_is_in_the_readers_language(who, method, address, told, status, language, agency, dispatcher):
    headers = {"accept-language": language, **told.get("headers", {})}
    answer = getattr(who(dispatcher), method)(address, **told | {"headers": headers})
    assert answer.status_code == status, answer.content
    for words in sentences(answer.json()):
        assert bool(re.search("[а-яё]", words)) == (language == "ru"), words


def sentences(told: object) -> list[str]:
    """All words of an error, whatever its shape."""
    if isinstance(told, dict):
        return [words for value in told.values() for words in sentences(value)]
    if isinstance(told, list):
        return [words for value in told for words in sentences(value)]
    return [str(told)]


def test_where_the_json_breaks_off_is_told(client, agency):
    told = client.post(APPEALS, '{"text":\n "a" "b"}', content_type=JSON).json()
    assert told == {"detail": "Это не JSON: строка 2, символ 6."}


def test_an_ended_session_asks_to_load_the_page_again(agency, dispatcher):
    told = without_token(dispatcher).post(f"{DESK}{published(agency).pk}/publish/", "{}", content_type=JSON).json()
    assert told == {"detail": "Страница устарела. Обновите её и повторите."}


@pytest.mark.parametrize(
    "module", ["exceptions", "fields", "serializers", "validators", "relations", "authentication", "permissions"]
)
def test_what_the_framework_says_is_translated(module):
    assert untranslated(Path(import_module(f"rest_framework.{module}").__file__)) - SAID_OTHERWISE == set()


def test_what_the_framework_of_geometry_says_is_translated():
    assert untranslated(Path(rest_framework_gis.__file__).with_name("fields.py")) == set()


SAID_OTHERWISE = {"Expected available in {wait} second.", "Expected available in {wait} seconds."}  # limits.again_in


def untranslated(source: Path) -> set[str]:
    keywords = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
    found = [message for _line, message, *_rest in extract_from_file("python", source, keywords=keywords)]
    with translation.override("ru"):
        return {words for message in found for words in said(message) if not re.search("[а-яё]", words)}


def said(message: str | tuple) -> list[str]:
    if isinstance(message, tuple):
        return [ngettext(message[0], message[1], number) for number in (1, 5)]
    return [gettext(message)] if message else []
