"""Ten thousand events: none is missing on the map, and the page says how many lie there."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.gis.geos import Polygon
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect
from psycopg.types.range import TimestamptzRange

from closures.models import Phase, RoadEvent
from roadmap.models import City
from tests.bench import load
from tests.browser.conftest import DESKTOP

CROWD = 10_000
ALWAYS = TimestamptzRange(None, None)
SPREAD = """
UPDATE {table} SET geometry = ST_Translate(geometry, (mod({event}, 101) - 50) * 0.012, (mod({event}, 97) - 48) * 0.006)
"""


@pytest.fixture
def crowd(site):
    """All published and told of, over some seventy kilometres."""
    city = City.objects.get(slug="small-city")
    load.season(city, CROWD, timezone.now())
    RoadEvent.objects.update(status="published", told=ALWAYS)
    Phase.objects.update(told=ALWAYS)
    with connection.cursor() as cursor:
        cursor.execute(SPREAD.format(table="closures_roadevent", event="id"))
        cursor.execute(SPREAD.format(table="closures_phase", event="event_id"))
    load.refresh_statistics()


def in_view(asked: str, *, beyond: float) -> int:
    """Events with a phase in the box that the page asked its list for, so many degrees wider; it has four digits."""
    west, south, east, north = (float(number) for number in parse_qs(urlsplit(asked).query)["bbox"][0].split(","))
    box = Polygon.from_bbox((west - beyond, south - beyond, east + beyond, north + beyond))
    return Phase.objects.filter(geometry__bboverlaps=box).values("event").distinct().count()


@pytest.mark.parametrize("zoom", [8, 11, 13])
def test_none_of_ten_thousand_is_missing_on_the_map(crowd, opened, shoot, zoom):
    page = opened(DESKTOP)
    page.set_default_timeout(120_000)  # a busy machine is slow with so many, not wrong
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "part=list" in request.url else None)
    page.goto(f"/?map={zoom}/57.1500/65.5400")
    expect(page.locator("#count")).to_have_text(
        re.compile("показаны первые: 150 событий, на карте: [1-9]"), timeout=120_000
    )
    on_map = int(page.locator("#count").text_content().rpartition(" ")[2])
    least, most = (in_view(asked[-1], beyond=beyond) for beyond in (-0.0001, 0.0001))  # of the view that settled
    assert least == CROWD if zoom == 8 else 150 < least < CROWD
    assert least <= on_map <= most
    shoot(page, f"crowd-{zoom}")
