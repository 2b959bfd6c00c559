"""Ways round in the editor: proposed, taken, led elsewhere, and what was typed is checked."""

import json

import pytest
from playwright.sync_api import expect

from closures.models import RoadEvent
from tests.browser.conftest import DESKTOP, PHONE, at_rest, saved_by
from tests.browser.test_desk_clashes import enter

ROUND = "улица Баумана, проспект Ленина, Речной переулок"


def proposed(page):
    expect(page.locator("#ways li")).to_have_count(2)
    return page.locator("#ways li").first


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_way_is_proposed_taken_by_a_click_and_stored(opened, cast, shoot, device):
    page = opened(device)
    enter(page)
    way = proposed(page)
    expect(way).to_contain_text(
        "для легковых и грузовых, на восток: улица Баумана → проспект Ленина → Речной переулок, +420"
    )
    assert page.input_value("#detour_roads") == ""  # nothing is taken by itself
    expect(page.locator(".way-label")).to_contain_text("+420")
    way.locator("button").click()
    expect(page.locator("#ways .badge")).to_have_text("взят")
    assert page.input_value("#detour_roads") == ROUND
    at_rest(page)
    map_box = page.locator("#map").bounding_box()
    for handle in page.locator(".way-handle").all():  # the whole of it is in sight
        at = handle.bounding_box()
        assert map_box["x"] <= at["x"] <= map_box["x"] + map_box["width"]
        assert map_box["y"] <= at["y"] <= map_box["y"] + map_box["height"]
    page.locator("#ways").scroll_into_view_if_needed()
    shoot(page, f"way-taken-{device['viewport']['width']}")
    with saved_by(page):
        page.click("[data-do=publish]")
    event = RoadEvent.objects.get()
    assert (event.detour_roads, event.detour_geometry.geom_type) == (ROUND.split(", "), "MultiLineString")
    assert event.detour_spans.exists()


def test_a_way_that_was_taken_can_be_taken_back(opened, cast):
    page = opened(DESKTOP)
    enter(page)
    page.fill("#detour", "по дворам")
    proposed(page).locator("button").click()
    expect(page.locator("#detour")).to_have_value("")
    page.click("#way-undo")
    expect(page.locator("#detour")).to_have_value("по дворам")
    assert page.input_value("#detour_geometry") == ""


def test_a_line_is_dragged_to_another_street(opened, cast, shoot):
    page = opened(DESKTOP)
    enter(page)
    proposed(page).locator("button").click()
    at_rest(page)
    page.locator("#map").scroll_into_view_if_needed()
    handle, box = page.locator(".way-handle").first.bounding_box(), page.locator("#map").bounding_box()
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + box["height"] - 120, steps=8)
    page.mouse.up()
    at_rest(page)
    assert page.input_value("#detour_roads").startswith("Кремлёвская улица")
    expect(page.locator(".way-handle--set")).to_have_count(1)
    shoot(page, "way-dragged")


def test_by_keyboard_it_is_led_through_the_middle_of_the_map(opened, cast):
    page = opened(DESKTOP)
    enter(page)
    proposed(page).locator("button").click()
    expect(page.locator("#way-middle")).to_be_visible()
    before = json.loads(page.input_value("#detour_geometry"))
    page.locator("#map").focus()
    for _step in range(3):
        page.keyboard.press("ArrowDown")
    at_rest(page)
    page.locator("#way-middle").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".way-handle--set")).to_have_count(1)
    assert json.loads(page.input_value("#detour_geometry")) != before


def test_what_is_typed_is_read_and_said_beside_the_field(opened, cast, shoot):
    page = opened(DESKTOP)
    enter(page)
    page.fill("#detour_roads", "Садовая улица")
    expect(page.locator("#way-notes li")).to_have_text(
        "По всем этим улицам объехать не получится, остаётся в стороне: Садовая улица."
    )
    page.locator("#way-notes").scroll_into_view_if_needed()
    shoot(page, "way-typed")
    page.fill("#detour_roads", "")
    page.fill("#detour", "по улицам Баумана, Ленина и Речному переулку")
    expect(page.locator("#way-notes li")).to_have_count(0)
    expect(page.locator("#ways li").first).to_contain_text("Как вы написали")
