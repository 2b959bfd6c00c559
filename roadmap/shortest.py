"""The shortest ways in a graph of some hundred edges (Dijkstra)."""

import heapq
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

Edge = TypeVar("Edge")
Ways = Mapping[int, Iterable[tuple[int, float, Edge]]]  # node → (node, cost, edge)


def shortest(
    ways: Ways, sources: Iterable[int], targets: Collection[int] = ()
) -> tuple[dict[int, float], dict[int, tuple[int, Edge]], int | None]:
    """From the nearest source: cost by node, (node before, edge) by node, and the target that was reached first.

    Without targets the whole graph is walked. Of equal ways the one over smaller nodes is taken, always the same.
    """
    costs = dict.fromkeys(sources, 0.0)
    came: dict[int, tuple[int, Edge]] = {}
    queue = [(0.0, node) for node in sorted(costs)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node in targets:
            return costs, came, node
        for other, more, edge in ways.get(node, ()) if cost <= costs[node] else ():
            if cost + more < costs.get(other, float("inf")):
                costs[other] = cost + more
                came[other] = (node, edge)
                heapq.heappush(queue, (cost + more, other))
    return costs, came, None
