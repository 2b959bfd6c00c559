"""The neutral form of a file: OpenStreetMap's nodes, ways and areas, whatever the file's format was."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from shapely import MultiPolygon, Polygon

Position = tuple[float, float]  # longitude, latitude in WGS 84
Tags = dict[str, str]
KEYS = (  # what has none of them is used by nothing
    *("highway", "railway", "waterway", "natural", "landuse", "leisure", "building", "man_made", "place", "boundary"),
    *("amenity", "shop", "tourism", "historic", "aeroway", "public_transport", "addr:housenumber"),
    *("crossing", "crossing:signals", "crossing_ref", "type"),
)


class Refused(Exception):
    """The file cannot be imported; the message is for the person who chose it."""


MOST_NODES = 8_000_000  # of roads, buildings and waters: four times Moscow's, some 2 to 4 GB


def refuse_too_many(nodes: int) -> None:
    if nodes > MOST_NODES:
        message = _("The file holds more than a city: over %(most)d points. Cut the city out first (README).")
        raise Refused(message % {"most": MOST_NODES})


@dataclass(slots=True)
class Node:
    """A node that has tags of its own."""

    id: int
    position: Position
    tags: Tags


@dataclass(slots=True)
class OsmWay:
    """A line; all its nodes are known in `Extract.positions`."""

    id: int
    nodes: list[int]
    tags: Tags


@dataclass(slots=True)
class OsmArea:
    """A closed way or a multipolygon."""

    id: int
    geometry: Polygon | MultiPolygon
    tags: Tags


@dataclass(slots=True)
class Relation:
    """Members are (role, kind: n or w, id)."""

    id: int
    members: list[tuple[str, str, int]]
    tags: Tags


@dataclass
class Extract:
    """`joined` are nodes that gave way to another in the same place; `twins` are made for a second level of a node."""

    positions: dict[int, Position] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    ways: list[OsmWay] = field(default_factory=list)
    areas: list[OsmArea] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    joined: dict[int, int] = field(default_factory=dict)
    twins: dict[int, int] = field(default_factory=dict)
    has_node_ids: bool = True
    skipped: Counter[str] = field(default_factory=Counter)

    def line(self, nodes: list[int]) -> list[Position]:
        return [self.positions[node] for node in nodes]
