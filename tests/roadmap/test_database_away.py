"""The real web server, and a door before its database that is shut and opened again."""

import http.client
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest
from django.db import OperationalError, connection
from psycopg import errors

from closures.models import RoadEvent
from deploy.up.processes import wait_until
from roadmap import database
from roadmap.models import City
from tests.bench.scratch import Scratch, address_of
from tests.bench.server import serving
from tests.conftest import ROOT, process_environment
from tests.doubles.door import Door

CALLERS = 24  # three times the threads
PAGES = ["/", "/list/", "/desk/", "/admin/login/", "/report/"]
API = ["/api/v1/road-events/", "/api/v1/appeals/", "/api/v1/road-segments/?bbox=65,57,66,58"]


@pytest.fixture(scope="module")
def door():
    settings = connection.settings_dict
    with Door((settings["HOST"], settings["PORT"])) as door:
        yield door


@pytest.fixture(scope="module")
def web(django_db_setup, door, tmp_path_factory):
    """On the small city of the tests' own database, which it reaches through the door only."""
    settings = connection.settings_dict
    before = settings["HOST"], settings["PORT"]
    settings["HOST"], settings["PORT"] = door.folder, ""
    address = address_of(settings["NAME"])
    settings["HOST"], settings["PORT"] = before
    with serving(Scratch(address, tmp_path_factory.mktemp("web"), None), "small-city") as client:
        yield client


@pytest.fixture
def ask(web):
    def ask(address: str, **headers: str) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection(web.connection.host, web.connection.port, timeout=10)
        line.request("GET", address, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        answer.text = answer.read().decode(errors="replace")
        line.close()
        return answer

    return ask


@pytest.fixture
def away(door, ask):
    """The database goes while the web works, and is back afterwards."""
    assert wait_until(lambda: ask("/list/").status == 200, 20)
    door.shut()
    yield
    door.open()
    assert wait_until(lambda: ask("/readyz").status == 200, 20), "it does not come back by itself"


def test_every_page_asks_to_come_again_in_the_readers_language(away, ask):
    for page in PAGES:
        answer = ask(page, Accept_Language="ru")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5"), page
        assert "Сайт ненадолго недоступен" in answer.text
    assert "The site is away for a moment" in ask("/list/", Accept_Language="en").text


def test_the_api_says_it_as_json(away, ask):
    for address in API:
        answer = ask(address, Accept_Language="en")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5"), address
        assert "away for a moment" in json.loads(answer.text)["detail"]


def test_the_web_is_alive_and_not_ready(away, ask):
    assert ask("/healthz").status == 200
    assert (ask("/readyz").status, json.loads(ask("/readyz").text)) == (503, {"status": "no database"})


def test_pages_come_back_with_the_database(away, door, ask):
    assert ask("/list/").status == 503
    door.open()
    assert wait_until(lambda: ask("/list/").status == 200, 20)
    door.shut()


def test_behind_a_database_that_hangs_the_next_are_answered(door, ask):
    """More callers than the server has threads, each with a warm connection: those hang, all others are told soon."""
    with ThreadPoolExecutor(CALLERS) as callers:
        assert wait_until(lambda: {answer.status for answer in callers.map(ask, ["/list/"] * CALLERS)} == {200}, 30)
        door.hold()
        try:
            calls = [callers.submit(ask, "/list/") for _ in range(CALLERS)]
            told = next(as_completed(calls, timeout=8)).result()
            alive = [ask("/healthz").status for _ in range(4)]
        finally:
            door.let_go()
    assert told.status == 503
    assert "Сайт ненадолго недоступен" in told.text
    assert alive == [200] * 4
    assert wait_until(lambda: ask("/readyz").status == 200, 20)


@pytest.mark.parametrize(
    ("state", "is_away"), [(None, True), ("57P01", True), ("53300", True), ("57014", True), ("40P01", False)]
)
def test_a_server_that_answers_is_not_away(state, is_away):
    """40P01 is a deadlock: a fault of ours, to be logged as one."""

    class FromTheDriver(Exception):
        sqlstate = state

    error = OperationalError()
    error.__cause__ = FromTheDriver()
    assert database.is_away(error) is is_away
    assert not database.is_away(ValueError())


@pytest.mark.django_db
def test_a_statement_that_takes_too_long_is_given_up_for_its_reader_alone(client, small_city, monkeypatch):
    def sleeps(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(10)")

    monkeypatch.setattr(City.objects, "shown", sleeps)
    answer = client.get("/list/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert not database.was_just_away()


@pytest.mark.django_db
@pytest.mark.parametrize("told", [errors.DeadlockDetected, errors.SerializationFailure])
def test_who_gives_way_to_another_writer_is_asked_to_try_again(client, small_city, monkeypatch, told):
    def gives_way(*args, **kwargs):
        raise OperationalError from told()

    monkeypatch.setattr(City.objects, "shown", gives_way)
    monkeypatch.setattr(RoadEvent.objects, "public", gives_way)
    assert client.get("/list/").status_code == 503
    answer = client.get(f"{API[0]}5/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["detail"].startswith("В этот же миг")
    assert not database.was_just_away()


@pytest.mark.django_db
@pytest.mark.parametrize(("started", "limits"), [("import roadmap.wsgi", "20s 1min"), ("django.setup()", "0 0")])
def test_only_the_web_has_a_limit_of_time_for_a_statement(started, limits):
    asked = f"""
import django
{started}
from django.db import connection
with connection.cursor() as cursor:
    for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute("SHOW " + name)
        print(cursor.fetchone()[0])
connection.close_pool()
"""
    environment = process_environment(DJANGO_SETTINGS_MODULE="roadmap.settings")
    environment.pop("DATABASE_STATEMENT_TIMEOUT_S", None)
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert told.stdout.decode().split() == limits.split()


@pytest.mark.django_db
def test_the_log_says_it_without_a_traceback(client, small_city, monkeypatch, caplog):
    def gone(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(City.objects, "shown", gone)
    assert client.get("/list/").status_code == 503
    assert "The database is away: gone" in caplog.messages
    assert not any(record.exc_info for record in caplog.records)


@pytest.mark.django_db
def test_what_fails_past_the_view_is_told_the_same_way(client, small_city, monkeypatch):
    """A session, for instance, is asked by the middleware."""

    def gone(middleware, request):
        raise OperationalError("gone")

    monkeypatch.setattr("django.middleware.locale.LocaleMiddleware.process_request", gone)
    client.raise_request_exception = False
    assert client.get("/list/").status_code == 503


@pytest.mark.django_db
def test_who_comes_a_moment_later_does_not_wait_for_it_again(client, small_city, monkeypatch):
    monkeypatch.setattr(database, "was_just_away", lambda: True)
    assert client.get("/api/v1/road-events/").status_code == 503
    assert client.get("/readyz").status_code == 200
