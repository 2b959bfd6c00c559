"""Single shapes: from degrees to metres of the city's own projection and back. Only this room and `postgis` convert.

For what is near each other a degree is so many metres; that, too, is said here only.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import atan, cos, degrees, hypot, pi, radians, sinh

import numpy
import pyproj
import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

Projector = Callable[[BaseGeometry], BaseGeometry]
Box = tuple[float, float, float, float]  # west, south, east, north in degrees
Place = tuple[float, float]  # longitude, latitude
MOST_POINTS = 10_000  # of one drawing
POLAR = 89.0  # no metres east and west beyond


def utm_srid(lon: float, lat: float) -> int:
    """The UTM zone (WGS 84) of a place: metres are measured in it."""
    zone = min(60, int((lon + 180) // 6) + 1)
    return (32600 if lat >= 0 else 32700) + zone


def metres_a_degree(lat: float) -> tuple[float, float]:
    """How long a degree is to the east and to the north at a latitude, on the ellipsoid of WGS 84."""
    angle = radians(max(-POLAR, min(POLAR, lat)))
    east = 111_412.84 * cos(angle) - 93.5 * cos(3 * angle) + 0.118 * cos(5 * angle)
    north = 111_132.954 - 559.822 * cos(2 * angle) + 1.175 * cos(4 * angle)
    return east, north


def distance_m(one: Place, other: Place) -> float:
    """Between two places near each other, also on either side of the 180th meridian; to a millimetre in a city."""
    east_m, north_m = metres_a_degree((one[1] + other[1]) / 2)
    east = (one[0] - other[0] + 180) % 360 - 180
    return hypot(east * east_m, (one[1] - other[1]) * north_m)


def flattened(shapes: numpy.ndarray, lat: float) -> numpy.ndarray:
    """Many shapes in metres, true near a latitude: to compare lengths and distances in a city."""
    return shapely.transform(shapes, lambda places: places * metres_a_degree(lat))


def widened(box: Box, by_m: float) -> Box:
    """A box that holds every place within so many metres of the given one; it ends at the 180th meridian."""
    west, south, east, north = box
    dy = by_m / metres_a_degree(0)[1]  # where a degree is shortest
    south, north = max(-90.0, south - dy), min(90.0, north + dy)
    dx = by_m / min(metres_a_degree(south)[0], metres_a_degree(north)[0])
    return max(-180.0, west - dx), south, min(180.0, east + dx), north


def tile_box(z: int, x: int, y: int, margin: float = 0.0) -> Box:
    """A tile of the web's maps, so much wider on each side as a share of it; it ends where the earth's map does."""

    def lat(row: float) -> float:
        return degrees(atan(sinh(pi * (1 - 2 * row / 2**z))))

    west, east = (column / 2**z * 360 - 180 for column in (x - margin, x + 1 + margin))
    return max(-180.0, west), lat(y + 1 + margin), min(180.0, east), lat(y - margin)


def boxes_from(text: str) -> list[Box]:
    """“west,south,east,north” in degrees; two boxes where it crosses the 180th meridian (west > east, RFC 7946, 5.2).

    Raises ValueError with no words for people.
    """
    west, south, east, north = (float(number) for number in text.split(","))
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90):
        raise ValueError(text)
    if west < east:
        return [(west, south, east, north)]
    if west == east or east + 360 - west > 180:
        raise ValueError(text)  # most of the globe: the two have changed places
    return [box for box in ((west, south, 180.0, north), (-180.0, south, east, north)) if box[0] < box[2]]


def box_around_all(shapes: Iterable[GEOSGeometry]) -> Box:
    edges = list(zip(*(shape.extent for shape in shapes), strict=True))
    return min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])


def is_within(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def with_axes_swapped(box: Box) -> Box:
    """What was meant where latitude was given before longitude."""
    west, south, east, north = box
    return south, west, north, east


def is_swapped(box: Box, city: Box) -> bool:
    """Outside the city, but inside when longitude and latitude change places."""
    return not is_within(box, city) and is_within(with_axes_swapped(box), city)


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


def circle(centre: GEOSGeometry, radius_m: float) -> GEOSGeometry:
    """Around a point in WGS 84, as a polygon of 64 corners: nowhere more than 0.13 % too near."""
    east_m, north_m = metres_a_degree(centre.y)
    unit = shapely.Point(0, 0).buffer(radius_m, quad_segs=16)
    return geos_of(shapely.transform(unit, lambda places: places / (east_m, north_m) + (centre.x, centre.y)))


def united(geometries: Sequence[GEOSGeometry]) -> GEOSGeometry:
    """One is itself; of several those of the largest dimension: lines side by side, each in its direction, others as
    one."""
    if len(geometries) == 1:
        return geometries[0]
    parts = [part for geometry in geometries for part in shapely.get_parts(shape_of(geometry))]
    top = max(shapely.get_dimensions(part) for part in parts)
    kept = [part for part in parts if shapely.get_dimensions(part) == top]
    return geos_of(shapely.MultiLineString(kept) if top == 1 else shapely.union_all(kept))


def courses(before: numpy.ndarray, after: numpy.ndarray) -> numpy.ndarray:
    """Degrees from the x axis, counter-clockwise, of the ways from each place to the other's."""
    east, north = (after - before).T
    return numpy.degrees(numpy.arctan2(north, east))


def turns(some: numpy.ndarray, others: numpy.ndarray) -> numpy.ndarray:
    """How far apart courses are, 0 to 180 degrees."""
    return abs((some - others + 180) % 360 - 180)
