"""The few PostGIS functions that Django has no name for."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

import psycopg
from django.contrib.gis.db import models
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.db.models import Expression, Func, Q
from psycopg.pq import Format

from roadmap.geometry import boxes_from, widened


class GeometryType(Func):
    """`POINT`, `LINESTRING`, … of a geometry."""

    function = "GeometryType"
    output_field = models.CharField()


def box_of(west: float, south: float, east: float, north: float) -> Polygon:
    """A box in WGS 84 from degrees."""
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    return box


def area_from(text: str) -> Polygon | MultiPolygon:
    """A box, or the two halves of one across the 180th meridian. Raises ValueError as `boxes_from` does."""
    boxes = [box_of(*box) for box in boxes_from(text)]
    return boxes[0] if len(boxes) == 1 else MultiPolygon(boxes, srid=4326)


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
