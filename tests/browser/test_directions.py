"""One direction or both, as a hand picks them and an eye sees them.

On the small city's проспект Ленина two sides lie 20 m apart: y = +10 runs west, y = -10 runs east.
"""

from datetime import timedelta
from math import pi

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
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
