"""The quickest way over directed segments, with what signs forbid remembered over several of them."""

import heapq
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from roadmap.paths.ground import Ground
from roadmap.paths.network import Edge
from roadmap.paths.stops import Part, Stop
from roadmap.paths.turns import Pending

FAVOUR = 0.2  # so much of its time counts on a favoured street


class State(NamedTuple):
    """A directed segment, driven to its end or (`is_last`) to the goal on it, and the rules that are pending then."""

    key: int
    pending: Pending
    is_last: bool = False


@dataclass(frozen=True)
class FoundWay:
    """`parts` is None where there is no way; `is_sure`: nor is there one through what lies outside the box."""

    parts: list[Part] | None
    seconds: float = 0.0
    length_m: float = 0.0
    is_sure: bool = True


class Search:
    """One question, answered inside the ground's box. `favoured` are roads on which the way is rather found."""

    def __init__(
        self,
        ground: Ground,
        start: Stop,
        end: Stop,
        favoured: frozenset[int] = frozenset(),
    ):
        self.ground, self.start, self.end, self.favoured = ground, start, end, favoured
        self.network, self.turns, self.shut = ground.network, ground.turns, ground.shut
        self.costs: dict[State, float] = {}
        self.before: dict[State, State | None] = {}
        self.queue: list[tuple[float, int, State]] = []
        self.goals = dict(self._goals())
        self.targets = [self.network.places[node] for node in self._target_nodes() if node in self.network.places]

    def run(self) -> FoundWay:
        """A*; of equal ways always the same."""
        first = list(self._first_states())
        if self._is_goal_cut_off([state for state, _cost in first]):
            return FoundWay(None)
        for state, cost in first:
            self._note(state, cost, None)
        met_the_border = False
        while self.queue:
            _estimate, _number, state = heapq.heappop(self.queue)
            if state.is_last or self._is_at_junction(state):
                parts = self._parts_to(state)
                return FoundWay(parts, self.network.seconds(parts), self.network.length_m(parts))
            edge = self.network.edges[state.key]
            if not self.ground.is_inside(edge.end):
                met_the_border = True
                continue
            for following, cost in self._onward(state, edge):
                self._note(following, self.costs[state] + cost, state)
        return FoundWay(None, is_sure=not met_the_border)

    def _is_goal_cut_off(self, first: Collection[State]) -> bool:
        """Whether nothing leads to it from the start, nor from beyond what is known, whatever signs say."""
        if any(state.is_last for state in first):
            return False
        starts = {self.network.edges[state.key].end for state in first}
        reached = list(self._target_nodes())
        seen = set(reached)
        for node in reached:
            if node in starts or not self.network.is_known(node):
                return False
            new = {edge.start for edge in self.network.into[node] if edge.key not in self.shut} - seen
            seen |= new
            reached.extend(new)
        return True

    def _note(self, state: State, cost: float, before: State | None) -> None:
        if cost >= self.costs.get(state, float("inf")):
            return
        self.costs[state], self.before[state] = cost, before
        heapq.heappush(self.queue, (cost + self._at_least(state), len(self.costs), state))

    def _at_least(self, state: State) -> float:
        if state.is_last or not self.targets:
            return 0.0
        end = self.network.edges[state.key].end
        least = min(self.network.least_seconds(end, place) for place in self.targets)
        return least * FAVOUR if self.favoured else least

    def _cost(self, edge: Edge) -> float:
        return edge.seconds * FAVOUR if edge.road in self.favoured else edge.seconds

    def _onward(self, state: State, edge: Edge) -> Iterator[tuple[State, float]]:
        """Where there is another way on, nobody turns round."""
        onward = [found for other in self.network.out[edge.end] for found in self._onto(state, edge, other)]
        yield from [found for found in onward if found[0].key != -edge.key] or onward

    def _onto(self, state: State, edge: Edge, other: Edge) -> Iterator[tuple[State, float]]:
        pending = self.turns.after(state.pending, other.key)
        if pending is None:
            return
        turn = self.network.turn_seconds(edge, other)
        if (goal := self.goals.get(other.key)) is not None:
            yield State(other.key, pending, is_last=True), turn + goal
        if other.key not in self.shut:
            yield State(other.key, pending), turn + self._cost(other)

    def _first_states(self) -> Iterator[tuple[State, float]]:
        if self.start.junction_id:
            for edge in self.network.out[self.start.junction_id]:
                yield from self._from_junction(edge)
            return
        for edge in self.network.ways(self.start.segment_id, self.start.ways):
            yield from self._from_place(edge)

    def _from_junction(self, edge: Edge) -> Iterator[tuple[State, float]]:
        if edge.key in self.goals:
            yield State(edge.key, (), is_last=True), self.goals[edge.key]
        if edge.key not in self.shut:
            yield State(edge.key, self.turns.begun(edge.key)), self._cost(edge)

    def _from_place(self, edge: Edge) -> Iterator[tuple[State, float]]:
        here, far = self.start.position, 1.0 if edge.key > 0 else 0.0
        goal = self.end.position
        is_ahead = here <= goal if edge.key > 0 else here >= goal
        if edge.key in self.goal_keys and is_ahead and self._is_free(edge, here, goal):
            yield State(edge.key, (), is_last=True), self._cost(edge) * abs(goal - here)
        if self._is_free(edge, here, far):
            yield State(edge.key, self.turns.begun(edge.key)), self._cost(edge) * abs(far - here)

    @property
    def goal_keys(self) -> set[int]:
        if self.end.junction_id:
            return set()
        return {edge.key for edge in self.network.ways(self.end.segment_id, self.end.ways)}

    def _goals(self) -> Iterator[tuple[int, float]]:
        """Seconds from a directed segment's beginning to the goal on it."""
        for key in self.goal_keys:
            edge, near = self.network.edges[key], 0.0 if key > 0 else 1.0
            if self._is_free(edge, near, self.end.position):
                yield key, self._cost(edge) * abs(self.end.position - near)

    def _target_nodes(self) -> set[int]:
        return {self.end.junction_id} if self.end.junction_id else {self.network.edges[key].start for key in self.goals}

    def _is_at_junction(self, state: State) -> bool:
        return bool(self.end.junction_id) and self.network.edges[state.key].end == self.end.junction_id

    def _is_free(self, edge: Edge, one: float, other: float) -> bool:
        low, high = min(one, other), max(one, other)
        return all(end <= low or high <= start for start, end in self.shut.get(edge.key, ()))

    def _parts_to(self, last: State) -> list[Part]:
        states = [last]
        while (before := self.before[states[-1]]) is not None:
            states.append(before)
        return [self._part(state, is_first=state is states[-1]) for state in reversed(states)]

    def _part(self, state: State, *, is_first: bool) -> Part:
        near, far = (0.0, 1.0) if state.key > 0 else (1.0, 0.0)
        start = self.start.position if is_first and not self.start.junction_id else near
        return Part(abs(state.key), start, self.end.position if state.is_last else far, state.key > 0)
