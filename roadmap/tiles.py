"""Vector tiles, made by the database alone: for low zooms and long periods, where GeoJSON grows too big.

From near (NEAR_FROM) a tile holds all that lies in it. From farther away a layer may give what a screen can show: a
sign a cell of the tile, which says how many things it stands for.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import Polygon
from django.http import HttpRequest

from roadmap.geometry import tile_box
from roadmap.models import City
from roadmap.postgis import box_of, rows_of

MAX_ZOOM = 20
NEAR_FROM = 14
EXTENT, MARGIN = 4096, 64  # units of a tile
PIXEL = 8  # units, on a screen that draws a tile 512 pixels wide
CELL = 256  # units: a sign's room on a screen that draws a tile 512 pixels wide
LISTED = 12  # things of a cell that are told by number
MAJOR_ROADS = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
    "tertiary", "tertiary_link",
)  # fmt: skip
MINOR_FROM_ZOOM = 12
UNIT = f"((ST_XMax(tile.envelope) - ST_XMin(tile.envelope)) / {EXTENT})"


def shape_sql(flat: str, margin: int = MARGIN) -> str:
    """What the tile shows of a shape (Web Mercator), in its units; NULL where that is nothing."""
    return f"ST_AsMVTGeom({flat}, tile.envelope, {EXTENT}, {margin}, true)"


def mvt_sql(rows: str, layer: str) -> str:
    """Rows with `id` and `shape` as a layer of a tile: layers are joined by ||.

    In order of number: the same content is the same bytes, and the same ETag, by whatever plan.
    """
    return f"""(SELECT coalesce(ST_AsMVT(drawn, '{layer}', {EXTENT}, 'shape', 'id' ORDER BY drawn.id), ''::bytea)
                FROM {rows} AS drawn WHERE drawn.shape IS NOT NULL)"""  # noqa: S608 - holds nothing of the request


# `features` yields geometry (WGS 84), id and properties; && on its index runs before anything is transformed.
TILE_SQL = f"""
WITH tile AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS envelope,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => {MARGIN} / {EXTENT}.0), 4326) AS box
), shapes AS (
    SELECT {{columns}}, {shape_sql("ST_Transform(features.geometry, 3857)")} AS shape
    FROM tile, LATERAL ({{features}}) AS features
)
SELECT {{layer}}
"""  # noqa: S608 - holds nothing of the request


@dataclass(frozen=True)
class Tile:
    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        return 0 <= self.z <= MAX_ZOOM and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    @property
    def is_near(self) -> bool:
        return self.z >= NEAR_FROM

    @property
    def reach(self) -> Polygon:
        """The tile and its margin in degrees, for an index."""
        return box_of(*tile_box(self.z, self.x, self.y, margin=MARGIN / EXTENT))


class TileSource(ABC):
    """A layer of tiles, which may understand what stands behind the `?` of its address."""

    name: str
    max_age = 60

    @abstractmethod
    def query(self, request: HttpRequest, city: City, tile: Tile, at: datetime) -> tuple[str, Mapping | Sequence]:
        """The SQL that gives the tile's bytes as of that moment, with its values. Raises ValidationError."""


@dataclass(frozen=True)
class Table(TileSource):
    """`features` is SQL that may use tile.box, %(city)s, %(z)s and %(classes)s, `far` that of a whole far tile."""

    name: str
    features: str
    columns: tuple[str, ...]
    far: str = ""
    max_age: int = 60

    def query(self, request: HttpRequest, city: City, tile: Tile, at: datetime) -> tuple[str, Mapping]:
        values = {"z": tile.z, "x": tile.x, "y": tile.y, "city": city.pk}
        values |= {"classes": list(MAJOR_ROADS), "minor_from": MINOR_FROM_ZOOM}
        return self.far if self.far and not tile.is_near else self.near, values

    @property
    def near(self) -> str:
        return TILE_SQL.format(
            features=self.features, columns=", ".join(("id", *self.columns)), layer=mvt_sql("shapes", self.name)
        )


ROAD_SEGMENTS = Table(
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


def cell_sql(anchor: str) -> tuple[str, str]:
    """Column and row of the cell that a point (Web Mercator) lies in; outside 0 to 15 it is another tile's."""
    column = f"floor((ST_X({anchor}) - ST_XMin(tile.envelope)) / ({CELL} * {UNIT}))"
    row = f"floor((ST_YMax(tile.envelope) - ST_Y({anchor})) / ({CELL} * {UNIT}))"
    return column, row


def in_tile_sql(anchor: str) -> str:
    """Each place lies in one tile of a zoom, also where tiles meet."""
    return " AND ".join(f"{place} BETWEEN 0 AND {EXTENT // CELL - 1}" for place in cell_sql(anchor))


def listed_sql(number: str) -> str:
    """How many things lie in the cell, and their numbers where these are few; of a GROUP BY."""
    numbers = f"string_agg(DISTINCT {number}::text, ',')"
    return (
        f"count(DISTINCT {number}) AS count, CASE WHEN count(DISTINCT {number}) <= {LISTED} THEN {numbers} ELSE '' END"
    )


def draw_tile(sql: str, values: Mapping | Sequence) -> bytes:
    """The tile's bytes; none where nothing lies."""
    drawn = rows_of(sql, values, is_binary=True)
    return drawn[0][0] or b""
