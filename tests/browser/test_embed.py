"""The map in another site's frame: signs of one place are told apart there as on the map itself."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.appeals.factories import appeal
from tests.browser.conftest import DESKTOP, PHONE, at_rest
from tests.closures.factories import line, phase, published


@pytest.fixture
def in_one_place(cast):
    """Three messages of one point of the street."""
    return [appeal(cast.city, code=code, at=timezone.now()) for code in ("pothole", "manhole", "marking")]


@pytest.fixture
def closure(cast):
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    return published(cast, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)])


def drawn(page, count: int) -> None:
    expect(page.locator(".map-sign")).to_have_count(count)
    at_rest(page)


def test_a_finger_chooses_among_signs_of_one_place(in_one_place, opened, shoot):
    page = opened(PHONE | {"viewport": {"width": 360, "height": 480}})
    page.goto("/embed/map/?kind=appeals")
    drawn(page, 3)
    page.locator(".map-sign:visible").tap()
    expect(page.locator(".map-choice__title")).to_have_text("Здесь: 3")
    shoot(page, "embed-choice")
    page.locator(".map-choice__row").nth(1).tap()
    expect(page.locator(".map-choice")).to_have_count(0)
    expect(page.locator("#card h2")).to_be_visible()


def test_a_card_is_opened_and_closed_by_keyboard_and_a_choice_left(in_one_place, closure, opened):
    page = opened(DESKTOP | {"viewport": {"width": 700, "height": 480}})
    page.goto("/embed/map/?kind=appeals&kind=closure")
    drawn(page, 4)
    crowd = page.locator(".map-sign[aria-label^='3. Здесь: 3'], .map-sign[aria-label*='Здесь: 3']")
    crowd.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-choice__row").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".map-choice")).to_have_count(0)
    expect(crowd).to_be_focused()
    page.locator(".map-sign[aria-label*='Закрытие движения']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()


def test_the_line_to_copy_follows_the_form_at_once(closure, opened):
    page = opened(DESKTOP)
    page.goto("/embed/")
    expect(page.locator("#embed-line")).to_have_value(re.compile("/embed/map/"))
    page.get_by_text("Список без скриптов").click()
    expect(page.locator("#embed-line")).to_have_value(re.compile("/embed/list/"))
    expect(page.frame_locator(".embed-preview").get_by_text("улица Пушкина").first).to_be_visible()
    expect(page).to_have_url(re.compile("shape=list"))
