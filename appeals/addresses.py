"""Where is this house? For those who type a street and a number instead of pointing at a map."""

import re
from dataclasses import dataclass, field

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from roadmap.geometry import shape_of, to_metres
from roadmap.models import City, Road
from roadmap.places.between_houses import estimate
from roadmap.places.on_network import known_house, plain_house
from roadmap.places.search import streets_like

# Looked for from where a gap begins, and no gap is tried by halves: a text costs no more than its length.
GAP = r"(?<![\s,])[\s,]++"
BLOCK = r"(?:[\s,]*+(?:корпус|корп|к|строение|стр|с)\.?\s*+\d++)"
LETTER = r"(?:\s?[а-яa-z](?=[\s,./]|$|к\d|с\d|корп|стр))?"
NUMBER = rf"\d++{LETTER}(?:/\d++{LETTER})?{BLOCK}{{0,2}}"
HOUSE = re.compile(rf"{GAP}(?:(?:дом|д|здание|зд|владение|вл)\b\.?\s*+)?№?\s*+(?P<house>{NUMBER})$", re.IGNORECASE)
INDOORS = re.compile(rf"{GAP}(?:квартира|кв|подъезд|офис|оф|этаж)\b\.?\s*+№?\s*+\d++$", re.IGNORECASE)
LONGEST = 300  # letters of a place in words
MOST = 5
FAR_M = 200  # from a house: a pin beyond its yard and its corner is of another place
SURE = 0.5  # a guess between houses farther apart is no place for a pin


@dataclass(frozen=True)
class Found:
    """A house, or the middle of a street; `note` says how far the house is not the one that was asked for."""

    road: Road
    title: str
    point: Point
    note: str = ""

    def to_json(self) -> dict:
        return {
            "title": self.title,
            "lon": round(self.point.x, 6),
            "lat": round(self.point.y, 6),
        }


@dataclass(frozen=True)
class Answer:
    """At most five places that the words may mean, the likeliest first, and what to say of them."""

    found: list[Found] = field(default_factory=list)
    said: str = ""
    pin: Point | None = None  # of the one house that is meant


def find(city: City, words: str) -> Answer:
    """A house that the map does not know is looked for between its neighbours; a number is never left out untold."""
    street, house = street_and_house(words.strip())
    if not street:
        return Answer()
    roads = streets_like(city, street, MOST, or_houses=True)
    houses = _houses(city, roads, house)
    if houses and _is_likeliest(houses, roads):
        return Answer(houses[:1], houses[0].note, houses[0].point)
    if houses:
        return Answer((houses + _middle(roads[0]))[:MOST], _("Which of these is it?"))
    middles = [found for road in roads for found in _middle(road)][:MOST]
    return Answer(middles, _of_streets(roads, house) if middles else "")


def house_away_from(city: City, point: Point, words: str) -> Found | None:
    """The likeliest house that the words name, where every one that they may mean is far from the point."""
    street, house = street_and_house(words.strip())
    if not street or not house:
        return None
    houses = _houses(city, streets_like(city, street, MOST, or_houses=True), house)
    pin = to_metres(shape_of(point), city.metric_srid)
    far = [one for one in houses if to_metres(shape_of(one.point), city.metric_srid).distance(pin) > FAR_M]
    return far[0] if far and far == houses else None


def _houses(city: City, roads: list[Road], house: str) -> list[Found]:
    return [found for road in roads if house and (found := _house(city, road, house))]


def _is_likeliest(houses: list[Found], roads: list[Road]) -> bool:
    """The only one that is on the map, and on the street that the words are likest to."""
    known = [one for one in houses if not one.note]
    return houses[0].road == roads[0] and (known or houses) == houses[:1]


def street_and_house(words: str) -> tuple[str, str]:
    """«Республики, д. 50 корп. 2, кв. 7» → «Республики», «50 корп. 2»."""
    while indoors := INDOORS.search(words):
        words = words[: indoors.start()]
    told = HOUSE.search(words)
    return (words[: told.start()], told["house"]) if told else (words, "")


def _of_streets(roads: list[Road], house: str) -> str:
    if not house:
        return _("Add the house, or put the pin on the map.")
    if len(roads) > 1:
        return _("The map does not know house %(house)s there. Put the pin on the map.") % {"house": house}
    told = {"house": house, "street": roads[0].name}
    return _("The map does not know house %(house)s on “%(street)s”. Put the pin on the map.") % told


def _house(city: City, road: Road, house: str) -> Found | None:
    if known := known_house(road, house):
        return Found(road, f"{road.name}, {known.house}", known.point, _of_another(house, known.house))
    between = estimate(city, road.name, house)
    if between is None or between.confidence < SURE:
        return None
    note = _("The map does not know house %(house)s: by its neighbours it is about here. Look at the pin.")
    return Found(road, f"{road.name}, {house}", between.point, note % {"house": house})


def _of_another(asked: str, known: str) -> str:
    if plain_house(asked) == plain_house(known):
        return ""
    words = _("The map does not know house %(house)s, this is %(known)s. Look at the pin.")
    return words % {"house": asked, "known": known}


def _middle(road: Road) -> list[Found]:
    """A point on the street about the middle of its extent."""
    whole = road.segments.aggregate(whole=Union("geometry"))["whole"]
    if whole is None:
        return []
    nearest = min(road.segments.all(), key=lambda segment: segment.geometry.distance(whole.centroid))
    title = _("%(street)s, the middle of the street") % {"street": road.name}
    return [Found(road, title, nearest.geometry.interpolate_normalized(0.5))]
