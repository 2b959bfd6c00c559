"""Coordinates that spoil a city's box: metres instead of degrees, roads far from all others, the 180th meridian."""

from collections import Counter
from itertools import compress

import numpy
import shapely
from django.utils.translation import gettext as _

from .cutting import Piece
from .extract import Extract, Refused
from .roads import name_of

CELL_DEGREES = 0.5  # roads with an empty cell between them, and no road that leads across, are apart
CELLS_ROUND = int(360 / CELL_DEGREES)
FEW = 0.2  # of the length: what lies apart and is more may be half a city

Cell = tuple[int, int]


def refuse_other_than_degrees(extract: Extract) -> None:
    wrong = sum(not (-180 <= lon <= 180 and -90 <= lat <= 90) for lon, lat in extract.positions.values())
    if 2 * wrong > len(extract.positions):
        message = _("The coordinates are not degrees of longitude and latitude, such as %(place)s.")
        place = next(iter(extract.positions.values()))
        raise Refused(message % {"place": f"{place[0]:.8g}, {place[1]:.8g}"})


def refuse_across_the_meridian(pieces: list[Piece], lines: numpy.ndarray) -> None:
    """For PostGIS, an index and the map a line from 179.99 to -179.99 goes round the globe."""
    west, _south, east, _north = shapely.bounds(lines).T
    round_the_globe = numpy.flatnonzero((east - west > 180) & (west >= -180) & (east <= 180))
    if len(round_the_globe):
        raise _across(name_of(pieces[round_the_globe[0]].way.tags))


def _across(street: str) -> Refused:
    message = _("The roads cross the 180th meridian%(street)s. Import what lies on either side as a city of its own.")
    return Refused(message % {"street": f" ({street})" if street else ""})


def without_strays(extract: Extract, pieces: list[Piece], lines: numpy.ndarray) -> tuple[list[Piece], numpy.ndarray]:
    """Without the few roads that lie far from all others: a slip of the hand that would make the city a country."""
    groups, lengths = _groups(lines), shapely.length(lines)
    weights: Counter[Cell] = Counter()
    for group, length in zip(groups, lengths, strict=True):
        weights[group] += length
    main, weight = weights.most_common(1)[0]
    if len(weights) > 1 and weight >= (1 - FEW) * weights.total():
        near = numpy.array([group == main for group in groups])
        extract.skipped["far-from-all-others"] += int(numpy.count_nonzero(~near))
        pieces, lines = list(compress(pieces, near)), lines[near]
    _refuse_both_sides(lines)
    return pieces, lines


def _refuse_both_sides(lines: numpy.ndarray) -> None:
    """Both sides of the meridian, though no road leads across."""
    west, _south, east, _north = shapely.bounds(lines).T
    shifted = numpy.where(west < 0, west + 360, west)
    if east.max() - west.min() > 180 and shifted.max() - shifted.min() < 180:
        raise _across("")


def _groups(lines: numpy.ndarray) -> list[Cell]:
    """For each line the name of its group: lines in cells that touch, or that a line joins, are one."""
    ends = numpy.floor(shapely.bounds(lines) / CELL_DEGREES).astype(int)
    joined = _Joined()
    for west, south, east, north in set(map(tuple, ends.tolist())):
        joined.join((west % CELLS_ROUND, south), (east % CELLS_ROUND, north))
    for column, row in list(joined.leader):
        for across, up in ((1, 0), (0, 1), (1, 1), (1, -1)):
            beside = ((column + across) % CELLS_ROUND, row + up)
            if beside in joined.leader:
                joined.join((column, row), beside)
    return [joined.find((west % CELLS_ROUND, south)) for west, south, _east, _north in ends.tolist()]


class _Joined:
    """Sets that grow together."""

    def __init__(self):
        self.leader: dict[Cell, Cell] = {}

    def find(self, cell: Cell) -> Cell:
        while self.leader.setdefault(cell, cell) != cell:
            cell = self.leader[cell]
        return cell

    def join(self, one: Cell, other: Cell) -> None:
        self.leader[self.find(one)] = self.find(other)
