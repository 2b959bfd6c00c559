"""Shapes on the small city's plan: metres from its origin (fixtures/small_city.md) → WGS 84."""

import json
from functools import lru_cache

import pyproj
from django.contrib.gis.geos import GEOSGeometry

ORIGIN = (65.54, 57.15)


@lru_cache(maxsize=1)
def _projection():
    return pyproj.Transformer.from_crs(
        f"+proj=aeqd +lon_0={ORIGIN[0]} +lat_0={ORIGIN[1]} +datum=WGS84", 4326, always_xy=True
    )


def lonlat(x: float, y: float) -> tuple[float, float]:
    """Degrees of a point given in metres from the origin of fixtures/small_city.md."""
    return _projection().transform(x, y)


def line(*points) -> GEOSGeometry:
    return shape("LineString", [lonlat(*point) for point in points])


def area(*points) -> GEOSGeometry:
    return shape("Polygon", [[lonlat(*point) for point in (*points, points[0])]])


def shape(kind: str, coordinates) -> GEOSGeometry:
    return GEOSGeometry(json.dumps({"type": kind, "coordinates": coordinates}), srid=4326)
