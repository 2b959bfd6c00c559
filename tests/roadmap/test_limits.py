"""Limits count across processes, by the caller's line, and go on when Redis is away."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import translation

from roadmap import limits
from roadmap.callers import caller_of
from tests.conftest import NOW, ROOT

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _redis_is_there(monkeypatch):
    monkeypatch.setitem(limits._redis, "away_until", 0.0)


@pytest.fixture
def five(settings):
    settings.RATES = {"knock": "5/hour"}
    return "knock"


def test_after_the_last_try_the_wait_is_told(five):
    with time_machine.travel(NOW, tick=False) as clock:
        assert [limits.take(five, "a") for _ in range(5)] == [0] * 5
        clock.shift(timedelta(minutes=20))
        assert limits.take(five, "a") == 40 * 60
        assert limits.take(five, "b") == 0
        clock.shift(timedelta(minutes=40, seconds=1))
        assert limits.take(five, "a") == 0


def test_tries_are_given_back(five):
    for _ in range(5):
        limits.take(five, "a")
    limits.forget(five, "a")
    assert limits.take(five, "a") == 0


def test_two_processes_count_as_one(five, settings):
    told = f"""
import django; django.setup()
from django.conf import settings; settings.RATES = {settings.RATES}; settings.LIMITS_PREFIX = "{settings.LIMITS_PREFIX}"
from roadmap.limits import take
print([take("{five}", "a") == 0 for _ in range(3)])
"""
    env = {"DJANGO_SETTINGS_MODULE": "roadmap.settings", "REDIS_URL": settings.REDIS_URL, "SECRET_KEY": "x"}
    runs = [
        subprocess.run([sys.executable, "-c", told], env=env, cwd=ROOT, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [run.stdout.strip() for run in runs] == ["[True, True, True]", "[True, True, False]"]


def test_callers_at_the_same_moment_get_no_more_than_the_limit(five, settings):
    clients = [limits._of_all_processes.__wrapped__(settings.REDIS_URL) for _ in range(2)]
    rate, key = limits.parse("5/hour"), (settings.LIMITS_PREFIX, "a")
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda number: limits._taken(clients[number % 2], rate, key), range(40)))
    assert waits.count(0) == 5


def test_another_installation_on_the_same_redis_counts_for_itself(five, settings):
    for _ in range(6):
        limits.take(five, "a")
    settings.LIMITS_PREFIX += "-another"
    assert limits.take(five, "a") == 0


def test_without_redis_each_process_counts_for_itself_and_says_so_once(five, settings, caplog):
    settings.REDIS_URL = NOBODY
    assert [bool(limits.take(five, "a")) for _ in range(6)] == [False] * 5 + [True]
    assert len([line for line in caplog.records if line.name == "roadmap.limits"]) == 1


@pytest.mark.parametrize(
    ("address", "caller"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_an_address_of_version_6_counts_by_its_line(address, caller):
    assert caller_of(RequestFactory().get("/", REMOTE_ADDR=address)) == caller


@pytest.mark.parametrize(
    ("proxies", "forwarded", "caller"),
    [
        (0, "203.0.113.1", "192.0.2.7"),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "198.51.100.9, 203.0.113.1", "203.0.113.1"),
        (1, "", "192.0.2.7"),
        (2, "203.0.113.1", "203.0.113.1"),
    ],
)
def test_only_our_own_proxy_is_believed(proxies, forwarded, caller, settings):
    settings.NUM_PROXIES = proxies
    told = {"headers": {"X-Forwarded-For": forwarded}} if forwarded else {}
    assert caller_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", **told)) == caller


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (1, "через 1 секунду.", "in 1 second."),
        (59, "через 59 секунд.", "in 59 seconds."),
        (61, "через 2 минуты.", "in 2 minutes."),
        (3600, "через 60 минут.", "in 60 minutes."),
    ],
)
def test_when_to_try_again_is_said_in_the_readers_language(seconds, russian, english):
    with translation.override("ru"):
        assert limits.again_in(seconds).endswith(russian)
    with translation.override("en"):
        assert limits.again_in(seconds).endswith(english)
