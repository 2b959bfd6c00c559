"""What clashes is shown while it is entered, and goes out with a reason."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures.models import KnownClash, RoadEvent
from roadmap.models import Agency
from tests.browser.conftest import DESKTOP, PHONE, at_rest, choose_end, saved_by, sign_in
from tests.closures.factories import line, phase, published

REASON = "согласовано с Тепловыми сетями"


@pytest.fixture
def theirs(cast):
    """Half of улица Пушкина for two days, and not tomorrow, at whatever hour this runs."""
    others = Agency.objects.create(city=cast.city, slug="heat-network", name="Тепловые сети")
    start = timezone.now() + timedelta(days=3)
    half = phase(geometry=line((0, 200), (100, 200)), planned_start=start, planned_end=start + timedelta(days=2))
    return published(others, at=timezone.now(), phases=[half])


def enter(page) -> None:
    """улица Пушкина from Баумана to Речной, in a week's time from now on."""
    sign_in(page, "dispatcher")
    page.goto("/desk/events/new/")
    page.fill("#street", "пушк")
    page.click("#street-list [role=option]")
    choose_end(page, "from", "улица Баумана")
    choose_end(page, "to", "Речной переулок")
    page.click("[data-start=tomorrow]")
    page.click("[data-hours='168']")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_clash_is_listed_asked_about_and_goes_on_with_a_reason(opened, theirs, shoot, device):
    page = opened(device)
    enter(page)
    listed = page.locator("#clashes-list li")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("Та же проезжая часть в то же время: улица Пушкина")
    expect(listed).to_contain_text("Тепловые сети")
    expect(page.locator(".clash-mark")).to_have_text("1")
    listed.locator("button").click()
    at_rest(page)
    shoot(page, f"clashes-{device['viewport']['width']}")
    page.click("[data-do=publish]")
    expect(page.locator("#clash-list li")).to_contain_text(theirs.headline)
    page.click("#clash button[value=yes]")
    expect(page.locator("#clash-wrong")).to_be_visible()
    shoot(page, f"clash-dialog-{device['viewport']['width']}")
    page.fill("#clash-reason", REASON)
    with saved_by(page):
        page.locator("#clash-reason").press("Enter")
    assert RoadEvent.objects.exclude(pk=theirs.pk).get().status == "published"
    assert KnownClash.objects.get().reason == REASON


def test_whoever_goes_back_to_the_form_keeps_his_draft(opened, theirs):
    page = opened(DESKTOP)
    enter(page)
    page.click("[data-do=publish]")
    page.click("#clash button[value=no]")
    expect(page.locator("#error-other")).to_contain_text("Та же проезжая часть")
    assert RoadEvent.objects.exclude(pk=theirs.pk).get().status == "draft"
    page.fill("#planned_end", page.input_value("#planned_start").replace("T09:00", "T09:30"))
    expect(page.locator("#clashes")).to_be_hidden()


def test_what_others_have_published_is_on_the_map_and_says_what_it_is(opened, theirs, shoot):
    page = opened(DESKTOP)
    enter(page)
    at_rest(page)
    page.locator("#map .sign").first.click()
    box = page.locator(".other-event")
    expect(box).to_contain_text(theirs.headline)
    expect(box).to_contain_text("Тепловые сети")
    shoot(page, "others-on-the-map")
    box.locator("button").click()
    expect(box).to_have_count(0)
