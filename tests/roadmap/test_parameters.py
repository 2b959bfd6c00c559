"""What stands behind the `?`: a parameter that nobody knows must not be answered as if all had been asked for."""

import pytest

LISTS = [
    "/api/v1/road-events/",
    "/api/v1/road-segments/",
    "/api/v1/traffic-signals/",
    "/api/v1/appeals/",
    "/api/v1/roads/",
]

pytestmark = pytest.mark.usefixtures("small_city")


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("query", ["limt=5", "limit=", "limit=%20", "limit=5&limit=6", "city=a,b", "limit=5&cursor="])
def test_a_parameter_that_is_unknown_empty_or_given_twice_is_refused_by_its_name(client, address, query):
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert set(answer.json()) <= {"limt", "limit", "city", "cursor"}, answer.json()


@pytest.mark.parametrize(
    "query", ["kind=", "kind=closure,", "impact=none", "agency=a%20b", "at=20260612", "at=2026-W24"]
)
def test_a_value_of_another_form_is_refused_by_its_name(client, query):
    answer = client.get(f"/api/v1/road-events/?{query}")
    assert (answer.status_code, list(answer.json())) == (400, [query.split("=")[0]])


@pytest.mark.parametrize("address", LISTS[:4])
@pytest.mark.parametrize("accepted", ["application/geo+json", "application/json", "*/*"])
def test_a_list_is_geojson_for_whoever_takes_json(client, address, accepted):
    answer = client.get(address, headers={"Accept": accepted})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/geo+json")


def test_errors_are_plain_json_for_whoever_takes_geojson(client):
    answer = client.get("/api/v1/road-events/?kind=x", headers={"Accept": "application/geo+json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/json")


def test_a_message_sent_is_answered_in_plain_json_only(client):
    answer = client.post("/api/v1/appeals/", {}, headers={"Accept": "application/geo+json"})
    assert answer.status_code == 406
