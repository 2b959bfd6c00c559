"""Reads GeoJSON, packed or not, whose properties are OpenStreetMap's keys, such as OSMnx and Overpass write."""

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from sys import intern

from django.utils.translation import gettext as _
from shapely import GEOSException, MultiPolygon, Polygon
from shapely.geometry import shape

from roadmap.geometry import distance_m
from roadmap.json_lines import is_number

from .extract import KEYS, Extract, Node, OsmArea, OsmWay, Position, Refused, Tags, refuse_too_many
from .json_values import members
from .tags import travel
from .wholeness import BROKEN, Measured, refuse_cut_short, unpacked

ID_KEYS = ("osm_id", "osmid", "id", "@id")
OF_THE_GRAPH = {*ID_KEYS, "u", "v", "key", "length"}  # what a graph notes of its edges is no tag of OpenStreetMap
LARGEST_ID = 2**63  # of PostgreSQL's bigint
MEASURED = 500  # features are enough to tell the order of the axes
FITTING = 0.03  # of the length
DEGREES = re.compile(
    r"CRS:?84h?$|WGS ?84$|(?:^|\D)(?:4326|4979|4258)$"
)  # WGS 84; 4258, Europe's, is the same to a metre
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def read(path: Path) -> Extract:
    reader = _Reader()
    for feature in _features(path):
        reader.add(feature)
    reader.refuse_swapped()
    extract = reader.settled()
    extract.ways = _merge_directions(extract.ways)
    return extract


def _features(path: Path) -> Iterator[dict]:
    """Of one collection, of several, or of a sequence of features (RFC 8142)."""
    try:
        with unpacked(path) as file:
            yield from _collected(path, members(Measured(path, file), "features"))
    except (*BROKEN, ValueError, RecursionError) as error:
        message = _("“%(file)s” is not a whole GeoJSON file: %(reason)s.")
        raise Refused(message % {"file": path.name, "reason": str(error).rstrip(".")}) from error


def _collected(path: Path, found: Iterator[tuple[str, object]]) -> Iterator[dict]:
    own: dict[str, object] = {}
    is_collection = is_anything = False
    for name, value in found:
        if name == "features":
            is_collection = True
            yield from _flat(value)
        elif name:
            own[name] = value
        else:
            _check_members(path, own, is_collection)
            if own.get("type") == "Feature":
                yield own
            own, is_collection, is_anything = {}, False, True
    if not is_anything:
        raise _no_collection(path)


def _flat(value) -> Iterator[dict]:
    """A feature, or those of a collection among the features."""
    if isinstance(value, dict) and isinstance(value.get("features"), list):
        for inner in value["features"]:
            yield from _flat(inner)
    elif isinstance(value, dict):
        yield value


def _check_members(path: Path, own: dict[str, object], is_collection: bool) -> None:
    refuse_cut_short(str(own.get("remark", "")))
    if not is_collection and own.get("type") != "Feature":
        raise _no_collection(path)
    if (name := _projection(own.get("crs"))) and not DEGREES.search(name):
        message = _("The coordinates are not degrees: the file says %(name)s. Save it in WGS 84 (EPSG:4326).")
        raise Refused(message % {"name": name[:80]})


