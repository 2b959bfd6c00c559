"""Reads .osm, .osm.gz, .osm.bz2 and .osm.pbf with pyosmium."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import osmium
from django.utils.translation import gettext as _
from shapely import MultiPolygon, Polygon, build_area, linestrings, multilinestrings

from . import damage
from .extract import KEYS, Extract, Node, OsmArea, OsmWay, Position, Refused, Relation, Tags, refuse_too_many
from .wholeness import Notes, notes_of

NEVER_AREAS = {"highway", "railway", "waterway"}  # closed ways of these are rings, unless area=yes
KINDS = {"n": "node", "w": "way", "r": "relation"}
Entity = osmium.osm.osm_entity_bits


def read(path: Path) -> Extract:
    notes = Notes() if path.name.lower().endswith(".pbf") else notes_of(path)
    try:
        return _Reader(str(path), notes).read()
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        message = _("“%(file)s” is not a whole OpenStreetMap file: %(reason)s.")
        raise Refused(message % {"file": path.name, "reason": damage.words_of(error)}) from error


@dataclass(slots=True)
class _Line:
    """A way as it stands in the file."""

    id: int
    version: int
    nodes: list[int]
    tags: Tags


class _Reader:
    """Ways first, then the nodes that they need: so the order inside the file does not matter."""

    def __init__(self, path: str, notes: Notes):
        self.path = path
        self.deleted = notes.deleted
        self.extract = Extract()
        self.lines: dict[int, list[_Line]] = defaultdict(list)  # by id: an exporter may cut a way into pieces
        self.rings: dict[int, tuple[list[int], Tags]] = {}  # relations: ways of the border
        self.nodes_of_lines = 0

    def read(self) -> Extract:
        self._read_tagged()
        self._read_borders()
        self._read_positions()
        self._sort_out()
        return self.extract

    def _read_tagged(self) -> None:
        for thing in osmium.FileProcessor(self.path).with_filter(osmium.filter.KeyFilter(*KEYS)):
            tags = _tags(thing)
            if self._is_deleted(thing):
                self.extract.skipped["deleted"] += "highway" in tags
            elif thing.is_node():
                self._add_node(thing, tags)
            elif thing.is_way():
                self._add_line(thing, tags)
            elif thing.is_relation():
                self._add_relation(thing, tags)

    def _is_deleted(self, thing) -> bool:
        return thing.deleted or (bool(self.deleted) and (KINDS[thing.type_str()], thing.id) in self.deleted)

    def _add_node(self, node: osmium.osm.Node, tags: Tags) -> None:
        if node.location.valid():
            self.extract.nodes.append(Node(node.id, (node.location.lon, node.location.lat), tags))
        else:
            self.extract.skipped["outside-the-globe"] += 1

    def _add_line(self, way: osmium.osm.Way, tags: Tags) -> None:
        line = _Line(way.id, way.version, [node.ref for node in way.nodes], tags)
        known = self.lines[way.id]
        newest = known[0].version if known else line.version
        if line.version > newest:
            known.clear()
        if line.version < newest or any(one.nodes == line.nodes for one in known):
            self.extract.skipped["way-twice"] += 1
            return
        known.append(line)
        self._count(line)
        self._take_positions(way)

    def _count(self, line: _Line) -> None:
        self.nodes_of_lines += len(line.nodes)
        refuse_too_many(self.nodes_of_lines)

    def _add_relation(self, relation: osmium.osm.Relation, tags: Tags) -> None:
        kind = tags.get("type", "")
        if kind in {"multipolygon", "boundary"}:
            self.rings[relation.id] = [member.ref for member in relation.members if member.type == "w"], tags
        elif kind.partition(":")[0] == "restriction":
            members = [(member.role, member.type, member.ref) for member in relation.members]
            self.extract.relations.append(Relation(relation.id, members, tags))

    def _take_positions(self, way: osmium.osm.Way) -> None:
        """Overpass's `out geom` writes the places of nodes into the ways."""
        if len(way.nodes) and way.nodes[0].location.valid():
            places = {node.ref: node.location for node in way.nodes if node.location.valid()}
            self.extract.positions.update((node, (place.lon, place.lat)) for node, place in places.items())

    def _read_borders(self) -> None:
        """Ways without tags of their own that border a multipolygon."""
        wanted = {way for ways, _tags in self.rings.values() for way in ways} - self.lines.keys()
        for way in self._by_id(Entity.WAY, wanted):
            self.lines[way.id] = [_Line(way.id, way.version, [node.ref for node in way.nodes], {})]
            self._count(self.lines[way.id][0])

    def _read_positions(self) -> None:
        wanted = {node for lines in self.lines.values() for line in lines for node in line.nodes}
        positions = self.extract.positions
        for node in self._by_id(Entity.NODE, wanted - positions.keys()):
            if not node.location.valid():
                self.extract.skipped["outside-the-globe"] += 1
                continue
            place = node.location.lon, node.location.lat
            if positions.get(node.id, place) != place:
                self.extract.skipped["node-in-two-places"] += 1
            positions[node.id] = place

    def _by_id(self, kind: Entity, wanted: set[int]) -> Iterator:
        """A plain loop: pyosmium's own filter knows no negative ids and takes gigabytes for widely spread ones."""
        things = osmium.FileProcessor(self.path, kind) if wanted else ()
        return (thing for thing in things if thing.id in wanted and not self._is_deleted(thing))

    def _sort_out(self) -> None:
        for line in (line for lines in self.lines.values() for line in lines):
            if _is_area(line.nodes, line.tags):
                self._add_area(line.id, line.tags, [line.nodes])
            elif line.tags:
                self._add_parts(line)
        for relation, (ways, tags) in self.rings.items():
            borders = [line.nodes for way in ways for line in self.lines.get(way, ())]
            self._add_area(relation, tags, borders)

    def _add_parts(self, line: _Line) -> None:
        """At an extract's edge nodes are missing: every known stretch of two nodes or more is kept."""
        positions = self.extract.positions
        parts = [part for part in known_parts(line.nodes, positions) if _has_length(part, positions)]
        self.extract.ways += [OsmWay(line.id, part, line.tags) for part in parts]
        if "highway" in line.tags and (reason := _missing(line.nodes, parts, positions)):
            self.extract.skipped[reason] += 1

    def _add_area(self, number: int, tags: Tags, borders: list[list[int]]) -> None:
        lines = [part for nodes in borders for part in known_parts(nodes, self.extract.positions)]
        geometry = outline([self.extract.line(part) for part in lines])
        if geometry is not None:
            self.extract.areas.append(OsmArea(number, geometry, tags))


