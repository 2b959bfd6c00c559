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

from roadmap.geometry import geos_of, shape_of, to_degrees, to_metres
from roadmap.models import Address, City, Road
from roadmap.stretches import Street

BESIDE_M = 150.0  # a house stands no farther from its street
WRONG_BY_AT_MOST_M = 200.0  # along the street; known houses left out and guessed at stand within 150 m of the guess
OUT_OF_ORDER_M = 20.0  # a house abreast of the next one, or round a corner
METRES_A_NUMBER = (2.0, 80.0)  # what numbers are usually apart; else the numbering jumps somewhere between


@dataclass(frozen=True, slots=True)
class Estimate:
    point: Point
    confidence: float  # 0.7 beside a neighbour, 0.5 where it may be wrong by the most
    within_m: int  # along the street, to either side
    between: tuple[int, int]  # the numbers of its neighbours


@dataclass(frozen=True, slots=True)
class _Known:
    number: int
    at_m: float  # along the street
    is_left: bool


def estimate(city: City, street_name: str, house: str) -> Estimate | None:
    """On the street's line, not beside it; nothing where there is no neighbour on either side or the numbers jump."""
    digits = re.match(r"\d+", house)
    road = Road.objects.filter(city=city, name=street_name).select_related("city").first()
    if road is None or digits is None:
        return None
    wanted = int(digits.group())
    below, own, above = _nearest_numbers(road, wanted)
    street = Street.of(road) if below and above else None
    return street and _between(street, wanted, *(_standing(street, numbers) for numbers in (below, own, above)))


def _nearest_numbers(road: Road, wanted: int) -> tuple[list, list, list]:
    """(number, point) of the two known numbers below, of its own with another letter, and of the two above.

    All of the house's own side, the nearest first.
    """
    houses = Address.objects.filter(road=road).order_by("-house").values_list("house", "point")  # 13 after 13а
    known = {int(digits.group()): point for house, point in houses if (digits := re.match(r"\d+", house))}
    own_side = sorted(number for number in known if number % 2 == wanted % 2)
    below = [number for number in reversed(own_side) if number < wanted][:2]
    above = [number for number in own_side if number > wanted][:2]
    own = [number for number in own_side if number == wanted]
    return tuple([(number, known[number]) for number in numbers] for numbers in (below, own, above))


def _standing(street: Street, numbers: list) -> list[_Known]:
    found = (_stands(street, number, point) for number, point in numbers)
    return [known for known in found if known]


def _stands(street: Street, number: int, point: Point) -> _Known | None:
    """Abreast of which metre of its street, and on which side; nothing for a house that stands far from it."""
    place = to_metres(shape_of(point), street.road.city.metric_srid)
    edge = min(street.edges.values(), key=lambda edge: edge.line.distance(place), default=None)
    if edge is None or edge.line.distance(place) > BESIDE_M or not {edge.start, edge.end} <= street.along.keys():
        return None
    start, end = street.along[edge.start], street.along[edge.end]
    share = edge.line.project(place, normalized=True)
    ahead = edge.line.interpolate(min(share + 0.01, 1.0), normalized=True)
    behind = edge.line.interpolate(max(share - 0.01, 0.0), normalized=True)
    turn = (ahead.x - behind.x) * (place.y - behind.y) - (ahead.y - behind.y) * (place.x - behind.x)
    return _Known(number, start + (end - start) * share, (turn > 0) == (end > start))


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
    point = _at(street, at_m)
    sure = round(0.7 - 0.2 * within_m / WRONG_BY_AT_MOST_M, 3)
    return point and Estimate(point, sure, ceil(within_m), (lower.number, higher.number))


def _is_one_row(known: list[_Known]) -> bool:
    """All on one side of the street, their numbers growing one way along it."""
    steps = [after.at_m - before.at_m for before, after in zip(known, known[1:], strict=False)]
    is_in_order = min(steps) >= -OUT_OF_ORDER_M or max(steps) <= OUT_OF_ORDER_M
    return is_in_order and len({one.is_left for one in known}) == 1


def _at(street: Street, at_m: float) -> Point | None:
    """The point of the street so many metres along."""
    along = street.along
    for edge in street.edges.values():
        start, end = along.get(edge.start), along.get(edge.end)
        if start is None or end is None or start == end or not min(start, end) <= at_m <= max(start, end):
            continue
        place = edge.line.interpolate((at_m - start) / (end - start), normalized=True)
        return geos_of(to_degrees(place, street.road.city.metric_srid))
    return None
