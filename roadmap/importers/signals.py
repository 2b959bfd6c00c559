"""Signal nodes at crossings and stop lines → one traffic light a junction."""

from collections import defaultdict
from dataclasses import dataclass

from roadmap.geometry import distance_m, metres_a_degree

from .extract import Extract, Node, Position, Tags
from .graph import Graph
from .tags import values

REACH_M = 45.0  # from a stop line to its crossing, along the road
FOOT_REACH_M = 30.0  # from a signalled foot crossing to the crossing of roads whose traffic light it belongs to
CROSSING_M = 35.0  # between the crossings of one junction
SAME_STREETS_M = 60.0  # the same where the same two streets meet: carriageways with a boulevard between them
TOGETHER_M = 30.0  # between signals that control one place, also where no crossing is near: a foot crossing
WIDEST_M = 110.0  # no junction is wider
SIGNALLED = {"traffic_signals", "pelican", "puffin", "toucan", "pegasus"}  # the last four are British kinds


@dataclass
class Signal:
    node: int  # the smallest of its nodes: stays while the junction is mapped
    position: Position
    streets: list[str]
    junction: int | None

    @property
    def name(self) -> str:
        return " — ".join(self.streets)[:250]


def signals(extract: Extract, graph: Graph) -> list[Signal]:
    nodes = {node.id: node for node in extract.nodes if _is_signal(node.tags)}
    on_roads = [node for node in nodes if node in graph.ends and _counts(nodes[node], graph)]
    if left_out := len(nodes) - len(on_roads):
        extract.skipped["signal-not-at-a-junction"] += left_out
    groups = _Groups(graph, {node: crossings_near(graph, node) for node in sorted(on_roads)})
    return [_signal(graph, *group) for group in groups.joined()]


def _is_signal(tags: Tags) -> bool:
    return _stops_cars(tags) or _is_foot_crossing(tags)


def _stops_cars(tags: Tags) -> bool:
    return "traffic_signals" in values(tags.get("highway"))


def _is_foot_crossing(tags: Tags) -> bool:
    """`crossing:signals` is the newer key: where it is given, it decides."""
    newer = values(tags.get("crossing:signals"))
    if newer:
        return newer != ["no"]
    return not SIGNALLED.isdisjoint([*values(tags.get("crossing")), *values(tags.get("crossing_ref"))])


def _counts(node: Node, graph: Graph) -> bool:
    """A signalled foot crossing counts only beside a crossing of roads, as part of its traffic light."""
    return _stops_cars(node.tags) or bool(crossings_near(graph, node.id, FOOT_REACH_M))


def crossings_near(graph: Graph, node: int, reach_m: float = REACH_M) -> set[int]:
    """The crossings that a signal node controls: itself, else the ones at the ends of its piece that are near."""
    if graph.is_crossing(node):
        return {node}
    near = {end: graph.distance_m(node, end) for end in _ends_along(graph, node) if graph.is_crossing(end)}
    nearest = min(near.values(), default=reach_m + 1)
    return {end for end, far in near.items() if far == nearest and far <= reach_m}


def _ends_along(graph: Graph, node: int) -> set[int]:
    """Ends of the node's pieces; past a mere joint of two ways the next end counts too."""
    ends = graph.ends[node] - {node}
    beyond = {far for end in ends if not graph.is_crossing(end) for far in graph.neighbours[end]}
    return (ends | beyond) - {node}


class _Groups:
    """Joins signal nodes, the nearest first, as long as the whole stays no wider than a junction."""

    def __init__(self, graph: Graph, crossings: dict[int, set[int]]):
        self.graph = graph
        self.crossings = crossings
        self.group = {node: frozenset([node]) for node in crossings}
        latitude = next((graph.positions[node][1] for node in crossings), 0.0)
        self.cells_a_degree = [metres / (1.1 * WIDEST_M) for metres in metres_a_degree(latitude)]

    def joined(self) -> list[tuple[set[int], set[int]]]:
        for _gap, one, other in sorted(self._pairs()):
            self._join(one, other)
        groups = sorted(set(self.group.values()), key=min)
        return [(set(group), {end for node in group for end in self.crossings[node]}) for group in groups]

    def _pairs(self) -> list[tuple[float, int, int]]:
        pairs = []
        for one, other in self._near():
            gap = self._gap(one, other)
            if gap is not None:
                pairs.append((gap, one, other))
        return pairs

    def _near(self) -> set[tuple[int, int]]:
        """Pairs in the same or a neighbouring cell of a coarse grid, so that a city needs no square of its signals."""
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for node in self.crossings:
            cells[self._cell(node)].append(node)
        near = set()
        for (column, row), nodes in cells.items():
            around = [cells.get((column + right, row + up), []) for right in (-1, 0, 1) for up in (-1, 0, 1)]
            near.update((one, other) for one in nodes for cell in around for other in cell if one < other)
        return near

    def _cell(self, node: int) -> tuple[int, int]:
        """Wider than WIDEST_M: a degree at the first signal is as long as at all others, to some hundredths."""
        east, north = self.graph.positions[node]
        return int(east * self.cells_a_degree[0]), int(north * self.cells_a_degree[1])

    def _gap(self, one: int, other: int) -> float | None:
        """How far two signals of one junction are apart; None where they are not of one."""
        mine, others = self.crossings[one], self.crossings[other]
        if mine & others:
            return 0.0
        apart = self.graph.distance_m(one, other)
        if apart <= TOGETHER_M:
            return apart
        if not mine or not others:
            return None
        gaps = [self._crossing_gap(end, far) for end in mine for far in others if self._linked(end, far)]
        return min(filter(None, gaps), default=None)

    def _crossing_gap(self, one: int, other: int) -> float | None:
        shared = self.graph.streets[one].keys() & self.graph.streets[other].keys()
        gap = self.graph.distance_m(one, other)
        return gap if gap <= (SAME_STREETS_M if len(shared) > 1 else CROSSING_M) else None

    def _linked(self, one: int, other: int) -> bool:
        """Joined by a road, directly or by way of one node between: two levels of an interchange are not."""
        ends = self.graph.neighbours
        return other in ends[one] or bool(ends[one] & ends[other])

    def _join(self, one: int, other: int) -> None:
        if self.group[one] is self.group[other]:
            return
        whole = self.group[one] | self.group[other]
        if self._width(whole) <= WIDEST_M:
            for node in whole:
                self.group[node] = whole

    def _width(self, nodes: frozenset[int]) -> float:
        return max(self.graph.distance_m(one, other) for one in nodes for other in nodes)


def _signal(graph: Graph, nodes: set[int], crossings: set[int]) -> Signal:
    """It stands in the middle of its crossings; a foot crossing's in the middle of its nodes."""
    middle = _mean([graph.positions[node] for node in crossings or nodes])
    nearest = min(crossings, key=lambda node: (distance_m(graph.positions[node], middle), node), default=None)
    return Signal(min(nodes), middle, graph.names_at(nodes | crossings), nearest)


def _mean(positions: list[Position]) -> Position:
    return sum(p[0] for p in positions) / len(positions), sum(p[1] for p in positions) / len(positions)
