"""A house that the map does not know, between two that it does: where it stands along the street, and how sure that is.

Numbers grow along a street, odd ones on one side and even ones on the other, each side at its own pace: the house is
put as far between its neighbours as its number is between theirs; one whose number is known with another
letter or block is put there, and may be anywhere up to its neighbours. A guess that may be wrong by more than a pin may
be is none: neighbours far apart, of different sides or out of order are a question for a person.
"""

import re
from dataclasses import dataclass
from math import ceil

from django.contrib.gis.geos import Point

from roadmap.models import City, Road
from roadmap.places.numbering import METRES_A_NUMBER, Standing, known_numbers, point_at, standing
from roadmap.stretches import Street

WRONG_BY_AT_MOST_M = 200.0  # along the street; known houses left out and guessed at stand within 150 m of the guess
OUT_OF_ORDER_M = 20.0  # a house abreast of the next one, or round a corner


@dataclass(frozen=True, slots=True)
class Estimate:
    point: Point
    confidence: float  # 0.7 beside a neighbour, 0.5 where it may be wrong by the most
    within_m: int  # along the street, to either side
    between: tuple[int, int]  # the numbers of its neighbours


def estimate(city: City, street_name: str, house: str) -> Estimate | None:
    """On the street's line, not beside it; nothing where there is no neighbour on either side or the numbers jump."""
    digits = re.match(r"\d+", house)
    road = Road.objects.filter(city=city, name=street_name).select_related("city").first()
    if road is None or digits is None:
        return None
    wanted = int(digits.group())
    below, own, above = _nearest_numbers(road, wanted)
    street = Street.of(road) if below and above else None
    return street and _between(street, wanted, *(standing(street, numbers) for numbers in (below, own, above)))


def _nearest_numbers(road: Road, wanted: int) -> tuple[list, list, list]:
    """(number, point) of the two known numbers below, of its own with another letter, and of the two above.

    All of the house's own side, the nearest first.
    """
    known = known_numbers(road)
    own_side = sorted(number for number in known if number % 2 == wanted % 2)
    below = [number for number in reversed(own_side) if number < wanted][:2]
    above = [number for number in own_side if number > wanted][:2]
    own = [number for number in own_side if number == wanted]
    return tuple([(number, known[number]) for number in numbers] for numbers in (below, own, above))


def _between(street: Street, wanted: int, below: list, own: list, above: list) -> Estimate | None:
    if not below or not above or not _is_one_row([*reversed(below), *own, *above]):
        return None
    lower, higher = below[0], above[0]
    apart_m, numbers = abs(higher.at_m - lower.at_m), higher.number - lower.number
    share = (wanted - lower.number) / numbers
    at_m = own[0].at_m if own else lower.at_m + (higher.at_m - lower.at_m) * share
    within_m = max(abs(at_m - lower.at_m), abs(higher.at_m - at_m))
    if within_m > WRONG_BY_AT_MOST_M or not METRES_A_NUMBER[0] <= apart_m / numbers <= METRES_A_NUMBER[1]:
        return None
    point = point_at(street, at_m)
    sure = round(0.7 - 0.2 * within_m / WRONG_BY_AT_MOST_M, 3)
    return point and Estimate(point, sure, ceil(within_m), (lower.number, higher.number))


def _is_one_row(known: list[Standing]) -> bool:
    """All on one side of the street, their numbers growing one way along it."""
    steps = [after.at_m - before.at_m for before, after in zip(known, known[1:], strict=False)]
    is_in_order = min(steps) >= -OUT_OF_ORDER_M or max(steps) <= OUT_OF_ORDER_M
    return is_in_order and len({one.is_left for one in known}) == 1
