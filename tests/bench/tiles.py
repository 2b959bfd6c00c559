"""Vector tiles over real HTTP, beside their own SQL."""

from collections.abc import Iterator
from math import asinh, pi, radians, tan

from django.http import HttpRequest
from django.utils import timezone

from closures.tiles import ROAD_EVENTS
from roadmap.tiles import ROAD_SEGMENTS, Tile, TileSource

from .bench import Bench
from .figures import Figure
from .timing import medians

RATIO, HTTP_MS = 1.1, 3.0
ZOOMS = (12, 13, 14)


def measure(bench: Bench) -> Iterator[Figure]:
    for source in (ROAD_SEGMENTS, ROAD_EVENTS):
        for zoom in ZOOMS:
            yield _tile(bench, source, zoom, *tile_at(*bench.middle, zoom))


def tile_at(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile that holds the place."""
    across = (longitude + 180) / 360
    down = (1 - asinh(tan(radians(latitude))) / pi) / 2
    return int(across * 2**zoom), int(down * 2**zoom)


def _tile(bench: Bench, source: TileSource, zoom: int, x: int, y: int) -> Figure:
    address = f"/tiles/{source.name}/{zoom}/{x}/{y}.mvt"
    sql, values = source.query(HttpRequest(), bench.city, Tile(zoom, x, y), timezone.now())

    def bare() -> bytes:
        return bench.scratch.bare.execute(sql, values).fetchone()[0]

    body = bench.client.fetch(address).body
    if body != bytes(bare()):
        raise RuntimeError(f"{address} is not what its SQL draws")
    ours, alone = medians(lambda: bench.client.fetch(address), bare, repeats=bench.repeats)
    return Figure(
        f"tile, {source.name}, z{zoom}",
        ours,
        RATIO * alone + HTTP_MS,
        bare=alone,
        note=f"{len(body) / 1024:.0f} KB",
    )
