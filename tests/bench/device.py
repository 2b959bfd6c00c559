"""A cheap phone with a weak network: Debian's Chromium, slowed down by its own protocol; and the site it visits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from deploy.up.testing import browser_at_hand

from .bench import Bench
from .server import environment, serving

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
CPU_TIMES = 4  # slower than the machine that measures
LATENCY_MS, BYTES_A_S = 150, 1_600_000 / 8
PATIENCE_MS = 120_000

# Playwright's own loop runs in this thread; Django is asked synchronously all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@contextmanager
def site(bench: Bench) -> Iterator[str]:
    """The address of the real server with its static files under their hashes, as the site has them."""
    words = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(words, cwd=settings.BASE_DIR, env=environment(bench.scratch, bench.city.slug), check=True)
    with serving(bench.scratch, bench.city.slug) as client:
        yield f"http://{client.connection.host}:{client.connection.port}"


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_at_hand(), args=[*FLAGS])
        yield chromium
        chromium.close()


@contextmanager
def phone(chromium: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """A page of a phone that has seen nothing yet."""
    context: BrowserContext = chromium.new_context(locale="ru-RU", **PHONE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    session = context.new_cdp_session(page)
    slow = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_A_S, "uploadThroughput": BYTES_A_S}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", slow)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_TIMES})
    yield page, session
    context.close()
