"""Metres between two places near each other, without a projection."""

from math import cos, hypot, radians

from .extract import Position

METRES_A_DEGREE = 111_320.0


def distance_m(one: Position, other: Position) -> float:
    """Good to a millimetre over a junction's width."""
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return hypot(east, one[1] - other[1]) * METRES_A_DEGREE
