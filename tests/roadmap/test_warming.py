"""The first reader of a new process waits for nothing that the process could have done before."""

import subprocess
import sys

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from django.urls import clear_url_caches, get_resolver
from django.utils.translation import get_language

from roadmap.paths import kept
from roadmap.web import warming
from tests.conftest import ROOT, process_environment

pytestmark = pytest.mark.django_db(transaction=True)  # an answer that is through gives its connection back
SAYS = "import roadmap.asgi, sys; print('appeals.views.report' in sys.modules)"


@pytest.fixture
def told(monkeypatch):
    lines = []
    monkeypatch.setattr(warming.log, "warning", lambda words, *values: lines.append(words % values))
    return lines


@pytest.mark.parametrize("is_https", [False, True])
def test_a_page_in_each_language_and_the_streets_are_there(small_city, settings, told, is_https):
    settings.ALLOWED_HOSTS = [".example.org"]
    settings.IS_HTTPS = settings.SECURE_SSL_REDIRECT = is_https
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    clear_url_caches()
    warming.warm_up(get_wsgi_application())
    assert told == []
    assert "url_patterns" in vars(get_resolver())
    assert kept._whole.cache_info().currsize == 1
    assert get_language() == "ru", "the process has its own"


def test_the_page_is_asked_for_in_each_language_and_the_connection_given_back(small_city, monkeypatch):
    asked, opened = [], []

    def wsgi(environ, start_response):
        asked.append(environ["HTTP_ACCEPT_LANGUAGE"])
        start_response("200 OK", [])
        yield b""

    monkeypatch.setattr(kept, "keep", lambda city: opened.append(connections["default"]))
    warming.warm_up(wsgi)
    assert asked == ["ru", "en"]
    assert opened[0].connection is None, "it is given back to the pool"


def test_without_a_city_or_a_database_it_listens_all_the_same(told, monkeypatch):
    warming.warm_up(get_wsgi_application())
    assert told == []

    def away(*_given):
        raise OperationalError("the server is away")

    monkeypatch.setattr("roadmap.models.City.objects.shown", away)
    warming.warm_up(get_wsgi_application())
    assert "503" in told[0]
    assert "the server is away" in told[-1]


def test_streets_that_cannot_be_kept_and_a_site_without_a_name_stop_no_process(small_city, settings, monkeypatch):
    failed = []
    monkeypatch.setattr(warming.log, "exception", lambda _words: failed.append(sys.exc_info()[0]))

    def broken(_city):
        raise ValueError("a segment without an end")

    monkeypatch.setattr(kept, "keep", broken)
    settings.ALLOWED_HOSTS = []
    warming.warm_up(get_wsgi_application())
    assert failed == [IndexError, ValueError]


def test_the_web_server_is_given_a_process_that_has_answered():
    words = [sys.executable, "-c", SAYS]
    said = subprocess.run(words, cwd=ROOT, env=process_environment(), capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "True"