def _projection(crs) -> str:
    """GeoJSON of 2008 names it in `properties`, so does QGIS."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    found = properties.get("name", properties.get("code")) if isinstance(properties, dict) else None
    return str(found or "")


def _no_collection(path: Path) -> Refused:
    return Refused(_("“%(file)s” is not a GeoJSON FeatureCollection.") % {"file": path.name})


def _order_that_fits(stated_m, line: list[Position]) -> str:
    if not isinstance(stated_m, (int, float)) or stated_m <= 0:
        return "unknown"
    right, swapped = (abs(_length_m(line, order) / stated_m - 1) for order in (1, -1))
    return "right" if right < FITTING else "swapped" if swapped < FITTING else "neither"


def _length_m(line: list[Position], order: int) -> float:
    return sum(distance_m(one[::order], other[::order]) for one, other in pairwise(line))


class _Reader:
    """GeoJSON has no nodes: a vertex is known by its place, and by its OSM id where a graph's edge names its ends."""

    def __init__(self):
        self.extract = Extract(has_node_ids=False)
        self.lines: list[tuple[int | None, Tags, list[Position]]] = []
        self.points: list[tuple[int | None, Tags, Position]] = []
        self.ends: dict[Position, int] = {}
        self.fits: Counter[str] = Counter()
        self.measured = 0
        self.vertices = 0

    def add(self, feature: dict) -> None:
        geometry, tags = feature.get("geometry"), _tags(feature)
        coordinates = list(_parts(geometry))
        if not coordinates:
            self.extract.skipped["no-geometry"] += 1
        for kind, part in coordinates:
            if kind == "Point":
                self.points += [(_number(feature), tags, position) for position in _positions([part])]
            elif kind == "LineString":
                self._add_line(feature, tags, part)
            else:
                self._add_polygon(feature, tags, part)

    def _add_line(self, feature: dict, tags: Tags, coordinates) -> None:
        line = [position for position, _repeated in groupby(_positions(coordinates))]
        if len(line) < 2:
            self.extract.skipped["no-geometry"] += 1
            return
        if isinstance(coordinates, list) and not all(map(_is_position, coordinates)):
            self.extract.skipped["part-missing"] += "highway" in tags
        if not tags.keys().isdisjoint(KEYS):
            self.vertices += len(line)
            refuse_too_many(self.vertices)
            self.lines.append((_number(feature), tags, line))
        self._learn(feature.get("properties") or {}, line, is_whole=feature["geometry"]["type"] == "LineString")

    def _learn(self, properties: dict, line: list[Position], *, is_whole: bool) -> None:
        if not is_whole:
            return
        for key, position in (("u", line[0]), ("v", line[-1])):
            number = properties.get(key)
            if type(number) is int and abs(number) < LARGEST_ID:
                self.ends.setdefault(position, number)
        if self.measured < MEASURED:
            self.measured += 1
            self.fits[_order_that_fits(properties.get("length"), line)] += 1

    def refuse_swapped(self) -> None:
        """Graphs say how long their lines are, in metres: which order of the axes fits?"""
        if self.fits["swapped"] > self.fits["right"] + self.fits["neither"]:
            raise Refused(_("Longitude and latitude seem to be swapped: the lengths in the file fit only so."))

    def _add_polygon(self, feature: dict, tags: Tags, coordinates) -> None:
        try:
            polygon = shape({"type": "Polygon", "coordinates": coordinates}).buffer(0)
        except (GEOSException, ValueError, TypeError, IndexError):
            self.extract.skipped["no-geometry"] += 1
            return
        if isinstance(polygon, (Polygon, MultiPolygon)) and polygon.area and math.isfinite(polygon.area):
            self.extract.areas.append(OsmArea(_number(feature) or 0, polygon, tags))

    def settled(self) -> Extract:
        """Now that all ends are known, every vertex gets its number."""
        self.ids: dict[Position, int] = {}
        self.taken: dict[int, Position] = {}
        for position, number in self.ends.items():
            self._claim(position, number)
        for number, tags, position in self.points:
            if number:
                self._claim(position, number)
            self.extract.nodes.append(Node(self._node(position), position, tags))
        for number, tags, line in self.lines:
            nodes = [self._node(position) for position in line]
            self.extract.ways.append(OsmWay(number or nodes[0], nodes, tags))
        return self.extract

    def _claim(self, position: Position, number: int) -> None:
        """The first place that says so has the number: one node cannot stand in two."""
        if self.taken.setdefault(number, position) == position:
            self.ids.setdefault(position, number)
        else:
            self.extract.skipped["node-in-two-places"] += 1

    def _node(self, position: Position) -> int:
        node = self.ids.setdefault(position, _id_of(position))
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
    return isinstance(pair, list) and len(pair) >= 2 and all(map(is_number, pair[:2]))


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
    return {intern(key): intern(text) for key, text in found.items() if text and key not in OF_THE_GRAPH}


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


def _merge_directions(ways: list[OsmWay]) -> list[OsmWay]:
    """A graph has an edge for each direction of a street: the same line there and back is one way, open to both."""
    merged: dict[tuple[int, ...], OsmWay] = {}
    for way in ways:
        course = way.nodes if travel(way.tags) >= 0 else way.nodes[::-1]
        known = merged.get(tuple(course)) or merged.get(tuple(course[::-1]))
        if known is None:
            merged[tuple(course)] = way
        else:
            _join(known, way)
    return [_in_one_order(way) for way in merged.values()]


def _join(known: OsmWay, twin: OsmWay) -> None:
    known.id = min(known.id, twin.id)
    if _runs_with(known, twin):
        return
    known.tags = {**twin.tags, **known.tags, "oneway": "no"}


def _runs_with(known: OsmWay, twin: OsmWay) -> bool:
    """The same line twice, in the same direction of travel."""
    there, back = travel(known.tags), travel(twin.tags)
    return there == back != 0 and known.nodes == twin.nodes


def _in_one_order(way: OsmWay) -> OsmWay:
    """A two-way line is drawn the same way whichever of its directions came first, so that keys stay."""
    if not travel(way.tags):
        way.nodes = min(way.nodes, way.nodes[::-1])
    return way
