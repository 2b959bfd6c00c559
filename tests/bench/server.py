"""The real web server on a free port, on the scratch database; and one client that keeps its connection."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from .scratch import Scratch

HOST = "127.0.0.1"
START_S = 60


@dataclass(frozen=True)
class Answer:
    status: int
    tag: str
    body: bytes
    leads_to: str = ""


class Client:
    """One caller without compression, whose connection stays open."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection(HOST, port, timeout=120)

    def get(self, address: str, **headers: str) -> Answer:
        """Asked once more where the server closed an idle connection."""
        try:
            return self._ask(address, headers)
        except http.client.RemoteDisconnected:
            return self._ask(address, headers)

    def _ask(self, address: str, headers: dict[str, str]) -> Answer:
        self.connection.request("GET", address, headers={name.replace("_", "-"): headers[name] for name in headers})
        response = self.connection.getresponse()
        told = response.headers
        return Answer(response.status, told.get("ETag", ""), response.read(), told.get("Location", ""))

    def fetch(self, address: str, **headers: str) -> Answer:
        """Raises unless the answer is 200."""
        answer = self.get(address, **headers)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}: {answer.body[:300]!r}")
        return answer


@contextmanager
def serving(scratch: Scratch, city_slug: str) -> Iterator[Client]:
    """One worker, so that every request meets the same warm process."""
    port = _free_port()
    options = ["--host", HOST, "--port", str(port), "--workers", "1", "--http", "1", "--no-ws"]
    words = [sys.executable, "-m", "granian", "--interface", "asginl", *options, "roadmap.asgi:application"]
    log = scratch.folder / "web.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, cwd=settings.BASE_DIR, env=environment(scratch, city_slug), stdout=output, stderr=output
        )
    client = Client(port)
    try:
        _wait(process, client, log)
        yield client
    finally:
        client.connection.close()
        _end(process)


def environment(scratch: Scratch, city_slug: str) -> dict[str, str]:
    """Of a process that knows the scratch database only."""
    values = {
        "DATABASE_URL": scratch.address,
        "ROADMAP_DATA": str(scratch.folder),
        "SECRET_KEY": settings.SECRET_KEY or "benchmarks",
        "REDIS_URL": settings.CELERY_BROKER_URL,
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"http://{HOST}",
        "CITY": city_slug,
        "TELEGRAM_TOKEN": "",
        "APPEAL_RATE": "10000/hour",  # all callers of a measure have one address
        "DEBUG": "",
    }
    return os.environ | values


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen, client: Client, log) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            client.get("/healthz")
        except (OSError, http.client.HTTPException):
            client.connection.close()
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The web server did not start: {log.read_text(errors='replace')[-1500:]}")


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
