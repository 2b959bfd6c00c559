"""My trip by hand: two places in words, the answer, a secret link, and the same answer when it is opened again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.closures.factories import line, phase, published


@pytest.fixture
def closure(cast):
    """улица Пушкина from Баумана to Речной, shut since an hour ago."""
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    return published(cast, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)])


def choose(page, end: str, typed: str, label: str) -> None:
    page.fill(f"#{end}", typed)
    page.locator(f"#{end}-list [role=option]").filter(has_text=label).first.click()


def test_words_the_answer_and_the_link(closure, opened, shoot):
    page = opened(PHONE)
    page.goto("/trip/")
    choose(page, "start", "Пушк", "улица Пушкина")
    page.fill("#start", "Пушкина и Кремлёвская")
    page.fill("#end", "Садовый мост")
    page.click("#trip-form .button--primary")
    expect(page.locator("#verdict")).to_have_text("Путь перекрыт")
    expect(page.locator(".trip-hit")).to_have_count(1)
    expect(page.locator(".trip-hit__round")).to_contain_text("Объезд: +")
    shoot(page, "trip-answer")
    page.click("form[method=post] .button--primary")
    address = page.locator("#secret-link").get_attribute("href")
    page.goto("/list/")
    page.goto(address)
    expect(page.locator("#verdict")).to_have_text("Путь перекрыт")
    expect(page.locator(f".trip-hit [href='{closure.get_absolute_url()}']")).to_be_visible()
