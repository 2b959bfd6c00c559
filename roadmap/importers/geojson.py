"""Reads .geojson and .geojson.gz whose properties are OpenStreetMap's keys, such as OSMnx and Overpass write."""

import ast
import gzip
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

from django.utils.translation import gettext as _
from shapely import GEOSException, MultiPolygon, Polygon
from shapely.geometry import shape

from .extract import Area, Extract, Node, Position, Refused, Tags, Way
from .geodesy import distance_m
from .tags import travel

ID_KEYS = ("osm_id", "osmid", "id", "@id")
LARGEST_ID = 2**63  # of PostgreSQL's bigint
MEASURED = 500  # features are enough to tell the order of the axes
FITTING = 0.03  # of the length
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def read(path: Path) -> Extract:
    features = _features(path)
    _refuse_swapped(features)
    reader = _Reader(features)
    for feature in features:
        reader.add(feature)
    reader.extract.ways = _merge_directions(reader.extract.ways)
    return reader.extract


def _features(path: Path) -> list[dict]:
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as file:
            collection = json.load(file)
    except (ValueError, EOFError, zlib.error, gzip.BadGzipFile, RecursionError) as error:
        message = _("“%(file)s” is not a whole GeoJSON file: %(reason)s.")
        raise Refused(message % {"file": path.name, "reason": str(error).rstrip(".")}) from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise Refused(_("“%(file)s” is not a GeoJSON FeatureCollection.") % {"file": path.name})
    return [feature for feature in features if isinstance(feature, dict)]


def _refuse_swapped(features: list[dict]) -> None:
    """Graphs say how long their lines are, in metres: which order of the axes fits?"""
    fits = Counter()
    for feature in features[:MEASURED]:
        properties, geometry = feature.get("properties"), feature.get("geometry")
        if isinstance(properties, dict) and isinstance(geometry, dict) and geometry.get("type") == "LineString":
            fits[_order_that_fits(properties.get("length"), _positions(geometry.get("coordinates")))] += 1
    if fits["swapped"] > fits["right"] + fits["neither"]:
        raise Refused(_("Longitude and latitude seem to be swapped: the lengths in the file fit only so."))


def _order_that_fits(stated_m, line: list[Position]) -> str:
    if not isinstance(stated_m, (int, float)) or stated_m <= 0:
        return "unknown"
    right, swapped = (abs(_length_m(line, order) / stated_m - 1) for order in (1, -1))
    return "right" if right < FITTING else "swapped" if swapped < FITTING else "neither"


def _length_m(line: list[Position], order: int) -> float:
    return sum(distance_m(one[::order], other[::order]) for one, other in pairwise(line))


class _Reader:
    """GeoJSON has no nodes: a vertex is known by its place, and by its OSM id where a graph's edge names its ends."""

    def __init__(self, features: list[dict]):
        self.extract = Extract()
        self.ids: dict[Position, int] = {}
        for feature in features:
            self._learn_ends(feature)

    def _learn_ends(self, feature: dict) -> None:
        properties, geometry = feature.get("properties"), feature.get("geometry")
        if not isinstance(properties, dict) or not isinstance(geometry, dict) or geometry.get("type") != "LineString":
            return
        line = _positions(geometry.get("coordinates"))
        for key, index in (("u", 0), ("v", -1)):
            number = properties.get(key)
            if line and type(number) is int and abs(number) < LARGEST_ID:
                self.ids.setdefault(line[index], number)

    def add(self, feature: dict) -> None:
        geometry, tags = feature.get("geometry"), _tags(feature)
        coordinates = list(_parts(geometry))
        if not coordinates:
            self.extract.skipped["no-geometry"] += 1
        for kind, part in coordinates:
            if kind == "Point":
                self._add_point(feature, tags, part)
            elif kind == "LineString":
                self._add_line(feature, tags, part)
            else:
                self._add_polygon(feature, tags, part)

    def _add_point(self, feature: dict, tags: Tags, coordinates) -> None:
        for position in _positions([coordinates]):
            self.extract.nodes.append(Node(self._node(position, _number(feature)), position, tags))

    def _add_line(self, feature: dict, tags: Tags, coordinates) -> None:
        line = _positions(coordinates)
        nodes = [self._node(position) for position, _repeated in groupby(line)]
        if len(nodes) > 1:
            self.extract.ways.append(Way(_number(feature) or nodes[0], nodes, tags))
        else:
            self.extract.skipped["no-geometry"] += 1

    def _add_polygon(self, feature: dict, tags: Tags, coordinates) -> None:
        try:
            polygon = shape({"type": "Polygon", "coordinates": coordinates}).buffer(0)
        except (GEOSException, ValueError, TypeError, IndexError):
            self.extract.skipped["no-geometry"] += 1
            return
        if isinstance(polygon, (Polygon, MultiPolygon)) and polygon.area and math.isfinite(polygon.area):
            self.extract.areas.append(Area(_number(feature) or 0, polygon, tags))

    def _node(self, position: Position, number: int | None = None) -> int:
        node = self.ids.setdefault(position, number or _id_of(position))
        self.extract.positions[node] = position
        return node


