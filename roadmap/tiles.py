"""Vector tiles, made by the database alone: for low zooms and long periods, where GeoJSON grows too big."""

from dataclasses import dataclass
from datetime import datetime

from roadmap.postgis import rows_of

MAX_ZOOM = 20
MAJOR_ROADS = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
    "tertiary", "tertiary_link",
)  # fmt: skip
MINOR_FROM_ZOOM = 12

# `features` yields geometry (WGS 84), id and properties; && on its index runs before anything is transformed.
# In order of number: the same content is the same bytes, and the same ETag, by whatever plan.
TILE_SQL = """
WITH tile AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS envelope,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 64.0 / 4096), 4326) AS box
), shapes AS (
    SELECT ST_AsMVTGeom(ST_Transform(features.geometry, 3857), tile.envelope, 4096, 64, true) AS shape, features.*
    FROM tile, LATERAL ({features}) AS features
), drawn AS (
    SELECT {columns}, shape FROM shapes WHERE shape IS NOT NULL
)
SELECT ST_AsMVT(drawn, %(layer)s, 4096, 'shape', 'id' ORDER BY drawn.id) FROM drawn
"""


@dataclass(frozen=True)
class TileSource:
    """A layer of tiles. `features` is SQL that may use tile.box, %(city)s, %(at)s, %(z)s and %(classes)s."""

    name: str
    features: str
    columns: tuple[str, ...]
    max_age: int = 60

    @property
    def sql(self) -> str:
        return TILE_SQL.format(features=self.features, columns=", ".join(("id", *self.columns)))


ROAD_SEGMENTS = TileSource(
    name="road-segments",
    columns=("road", "highway", "direction", "lanes", "is_bridge"),
    features="""
        SELECT segment.id, segment.geometry, road.name AS road, segment.highway, segment.direction, segment.lanes,
               segment.is_bridge
        FROM roadmap_roadsegment AS segment LEFT JOIN roadmap_road AS road ON road.id = segment.road_id
        WHERE segment.geometry && tile.box AND segment.city_id = %(city)s
          AND (%(z)s >= %(minor_from)s OR segment.highway = ANY(%(classes)s))
    """,
    max_age=3600,
)


def is_tile(z: int, x: int, y: int) -> bool:
    """Whether such a tile exists at all."""
    return 0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z


def values_of(source: TileSource, city_id: int, at: datetime, z: int, x: int, y: int) -> dict:
    """What the SQL of a tile is asked with."""
    return {
        "layer": source.name,
        "city": city_id,
        "at": at,
        "z": z,
        "x": x,
        "y": y,
        "classes": list(MAJOR_ROADS),
        "minor_from": MINOR_FROM_ZOOM,
    }


def draw_tile(source: TileSource, city_id: int, at: datetime, z: int, x: int, y: int) -> bytes:
    """The tile's bytes as of that moment; none where nothing lies."""
    drawn = rows_of(source.sql, values_of(source, city_id, at, z, x, y), is_binary=True)
    return drawn[0][0] or b""
