"""Ways round as they are proposed to a dispatcher: for cars and for lorries, in words, with what they cost more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils.translation import gettext as _

from closures.detours.around import AskedWays, WayRound
from closures.detours.through import way_through
from closures.shown import FOR_WHOM
from closures.toward import told_toward
from roadmap.distances import more_words
from roadmap.models import City
from roadmap.paths import CAR, LORRY, Vehicle

ALL = "all"


@dataclass(frozen=True)
class Proposed:
    """`number`: which one of its vehicle's, as `ways_for` has them."""

    vehicle: str
    number: int
    words: str
    difference: str
    streets: tuple[str, ...]
    geometry: GEOSGeometry | None
    extra_m: int | None
    extra_s: int | None

    @classmethod
    def of(cls, city: City, one: WayRound, number: int, vehicle: str = "") -> "Proposed":
        vehicle, toward, way = vehicle or one.vehicle.kind, told_toward(city, one.toward), one.way
        whom = {ALL: _("for cars and lorries"), CAR.kind: _("for cars")}.get(vehicle)
        for_whom = whom or _("for %(classes)s") % {"classes": FOR_WHOM[vehicle]}
        head = ", ".join(filter(None, (for_whom, toward)))
        if way is None:
            return cls(vehicle, number, f"{head}: {_('no way round')}", "", (), None, None, None)
        costs = more_words(one.extra_m, one.extra_s)
        words = f"{head}: {', '.join(filter(None, (' → '.join(way.streets), costs)))}"
        names = tuple(road.name for road in way.roads)
        return cls(vehicle, number, words, costs, names, way.geometry, round(one.extra_m), round(one.extra_s))


def proposed_ways(asked: AskedWays) -> list[Proposed]:
    """Where lorries go as cars do it is told once, for all."""
    cars, lorries = map(asked.of, (CAR, LORRY))
    city = asked.event.city
    same = {_same(one) for one in cars} & {_same(one) for one in lorries}
    told = [Proposed.of(city, one, number, ALL if _same(one) in same else "") for number, one in enumerate(cars)]
    return [*told, *(Proposed.of(city, one, number) for number, one in enumerate(lorries) if _same(one) not in same)]


def proposed_through(asked: AskedWays, number: int, places: Sequence[Point], vehicle: Vehicle) -> Proposed | None:
    found = way_through(asked, number, places, vehicle)
    return found and Proposed.of(asked.event.city, found, number)


def _same(one: WayRound) -> tuple:
    return one.toward, one.way and one.way.parts