def _parts(geometry) -> Iterator[tuple[str, list]]:
    if not isinstance(geometry, dict):
        return
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        for part in geometry.get("geometries") or []:
            yield from _parts(part)
    elif kind in {"Point", "LineString", "Polygon"} and isinstance(coordinates, list):
        yield kind, coordinates
    elif kind in {"MultiPoint", "MultiLineString", "MultiPolygon"} and isinstance(coordinates, list):
        yield from ((kind.removeprefix("Multi"), part) for part in coordinates)


def _positions(coordinates) -> list[Position]:
    """To 7 decimals, a centimetre, as OpenStreetMap has them; what is not a pair of numbers is left out."""
    if not isinstance(coordinates, list):
        return []
    return [(round(pair[0], 7), round(pair[1], 7)) for pair in coordinates if _is_position(pair)]


def _is_position(pair) -> bool:
    return (
        isinstance(pair, list)
        and len(pair) >= 2
        and all(isinstance(number, (int, float)) and math.isfinite(number) for number in pair[:2])
    )


def _id_of(position: Position) -> int:
    """A negative number that is the same for the same place at every import."""
    east, north = (round(number * 10**7) for number in position)
    return -(((east + 1_800_000_000) << 31 | (north + 900_000_000)) % 2**62) - 1


def _number(feature: dict) -> int | None:
    """The way id: a number, «way/123», or the smallest of a list."""
    properties = feature.get("properties") or {}
    given = next((properties[key] for key in ID_KEYS if properties.get(key) is not None), feature.get("id"))
    found = [int(digits) for digits in re.findall(r"-?\d+", str(given))] if given is not None else []
    found = [number for number in found if number and abs(number) < LARGEST_ID]
    return min(found, default=None)


def _tags(feature: dict) -> Tags:
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return {}
    nested = properties.get("tags") if isinstance(properties.get("tags"), dict) else {}
    other = dict(_HSTORE.findall(str(properties.get("other_tags") or "")))  # what GDAL writes
    found = {str(key): _text(value) for key, value in {**other, **properties, **nested}.items()}
    return {key: text for key, text in found.items() if text}


def _text(value) -> str:
    """As OpenStreetMap would write it: lists with semicolons, also lists that were written out as Python's text."""
    if value is None or isinstance(value, dict) or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        value = _written_list(value)
    if isinstance(value, list):
        return ";".join(dict.fromkeys(filter(None, map(_text, value))))
    return "" if value in {"nan", "None"} else str(value)


def _written_list(text: str) -> list | str:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


def _merge_directions(ways: list[Way]) -> list[Way]:
    """A graph has an edge for each direction of a street: the same line there and back is one way, open to both."""
    merged: dict[tuple[int, ...], Way] = {}
    for way in ways:
        course = way.nodes if travel(way.tags) >= 0 else way.nodes[::-1]
        known = merged.get(tuple(course)) or merged.get(tuple(course[::-1]))
        if known is None:
            merged[tuple(course)] = way
        else:
            _join(known, way)
    return [_in_one_order(way) for way in merged.values()]


def _join(known: Way, twin: Way) -> None:
    known.id = min(known.id, twin.id)
    if _runs_with(known, twin):
        return
    known.tags = {**twin.tags, **known.tags, "oneway": "no"}


def _runs_with(known: Way, twin: Way) -> bool:
    """The same line twice, in the same direction of travel."""
    there, back = travel(known.tags), travel(twin.tags)
    return there == back != 0 and known.nodes == twin.nodes


def _in_one_order(way: Way) -> Way:
    """A two-way line is drawn the same way whichever of its directions came first, so that keys stay."""
    if not travel(way.tags):
        way.nodes = min(way.nodes, way.nodes[::-1])
    return way
