"""The pieces as a graph: which nodes are junctions, how many arms they have, which streets meet there."""

from collections import Counter, defaultdict

from roadmap.geometry import distance_m

from .cutting import Piece
from .extract import Extract
from .roads import name_of
from .tags import RANKS


class Graph:
    def __init__(self, pieces: list[Piece], extract: Extract):
        self.positions = extract.positions
        self.arms: Counter[int] = Counter()
        self.streets: dict[int, dict[str, int]] = defaultdict(dict)  # node: {street: rank of its class}
        self.ends: dict[int, set[int]] = defaultdict(set)  # any node of a road: the junctions of its pieces
        self.neighbours: dict[int, set[int]] = defaultdict(set)
        for piece in pieces:
            self._add(piece)

    def _add(self, piece: Piece) -> None:
        start, end = piece.nodes[0], piece.nodes[-1]
        name, rank = name_of(piece.way.tags), RANKS[piece.highway]
        self.arms.update((start, end))
        self.neighbours[start].add(end)
        self.neighbours[end].add(start)
        for node in piece.nodes:
            self.ends[node].update((start, end))
            if name:
                self.streets[node][name] = min(rank, self.streets[node].get(name, rank))

    @property
    def junctions(self) -> list[int]:
        return list(self.arms)

    def is_crossing(self, node: int) -> bool:
        """Three arms or more; where two ways of one street merely join, nobody gives way."""
        return self.arms[node] >= 3

    def distance_m(self, one: int, other: int) -> float:
        return distance_m(self.positions[one], self.positions[other])

    def names_at(self, nodes: set[int]) -> list[str]:
        """The streets that meet at any of the nodes, the most important first."""
        ranks: dict[str, int] = {}
        for node in nodes:
            for name, rank in self.streets.get(node, {}).items():
                ranks[name] = min(rank, ranks.get(name, rank))
        return sorted(ranks, key=lambda name: (ranks[name], name))
