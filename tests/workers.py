"""Real Celery workers on the test's own database and on a broker of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from roadmap.celery import app
from tests.conftest import ROOT

# Of the private Redis, one for each process of tests: none takes tasks from a queue of what runs beside it.
BROKER_NUMBER = 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture
def broker(monkeypatch):
    """The private Redis, another database of it."""
    address = urlsplit(settings.CELERY_BROKER_URL)._replace(path=f"/{BROKER_NUMBER}").geturl()
    with app.connection_for_write(url=address) as link:
        link.default_channel.client.flushdb()
    monkeypatch.setattr(app.conf, "broker_url", address)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    return address


@contextmanager
def workers(environment: Mapping[str, str], logs: Path, *options: str) -> Iterator[Callable[[], subprocess.Popen]]:
    """Gives what starts one more; ends what is left of them."""
    started = []

    def start() -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", "roadmap.celery", "worker", "-l", "INFO", *options]
        with (logs / f"worker-{len(started)}.log").open("w") as log:
            output = {"stdout": log, "stderr": log, "start_new_session": True}
            started.append(subprocess.Popen(command, cwd=ROOT, env=environment, **output))
        return started[-1]

    try:
        yield start
    finally:
        for worker in started:
            kill(worker)


def kill(worker) -> None:
    """The whole process group at once, without a word."""
    try:
        os.killpg(worker.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    worker.wait()


def wait_until(true, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)
