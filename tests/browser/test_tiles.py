"""The map from afar is made of tiles: every event is behind a sign, and a hand does with it what it does from near."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.closures.factories import line, phase, published

FAR = "/?map=13/57.1500/65.5400"
ASK = "dispatchEvent(new Event('online'))"  # as each minute, and whenever a connection is back
COUNTED = """() => [...document.querySelectorAll(".map-sign:not([hidden])")].reduce((sum, sign) =>
    sum + Number(sign.querySelector(".map-sign__count").textContent || 1), 0)"""


@pytest.fixture
def shut(cast):
    return [closed(cast) for _ in range(3)]


def closed(agency, *, begins_in: timedelta = timedelta(hours=-1), **more):
    start = timezone.now() + begins_in
    term = {"planned_start": start, "planned_end": start + timedelta(days=3)}
    place = phase(geometry=line((0, 200), (200, 200)), **term)
    return published(agency, at=timezone.now(), phases=[place], **more)


def afar(page, address: str = FAR) -> list[str]:
    """What the page has asked for, and goes on to."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.locator(".map-sign:visible")).not_to_have_count(0)
    page.wait_for_load_state("networkidle")
    return asked


def counts(page, number: int) -> None:
    """The page's policy lets nobody put a function into it: asked again and again."""
    for _ in range(200):
        if page.evaluate(COUNTED) == number:
            return
        page.wait_for_timeout(100)
    assert page.evaluate(COUNTED) == number


def test_the_map_asks_for_tiles_and_each_event_is_behind_a_sign(shut, opened, shoot):
    page = opened(PHONE)
    asked = afar(page)
    shoot(page, "tiles-far")
    assert any("/tiles/road-events/12/" in url for url in asked)
    assert not any("/api/v1/road-events/?" in url for url in asked)
    counts(page, len(shut))
    expect(page.locator("#list .row")).to_have_count(len(shut))


def test_a_sign_of_several_is_opened_by_finger_and_back_leads_to_the_map(shut, opened):
    page = opened(PHONE)
    afar(page)
    page.locator(".map-sign:visible").tap()
    expect(page.locator(".map-choice__row")).to_have_count(len(shut))
    page.locator(".map-choice__row").first.tap()
    expect(page.locator("#card h2")).to_contain_text("улица Пушкина")
    page.go_back()
    expect(page.locator("#card")).to_be_hidden()
    counts(page, len(shut))


def test_a_sign_of_several_is_opened_by_keyboard(shut, opened):
    page = opened(DESKTOP)
    afar(page)
    page.focus("#map")
    page.keyboard.press("Tab")
    expect(page.locator(".map-sign:focus")).to_have_attribute("aria-label", re.compile("Здесь: 3"))
    page.keyboard.press("Enter")
    expect(page.locator(".map-choice__row").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_be_focused()


def test_filters_and_time_hold_for_tiles(cast, shut, opened):
    closed(cast, begins_in=timedelta(days=20))
    page = opened(DESKTOP)
    asked = afar(page)
    counts(page, 4)
    page.select_option("[name=when]", "now")
    counts(page, 3)
    assert any("/tiles/" in url and "at=" in url for url in asked)
    page.uncheck("[name=kind][value=closure]")
    expect(page.locator(".map-sign")).to_have_count(0)
    page.check("[name=kind][value=closure]")
    counts(page, 3)


def test_an_open_page_shows_the_new_on_tiles_that_a_browser_would_keep_for_a_minute(cast, shut, opened):
    page = opened(DESKTOP)
    afar(page)
    counts(page, 3)
    closed(cast)
    page.evaluate(ASK)
    counts(page, 4)
