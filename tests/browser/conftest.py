"""A real browser on a real server: Debian's Chromium, driven by Playwright."""

import os
import re
import time
from datetime import timedelta
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from deploy.up.testing import BROWSER_PACKAGES, browser_at_hand
from roadmap.models import Agency, City, User
from tests.closures.factories import phase, published
from tests.conftest import signed_in

CHROMIUM = browser_at_hand()
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "ru-RU"}
DESKTOP = {"viewport": {"width": 1440, "height": 900}, "locale": "ru-RU"}
WITHOUT_WORKER = {"service_workers": "block"}  # what it keeps would be another test's past
PASSWORD = "pass-word-1"
PATIENCE_MS = 20_000  # a busy machine is slow, not wrong
SHOTS = os.environ.get("SCREENSHOTS")  # a folder: each test's pictures are kept there to be looked at

TELL_OF_POLICY = """
    addEventListener("securitypolicyviolation", ({ effectiveDirective, documentURI, blockedURI, sourceFile }) =>
        refusedByPolicy(`${effectiveDirective} on ${documentURI}: ${blockedURI} by ${sourceFile}`));
"""

STATE = """(moves) => ({
    moves: document.querySelectorAll(moves).length,
    address: location.href,
    panes: document.querySelector(".leaflet-map-pane")?.style.transform ?? "",
    height: document.documentElement.scrollHeight,
})"""

ASKED = WeakKeyDictionary()  # by page: requests that have no answer yet

expect.set_options(timeout=PATIENCE_MS)

# Playwright's own loop runs in this thread; Django is asked synchronously all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    absent = pytest.mark.skip(reason=f"no Chromium: install {BROWSER_PACKAGES[0]}, or name its path in CHROMIUM")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(absent)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(transactional_db, live_server, settings, monkeypatch):
    """The address of a running site that shows the small city.

    It answers each request in a thread of its own, the real one in as many as there are connections: here they wait.
    """
    monkeypatch.setattr(connection.pool, "timeout", PATIENCE_MS / 1000)
    settings.SITE_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    return live_server.url


@pytest.fixture
def browser_of(chromium, site):
    """`browser_of(PHONE)`: a browser of its own on the site, which asks nothing more when the test is over."""
    contexts = []

    def open_browser(device: dict):
        contexts.append(chromium.new_context(base_url=site, **(WITHOUT_WORKER | device)))
        return contexts[-1]

    yield open_browser
    for context in contexts:
        context.close()


@pytest.fixture
def opened(browser_of, site):
    """`opened(PHONE)`: a page of a browser of its own.

    Fails the test on script errors, on any foreign host and on what the page's own policy forbids.
    """
    contexts, problems = [], []

    def open_page(device: dict):
        context = browser_of(device)
        contexts.append(context)
        context.expose_binding("refusedByPolicy", lambda _source, told: problems.append(f"against the policy: {told}"))
        context.add_init_script(TELL_OF_POLICY)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
        page.on("request", lambda request: _check_host(request.url, site, problems))
        page.set_default_timeout(PATIENCE_MS)
        _note_what_is_asked(page)
        return page

    yield open_page
    for context in contexts:
        context.close()  # tells also of what is still on its way
    assert problems == []


def _note_what_is_asked(page) -> None:
    asked = ASKED.setdefault(page, set())
    page.on("request", lambda request: asked.add(request))
    for is_over in ("requestfinished", "requestfailed"):
        page.on(is_over, lambda request: asked.discard(request))


def _check_host(url: str, site: str, problems: list[str]) -> None:
    if not url.startswith((site, "data:", "blob:", "about:")):
        problems.append(f"fetched from elsewhere: {url}")


@pytest.fixture
def shoot():
    """`shoot(page, "name")` keeps a picture when SCREENSHOTS names a folder."""

    def keep(page, name: str) -> None:
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{SHOTS}/{name}.png")

    return keep


@pytest.fixture
def cast(site):
    city = City.objects.get(slug="small-city")
    agency = Agency.objects.create(
        city=city, slug="road-department", name="Департамент дорог", phone="+7 3452 00-00-01", is_default=True, hold_s=0
    )
    for username, role in (("dispatcher", "dispatcher"), ("operator", "operator")):
        User.objects.create_user(username, password=PASSWORD, agency=agency, roles=[role])
    return agency


# Leaflet glides and zooms by these classes; the map says of itself that it waits for an answer.
MOVES = "[aria-busy], .leaflet-pan-anim, .leaflet-zoom-anim, .is-loading:not([hidden])"
REST_MS = 300  # what a page does after the last move, it does within this time


@pytest.fixture
def start():
    """A full hour, tomorrow."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)


@pytest.fixture
def event(cast, start):
    return published(
        cast, at=timezone.now(), phases=[phase(planned_start=start, planned_end=start + timedelta(days=9))]
    )


@pytest.fixture
def desk_of(opened):
    """`desk_of(event, DESKTOP)`: the editor's page before a dispatcher."""

    def open_page(event, device: dict = DESKTOP, *, username: str = "dispatcher"):
        page = opened(device)
        sign_in(page, username)
        page.goto(f"/desk/events/{event.pk}/" if event else "/desk/events/new/")
        expect(page.locator("#phases")).to_be_attached()
        return page

    return open_page


def waits_for(page, question: str, told: str | None = None) -> None:
    """Asked again and again: the page's policy lets nobody put a function into it, Playwright's own waiting neither."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(question, told):
        assert time.monotonic() < until, (question, told)
        page.wait_for_timeout(50)


def at_rest(page) -> None:
    """Until nothing has moved for a moment, neither the map nor the address, and every question has its answer."""
    until, before = time.monotonic() + PATIENCE_MS / 1000, None
    while before != (now := page.evaluate(STATE, MOVES)) or now["moves"] or ASKED.get(page):
        assert time.monotonic() < until, (now, ASKED.get(page))
        before = now
        page.wait_for_timeout(REST_MS)


def in_letters_of(page, size: str) -> None:
    """`in_letters_of(page, "200%")`, and drawn so: what scripts do about it comes with the next frame."""
    page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
    page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")


def sign_in(page, username: str) -> None:
    """Without the form, which is filled in by `sign_in_by_hand`."""
    session = signed_in(User.objects.get(username=username)).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": settings.SITE_URL}])


def sign_in_by_hand(page, username: str) -> None:
    page.goto("/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button")
    page.wait_for_url(re.compile("/desk/"))


def choose_end(page, end: str, crossing: str) -> None:
    """`choose_end(page, "from", "улица Баумана")`: an end of the stretch, out of the editor's list."""
    page.fill(f"#{end}", crossing)
    page.click(f"#{end}-list [role=option]:has-text('{crossing}')")


def saved_by(page):
    """`with saved_by(page): …`: until the event's page is there anew.

    A navigation alone is none: a new draft's address is put into the bar as soon as it has one.
    """
    return page.expect_event("load")


def save(page, how: str = "change") -> None:
    with saved_by(page):
        page.click(f"[data-do={how}]")
