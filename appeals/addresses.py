"""Where is this house? For those who type a street and a number instead of pointing at a map."""

import re
from dataclasses import dataclass

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import Point

from roadmap.models import Address, City, Road
from roadmap.places.search import streets_like

# Looked for from where a gap begins, and no gap is tried by halves: a text costs no more than its length.
HOUSE = re.compile(r"(?<![\s,])[\s,]++(?:д(?:ом)?\.?\s*+)?(?P<house>\d++\s*\S{0,8})$")
LONGEST = 300  # letters of a place in words
MOST = 5


@dataclass(frozen=True)
class Found:
    title: str
    point: Point

    def to_json(self) -> dict:
        return {"title": self.title, "lon": round(self.point.x, 6), "lat": round(self.point.y, 6)}


def find(city: City, words: str) -> list[Found]:
    """At most five places that the words may mean, the likeliest first; a street without a house is its middle."""
    street, house = street_and_house(words.strip())
    if not street:
        return []
    roads = streets_like(city, street, MOST, or_houses=True)
    houses = [found for road in roads if house for found in _houses(road, house)]
    return (houses or [found for road in roads for found in _middle(road)])[:MOST]


def street_and_house(words: str) -> tuple[str, str]:
    told = HOUSE.search(words)
    return (words[: told.start()], told["house"].replace(" ", "")) if told else (words, "")


def _houses(road: Road, house: str) -> list[Found]:
    rows = Address.objects.filter(road=road, house__iexact=house)
    return [Found(f"{road.name}, {row.house}", row.point) for row in rows]


def _middle(road: Road) -> list[Found]:
    """A point on the street about the middle of its extent."""
    whole = road.segments.aggregate(whole=Union("geometry"))["whole"]
    if whole is None:
        return []
    nearest = min(road.segments.all(), key=lambda segment: segment.geometry.distance(whole.centroid))
    return [Found(road.name, nearest.geometry.interpolate_normalized(0.5))]
