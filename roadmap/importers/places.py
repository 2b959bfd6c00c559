"""Bridges, landmarks and railway crossings: what people name instead of a street."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from shapely import LineString, Point, STRtree, line_merge, multilinestrings
from shapely.geometry.base import BaseGeometry

from roadmap.geometry import distance_m
from roadmap.language.text import clean_name

from .extract import Extract, Position, Tags
from .graph import Graph
from .network import FileNetwork
from .roads import name_of, old_names_of, variants_of
from .tags import is_set, values

BRIDGE, LANDMARK, RAILWAY_CROSSING = "bridge", "landmark", "railway-crossing"
BRIDGE_WORDS = ("мост", "путепровод", "эстакада", "виадук", "bridge", "viaduct", "pont", "brücke")
LANDMARKS = {
    "amenity": {
        *("hospital", "clinic", "university", "college", "school", "theatre", "cinema", "marketplace", "townhall"),
        *("bus_station", "ferry_terminal", "courthouse", "library", "arts_centre", "community_centre", "fire_station"),
        *("place_of_worship", "police", "exhibition_centre", "crematorium", "fountain"),
    },
    "shop": {"mall", "department_store"},
    "tourism": {"attraction", "museum", "zoo", "theme_park", "gallery", "hotel"},
    "historic": {"monument", "castle", "fort", "memorial"},
    "leisure": {"stadium", "sports_centre", "park", "water_park", "ice_rink"},
    "place": {"square"},
    "railway": {"station", "halt"},
    "aeroway": {"aerodrome", "terminal"},
    "public_transport": {"station"},
}
PLAQUES = {"plaque", "blue_plaque", "stone", "stolperstein", "bench", "tree"}  # memorials that nobody sees from a car
SAME_PLACE_M = 300.0  # the same name farther apart says nothing about where
SAME_CROSSING_M = 80.0  # tracks side by side are one crossing
MOST_LANDMARKS = 5_000


@dataclass
class Spot:
    kind: str
    name: str
    geometry: BaseGeometry
    street: str = ""
    variants: list[str] = field(default_factory=list)


def places(extract: Extract, network: FileNetwork) -> list[Spot]:
    found = [*_bridges(extract, network), *_landmarks(extract), *_railway_crossings(extract, network.graph)]
    return list({(spot.kind, spot.name): spot for spot in reversed(found)}.values())


def _bridges(extract: Extract, network: FileNetwork) -> Iterator[Spot]:
    lines: dict[str, list[LineString]] = defaultdict(list)
    streets: dict[str, str] = {}
    for piece, line in zip(network.pieces, network.lines, strict=True):
        name = _bridge_name(piece.way.tags)
        if name:
            lines[name].append(line)
            streets.setdefault(name, name_of(piece.way.tags))
    for name, parts in lines.items():
        yield Spot(BRIDGE, name, line_merge(multilinestrings(parts)), streets[name])
    yield from _bridge_areas(extract, network)


def _bridge_name(tags: Tags) -> str:
    """A bridge's own name; the street's only where it says that it is a bridge («мост Миллениум»)."""
    if not is_set(tags, "bridge"):
        return ""
    own = next(iter(values(tags.get("bridge:name"))), "")
    street = name_of(tags)
    return own or (street if any(word in street.lower() for word in BRIDGE_WORDS) else "")


def _bridge_areas(extract: Extract, network: FileNetwork) -> Iterator[Spot]:
    """man_made=bridge: the outline has the name; the street is the one that runs over it."""
    areas = [area for area in extract.areas if area.tags.get("man_made") == "bridge" and name_of(area.tags)]
    on_bridges = [index for index, piece in enumerate(network.pieces) if is_set(piece.way.tags, "bridge")]
    tree = STRtree([network.lines[index] for index in on_bridges])
    for area in areas:
        over = [network.pieces[on_bridges[hit]] for hit in tree.query(area.geometry, predicate="intersects")]
        if over:
            street = next(filter(None, (name_of(piece.way.tags) for piece in over)), "")
            yield Spot(BRIDGE, name_of(area.tags), area.geometry, street, variants_of(area.tags))


def _landmarks(extract: Extract) -> list[Spot]:
    by_name: dict[str, list[Spot]] = defaultdict(list)
    for tags, position in _named(extract):
        if _is_landmark(tags):
            others = list(dict.fromkeys([*variants_of(tags), *old_names_of(tags)]))
            street = next(iter(values(tags.get("addr:street"))), "")
            by_name[name_of(tags)].append(Spot(LANDMARK, name_of(tags), Point(position), street, others))
    found = [spots[0] for spots in by_name.values() if _is_one_place(spots)]
    extract.skipped["landmark-not-unique"] += len(by_name) - len(found)
    return found[:MOST_LANDMARKS]


def _named(extract: Extract) -> Iterator[tuple[Tags, Position]]:
    for area in extract.areas:
        if name_of(area.tags):
            inside = area.geometry.representative_point()
            yield area.tags, (inside.x, inside.y)
    for node in extract.nodes:
        if name_of(node.tags):
            yield node.tags, node.position


def _is_landmark(tags: Tags) -> bool:
    is_seen = tags.get("memorial") not in PLAQUES
    return is_seen and any(tags.get(key) in kinds for key, kinds in LANDMARKS.items())


def _is_one_place(spots: list[Spot]) -> bool:
    first = (spots[0].geometry.x, spots[0].geometry.y)
    return all(distance_m(first, (spot.geometry.x, spot.geometry.y)) <= SAME_PLACE_M for spot in spots)


def _railway_crossings(extract: Extract, graph: Graph) -> Iterator[Spot]:
    """Named after the street; the second one on the same street gets a number."""
    counts: dict[str, list[Position]] = defaultdict(list)
    nodes = [node for node in extract.nodes if node.tags.get("railway") == "level_crossing" and node.id in graph.ends]
    for node in sorted(nodes, key=lambda node: node.id):
        street = next(iter(graph.names_at({node.id})), "")
        name = name_of(node.tags) or street
        known = counts[name]
        if not name:
            extract.skipped["railway-crossing-without-name"] += 1
        elif all(distance_m(node.position, other) > SAME_CROSSING_M for other in known):
            known.append(node.position)
            shown = name if len(known) == 1 else f"{clean_name(name, 190)} ({len(known)})"
            yield Spot(RAILWAY_CROSSING, shown, Point(node.position), street)
