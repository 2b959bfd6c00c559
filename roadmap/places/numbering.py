"""How a street's houses are numbered: which known house stands how far along it, and where that is on its line."""

import re
from dataclasses import dataclass

from django.contrib.gis.geos import Point

from roadmap.geometry import geos_of, shape_of, to_degrees, to_metres
from roadmap.models import Address, Road
from roadmap.stretches import Street

BESIDE_M = 150.0  # a house stands no farther from its street
METRES_A_NUMBER = (2.0, 80.0)  # what numbers are usually apart; else the numbering jumps somewhere between


@dataclass(frozen=True, slots=True)
class Standing:
    """A house of a street by its number, abreast of which metre of it, and on which side."""

    number: int
    at_m: float  # along the street
    is_left: bool


def known_numbers(road: Road) -> dict[int, Point]:
    """The map's houses by their numbers; of one with several letters or blocks that of the plain number."""
    houses = Address.objects.filter(road=road).order_by("-house").values_list("house", "point")  # 13 after 13а
    return {int(digits.group()): point for house, point in houses if (digits := re.match(r"\d+", house))}


def standing(street: Street, numbers: list) -> list[Standing]:
    found = (_stands(street, number, point) for number, point in numbers)
    return [known for known in found if known]


def _stands(street: Street, number: int, point: Point) -> Standing | None:
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
    return Standing(number, start + (end - start) * share, (turn > 0) == (end > start))


def point_at(street: Street, at_m: float) -> Point | None:
    """The point of the street so many metres along."""
    along = street.along
    for edge in street.edges.values():
        start, end = along.get(edge.start), along.get(edge.end)
        if start is None or end is None or start == end or not min(start, end) <= at_m <= max(start, end):
            continue
        place = edge.line.interpolate((at_m - start) / (end - start), normalized=True)
        return geos_of(to_degrees(place, street.road.city.metric_srid))
    return None
