"""Between which two places does a way round lead? From before what is shut to after it, for each way of its traffic.

Traffic through a closure is a chain: the directed segments that are shut one after another as it goes straight on, and
before and after them so much of the street that it can leave in time and come back where that suits. Where the street
itself ends, the chain ends at the junction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from roadmap.paths import Edge, Network, Stop, straight_before, straight_on

REACH_M = 500.0  # before and after
Parts = Sequence[tuple[float, float]]  # of a segment, as positions along its line


@dataclass(frozen=True)
class Through:
    """Traffic one way through what is shut: `usual` is all that it would drive from `start` to `end`, `shut` the part
    of it that it cannot."""

    start: Stop
    end: Stop
    usual: tuple[Edge, ...]
    shut: tuple[Edge, ...]

    @property
    def junctions(self) -> tuple[Stop, Stop]:
        """Its two ends, whichever way they are left and reached."""
        return (
            self.start if self.start.direction == "both" else Stop(junction_id=self.usual[0].start),
            self.end if self.end.direction == "both" else Stop(junction_id=self.usual[-1].end),
        )

    @property
    def shut_m(self) -> float:
        return sum(edge.length_m for edge in self.shut)

    @property
    def length_m(self) -> float:
        return sum(edge.length_m for edge in self.usual)

    def seconds(self, network: Network) -> float:
        return sum(edge.seconds for edge in self.usual) + network.seconds_of_turns(self.usual)


def throughs(network: Network, own: Mapping[int, Parts], all_shut: Mapping[int, Parts]) -> Iterator[Through]:
    """`own` is what the event shuts, `all_shut` that and whatever else is shut then, both by directed segment."""
    for chain in _chains(network, own):
        start, approach = _before(network, chain[0], own, all_shut)
        end, beyond = _after(network, chain[-1], own, all_shut)
        if start and end and start != end:
            yield Through(start, end, (*approach, *chain, *beyond), tuple(chain))


def _chains(network: Network, own: Iterable[int]) -> Iterator[list[Edge]]:
    """As traffic goes straight on; what runs in a ring begins anywhere."""
    edges = {key: network.edges[key] for key in own if key in network.edges}
    onward = {key: other.key for key, edge in edges.items() if (other := straight_on(network, edge)) in edges.values()}
    begins = [key for key in edges if key not in set(onward.values())]
    seen: set[int] = set()
    for key in (*begins, *edges):
        chain = []
        while key in edges and key not in seen:
            seen.add(key)
            chain.append(edges[key])
            key = onward.get(key)
        if chain:
            yield chain


def _before(
    network: Network, first: Edge, own: Mapping[int, Parts], shut: Mapping[int, Parts]
) -> tuple[Stop | None, list[Edge]]:
    """Where traffic comes from. At a dead end that is the piece before what is shut, if there is any."""
    if not _others(network.into[first.start], first, shut):
        return _place_before(first, own[first.key]), []
    approach = _walk(first, partial(straight_before, network), shut)[::-1]
    if not approach:
        return Stop(junction_id=first.start), []
    begins = approach[0]
    return Stop(abs(begins.key), 0.0 if begins.key > 0 else 1.0, _direction(begins)), approach


def _after(
    network: Network, last: Edge, own: Mapping[int, Parts], shut: Mapping[int, Parts]
) -> tuple[Stop | None, list[Edge]]:
    """The same of where it goes to."""
    if not _others(network.out[last.end], last, shut):
        return _place_after(last, own[last.key]), []
    beyond = _walk(last, partial(straight_on, network), shut)
    if not beyond:
        return Stop(junction_id=last.end), []
    ends = beyond[-1]
    return Stop(abs(ends.key), 1.0 if ends.key > 0 else 0.0, _direction(ends)), beyond


def _others(edges: Iterable[Edge], edge: Edge, shut: Mapping[int, Parts]) -> list[Edge]:
    return [other for other in edges if other.key != -edge.key and other.key not in shut]


def _walk(edge: Edge, onward, shut: Mapping[int, Parts]) -> list[Edge]:
    walked: list[Edge] = []
    while sum(each.length_m for each in walked) < REACH_M:
        edge = onward(edge)
        if edge is None or edge.key in shut or edge in walked:
            break
        walked.append(edge)
    return walked


def _place_before(edge: Edge, parts: Parts) -> Stop | None:
    position = min(low for low, _high in parts) if edge.key > 0 else max(high for _low, high in parts)
    return Stop(abs(edge.key), position) if 0.0 < position < 1.0 else None


def _place_after(edge: Edge, parts: Parts) -> Stop | None:
    position = max(high for _low, high in parts) if edge.key > 0 else min(low for low, _high in parts)
    return Stop(abs(edge.key), position) if 0.0 < position < 1.0 else None


def _direction(edge: Edge) -> str:
    return "forward" if edge.key > 0 else "backward"
