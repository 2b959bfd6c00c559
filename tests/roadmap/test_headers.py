"""What every answer carries, whoever gives it: a page, the API, a file, a refusal, a failure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.conftest import ROOT
from tests.roadmap.test_picture import picture_row

pytestmark = pytest.mark.django_db
ASK = """
import django
django.setup()
import json, sys
from django.test import Client
address, forwarded = sys.argv[1:]
answer = Client(headers={"Host": "127.0.0.1"}).get(address, headers={"X-Forwarded-Proto": forwarded})
print(json.dumps([answer.status_code, dict(answer.headers)]))
"""
ADDRESSES = {
    "/": 200,
    "/login/": 200,
    "/admin/": 302,
    "/api/v1/road-events/": 200,
    "/static/told.css": 200,
    "/pictures/{digest}.png": 200,
    "/events/9999999/": 404,
    "/api/v1/road-events/9999999/": 404,
    "/journal/": 500,
}


def fail(*_args, **_kwargs):
    raise RuntimeError


@pytest.fixture(params=ADDRESSES)
def answer(request, small_city, settings, monkeypatch):
    (Path(settings.STATIC_ROOT) / "told.css").write_text("p { color: inherit }")
    monkeypatch.setattr("roadmap.views.journal.Paginator", fail)
    address = request.param.format(digest=picture_row(small_city).digest)
    found = Client(raise_request_exception=False).get(address)
    assert found.status_code == ADDRESSES[request.param]
    return found


def directives(answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: sources for name, _space, sources in parts}


def test_a_page_may_use_only_what_is_ours_and_runs_nothing_written_into_it(answer):
    policy = directives(answer)
    assert policy["default-src"] == "'self'"
    assert not {"script-src", "style-src"} & set(policy)  # default-src holds for both
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_page_may_ask_for_the_position_and_nothing_else(answer):
    allowed = dict(part.split("=", 1) for part in answer["Permissions-Policy"].split(", "))
    assert allowed.pop("geolocation") == "(self)"
    assert {"camera", "microphone", "payment", "usb", "display-capture"} <= set(allowed)
    assert set(allowed.values()) == {"()"}


def test_a_type_is_not_guessed_and_no_address_is_told_to_others(answer):
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "Strict-Transport-Security" not in answer.headers  # there is no HTTPS here to insist on


def by_https(address: str, forwarded: str) -> tuple[int, dict[str, str]]:
    """An answer by the settings as the environment makes them; a proxy's header says how it was asked."""
    env = {**os.environ, "SITE_URL": "https://roads.example.org", "DJANGO_SETTINGS_MODULE": "roadmap.settings"}
    command = [sys.executable, "-c", ASK, address, forwarded]
    told = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def test_behind_https_browsers_are_sent_there_and_kept_to_it():
    status, headers = by_https("/static/told.css", "http")
    assert (status, headers["Location"]) == (301, "https://127.0.0.1/static/told.css")
    _status, headers = by_https("/healthz", "https")
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_who_asks_for_health_from_this_machine_is_not_sent_to_https():
    assert by_https("/healthz", "http")[0] == 200
