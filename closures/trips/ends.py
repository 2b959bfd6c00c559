"""Where a trip begins or ends: words, or coordinates as maps give them (“57.1518, 65.5400”, latitude first)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from roadmap.geometry import distance_m, is_within
from roadmap.language.text import alike
from roadmap.matching import link_point
from roadmap.models import City
from roadmap.places.meant import HOUSE, STREET, Meant, meant_by
from roadmap.postgis import point_at

NUMBER = r"(-?\d{1,3}(?:\.\d{1,12})?)"
COORDINATES = re.compile(rf"\s*{NUMBER}\s*[,;\s]\s*{NUMBER}\s*")
MOST = 6
SAME_M = 30.0


@dataclass(frozen=True)
class End:
    """`words` mean the same when they are typed again. Without a `point` one of the `choices` is to be taken, or `why`
    says what is wrong; `note` says how far the place is not just what was asked for."""

    words: str
    point: Point | None = None
    choices: Sequence[Meant] = ()
    note: str = ""
    why: str = ""


def find_end(city: City, typed: str) -> End:
    if told := COORDINATES.fullmatch(typed):
        return _at(city, *map(float, told.groups()))
    found = [one for one in meant_by(city, typed, MOST) if one.point]
    if not found:
        return End(typed, why=_("Nothing like this was found. Check the street's name or point on the map."))
    best, *others = found
    if alike(best.label) == alike(typed) or not [one for one in others if not _is_street_of(one, best)]:
        return End(best.label, best.point, note=best.note)
    return End(typed, choices=found)


def _is_street_of(street: Meant, house: Meant) -> bool:
    """Whoever names a house does not mean all of its street."""
    return (street.kind, house.kind) == (STREET, HOUSE) and street.street == house.street


def _at(city: City, lat: float, lon: float) -> End:
    """The other way round where only that lies in the city."""
    words, point = f"{lat:.5f}, {lon:.5f}", point_at(lon, lat)
    if not _is_inside(city, lon, lat):
        return End(words, why=_("This place is outside the city."))
    street = link_point(city, point).street
    return End(words, point, note=street or "")


def _is_inside(city: City, lon: float, lat: float) -> bool:
    return is_within((lon, lat, lon, lat), city.bounds)


def are_one(one: Point, other: Point) -> bool:
    return distance_m(one.coords, other.coords) < SAME_M