def _tags(thing) -> Tags:
    """A key that a broken file gives twice has both values, as if an editor had joined them."""
    tags = dict(thing.tags)
    if len(tags) != len(thing.tags):
        joined: dict[str, dict[str, None]] = defaultdict(dict)
        for tag in thing.tags:
            joined[tag.k][tag.v] = None
        tags = {key: ";".join(found) for key, found in joined.items()}
    return tags


def _has_length(nodes: list[int], positions: dict[int, Position]) -> bool:
    return len({positions[node] for node in nodes}) > 1


def _missing(nodes: list[int], parts: list[list[int]], positions: dict[int, Position]) -> str:
    """Why a road is not there, or not whole."""
    is_known = all(node in positions for node in nodes)
    if not parts:
        return "no-length" if is_known else "nodes-missing"
    return "" if is_known else "part-missing"


def _is_area(nodes: list[int], tags: Tags) -> bool:
    is_closed = len(nodes) > 3 and nodes[0] == nodes[-1]
    return is_closed and bool(tags) and (tags.get("area") == "yes" or NEVER_AREAS.isdisjoint(tags) or _is_bank(tags))


def _is_bank(tags: Tags) -> bool:
    return tags.get("waterway") in {"riverbank", "dock"} or tags.get("railway") == "station" or "natural" in tags


def known_parts(nodes: list[int], positions: dict[int, Position]) -> list[list[int]]:
    """Unbroken stretches of known nodes, a node twice in a row once, each with two nodes or more."""
    parts: list[list[int]] = [[]]
    for node in nodes:
        if node not in positions:
            parts.append([])
        elif not parts[-1] or parts[-1][-1] != node:
            parts[-1].append(node)
    return [part for part in parts if len(part) > 1]


def outline(lines: list[list[Position]]) -> Polygon | MultiPolygon | None:
    """What the borders enclose, holes cut out; None where they do not close, as at an extract's edge."""
    rings = [linestrings(line) for line in lines]
    if len(rings) == 1 and len(lines[0]) > 3 and lines[0][0] == lines[0][-1]:
        polygon = Polygon(lines[0])
        return polygon if polygon.is_valid and polygon.area else _mended(polygon)
    if not rings:
        return None
    return _mended(build_area(multilinestrings(rings)))


def _mended(shape) -> Polygon | MultiPolygon | None:
    shape = shape if shape.is_valid else shape.buffer(0)
    return shape if isinstance(shape, (Polygon, MultiPolygon)) and shape.area else None
