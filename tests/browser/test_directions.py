"""One direction or both, as a hand picks them and an eye sees them.

On the small city's проспект Ленина two sides lie 20 m apart: y = +10 runs west, y = -10 runs east.
"""

from datetime import timedelta
from math import pi

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures.models import RoadEvent
from tests.browser.conftest import DESKTOP, choose_end, saved_by, sign_in, waits_for
from tests.closures.factories import line, phase, published

# Each arrow is turned to its course before it is drawn, and nothing else above the ground is.
LISTEN = """
    window.courses = [];
    const rotate = CanvasRenderingContext2D.prototype.rotate;
    CanvasRenderingContext2D.prototype.rotate = function (course) {
        if (this.canvas.closest(".leaflet-overlay-pane")) courses.push(course);
        rotate.call(this, course);
    };
"""
EAST, WEST = 0, pi


def now_on(*points, direction):
    start = timezone.now() - timedelta(hours=1)
    return phase(
        geometry=line(*points), direction=direction, planned_start=start, planned_end=start + timedelta(days=2)
    )


def courses_on(page) -> list[float]:
    """Of the arrows drawn, in radians clockwise from the east, without their sign."""
    return sorted({round(abs(course), 1) for course in page.evaluate("courses")})


@pytest.mark.parametrize(("direction", "course"), [("forward", EAST), ("backward", WEST)])
@pytest.mark.parametrize("address", ["/", "page"])
def test_arrows_on_the_map_go_with_the_traffic_that_is_hit(cast, opened, shoot, direction, course, address):
    event = published(cast, at=timezone.now(), phases=[now_on((0, 200), (200, 200), direction=direction)])
    page = opened(DESKTOP)
    page.add_init_script(LISTEN)
    page.route("**/detour/**", lambda route: route.abort())  # a way round has arrows of its own
    lon, lat = event.geometry.centroid.coords
    page.goto(event.get_absolute_url() if address == "page" else f"/?map=17/{lat:.5f}/{lon:.5f}")
    expect(page.locator(".map-sign")).to_have_count(1)
    shoot(page, f"arrows-{direction}-{address.strip('/') or 'map'}")
    assert courses_on(page) == [round(course, 1)]


def test_a_closure_of_both_directions_has_no_arrows(cast, opened):
    event = published(cast, at=timezone.now(), phases=[now_on((0, 200), (200, 200), direction="both")])
    page = opened(DESKTOP)
    page.add_init_script(LISTEN)
    lon, lat = event.geometry.centroid.coords
    page.goto(f"/?map=17/{lat:.5f}/{lon:.5f}")
    expect(page.locator(".map-sign")).to_have_count(1)
    assert courses_on(page) == []


@pytest.fixture
def desk(cast, opened):
    """The editor of a new event, with проспект Ленина from Кремлёвская улица to Речной переулок picked."""
    page = opened(DESKTOP)
    page.add_init_script(LISTEN)
    sign_in(page, "dispatcher")
    page.goto("/desk/events/new/")
    page.fill("#street", "Ленина")
    page.click("#street-list >> text=проспект Ленина")
    choose_end(page, "from", "Кремлёвская улица")
    choose_end(page, "to", "Речной переулок")
    expect(page.locator("#picked")).to_contain_text("400")
    return page


def saved(page):
    """The line's sides, each as its way north of the axis, and the event."""
    with saved_by(page):
        page.click("[data-do=save]")
    event = RoadEvent.objects.latest("pk")
    return sorted(round((line[0][1] - 57.15) * 111_363) for line in event.phases.get().geometry.coords), event


def choose(page, direction):
    with page.expect_response("**/match/"):
        page.select_option("#direction", direction)


def test_both_directions_are_both_carriageways(desk, shoot):
    shoot(desk, "desk-both")
    sides, event = saved(desk)
    assert sides == [-10, 10]
    assert event.phases.get().spans.count() == 4
    assert courses_on(desk) == []


@pytest.mark.parametrize(("direction", "side", "course"), [("forward", -10, EAST), ("backward", 10, WEST)])
def test_one_direction_is_the_right_one_with_its_arrows_and_its_words(desk, shoot, direction, side, course):
    choose(desk, direction)
    expect(desk.locator("#picked")).to_contain_text("400")
    waits_for(desk, "courses.length > 0")
    shoot(desk, f"desk-{direction}")
    assert courses_on(desk) == [round(course, 1)]
    proposed = desk.locator("#toward-list option").first.get_attribute("value")
    assert proposed == {"forward": "Речной переулок", "backward": "Кремлёвская улица"}[direction]
    sides, event = saved(desk)
    assert sides == [side]
    assert event.phases.get().spans.count() == 2


def test_a_direction_that_is_taken_back_takes_both_again(desk):
    choose(desk, "backward")
    choose(desk, "both")
    expect(desk.locator("#toward-box")).to_be_hidden()
    assert saved(desk)[0] == [-10, 10]


def test_a_direction_against_the_traffic_is_refused_beside_its_field(desk):
    """улица 8 Марта runs west."""
    desk.fill("#street", "8 Марта")
    desk.click("#street-list >> text=улица 8 Марта")
    choose_end(desk, "from", "Кремлёвская улица")
    choose_end(desk, "to", "улица Баумана")
    expect(desk.locator("#picked")).to_contain_text("8 Марта: Кремлёвская")
    choose(desk, "forward")
    expect(desk.locator("[data-error=direction]")).to_contain_text("только в другую сторону")
