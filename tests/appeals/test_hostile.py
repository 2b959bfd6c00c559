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
    assert client.get("/report/place/", place).status_code == 200


def test_a_forged_header_does_not_outwit_the_limit(client, agency, monkeypatch):
    monkeypatch.setattr("appeals.api.limits.AppealRate.THROTTLE_RATES", {"appeals": "2/hour"})
    answers = [
        client.post("/api/v1/appeals/", TOLD, headers={"x-forwarded-for": f"10.0.0.{number}"}) for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
