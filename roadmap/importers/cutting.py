"""Ways → pieces between junctions."""

from collections import Counter
from dataclasses import dataclass

from roadmap.language.text import LONGEST_NAME

from .extract import Extract, OsmWay
from .tags import directions, is_minor_service, road_class, travel


@dataclass(slots=True)
class Piece:
    """A stretch of a way between two junctions; `nodes` run in the direction of travel where it is one-way."""

    key: str
    way: OsmWay
    highway: str
    nodes: list[int]
    is_oneway: bool


def road_ways(extract: Extract) -> list[OsmWay]:
    """The ways for vehicles; what is left out, or not read as it is said, is counted by reason."""
    ways = [way for way in extract.ways if "highway" in way.tags and not _left_out(extract, way)]
    for way in ways:
        extract.skipped["oneway-contradicts"] += len(directions(way.tags)) > 1
        extract.skipped["name-cut"] += any(len(name) > LONGEST_NAME for name in way.tags.get("name", "").split(";"))
    return ways


def _left_out(extract: Extract, way: OsmWay) -> str:
    reason = ""
    if not road_class(way.tags):
        reason = "not-for-vehicles"
    elif way.tags.get("area") == "yes":
        reason = "area"
    elif road_class(way.tags) == "service" and is_minor_service(way.tags):
        reason = "minor-service"
    if reason:
        extract.skipped[reason] += 1
    return reason


def cut(ways: list[OsmWay]) -> list[Piece]:
    """Cuts every way at nodes that it shares with another (or meets again itself), and at nothing else."""
    uses = Counter(node for way in ways for node in way.nodes)
    taken: Counter[str] = Counter()
    return [_piece(way, nodes, taken) for way in ways for nodes in _stretches(way.nodes, uses)]


def _stretches(nodes: list[int], uses: Counter[int]) -> list[list[int]]:
    inner = [index for index in range(1, len(nodes) - 1) if uses[nodes[index]] > 1]
    cuts = [0, *inner, len(nodes) - 1]
    return [nodes[start : end + 1] for start, end in zip(cuts, cuts[1:], strict=False)]


def _piece(way: OsmWay, nodes: list[int], taken: Counter[str]) -> Piece:
    """The key keeps the order of drawing, so a street that becomes one-way keeps its rows."""
    name = f"{way.id}:{nodes[0]}-{nodes[-1]}"
    taken[name] += 1
    key = name if taken[name] == 1 else f"{name}#{taken[name]}"
    direction = travel(way.tags)
    return Piece(key, way, road_class(way.tags), nodes[::-1] if direction < 0 else nodes, direction != 0)
