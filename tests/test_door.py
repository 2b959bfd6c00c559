"""What a test leaves at work ends before its rows are put away: else they block each other, or the next meets it."""

import socket
import time
from threading import Event
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import path

from roadmap.models import City, User
from tests.conftest import DOOR, put_away

BEGUN, ENDED = Event(), Event()


def slow(request):
    """Between its questions it looks idle to the database, as a request does that is only being read or drawn."""
    BEGUN.set()
    time.sleep(float(request.GET["seconds"]))
    with transaction.atomic():
        User.objects.create_user("latecomer", password="pass-word-1")
        City.objects.select_for_update().get(slug="small-city").save()
    ENDED.set()
    return HttpResponse("late")


urlpatterns = [path("slow/", slow)]


@pytest.fixture
def ask(live_server, settings):
    """Asks, and hears the answer's first line where `is_heard`; else goes away at once."""
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = __name__, ["*"]
    BEGUN.clear()
    ENDED.clear()
    address = urlsplit(live_server.url)

    def ask(seconds: float, is_heard: bool = False) -> bytes | None:
        with socket.create_connection((address.hostname, address.port)) as line:
            line.sendall(f"GET /slow/?seconds={seconds} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
            return line.makefile("rb").readline() if is_heard else BEGUN.wait(10) and None

    return ask


def test_a_request_that_outlives_its_browser_ends_before_the_rows_are_put_away(ask):
    ask(1.5)
    put_away()
    assert ENDED.is_set()
    assert not User.objects.filter(username="latecomer").exists()


def test_a_request_that_comes_later_is_refused(ask):
    put_away()
    assert b"503" in ask(0, is_heard=True)
    assert not BEGUN.is_set()
    DOOR.open()
    assert b"200" in ask(0, is_heard=True)


def test_a_request_without_end_fails_the_test_and_the_rows_are_put_away_all_the_same(ask):
    User.objects.create_user("somebody", password="pass-word-1")
    ask(2)
    with pytest.raises(AssertionError, match="GET /slow/"):
        put_away(seconds=0.2)
    assert not User.objects.filter(username="somebody").exists()


@pytest.mark.parametrize("turn", range(3))
def test_neither_does_the_next_test_meet_it(ask, turn):
    assert not User.objects.exists()
    ask(0.5)
