"""Where a trip begins or ends: words, or a place that was pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from roadmap.geometry import distance_m, is_swapped, is_within
from roadmap.models import City
from roadmap.places.meant import Meant
from roadmap.places.pointed import coordinates_in, name_in, pointed
from roadmap.places.search import STREET
from roadmap.places.typed import meant_by, surely_meant
from roadmap.postgis import point_at

MOST = 6
SAME_M = 30.0


@dataclass(frozen=True)
class End:
    """`words` mean the same when they are typed again. Without a `point` one of the `choices` is to be taken, or `why`
    says what is wrong; `note` says how far the place is not just what was asked for. `street` is its full name where
    the whole of it was named."""

    words: str
    point: Point | None = None
    choices: Sequence[Meant] = ()
    note: str = ""
    why: str = ""
    street: str = ""

    @property
    def name(self) -> str:
        return name_in(self.words)


def find_end(city: City, typed: str) -> End:
    if told := coordinates_in(typed):
        return _at(city, *told)
    found = [one for one in meant_by(city, typed, MOST) if one.point]
    if not found:
        return End(typed, why=_("Nothing like this was found. Check the street's name or point on the map."))
    if best := surely_meant(typed, found):
        return End(best.label, best.point, note=best.note, street=best.street if best.kind == STREET else "")
    return End(typed, choices=found)


def _at(city: City, lat: float, lon: float) -> End:
    """The other way round where only that lies in the city."""
    if is_swapped((lon, lat, lon, lat), city.bounds):
        lat, lon = lon, lat
    if not _is_inside(city, lon, lat):
        return End(f"{lat:.5f}, {lon:.5f}", why=_("This place is outside the city."))
    point = point_at(lon, lat)
    return End(pointed(city, point), point)


def _is_inside(city: City, lon: float, lat: float) -> bool:
    return is_within((lon, lat, lon, lat), city.bounds)


def are_one(one: Point, other: Point) -> bool:
    return distance_m(one.coords, other.coords) < SAME_M
