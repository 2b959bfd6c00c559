"""Which turns signs forbid: a search asks at each turn, with what it remembers of the segments just driven.

A directed segment is a number: the segment's id along its line, the negative id against it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

Pending = tuple[tuple["Rule", int], ...]  # paths of rules begun, each with how many of its segments are driven


@dataclass(frozen=True, eq=False)
class Rule:
    """After `path`, directed segments of which all were driven, none of `onto` may follow; `is_only`: one of them must.
    Two signs that each leave one way on from the same path leave both."""

    path: tuple[int, ...]
    onto: frozenset[int]
    is_only: bool = False

    def allows(self, driven: int, onto: int) -> bool:
        """After so many segments of the path."""
        if driven < len(self.path):
            return True
        return (onto in self.onto) == self.is_only

    def goes_on(self, driven: int, onto: int) -> bool:
        return driven < len(self.path) and self.path[driven] == onto


class Turns:
    """All rules of a network."""

    def __init__(self, rules: Iterable[Rule]):
        self._from: dict[int, list[Rule]] = defaultdict(list)
        for rule in rules:
            self._from[rule.path[0]].append(rule)

    def begun(self, onto: int) -> Pending:
        """On a segment that nothing led to."""
        return tuple((rule, 1) for rule in self._from.get(onto, ()))

    def after(self, pending: Pending, onto: int) -> Pending | None:
        """What is pending after the turn onto a segment; None where a sign forbids it."""
        if not pending:
            return self.begun(onto)
        if not all(rule.allows(driven, onto) for rule, driven in pending):
            return None
        return tuple((rule, driven + 1) for rule, driven in pending if rule.goes_on(driven, onto)) + self.begun(onto)
