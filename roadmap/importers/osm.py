"""Reads .osm, .osm.gz, .osm.bz2 and .osm.pbf with pyosmium."""

from collections.abc import Iterator
from pathlib import Path

import osmium
from django.utils.translation import gettext as _
from shapely import MultiPolygon, Polygon, build_area, linestrings, multilinestrings

from .extract import Area, Extract, Node, Position, Refused, Tags, Way

KEYS = (
    *("highway", "railway", "waterway", "natural", "landuse", "leisure", "building", "man_made", "place", "boundary"),
    *("amenity", "shop", "tourism", "historic", "aeroway", "public_transport", "addr:housenumber"),
)
NEVER_AREAS = {"highway", "railway", "waterway"}  # closed ways of these are rings, unless area=yes
Entity = osmium.osm.osm_entity_bits


def read(path: Path) -> Extract:
    try:
        return _Reader(str(path)).read()
    except (RuntimeError, UnicodeDecodeError, osmium.InvalidLocationError) as error:
        message = _("“%(file)s” is not a whole OpenStreetMap file: %(reason)s.")
        raise Refused(message % {"file": path.name, "reason": str(error).rstrip(".")}) from error


class _Reader:
    """Ways first, then the nodes that they need: so the order inside the file does not matter."""

    def __init__(self, path: str):
        self.path = path
        self.extract = Extract()
        self.lines: dict[int, tuple[list[int], Tags]] = {}
        self.rings: dict[int, tuple[list[int], Tags]] = {}  # relations: ways of the border

    def read(self) -> Extract:
        self._read_tagged()
        self._read_borders()
        self._read_positions()
        self._sort_out()
        return self.extract

    def _read_tagged(self) -> None:
        for thing in osmium.FileProcessor(self.path).with_filter(osmium.filter.KeyFilter(*KEYS)):
            if thing.deleted:
                continue
            tags = dict(thing.tags)
            if thing.is_node():
                self._add_node(thing, tags)
            elif thing.is_way():
                self.lines[thing.id] = [node.ref for node in thing.nodes], tags
                self._take_positions(thing)
            elif tags.get("type") in {"multipolygon", "boundary"}:
                self.rings[thing.id] = [member.ref for member in thing.members if member.type == "w"], tags

    def _add_node(self, node: osmium.osm.Node, tags: Tags) -> None:
        if node.location.valid():
            self.extract.nodes.append(Node(node.id, (node.location.lon, node.location.lat), tags))
        else:
            self.extract.skipped["outside-the-globe"] += 1

    def _take_positions(self, way: osmium.osm.Way) -> None:
        """Overpass's `out geom` writes the places of nodes into the ways."""
        if len(way.nodes) and way.nodes[0].location.valid():
            places = {node.ref: node.location for node in way.nodes if node.location.valid()}
            self.extract.positions.update((node, (place.lon, place.lat)) for node, place in places.items())

    def _read_borders(self) -> None:
        """Ways without tags of their own that border a multipolygon."""
        wanted = {way for ways, _tags in self.rings.values() for way in ways} - self.lines.keys()
        for way in self._by_id(Entity.WAY, wanted):
            self.lines[way.id] = [node.ref for node in way.nodes], {}

    def _read_positions(self) -> None:
        wanted = {node for nodes, _tags in self.lines.values() for node in nodes} - self.extract.positions.keys()
        for node in self._by_id(Entity.NODE, wanted):
            if node.location.valid():
                self.extract.positions[node.id] = node.location.lon, node.location.lat
            else:
                self.extract.skipped["outside-the-globe"] += 1

    def _by_id(self, kind: Entity, wanted: set[int]) -> Iterator:
        """A plain loop: pyosmium's own filter knows no negative ids and takes gigabytes for widely spread ones."""
        return (thing for thing in osmium.FileProcessor(self.path, kind) if thing.id in wanted) if wanted else iter(())

    def _sort_out(self) -> None:
        for way, (nodes, tags) in self.lines.items():
            if _is_area(nodes, tags):
                self._add_area(way, tags, [nodes])
            elif tags:
                self._add_parts(way, nodes, tags)
        for relation, (ways, tags) in self.rings.items():
            self._add_area(relation, tags, [self.lines[way][0] for way in ways if way in self.lines])

    def _add_parts(self, way: int, nodes: list[int], tags: Tags) -> None:
        """At an extract's edge nodes are missing: every known stretch of two nodes or more is kept."""
        parts = known_parts(nodes, self.extract.positions)
        self.extract.ways += [Way(way, part, tags) for part in parts]
        if not parts and "highway" in tags:
            is_known = all(node in self.extract.positions for node in nodes)
            self.extract.skipped["no-length" if is_known else "nodes-missing"] += 1

    def _add_area(self, number: int, tags: Tags, borders: list[list[int]]) -> None:
        lines = [part for nodes in borders for part in known_parts(nodes, self.extract.positions)]
        geometry = outline([self.extract.line(part) for part in lines])
        if geometry is not None:
            self.extract.areas.append(Area(number, geometry, tags))


def _is_area(nodes: list[int], tags: Tags) -> bool:
    is_closed = len(nodes) > 3 and nodes[0] == nodes[-1]
    return is_closed and bool(tags) and (tags.get("area") == "yes" or NEVER_AREAS.isdisjoint(tags) or _is_bank(tags))


def _is_bank(tags: Tags) -> bool:
    return tags.get("waterway") in {"riverbank", "dock"} or tags.get("railway") == "station" or "natural" in tags


def known_parts(nodes: list[int], positions: dict[int, Position]) -> list[list[int]]:
    """Unbroken stretches of known nodes, repeated ones dropped, each with two nodes or more."""
    parts: list[list[int]] = [[]]
    for node in nodes:
        if node not in positions:
            parts.append([])
        elif not parts[-1] or positions[parts[-1][-1]] != positions[node]:
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
