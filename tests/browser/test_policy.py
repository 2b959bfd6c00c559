"""No page does what its own Content-Security-Policy forbids: `opened` fails a test on each refusal it is told of."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.utils import timezone
from playwright.sync_api import expect

from roadmap.models import User
from tests.browser.conftest import DESKTOP, PASSWORD, sign_in
from tests.closures.factories import line, phase, published


@pytest.fixture
def closure(cast):
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    return published(cast, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)])


TWO_FRAMES = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"


def visit(page, address: str) -> None:
    answer = page.goto(address)
    assert answer.status == 200, address
    page.evaluate(TWO_FRAMES)  # what scripts draw after the page is there


def test_public_pages_keep_their_policy(closure, opened):
    page = opened(DESKTOP)
    trip = "/trip/?start=Садовый+мост&end=Кремлёвская+улица"
    for address in ("/", "/list/", f"/events/{closure.pk}/", "/report/", trip, "/journal/", "/login/"):
        visit(page, address)


def test_the_desk_keeps_its_policy(closure, opened):
    page = opened(DESKTOP)
    sign_in(page, "dispatcher")
    for address in ("/desk/", "/password/", "/desk/deliveries/", f"/desk/events/{closure.pk}/", "/desk/events/new/"):
        visit(page, address)
    page.click("#draw-line")
    expect(page.locator("#draw-bar")).to_be_visible()


def test_the_admin_keeps_its_policy(closure, opened):
    User.objects.create_superuser("admin", password=PASSWORD)
    page = opened(DESKTOP)
    page.goto("/login/?next=/admin/")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button")
    expect(page.locator("#user-tools")).to_be_visible()
    for model in admin.site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        visit(page, address)
        row = page.locator("#result_list th a").first
        if row.count():
            visit(page, row.get_attribute("href"))


def test_the_console_of_the_map_has_no_complaints(closure, opened):
    page, told = opened(DESKTOP | {"service_workers": "allow"}), []
    page.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
    visit(page, "/")
    expect(page.locator(".leaflet-container")).to_be_visible()
    assert [line for line in told if line.startswith(("error", "warning"))] == []


def test_a_refusal_would_be_heard(closure, browser_of):
    """Else the tests above could not fail."""
    page = browser_of(DESKTOP).new_page()
    page.goto("/login/")
    heard = page.evaluate(
        """() => new Promise((resolve) => {
            addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
            document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p>');
        })"""
    )
    assert heard == "style-src-attr"
