"""NULs and forged addresses in what residents' programs send."""

from time import process_time

import pytest

from appeals.addresses import LONGEST
from appeals.models import Appeal
from roadmap.places.houses import street_and_house
from tests.appeals.factories import NOWHERE, PUSHKINA

pytestmark = pytest.mark.django_db
TOLD = {"category": "pothole", "lon": PUSHKINA.x, "lat": PUSHKINA.y, "text": "яма", "consent": "true"}


@pytest.mark.parametrize("code", ["\x00", "pothole\x00"])
def test_a_nul_is_no_category(client, agency, code):
    answer = client.post("/api/v1/appeals/", TOLD | {"category": code})
    assert answer.status_code == 400
    assert set(answer.json()) == {"category"}
    assert client.post("/report/", TOLD | {"category": code}).status_code == 400
    place = {"category": code, "lon": PUSHKINA.x, "lat": PUSHKINA.y}
    assert client.post("/report/place/", place).status_code == 400


def test_a_forged_header_does_not_outwit_the_limit(client, agency, settings):
    settings.RATES = {"appeals": "2/hour"}
    answers = [
        client.post("/api/v1/appeals/", TOLD, headers={"x-forwarded-for": f"10.0.0.{number}"}) for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 429]


@pytest.mark.parametrize(("language", "words"), [("ru", "слишком много обращений"), ("en", "Too many requests")])
@pytest.mark.parametrize(
    ("method", "address", "told"),
    [
        ("post", "/api/v1/appeals/", TOLD),
        ("post", "/report/", TOLD),
        ("get", "/api/v1/locate/", {"lon": PUSHKINA.x, "lat": PUSHKINA.y}),
        ("post", "/report/place/", {"lon": PUSHKINA.x, "lat": PUSHKINA.y}),
        ("post", "/report/find/", {"q": "Пушкина"}),
        ("post", "/report/", {"place_text": "Пушкина", "find": "1"}),
        ("post", "/report/", {"pin": f"{PUSHKINA.x},{PUSHKINA.y}"}),
    ],
)
def test_too_often_is_said_in_one_language_with_the_time(
    client, agency, settings, method, address, told, language, words
):
    settings.RATES = {"appeals": "1/hour", "appeal-forms": "9/hour", "locate": "1/hour"}
    asked = {"data": told, "headers": {"accept-language": language}}
    getattr(client, method)(address, **asked)
    answer = getattr(client, method)(address, **asked)
    assert answer.status_code == 429
    assert 3590 <= int(answer["Retry-After"]) <= 3600
    page = answer.json()["detail"] if "json" in answer["Content-Type"] else answer.content.decode()
    assert words in page
    assert ("Try again" in page) == (language == "en")


def test_a_place_too_long_to_be_one_is_refused_by_its_field(client, agency):
    answer = client.post("/report/", TOLD | {"lon": "", "place_text": "ы" * (LONGEST + 1), "find": "1"})
    assert answer.status_code == 400
    assert "Не больше 300 знаков." in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "street", "house"),
    [
        ("улица Пушкина, 13", "улица Пушкина", "13"),
        ("Пушкина д. 13 к2", "Пушкина", "13 к2"),
        ("Пушкина , дом 13а", "Пушкина", "13а"),
        ("8 Марта 4", "8 Марта", "4"),
        ("Речной переулок", "Речной переулок", ""),
        (", 13", "", "13"),
    ],
)
def test_a_house_stands_last(words, street, house):
    assert street_and_house(words) == (street, house)


@pytest.mark.parametrize("piece", [" , ", " ", " д", " 1", "1", "д. ", "1 ,"])
def test_what_is_typed_costs_no_more_than_its_length(piece):
    """Sixteen times as long takes about sixteen times as long; trying every gap by halves would take 256 times."""

    def seconds(times):
        started = process_time()
        for _ in range(5):
            street_and_house(f"x{piece * times}!!!!!!!!!!")
        return process_time() - started

    assert seconds(16_000) < 80 * max(seconds(1_000), 0.0005)


def test_what_is_refused_or_asked_back_uses_up_no_message(client, agency, settings):
    settings.RATES = {"appeals": "1/hour", "appeal-forms": "5/hour"}
    mistaken, in_question = TOLD | {"text": "", "category": "no-such"}, TOLD | {"lon": NOWHERE.x, "lat": NOWHERE.y}
    assert [client.post("/report/", mistaken).status_code for _ in range(2)] == [400, 400]
    assert client.post("/report/", in_question).status_code == 200
    assert client.post("/report/", TOLD).status_code == 302
    assert client.post("/report/", TOLD).status_code == 429
    assert Appeal.objects.count() == 1


def test_a_flood_of_refused_forms_ends_too(client, agency, settings):
    settings.RATES = {"appeals": "9/hour", "appeal-forms": "2/hour"}
    mistaken = TOLD | {"category": "no-such"}
    assert [client.post("/report/", mistaken).status_code for _ in range(3)] == [400, 400, 429]


def test_a_body_over_the_limit_is_told_as_such(agency, anonymous):
    answer = anonymous.post(
        "/open311/v2/requests.json", "description=" + "a" * 3_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert (answer.status_code, answer.json()[0]["code"]) == (413, 413)
