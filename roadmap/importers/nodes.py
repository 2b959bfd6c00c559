"""Which vertices of roads are one node: those of one id or place, but never a bridge's and the street's below it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import blake2b
from itertools import groupby

from .extract import Extract, OsmWay
from .roads import name_of
from .tags import level

Pass = tuple[OsmWay, bool]  # a way at a node, and whether it goes on beyond it


def settle_nodes(extract: Extract, ways: list[OsmWay]) -> None:
    _join(extract, ways)
    _part(extract, ways)


def _join(extract: Extract, ways: list[OsmWay]) -> None:
    """Two nodes in one place and on one level are a slip of the drawing: the ways meet there."""
    levels: dict[int, set[int]] = defaultdict(set)
    for way in ways:
        height = level(way.tags)
        for node in way.nodes:
            levels[node].add(height)
    places = Counter(extract.positions[node] for node in levels)
    crowded: dict[tuple, list[int]] = defaultdict(list)
    for node in levels:
        if places[extract.positions[node]] > 1:
            crowded[extract.positions[node]].append(node)
    for nodes in crowded.values():
        _join_place(extract, nodes, levels)
    if extract.joined:
        _rename(extract, ways)


def _join_place(extract: Extract, nodes: list[int], levels: dict[int, set[int]]) -> None:
    kept: list[int] = []
    for node in sorted(nodes, key=lambda number: (number < 0, abs(number))):
        same = next((one for one in kept if levels[one] & levels[node]), None)
        if same is None:
            kept.append(node)
        else:
            levels[same] |= levels[node]
            extract.joined[node] = same


def _rename(extract: Extract, ways: list[OsmWay]) -> None:
    for way in ways:
        way.nodes = [node for node, _again in groupby(extract.joined.get(node, node) for node in way.nodes)]
    for node in extract.nodes:
        node.id = extract.joined.get(node.id, node.id)


def _part(extract: Extract, ways: list[OsmWay]) -> None:
    """Where roads on two levels pass through one node, each level gets a node of its own."""
    raised = {node for way in ways if level(way.tags) for node in way.nodes}
    passes: dict[int, dict[int, list[Pass]]] = defaultdict(lambda: defaultdict(list))
    for way in ways:
        for index, node in enumerate(way.nodes):
            if node in raised:
                passes[node][level(way.tags)].append((way, _goes_on(way.nodes, index)))
    for node, by_level in passes.items():
        is_a_place = not extract.has_node_ids and node < 0
        through = [height for height, found in by_level.items() if _passes_through(found, is_a_place)]
        if len(through) > 1:
            _split(extract, node, by_level, sorted(through, key=abs))


def _goes_on(nodes: list[int], index: int) -> bool:
    return 0 < index < len(nodes) - 1 or nodes[0] == nodes[-1]


def _passes_through(found: list[Pass], is_a_place: bool) -> bool:
    """A way that goes on. A mere end is a ramp or an abutment: it meets.

    Where a vertex is known by its place alone, nobody said that it joins: a street cut just there goes on, too.
    """
    if any(goes_on for _way, goes_on in found):
        return True
    names = Counter(name_of(way.tags) or way.tags.get("ref", "") for way, _goes_on in found)
    return is_a_place and any(name and count > 1 for name, count in names.items())


def _split(extract: Extract, node: int, by_level: dict[int, list[Pass]], through: list[int]) -> None:
    """The level nearest to the ground keeps the node; what only ends here goes with the nearest level."""
    for height, found in by_level.items():
        nearest = min(through, key=lambda one: (abs(one - height), abs(one)))
        if nearest != through[0]:
            _replace((way for way, _goes_on in found), node, _twin(extract, node, nearest))


def _twin(extract: Extract, node: int, height: int) -> int:
    """The same number at every import, below all that files and places give."""
    digest = blake2b(f"{node}/{height}".encode(), digest_size=8).digest()
    twin = -(2**62) - 1 - int.from_bytes(digest) % 2**61
    extract.positions[twin] = extract.positions[node]
    extract.twins[twin] = node
    return twin


def _replace(ways: Iterable[OsmWay], node: int, twin: int) -> None:
    for way in ways:
        way.nodes = [twin if one == node else one for one in way.nodes]
