"""An open page takes over what has changed, and what one looks at, reads or stands on stays where it is."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures import amending, confirming
from closures.models import RoadEvent
from tests.browser.conftest import DESKTOP, PHONE, at_rest
from tests.closures.factories import line, phase, published

LOW = DESKTOP | {"viewport": {"width": 1280, "height": 600}}
DAY = timedelta(days=1)
ASK = "dispatchEvent(new Event('online'))"  # as each minute, and whenever a connection is back
TOP_OF = "(row) => Math.round(row.getBoundingClientRect().top)"
SCROLLED = "(box) => box.scrollTop"


@pytest.fixture
def many(cast):
    return [shut(cast, west) for west in range(0, 160, 10)]


def shut(agency, west: int, *, days: int = 3) -> RoadEvent:
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + days * DAY + timedelta(hours=1)}
    return published(agency, at=now, phases=[phase(geometry=line((west, 200), (west + 50, 200)), **begun)])


def prolong(event: RoadEvent) -> None:
    (standing,) = event.phases.all()
    term = {"planned_start": standing.planned_start, "planned_end": standing.planned_end + 9 * DAY}
    longer = [phase(geometry=standing.geometry, **term)]
    amending.change(RoadEvent.objects.get(pk=event.pk), fields={}, phases=longer, by=None, at=timezone.now())


def row(page, event):
    return page.locator(f"[data-key=event-{event.pk}], .row[href='{event.get_absolute_url()}']")


def looked_at(page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    at_rest(page)


def in_order(page, events) -> list[RoadEvent]:
    """As the list has them."""
    by_address = {event.get_absolute_url(): event for event in events}
    return [
        by_address[href]
        for href in page.locator("#list .row").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    ]


@pytest.mark.parametrize("address", ["/", "/list/"])
def test_a_renewed_list_keeps_its_place_and_what_one_stands_on(many, cast, opened, address):
    """One above is over, the one that is stood on is prolonged, one is new: it waits until it is asked for."""
    page = opened(LOW)
    looked_at(page, address)
    listed = in_order(page, many)
    gone, stood_on = listed[1], listed[-3]
    row(page, stood_on).focus()
    row(page, stood_on).scroll_into_view_if_needed()
    before = row(page, stood_on).evaluate(TOP_OF)
    words = row(page, stood_on).text_content()
    confirming.finish(RoadEvent.objects.get(pk=gone.pk), by=None, at=timezone.now())
    prolong(stood_on)
    new = shut(cast, -300, days=1)
    page.evaluate(ASK)
    expect(row(page, stood_on)).not_to_have_text(words)
    expect(row(page, gone)).to_have_count(0)
    expect(row(page, stood_on)).to_be_focused()
    assert row(page, stood_on).evaluate(TOP_OF) == pytest.approx(before, abs=1)
    expect(page.locator("#updates [role=status]")).to_contain_text("обновлено в")
    button = page.locator("#updates button")
    expect(button).to_have_text(re.compile("^1 нов"))
    expect(row(page, new)).to_have_count(0)
    button.click()
    expect(row(page, new)).to_be_focused()
    expect(row(page, new)).to_be_in_viewport()
    expect(button).to_be_hidden()


@pytest.mark.parametrize(("address", "has_new"), [("/", False), ("/list/", True)], ids=["nothing new", "one new"])
def test_a_row_that_is_stood_on_stays_though_it_is_over(many, cast, opened, address, has_new):
    page = opened(LOW)
    looked_at(page, address)
    stood_on, gone = in_order(page, many)[:2]
    row(page, stood_on).focus()
    for event in (stood_on, gone):
        confirming.finish(RoadEvent.objects.get(pk=event.pk), by=None, at=timezone.now())
    if has_new:
        shut(cast, -300)
    page.evaluate(ASK)
    expect(row(page, gone)).to_have_count(0)
    expect(row(page, stood_on)).to_be_focused()


def test_the_signs_of_what_is_over_and_what_is_new_come_and_go(many, cast, opened):
    page = opened(DESKTOP)
    looked_at(page, "/")
    expect(page.locator(".map-sign")).to_have_count(len(many))
    for event in many[:2]:
        confirming.finish(RoadEvent.objects.get(pk=event.pk), by=None, at=timezone.now())
    shut(cast, -300)
    page.evaluate(ASK)
    expect(page.locator(".map-sign")).to_have_count(len(many) - 1)


@pytest.mark.parametrize("device", [LOW, PHONE | {"viewport": {"width": 360, "height": 640}}], ids=["desktop", "phone"])
def test_an_open_card_takes_a_change_over_without_moving(many, opened, device):
    page = opened(device)
    looked_at(page, f"/?open=event-{many[0].pk}")
    expect(page.locator("#card h2")).to_be_visible()
    body, link = page.locator("[data-card-body]"), page.locator("#card .button--primary")
    link.focus()
    body.evaluate("(box) => { box.scrollTop = 40; }")
    scrolled, place, view = body.evaluate(SCROLLED), link.evaluate(TOP_OF), page.url
    assert scrolled > 0, "the card is too short to be scrolled"
    term = page.locator("#card .event-card").text_content()
    prolong(many[0])
    page.evaluate(ASK)
    expect(page.locator("#card .event-card")).not_to_have_text(term)
    expect(page.locator("#card")).to_contain_text("Ещё 12 дней")
    expect(link).to_be_focused()
    assert (body.evaluate(SCROLLED), link.evaluate(TOP_OF), page.url) == (scrolled, place, view)
