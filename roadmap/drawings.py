"""A planner's file → the lines or areas that are drawn in it, in WGS 84 with longitude first.

GeoJSON (RFC 7946), KML 2.2 (lines and outlines of placemarks) and GPX (roadmap.tracks). Which one it is, the content
says, never the name. The file is a stranger's: it is refused when it is large or names entities.
"""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import IO

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _
from shapely import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from roadmap.geometry import MOST_POINTS, geos_of, shape_of
from roadmap.models import City
from roadmap.tracks import NoTrack, read_gpx
from roadmap.xml_files import BROKEN, TooLong, walked

MOST_BYTES = 5_000_000
MOST_SHAPES = 200
DEEPEST = 5  # collections in each other
Shape = LineString | Polygon


class NoDrawing(Exception):
    """Says to a person why nothing could be made of the file."""


def read_drawing(file: IO[bytes], city: City) -> GEOSGeometry:
    """A MultiLineString or a MultiPolygon. Raises NoDrawing."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NoDrawing(_("The file is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1_000_000})
    try:
        return _together(list(_counted(_shapes(content.removeprefix(b"\xef\xbb\xbf").strip(), city))))
    except TooLong as error:
        raise NoDrawing(_too_many_points()) from error
    except NoTrack as error:
        raise NoDrawing(str(error)) from error
    except _BROKEN as error:
        raise NoDrawing(_("This file cannot be read: it is broken, or neither GeoJSON nor GPX nor KML.")) from error


_BROKEN = (*BROKEN, TypeError, AttributeError, OverflowError, RecursionError, ShapelyError)


def _shapes(content: bytes, city: City) -> Iterator[Shape]:
    if content.startswith(b"{"):
        yield from _of_geojson(json.loads(content), DEEPEST)
        return
    name = next(names[0] for _event, _element, names in walked(BytesIO(content)))
    if name == "gpx":
        yield shape_of(read_gpx(BytesIO(content), city))
    elif name == "kml":
        yield from _of_kml(content)
    else:
        raise ValueError(name)


def _counted(shapes: Iterator[Shape]) -> Iterator[Shape]:
    """One after the other, so that no more are made than are taken. Raises NoDrawing."""
    points = 0
    for number, shape in enumerate(shapes, start=1):
        points += shapely.get_num_coordinates(shape)
        if number > MOST_SHAPES:
            raise NoDrawing(_("The file has more than %(shapes)d lines or areas.") % {"shapes": MOST_SHAPES})
        if points > MOST_POINTS:
            raise NoDrawing(_too_many_points())
        yield shape


def _too_many_points() -> str:
    return _("The drawing has too many points (more than %d).") % MOST_POINTS


def _together(shapes: list[Shape]) -> GEOSGeometry:
    """What is empty is passed by."""
    lines = [shape for shape in shapes if isinstance(shape, LineString) and not shape.is_empty]
    areas = [shape for shape in shapes if isinstance(shape, Polygon) and not shape.is_empty]
    if not lines and not areas:
        raise NoDrawing(_("The file has no line and no area."))
    if lines and areas:
        raise NoDrawing(_("The file has lines and areas: give one or the other."))
    return geos_of(MultiLineString(lines) if lines else MultiPolygon(areas))


def _of_geojson(told: dict, deepest: int) -> Iterator[Shape]:
    """Points say where nothing is drawn; they are passed by."""
    if not deepest:
        raise ValueError(told.get("type"))
    match told["type"]:
        case "FeatureCollection":
            for feature in told["features"]:
                yield from _of_geojson(feature, deepest - 1)
        case "Feature":
            if told["geometry"]:
                yield from _of_geojson(told["geometry"], deepest - 1)
        case "GeometryCollection":
            for part in told["geometries"]:
                yield from _of_geojson(part, deepest - 1)
        case "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon":
            yield from _parts(shapely.from_geojson(json.dumps(told)))
        case "Point" | "MultiPoint":
            return
        case _:
            raise ValueError(told["type"])


def _parts(shape: BaseGeometry) -> Iterator[Shape]:
    yield from getattr(shapely.force_2d(shape), "geoms", [shapely.force_2d(shape)])


def _of_kml(content: bytes) -> Iterator[Shape]:
    """Lines and outlines: https://docs.ogc.org/is/12-007r2/12-007r2.html, 10 and 11.5."""
    rings: dict[str, list] = {}
    for event, element, names in walked(BytesIO(content)):
        if event == "start":
            continue
        match names[-3:]:
            case (*_, "LineString", "coordinates"):
                yield LineString(_places(element.text))
            case (edge, "LinearRing", "coordinates"):
                rings.setdefault(edge, []).append(_places(element.text))
            case (*_, "Polygon"):
                (outer,) = rings["outerBoundaryIs"]
                yield Polygon(outer, rings.get("innerBoundaryIs"))
                rings = {}


def _places(text: str | None) -> list[tuple[float, float]]:
    """“lon,lat[,height]” by blanks. Raises NoDrawing."""
    places = (text or "").split()
    if len(places) > MOST_POINTS:
        raise NoDrawing(_too_many_points())
    return [(float(lon), float(lat)) for lon, lat, *_height in (place.split(",") for place in places)]
