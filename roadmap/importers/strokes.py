"""A street's pieces strung into the longest lines that go on without a sharp bend: its name is written along them.

At a crossing of two carriageways more than two pieces meet, and to join only where two do leaves crumbs on which no
name has room. Coordinates are degrees: they are compared as directions only, never measured.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import acos, hypot, pi, radians

from shapely import LineString

SHARPEST = radians(45)

Position = tuple[float, float]
End = tuple[int, bool]  # the number of a piece; its last point or its first


def strung(lines: Sequence[LineString]) -> list[LineString]:
    """Every piece is in one of the lines, and in that once."""
    pieces = [[*line.coords] for line in lines]
    partners = _partners(pieces)
    left, found = set(range(len(pieces))), []
    for number in range(len(pieces)):
        if number in left:
            chain = _chain(number, partners)
            left.difference_update(piece for piece, _ in chain)
            found.append(LineString(_walked(chain, pieces)))
    return found


def _partners(pieces: Sequence[list[Position]]) -> dict[End, End]:
    """Where which end goes on: the straightest pair of a node first, each end once."""
    nodes: dict[Position, list[End]] = defaultdict(list)
    for number, points in enumerate(pieces):
        nodes[points[0]].append((number, False))
        nodes[points[-1]].append((number, True))
    partners: dict[End, End] = {}
    for ends in nodes.values():
        for _bend, one, other in sorted(_pairs(ends, pieces)):
            if one not in partners and other not in partners:
                partners[one], partners[other] = other, one
    return partners


def _pairs(ends: Sequence[End], pieces: Sequence[list[Position]]) -> Iterator[tuple[float, End, End]]:
    for one, other in combinations(ends, 2):
        bend = pi - _angle(_course(one, pieces), _course(other, pieces))
        if bend <= SHARPEST and one[0] != other[0]:
            yield bend, one, other


def _course(end: End, pieces: Sequence[list[Position]]) -> Position:
    """From the end into the piece."""
    (x, y), (inner_x, inner_y) = pieces[end[0]][-1:-3:-1] if end[1] else pieces[end[0]][:2]
    return inner_x - x, inner_y - y


def _angle(one: Position, other: Position) -> float:
    lengths = hypot(*one) * hypot(*other) or 1.0
    return acos(min(1.0, max(-1.0, (one[0] * other[0] + one[1] * other[1]) / lengths)))


def _chain(number: int, partners: dict[End, End]) -> list[tuple[int, bool]]:
    """Pieces in their order along the street, and whether each is walked from its first point to its last."""
    start = (number, True)  # walked out of its first point to the beginning, then all the way
    seen = {number}
    while (before := partners.get((start[0], not start[1]))) and before[0] not in seen:
        start = (before[0], before[1])
        seen.add(before[0])
    chain, met = [start], {start[0]}
    while (after := partners.get(chain[-1])) and after[0] not in met:
        chain.append((after[0], not after[1]))
        met.add(after[0])
    return chain


def _walked(chain: Sequence[tuple[int, bool]], pieces: Sequence[list[Position]]) -> list[Position]:
    points: list[Position] = []
    for number, is_forward in chain:
        piece = pieces[number] if is_forward else pieces[number][::-1]
        points.extend(piece[1:] if points else piece)
    return points
