"""Where traffic goes that does not turn: along its street, else nearly straight."""

from collections.abc import Sequence

from roadmap.paths.network import Edge, Network

BENDS_TO, STRAIGHT_TO = 135.0, 45.0  # degrees: of a street at a crossing, and of what has no name in common


def straight_on(network: Network, edge: Edge) -> Edge | None:
    """None where all that goes on turns, or nothing does."""
    onward = [other for other in network.out[edge.end] if other.key != -edge.key]
    return _straightest([(abs(network.turn_degrees(edge, other)), other) for other in onward], edge)


def straight_before(network: Network, edge: Edge) -> Edge | None:
    """The same backwards: where such traffic comes from."""
    before = [other for other in network.into[edge.start] if other.key != -edge.key]
    return _straightest([(abs(network.turn_degrees(other, edge)), other) for other in before], edge)


def _straightest(others: Sequence[tuple[float, Edge]], edge: Edge) -> Edge | None:
    of_street = [one for one in others if edge.road is not None and one[1].road == edge.road and one[0] < BENDS_TO]
    fitting = of_street or [one for one in others if one[0] <= STRAIGHT_TO]
    return min(fitting, key=lambda one: (one[0], one[1].key))[1] if fitting else None
