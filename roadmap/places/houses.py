"""Where a house is that somebody named: known, between its neighbours, or its number without a letter."""

import math
import re
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db.models import Min
from django.utils.translation import gettext as _

from roadmap.models import Address, City, Road
from roadmap.places.between_houses import Estimate, estimate
from roadmap.places.numbering import BESIDE_M
from roadmap.places.on_network import known_house, of_same_number
from roadmap.postgis import MetresTo

# Looked for from where a gap begins, and no gap is tried by halves: a text costs no more than its length.
GAP = r"(?<![\s,])[\s,]++"
BLOCK = r"(?:[\s,]*+(?:корпус|корп|к|строение|стр|с)\.?\s*+\d++)"
LETTER = r"(?:\s?[а-яa-z](?=[\s,./]|$|к\d|с\d|корп|стр))?"
NUMBER = rf"\d++{LETTER}(?:/\d++{LETTER})?{BLOCK}{{0,2}}"
HOUSE = re.compile(rf"{GAP}(?:(?:дом|д|здание|зд|владение|вл)\b\.?\s*+)?№?\s*+(?P<house>{NUMBER})$", re.IGNORECASE)
INDOORS = re.compile(rf"{GAP}(?:квартира|кв|подъезд|офис|оф|этаж)\b\.?\s*+№?\s*+\d++$", re.IGNORECASE)


@dataclass(frozen=True)
class FoundHouse:
    """A house, or the middle of a street; `note` says how far the house is not the one that was asked for."""

    road: Road
    title: str
    point: Point
    note: str = ""
    is_pin: bool = True  # else a person chooses it first

    def to_json(self) -> dict:
        return {
            "title": self.title,
            "lon": round(self.point.x, 6),
            "lat": round(self.point.y, 6),
        }


def street_and_house(words: str) -> tuple[str, str]:
    """«Республики, д. 50 корп. 2, кв. 7» → «Республики», «50 корп. 2»."""
    while indoors := INDOORS.search(words):
        words = words[: indoors.start()]
    told = HOUSE.search(words)
    return (words[: told.start()], told["house"]) if told else (words, "")


def houses_at(city: City, roads: list[Road], house: str) -> list[FoundHouse]:
    """One a street, in the order of the streets."""
    return [found for road in roads if house and (found := house_at(city, road, house))]


def house_at(city: City, road: Road, house: str) -> FoundHouse | None:
    if known := known_house(road, house):
        return _known(road, known)
    if between := estimate(city, road.name, house):
        return FoundHouse(road, f"{road.name}, {house}", between.point, _by_neighbours(house, between))
    other = of_same_number(road, house)
    return other and FoundHouse(road, f"{road.name}, {other.house}", other.point, _another(house, other), is_pin=False)


def _by_neighbours(house: str, between: Estimate) -> str:
    lower, higher = between.between
    told = {"house": house, "lower": lower, "higher": higher, "metres": math.ceil(between.within_m / 10) * 10}
    words = _(
        "The map does not know house %(house)s: by its neighbours %(lower)s and %(higher)s it is about here, "
        "within %(metres)s m along the street."
    )
    return words % told


def _known(road: Road, known: Address) -> FoundHouse:
    """A house far from the street that it is numbered by, or the street's line, is misplaced: a person decides."""
    title, off_m = f"{road.name}, {known.house}", _off_its_street_m(road, known.point)
    if off_m <= BESIDE_M:
        return FoundHouse(road, title, known.point)
    told = {"house": known.house, "street": road.name, "metres": round(off_m)}
    note = _("House %(house)s is on the map, but %(metres)s m away from “%(street)s”: one of the two is misplaced.")
    return FoundHouse(road, title, known.point, note % told, is_pin=False)


def _off_its_street_m(road: Road, point: Point) -> float:
    """Nothing where the street is known by name only."""
    return road.segments.aggregate(off_m=Min(MetresTo("geometry", point)))["off_m"] or 0.0


def _another(asked: str, other: Address) -> str:
    return _("The map does not know house %(house)s, but house %(known)s.") % {"house": asked, "known": other.house}
