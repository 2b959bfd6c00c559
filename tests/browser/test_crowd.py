"""Ten thousand events: none is missing on the map, and the page says how many lie there."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.gis.geos import Polygon
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from closures.models import Phase
from roadmap.models import City
from tests.bench import load
from tests.browser.conftest import DESKTOP

CROWD = 10_000
ZOOMS = (8, 11, 13)
COUNTED = """[...document.querySelectorAll(".map-sign:not([hidden])")].reduce((sum, sign) =>
    sum + Number(sign.querySelector(".map-sign__count").textContent || 1), 0)"""
PUBLISHED_AND_SPREAD = (
    """UPDATE closures_roadevent SET status = 'published', told = '(,)', geometry =
       ST_Translate(geometry, (mod(id, 101) - 50) * 0.012, (mod(id, 97) - 48) * 0.006)""",
    """UPDATE closures_phase SET told = '(,)', geometry =
       ST_Translate(geometry, (mod(event_id, 101) - 50) * 0.012, (mod(event_id, 97) - 48) * 0.006)""",
)


@pytest.fixture
def crowd(site):
    """All published and told of, over some seventy kilometres."""
    city = City.objects.get(slug="small-city")
    load.season(city, CROWD // 40, timezone.now())
    load.history(city, CROWD)  # the others are copies that the database makes
    with connection.cursor() as cursor:
        for sql in PUBLISHED_AND_SPREAD:
            cursor.execute(sql)
    load.refresh_statistics()


def in_view(asked: str, *, beyond: float) -> int:
    """Events with a phase in the box that the page asked its list for, so many degrees wider; it has four digits."""
    west, south, east, north = (float(number) for number in parse_qs(urlsplit(asked).query)["bbox"][0].split(","))
    box = Polygon.from_bbox((west - beyond, south - beyond, east + beyond, north + beyond))
    return Phase.objects.filter(geometry__bboverlaps=box).values("event").distinct().count()


def test_none_of_ten_thousand_is_missing_on_the_map(crowd, opened, shoot):
    """At every zoom in turn: to make the crowd takes longer than to look at it."""
    for zoom in ZOOMS:
        page = opened(DESKTOP)
        on_map, asked = counted_on(page, zoom)
        least, most = (in_view(asked, beyond=beyond) for beyond in (-0.0001, 0.0001))  # of the view that settled
        assert least == CROWD if zoom == ZOOMS[0] else 150 < least < CROWD
        assert least <= on_map <= most
        if zoom == ZOOMS[0]:
            assert CROWD <= page.evaluate(COUNTED) <= Phase.objects.count()  # an event in stages has several signs
        shoot(page, f"crowd-{zoom}")
        page.close()


def counted_on(page, zoom: int) -> tuple[int, str]:
    """How many events the page says there are in its view, and where it asked for its list last."""
    page.set_default_timeout(120_000)  # a busy machine is slow with so many, not wrong
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "part=list" in request.url else None)
    with page.expect_response(re.compile("part=list"), timeout=120_000):  # until then the count is the whole city's
        page.goto(f"/?map={zoom}/57.1500/65.5400")
    expect(page.locator("#map[aria-busy]")).to_have_count(0, timeout=120_000)
    expect(page.locator("#count")).to_have_text(re.compile("показаны первые: 60 событий из [1-9]"))
    return int(page.locator("#count").text_content().rpartition(" ")[2]), asked[-1]
