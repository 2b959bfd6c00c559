"""How the map of a city moves under a finger while thousands of things are shut: the frames of a pan."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from math import ceil

from django.db import connection
from playwright.sync_api import Browser, CDPSession, Page

from closures.models import RoadEvent

from . import load
from .bench import Bench
from .device import phone
from .figures import Figure

FRAME_MS = 50.0
OF_A_HUNDRED = 95
ZOOMS = {"city": 12, "district": 14, "street": 16}
SWIPES = ((-230, -120), (150, -260), (-200, 200), (240, 150), (-120, 260), (200, -180))  # px to the right and down
STEPS = 24
REST_MS = 400  # a finger is back before what the move has asked for is drawn

# Each frame in which the map has moved, and how long after the one before it came.
WATCH = """() => {
    const pane = document.querySelector(".leaflet-map-pane");
    const frames = [];
    let [before, place] = [performance.now(), pane.style.transform];
    const look = (now) => {
        if (pane.style.transform !== place) frames.push(now - before);
        [before, place] = [now, pane.style.transform];
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    window.frames_of_pan = frames;
}"""

TERM = "tstzrange(%(at)s - interval '30 days', %(at)s + interval '30 days')"
HELD = {"during": TERM, "told": "'(,)'", "in_force": f"tstzmultirange({TERM})"}
TABLES = {
    "closures_roadevent": HELD
    | {"status": "'published'", "spells": f"tstzmultirange({TERM})", "reach": f"tstzmultirange({TERM})"},
    "closures_phase": HELD,
}


def measure(bench: Bench, address: str, chromium: Browser) -> Iterator[Figure]:
    with everything_in_force(bench.at):
        number = RoadEvent.objects.filter(city=bench.city, status="published").count()
        for name, zoom in ZOOMS.items():
            lon, lat = bench.middle
            view = f"{address}/?map={zoom}/{lat:.5f}/{lon:.5f}"
            ours, bare = frames(chromium, view), frames(chromium, f"{view}&kind=none")
            note = f"{len(ours)} frames, {number} events in force, bare: the map alone"
            yield Figure(f"phone, pan, {name}", slow_one(ours), FRAME_MS, bare=slow_one(bare), note=note)


def slow_one(times: list[float]) -> float:
    """So many of a hundred came at least as fast."""
    return sorted(times)[ceil(len(times) * OF_A_HUNDRED / 100) - 1]


def frames(chromium: Browser, address: str) -> list[float]:
    """Milliseconds of each frame in which the map moved."""
    with phone(chromium) as (page, session):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2_000)
        page.evaluate(WATCH)
        for right, down in SWIPES:
            swipe(page, session, right, down)
        return page.evaluate("frames_of_pan")


def swipe(page: Page, session: CDPSession, right: int, down: int) -> None:
    """One finger, in even steps; then the map glides on."""
    box = page.locator("#map").bounding_box()
    x, y = box["x"] + (box["width"] - right) / 2, box["y"] + (box["height"] - down) / 2
    _touch(session, "touchStart", [{"x": x, "y": y}])
    for step in range(1, STEPS + 1):
        _touch(session, "touchMove", [{"x": x + right * step / STEPS, "y": y + down * step / STEPS}])
    _touch(session, "touchEnd", [])
    page.wait_for_timeout(REST_MS)


def _touch(session: CDPSession, kind: str, points: list[dict]) -> None:
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@contextmanager
def everything_in_force(at: datetime) -> Iterator[None]:
    """Whatever the season made holds now; afterwards all is as it was."""
    _run("CREATE TABLE kept_{table} AS SELECT id, {columns} FROM {table}; UPDATE {table} SET {held}", at)
    load.refresh_statistics()
    try:
        yield
    finally:
        _run(
            "UPDATE {table} SET {before} FROM kept_{table} AS kept WHERE kept.id = {table}.id; DROP TABLE kept_{table}",
            at,
        )
        load.refresh_statistics()


def _run(sql: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        for table, held in TABLES.items():
            words = {
                "columns": ", ".join(held),
                "held": ", ".join(f"{column} = {value}" for column, value in held.items()),
                "before": ", ".join(f"{column} = kept.{column}" for column in held),
            }
            cursor.execute(sql.format(table=table, **words), {"at": at})
