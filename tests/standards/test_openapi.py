"""The OpenAPI tells the truth: what it allows is taken, what it forbids is refused, and every answer is one of its own.

All checks of schemathesis, anonymous and as a dispatcher, with few examples that are always the same. CONTRIBUTING.md
has the long form.
"""

import json
import re
import tomllib
from collections import Counter

import hypothesis
import pytest
import schemathesis
import time_machine
from django.contrib.sessions.models import Session
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import ignored_auth

from roadmap.models import Road, RoadSegment
from tests.appeals.factories import PUSHKINA, appeal
from tests.closures.factories import draft, line, phase, published
from tests.conftest import NOW, ROOT, signed_in
from tests.standards.signing_in import AsDispatcher

CONFIG = ROOT / "tests" / "standards" / "schemathesis.toml"
# Not roadmap.wsgi: it puts the web's limit of time into the environment, also of the set-ups that other tests start.
application = get_wsgi_application()
few = hypothesis.settings(
    max_examples=5, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


def served(environ, start_response):
    """As the web server calls it, but uncompressed: schemathesis asks for gzip and does not unpack it."""
    return application(environ | {"HTTP_ACCEPT_ENCODING": ""}, start_response)


# Those that take the same body as a new draft, which is tried out in full
LIKE_A_DRAFT = ["desk_preview", "desk_road_events_update", "desk_clashes", "desk_ways"]
SHORT = {"operations": [{"include-operation-id": LIKE_A_DRAFT, "phases": {"coverage": {"enabled": False}}}]}
config = SchemathesisConfig.from_dict(tomllib.loads(CONFIG.read_text()) | SHORT)
schema = schemathesis.openapi.from_wsgi("/api/schema/", served, config=config)
DESK = "^/api/staff/"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def rows(agency, small_city) -> dict[str, int]:
    """For each address with a number, one that is there."""
    in_work = draft(agency).pk
    return {
        "/api/v1/road-events/{id}/": published(agency).pk,
        "/api/v1/road-segments/{id}/": RoadSegment.objects.filter(city=small_city).first().pk,
        "/api/v1/roads/{id}/junctions/": Road.objects.filter(city=small_city).first().pk,
        "/api/v1/appeals/{id}/": appeal(small_city).pk,
        "/api/staff/v1/road-events/{id}/": in_work,
    } | {
        f"/api/staff/v1/road-events/{{id}}/{verb}/": in_work
        for verb in ("submit", "publish", "confirm", "finish", "reopen", "cancel")
    }


@pytest.fixture(autouse=True)
def _one_transaction():
    """As Django's own test client has it: else each request would give the test's connection back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.RATES = dict.fromkeys(settings.RATES, "1000000/minute")


class OfTest(AsDispatcher):
    """Requests are made up before a test runs, so the session's number is fixed."""

    session, csrf = "s" * 32, "c" * 32


@pytest.fixture
def session(dispatcher) -> None:
    signed_in(dispatcher)
    Session.objects.update(session_key=OfTest.session)


def test_the_schema_is_the_same_each_time_it_is_asked_for(client):
    first, second = (client.get("/api/schema/", headers={"Accept": "application/json"}).json() for _time in range(2))
    assert first == second
    names = {f"#/components/{kind}/{name}" for kind, named in second["components"].items() for name in named}
    assert set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(second))) <= names


@schema.exclude(path_regex=DESK).parametrize()
@few
def test_answers_to_anybody_are_as_the_schema_says(case, rows):
    _validate(case, rows)


@schema.auth(OfTest, refresh_interval=None)
@schema.include(path_regex=DESK).parametrize()
@few
def test_answers_to_a_dispatcher_are_as_the_schema_says(case, rows, session):
    _validate(case, rows)


AT_FIRST, THEN_EACH = 200, 8  # a draft has two thousand ways to be wrong; the long form tries them all
tried = Counter()


