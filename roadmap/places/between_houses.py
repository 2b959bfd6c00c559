"""A house that the map does not know, between two that it does: where it stands along the street, and how sure that is.

Numbers grow along a street, odd ones on one side and even ones on the other, each side at its own pace: the house is
put as far between its neighbours as its number is between theirs.
"""

import re
from dataclasses import dataclass

from django.contrib.gis.geos import Point

from roadmap.geometry import geos_of, to_degrees
from roadmap.models import Address, City, Road
from roadmap.stretches import NoStretch, Street

BESIDE_M = 150.0  # a house stands no farther from its street
FARTHEST_APART_M = 2500.0  # neighbours farther apart tell nothing
METRES_A_NUMBER = (2.0, 80.0)  # what numbers are usually apart; else the numbering jumps somewhere between


@dataclass(frozen=True, slots=True)
class Estimate:
    point: Point
    confidence: float  # 0.7 beside a neighbour, less the farther apart the neighbours are


def estimate(city: City, street_name: str, house: str) -> Estimate | None:
    """On the street's line, not beside it; nothing where there is no neighbour on either side or the numbers jump."""
    digits = re.match(r"\d+", house)
    road = Road.objects.filter(city=city, name=street_name).select_related("city").first()
    if road is None or digits is None:
        return None
    neighbours = _neighbours(road, int(digits.group()))
    if neighbours is None:
        return None
    try:
        return _between(Street.of(road), int(digits.group()), *neighbours)
    except NoStretch:
        return None


Numbered = tuple[int, Point]


def _neighbours(road: Road, wanted: int) -> tuple[Numbered, Numbered] | None:
    """The nearest known numbers below and above, of the house's own side where that has any."""
    known = [
        (int(found.group()), point)
        for house, point in Address.objects.filter(road=road).values_list("house", "point")
        if (found := re.match(r"\d+", house))
    ]
    own_side = [one for one in known if one[0] % 2 == wanted % 2]
    return _around(own_side or known, wanted)


def _around(known: list[Numbered], wanted: int) -> tuple[Numbered, Numbered] | None:
    lower = max((one for one in known if one[0] < wanted), key=lambda one: one[0], default=None)
    higher = min((one for one in known if one[0] > wanted), key=lambda one: one[0], default=None)
    return (lower, higher) if lower and higher else None


def _between(street: Street, wanted: int, lower: Numbered, higher: Numbered) -> Estimate | None:
    stops = [street.stop_beside(point, BESIDE_M) for _number, point in (lower, higher)]
    along = street.along
    start, end = (min(along[node] for node in stop if node in along) for stop in stops)
    apart_m, numbers = abs(end - start), higher[0] - lower[0]
    if apart_m > FARTHEST_APART_M or not METRES_A_NUMBER[0] <= apart_m / numbers <= METRES_A_NUMBER[1]:
        return None
    point = _at(street, start + (end - start) * (wanted - lower[0]) / numbers)
    return point and Estimate(point, round(0.7 - 0.4 * apart_m / FARTHEST_APART_M, 3))


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
