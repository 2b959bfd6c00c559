"""NULs and forged addresses in what residents' programs send."""

import pytest

from tests.appeals.factories import PUSHKINA

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
    ],
)
def test_too_often_is_said_in_one_language_with_the_time(
    client, agency, settings, method, address, told, language, words
):
    settings.RATES = {"appeals": "1/hour", "locate": "1/hour"}
    asked = {"data": told, "headers": {"accept-language": language}}
    getattr(client, method)(address, **asked)
    answer = getattr(client, method)(address, **asked)
    assert answer.status_code == 429
    assert 3590 <= int(answer["Retry-After"]) <= 3600
    page = answer.json()["detail"] if "json" in answer["Content-Type"] else answer.content.decode()
    assert words in page
    assert ("Try again" in page) == (language == "en")