def _validate(case, rows) -> None:
    tried[case.operation.label] += 1
    if tried[case.operation.label] > AT_FIRST and tried[case.operation.label] % THEN_EACH:
        return
    if case.path in rows and not case.meta.is_negative_at(ParameterLocation.PATH):
        case.path_parameters["id"] = rows[case.path]
    _name_version(case)
    case.call_and_validate()


def _name_version(case) -> None:
    """What is made up is never the version that stands."""
    if "If-Match" in (case.headers or {}) and not case.meta.is_negative_at(ParameterLocation.HEADER):
        case.headers["If-Match"] = "*"


STAGE = json.loads(
    json.dumps(phase(geometry=json.loads(line((0, 200), (200, 200)).json)), default=lambda moment: moment.isoformat())
)
NIGHTS = {"hours": [{"weekdays": ["thu", "fri"], "start": "22:00", "end": "06:00"}], "except": ["2026-06-12"]}
LANES = [{"order": 1, "type": "general", "status": "closed"}]
LIMITS = [{"type": "reduced-weight", "value": 3.5, "unit": "tons"}, {"type": "no-trucks"}]
DRAFT = {
    "kind": "closure",
    "cause": "gas",
    "phases": [STAGE | {"schedule": NIGHTS, "lanes": LANES, "restrictions": LIMITS}],
}
GOES_ON = {"clash_reason": "agreed"}  # another one is published in the same place
MESSAGE = {"category": "pothole", "lon": PUSHKINA.x, "lat": PUSHKINA.y, "text": "Яма", "consent": True}
TAKEN = [
    ("POST", "/api/v1/appeals/", {"body": MESSAGE, "media_type": "application/json"}, 201),
    ("POST", "/api/v1/appeals/", {"body": MESSAGE, "media_type": "multipart/form-data"}, 201),
    ("GET", "/api/v1/appeals/", {"query": {"status": "new,overdue", "street": "улица Пушкина"}}, 200),
    ("GET", "/api/v1/locate/", {"query": {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "category": "pothole"}}, 200),
    ("GET", "/api/v1/road-events/", {"query": {"at": "2026-06-12", "bbox": "65.5,57.1,65.6,57.2"}}, 200),
    ("GET", "/api/v1/roads/", {"query": {"q": "Пуш"}}, 200),
    ("POST", "/api/staff/v1/road-events/", {"body": DRAFT, "media_type": "application/json"}, 201),
    ("POST", "/api/staff/v1/preview/", {"body": DRAFT, "media_type": "application/json"}, 200),
    ("POST", "/api/staff/v1/clashes/", {"body": DRAFT, "media_type": "application/json"}, 200),
    ("POST", "/api/staff/v1/ways-round/", {"body": DRAFT, "media_type": "application/json"}, 200),
    ("PATCH", "/api/staff/v1/road-events/{id}/", {"body": DRAFT, "media_type": "application/json"}, 200),
    ("POST", "/api/staff/v1/match/", {"body": {"geometry": STAGE["geometry"]}, "media_type": "application/json"}, 200),
    ("POST", "/api/staff/v1/road-events/{id}/publish/", {"body": GOES_ON, "media_type": "application/json"}, 200),
]


@pytest.mark.parametrize(("method", "path", "sent", "status"), TAKEN, ids=[f"{row[0]} {row[1]}" for row in TAKEN])
def test_what_is_taken_is_answered_as_the_schema_says(method, path, sent, status, rows, session):
    """What is made up seldom lies in the city; these do."""
    case = schema[path][method].Case(**sent, path_parameters={"id": rows[path]} if path in rows else None)
    if "{" in path:
        case.headers = {"If-Match": "*"}
    OfTest().set(case, (OfTest.session, OfTest.csrf), None)
    answer = case.call_and_validate(excluded_checks=[ignored_auth])  # which knows only its own way to sign in
    assert answer.status_code == status, answer.text
