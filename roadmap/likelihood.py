"""How likely a pin means a road: the error of a position is a Gaussian, alike in all directions.

`noise_m` is its standard deviation on each axis: what the phone told, NOISE_M where it told nothing (a usual phone, a
finger on a map), never less than LEAST_NOISE_M, since the lines of the map are not surer themselves.

* A street weighs `exp(-d² / 2σ²)`, d being the way to its nearest place. Two streets are equally likely where the
  nearer weighs less than ALIKE times as much as the other: nobody should choose between them by the pin alone.
* Of one street, whose ways follow each other or lie side by side, a way weighs what of the Gaussian runs along it:
  the integral over its line. A long way collects more messages than a short one, though not in proportion, so the
  integral is divided by the root of the length.
* The confidence is the street's share of all weights about. That the pin means no road at all weighs as much as a road
  REACH_M away; and the less of the Gaussian lies within the reach, the less the whole answer is worth.
"""

import math
from collections.abc import Iterable, Sequence

REACH_M = 50.0
NOISE_M = 15.0
LEAST_NOISE_M = 8.0
ALIKE = 1.1
SIDE_FROM_M = 2.0  # nearer to the axis a pin is on no side of it

SIDES = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")

Place = tuple[float, float]  # metres


def noise_of(accuracy_m: float | None) -> float:
    return NOISE_M if accuracy_m is None else max(LEAST_NOISE_M, accuracy_m)


def weight(distance_m: float, noise_m: float) -> float:
    return math.exp(-(distance_m**2) / (2 * noise_m**2))


def are_alike(near_m: float, far_m: float, noise_m: float) -> bool:
    """Would nobody choose? Compared as logarithms: far from both, both weights are zero."""
    return (far_m**2 - near_m**2) / (2 * noise_m**2) < math.log(ALIKE)


def share(chosen_m: float, others_m: Iterable[float], noise_m: float) -> float:
    """Of the chosen among all, from 0 to 1; weighed beside the chosen one, so that nothing is divided by zero."""
    rivals = [*others_m, REACH_M]
    beside = sum(math.exp(min(700.0, (chosen_m**2 - other**2) / (2 * noise_m**2))) for other in rivals)
    return min(1.0, REACH_M / noise_m) / (1 + beside)


def along(line: Sequence[Place], noise_m: float) -> float:
    """Weight of a way of these corners, seen from the pin, which is at (0, 0)."""
    root = noise_m * math.sqrt(2)
    told = length = 0.0
    for (x, y), (next_x, next_y) in zip(line, line[1:], strict=False):
        east, north = next_x - x, next_y - y
        piece = math.hypot(east, north)
        if not piece:
            continue
        abreast, off = -(x * east + y * north) / piece, (x * north - y * east) / piece
        held = math.erf((piece - abreast) / root) + math.erf(abreast / root)
        told, length = told + math.exp(-((off / root) ** 2)) * held, length + piece
    return told / math.sqrt(length) if length else 0.0


def side_of(pin: Place) -> str:
    """In which of the eight directions the pin lies, seen from the axis."""
    east, north = pin
    return SIDES[round(math.degrees(math.atan2(east, north)) / 45) % 8]
