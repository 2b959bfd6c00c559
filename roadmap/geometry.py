"""Single shapes: from degrees to metres of the city's own projection and back. Only this room and `postgis` convert."""

from collections.abc import Callable
from functools import lru_cache
from math import atan2, degrees

import numpy
import pyproj
import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

Projector = Callable[[BaseGeometry], BaseGeometry]


def utm_srid(lon: float, lat: float) -> int:
    """The UTM zone (WGS 84) of a place: metres are measured in it."""
    zone = min(60, int((lon + 180) // 6) + 1)
    return (32600 if lat >= 0 else 32700) + zone


@lru_cache(maxsize=64)
def _transformer(source: int, target: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def _projected(shape: BaseGeometry, source: int, target: int) -> BaseGeometry:
    def move(coordinates: numpy.ndarray) -> numpy.ndarray:
        return numpy.column_stack(_transformer(source, target).transform(coordinates[:, 0], coordinates[:, 1]))

    return shapely.transform(shape, move)


def to_metres(shape: BaseGeometry, srid: int) -> BaseGeometry:
    """WGS 84 → the city's metric SRID."""
    return _projected(shape, 4326, srid)


def to_degrees(shape: BaseGeometry, srid: int) -> BaseGeometry:
    """The city's metric SRID → WGS 84."""
    return _projected(shape, srid, 4326)


def shape_of(geometry: GEOSGeometry) -> BaseGeometry:
    return shapely.from_wkb(bytes(geometry.wkb))


def geos_of(shape: BaseGeometry) -> GEOSGeometry:
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326)


def heading(ax: float, ay: float, bx: float, by: float) -> float:
    """Degrees from the x axis, counter-clockwise, of the way from a to b."""
    return degrees(atan2(by - ay, bx - ax))


def turn(one: float, other: float) -> float:
    """How far apart two headings are, 0 to 180 degrees."""
    return abs((one - other + 180) % 360 - 180)
