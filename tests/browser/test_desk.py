"""The dispatcher's editor of an event that is published: what it asks, and what it leaves alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures import confirming
from tests.browser.conftest import DESKTOP, PHONE, saved_by, sign_in
from tests.closures.factories import phase, published

LANES = [{"order": 1, "type": "general", "status": "closed"}, {"order": 2, "type": "general", "status": "open"}]
HIDDEN = {"name": "левая сторона", "vehicle_classes": ["lorry"], "exemptions": ["residents"], "lanes": LANES}


@pytest.fixture
def begun(cast):
    """Since the day before yesterday, by the plan."""
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
    event = published(
        cast, at=start, phases=[phase(planned_start=start, planned_end=start + timedelta(days=9), **HIDDEN)]
    )
    event.refresh_from_db()
    return event


@pytest.fixture
def desk_of(opened):
    """`desk_of(event, DESKTOP)`: the editor's page before a dispatcher."""

    def open_page(event, device: dict):
        page = opened(device)
        sign_in(page, "dispatcher")
        page.goto(f"/desk/events/{event.pk}/")
        return page

    return open_page


def wall(moment, event) -> str:
    return f"{moment.astimezone(event.city.zone):%Y-%m-%dT%H:%M}"


def test_a_start_is_confirmed_with_its_moment_and_a_reason_where_it_moves_history(begun, desk_of, shoot):
    page = desk_of(begun, PHONE)
    page.click("[data-ask=confirm]")
    moment = page.locator("#moment-confirm [data-moment]")
    expect(moment).to_be_focused()
    expect(moment).to_have_value(wall(begun.start, begun))
    late = begun.start + timedelta(hours=20)
    moment.fill(wall(late, begun))
    page.keyboard.press("Enter")
    expect(page.locator("#moment-confirm [data-wrong=comment]")).to_be_visible()
    shoot(page, "confirm-refused")
    expect(page.locator("#moment-confirm [data-comment]")).to_be_focused()
    expect(page.locator("#moment-confirm [data-source]")).to_have_value("office")
    page.select_option("#moment-confirm [data-source]", "foreman")
    page.fill("#moment-confirm [data-comment]", "техника пришла позже")
    shoot(page, "confirm-by-the-foreman")
    page.keyboard.press("Enter")
    expect(page.locator("[data-ask=confirm]")).to_have_text("Исправить начало")
    shoot(page, "confirmed")
    kept = begun.phases.get()
    assert (kept.actual_start, kept.start_source) == (late, "foreman")


def test_saving_leaves_alone_what_the_form_does_not_show(begun, desk_of):
    page = desk_of(begun, DESKTOP)
    page.fill("#contact", "+7 3452 00-00-03")
    with saved_by(page):
        page.click("[data-do=change]")
    begun.refresh_from_db()
    assert begun.contact == "+7 3452 00-00-03"
    kept = begun.phases.get()
    assert {name: getattr(kept, name) for name in HIDDEN} == HIDDEN


def test_a_stage_removed_in_the_form_takes_only_its_own_facts_along(cast, desk_of):
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
    stages = [
        phase(planned_start=start + timedelta(days=number * 2), planned_end=start + timedelta(days=number * 2 + 2))
        for number in range(2)
    ]
    event = published(cast, at=start, phases=stages)
    confirming.confirm(event, by=None, at=timezone.now(), started_at=start)
    second = event.phases.get(number=2)
    page = desk_of(event, DESKTOP)
    page.click("#phases [data-phase=remove]")
    with saved_by(page):
        page.click("[data-do=change]")
    (left,) = event.phases.all()
    assert (left.pk, left.actual_start) == (second.pk, None)
