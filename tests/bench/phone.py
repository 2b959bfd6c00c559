"""What a motorist waits for on a cheap phone with a weak network, page by page; then how the map moves there."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, Response

from closures.models import RoadEvent

from . import pan
from .bench import Bench
from .device import browser, phone, site
from .figures import Figure

QUIET_MS = 1_500  # nothing more comes
RUNS = 5

PICTURE_MS, EVENTS_MS, GROUND_MS, BLOCKING_MS, SHIFT, SCRIPTS_KB = 1_500.0, 3_000.0, 4_000.0, 600.0, 0.05, 130.0

# Tells by itself when what a reader waits for is on the screen; the frame after the change is the one that shows it.
WATCH = """
const seen = { picture: 0, signs: 0, ground: 0, blocking: 0, shift: 0 };
window.seen = seen;
const each = (type, hear) =>
    new PerformanceObserver((list) => list.getEntries().forEach(hear)).observe({ type, buffered: true });
each("largest-contentful-paint", ({ startTime }) => { seen.picture = startTime; });
each("longtask", ({ duration }) => { seen.blocking += Math.max(0, duration - 50); });
each("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) seen.shift += value; });
const isGround = () => {
    const tiles = [...document.querySelectorAll(".leaflet-tile-pane canvas")];
    return tiles.length > 0 && tiles.every((tile) => tile.classList.contains("leaflet-tile-loaded"));
};
const note = (name, isThere) => {
    if (!seen[name] && isThere()) { seen[name] = -1; requestAnimationFrame(() => { seen[name] = performance.now(); }); }
};
new MutationObserver(() => {
    note("signs", () => document.querySelector(".map-sign"));
    note("ground", isGround);
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
"""


@dataclass(frozen=True)
class Load:
    """Of one page, milliseconds; `signs` and `ground` are 0 where it has no map."""

    picture: float
    signs: float
    ground: float
    blocking: float
    shift: float
    scripts_kb: float


def measure(bench: Bench) -> Iterator[Figure]:
    with site(bench) as address, browser() as chromium:
        for page in pages():
            yield from _figures(page, [load(chromium, f"{address}{page}") for _ in range(min(RUNS, bench.repeats))])
        yield from pan.measure(bench, address, chromium)


def pages() -> tuple[str, ...]:
    event = RoadEvent.objects.published().filter(kind="closure").order_by("pk").first()
    return "/", event.get_absolute_url(), "/list/", "/report/"


def load(chromium: Browser, address: str) -> Load:
    scripts: list[Response] = []
    with phone(chromium) as (page, _session):
        page.add_init_script(WATCH)
        page.on("response", lambda answer: scripts.append(answer) if answer.request.resource_type == "script" else None)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(QUIET_MS)
        seen = page.evaluate("seen")
        return Load(**seen, scripts_kb=sum(len(gzip.compress(answer.body())) for answer in scripts) / 1024)


def _figures(page: str, loads: list[Load]) -> Iterator[Figure]:
    limits = {
        "picture": ("first picture", PICTURE_MS, "ms"),
        "signs": ("events drawn", EVENTS_MS, "ms"),
        "ground": ("base map", GROUND_MS, "ms"),
        "blocking": ("blocking", BLOCKING_MS, "ms"),
        "shift": ("layout shift", SHIFT, "of the screen"),
        "scripts_kb": ("scripts", SCRIPTS_KB, "KB"),
    }
    for name, (words, limit, unit) in limits.items():
        values = [getattr(load, name) for load in loads]
        if any(values) or name not in ("signs", "ground"):
            note = f"{page}, {min(values):.4g} to {max(values):.4g} in {len(values)} runs"
            yield Figure(f"phone, {_named(page)}, {words}", median(values), limit, unit=unit, note=note)


def _named(page: str) -> str:
    return {"": "map", "events": "event"}.get(page.strip("/").partition("/")[0], page.strip("/"))
