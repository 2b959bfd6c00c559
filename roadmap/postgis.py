"""The few PostGIS functions that Django has no name for."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

import psycopg
from django.contrib.gis.db import models
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.db.models import Expression, F, Func, Q, Value
from psycopg.pq import Format

from roadmap.geometry import boxes_from, metres_a_degree, widened

SHAPE = models.GeometryField()


class GeometryType(Func):
    """`POINT`, `LINESTRING`, … of a geometry."""

    function = "GeometryType"
    output_field = models.CharField()


class MetresTo(Func):
    """From a point to the nearest place of a geometry, both in WGS 84 and in one city."""

    output_field = models.FloatField()
    function = "ST_Distance"

    def __init__(self, geometry: str, point: Point):
        metres = [Value(metres, models.FloatField()) for metres in metres_a_degree(point.y)]
        shapes = F(geometry), Value(point, models.GeometryField())
        super().__init__(*(Func(each, *metres, function="ST_Scale", output_field=SHAPE) for each in shapes))


def box_of(west: float, south: float, east: float, north: float) -> Polygon:
    """A box in WGS 84 from degrees."""
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    return box


def area_from(text: str) -> Polygon | MultiPolygon:
    """A box, or the two halves of one across the 180th meridian. Raises ValueError as `boxes_from` does."""
    boxes = [box_of(*box) for box in boxes_from(text)]
    return boxes[0] if len(boxes) == 1 else MultiPolygon(boxes, srid=4326)


def place_from(text: str) -> Point:
    """“lon,lat” in degrees, in the order of a box. Raises ValueError with no words for people."""
    lon, lat = (float(number) for number in text.split(","))
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError(text)
    return point_at(lon, lat)


def parts_of(area: Polygon | MultiPolygon) -> Sequence[Polygon]:
    return area if isinstance(area, MultiPolygon) else [area]


def overlaps(field: str, boxes: Sequence[Polygon | Expression]) -> Q:
    """By the index: is the field's box in any of them?"""
    return reduce(or_, (Q(**{f"{field}__bboverlaps": box}) for box in boxes))


def box_around(point: Point, within_m: float) -> Polygon:
    """A box that holds every place within so many metres of the point; for the index, before distances are measured."""
    return box_of(*widened((point.x, point.y, point.x, point.y), within_m))


def point_at(lon: float, lat: float) -> Point:
    return Point(lon, lat, srid=4326)


def rows_of(
    sql: str,
    values: Mapping[str, object] | Sequence[object],
    *,
    is_binary: bool = False,
    is_planned_once: bool = True,
) -> list[tuple]:
    """Rows of a short question that is asked often: the server plans it once a connection.

    Planning costs such a question as much as its answer, or several times that; Django's own cursors have it planned
    anew each time, as is right where the best plan depends on the values. `is_binary`: values come as the database
    holds them, bytes without a detour over hexadecimal digits.
    """
    connection.ensure_connection()
    connection.connection.prepare_threshold = 0 if is_planned_once else None
    cursor = psycopg.Cursor(connection.connection)
    cursor.format = Format.BINARY if is_binary else Format.TEXT
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrapped(cursor) as told:
        told.execute(sql, values)
        return told.fetchall()
