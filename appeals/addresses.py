"""Where is this house? For those who type a street and a number instead of pointing at a map."""

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from roadmap.geometry import shape_of, to_metres
from roadmap.language.mentions import Mention, read_places
from roadmap.language.text import clean
from roadmap.models import City, Road
from roadmap.places.houses import FoundHouse, houses_at, street_and_house
from roadmap.places.rows import gazetteer_for
from roadmap.places.search import streets_like

KNOWN = 0.85  # score of a street's name
LONGEST = 300  # letters of a place in words
MOST = 5
FAR_M = 200  # from a house: a pin beyond its yard and its corner is of another place


class Next(Enum):
    """What the person does about an answer: with a map, and on a page without one."""

    NOTHING = auto()
    CHECK = auto()
    CHOOSE = auto()
    ADD_HOUSE = auto()
    POINT = auto()

    def on_map(self) -> str:
        return {
            Next.CHECK: _("Look at the pin."),
            Next.CHOOSE: _("Which of these is it?"),
            Next.ADD_HOUSE: _("Add the house, or put the pin on the map."),
            Next.POINT: _("Put the pin on the map."),
        }.get(self, "")

    def in_words(self) -> str:
        return {
            Next.CHECK: _("See below whether this is the place."),
            Next.CHOOSE: _("Which of these is it?"),
            Next.ADD_HOUSE: _("Add the house, or choose the street below and write in the text where exactly."),
            Next.POINT: _("Write a house close by, or choose the street below and write in the text where exactly."),
        }.get(self, "")


@dataclass(frozen=True)
class Answer:
    """At most five places that the words may mean, the likeliest first, and what to say of them."""

    found: list[FoundHouse] = field(default_factory=list)
    fact: str = ""
    next: Next = Next.NOTHING
    pin: Point | None = None  # of the one house that is meant

    def said(self, *, on_map: bool) -> str:
        return f"{self.fact} {self.next.on_map() if on_map else self.next.in_words()}".strip()


def find(city: City, words: str) -> Answer:
    """A house that the map does not know is looked for between its neighbours; a number is never left out untold."""
    street, house = street_and_house(words.strip())
    if not street:
        return Answer()
    roads = streets_like(city, street, MOST, or_houses=True)
    houses = houses_at(city, roads, house)
    if houses and _is_likeliest(houses, roads):
        return _of_house(houses[0])
    if houses:
        return Answer((houses + _middle(roads[0]))[:MOST], next=Next.CHOOSE)
    middles = [found for road in roads for found in _middle(road)][:MOST]
    return _of_streets(middles, roads, house) if middles else Answer()


def _of_house(house: FoundHouse) -> Answer:
    if not house.is_pin:
        return Answer([house, *_middle(house.road)], house.note, Next.CHOOSE)
    return Answer([house], house.note, Next.CHECK if house.note else Next.NOTHING, house.point)


@dataclass(frozen=True)
class Written:
    """An address in the words of a message, and the field that it stands in."""

    city: City
    words: str
    field: str = "place_text"

    def answer(self) -> Answer:
        return find(self.city, self.words)

    def away_from(self, point: Point) -> FoundHouse | None:
        """The likeliest house that the words name, where every one that they may mean is far from the point."""
        street, house = street_and_house(self.words.strip())
        if not street or not house:
            return None
        houses = houses_at(self.city, streets_like(self.city, street, MOST, or_houses=True), house)
        pin = to_metres(shape_of(point), self.city.metric_srid)
        far = [one for one in houses if to_metres(shape_of(one.point), self.city.metric_srid).distance(pin) > FAR_M]
        return far[0] if far and far == houses else None


def written_in(city: City, place_text: str, text: str) -> Written | None:
    """The place in words, else the one house that the text surely tells."""
    if place_text:
        return Written(city, place_text)
    if not re.search(r"\d", text):
        return None
    place = _only_place(read_places(clean(text), gazetteer_for(city), is_message=True)[0])
    is_house = place is not None and place.kind == "address" and not place.question and place.score >= KNOWN
    return Written(city, f"{place.place['on']}, {place.place['house']}", "text") if is_house else None


def _only_place(mentions: list[Mention]) -> Mention | None:
    """The one place of a text; the person is asked about it, so it need not be as sure as a point of itself."""
    affected = [one for one in mentions if one.role == "affected"]
    return affected[0] if len(affected) == 1 else None


def _is_likeliest(houses: list[FoundHouse], roads: list[Road]) -> bool:
    """The only one that is on the map, and on the street that the words are likest to."""
    known = [one for one in houses if not one.note]
    return houses[0].road == roads[0] and (known or houses) == houses[:1]


def _of_streets(middles: list[FoundHouse], roads: list[Road], house: str) -> Answer:
    if not house:
        return Answer(middles, next=Next.ADD_HOUSE)
    if len(roads) > 1:
        return Answer(middles, _("The map does not know house %(house)s there.") % {"house": house}, Next.POINT)
    told = {"house": house, "street": roads[0].name}
    return Answer(middles, _("The map does not know house %(house)s on “%(street)s”.") % told, Next.POINT)


def _middle(road: Road) -> list[FoundHouse]:
    """A point on the street about the middle of its extent."""
    whole = road.segments.aggregate(whole=Union("geometry"))["whole"]
    if whole is None:
        return []
    nearest = min(road.segments.all(), key=lambda segment: segment.geometry.distance(whole.centroid))
    title = _("%(street)s, the middle of the street") % {"street": road.name}
    return [FoundHouse(road, title, nearest.geometry.interpolate_normalized(0.5))]
