"""A place in words (docs/places.md) → where it is on the network: spans of a stretch, the point of a house."""

import re
from collections.abc import Sequence
from itertools import product

import shapely
from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _
from shapely import LineString

from roadmap.letters import called
from roadmap.matching import match_geometry
from roadmap.models import Address, City, Place, Road
from roadmap.spans import Span
from roadmap.stretches import HOUSE as HOUSE_END
from roadmap.stretches import Crossing, NoStretch, Street, is_against, legs

HOUSE_WITHIN_M = 150.0
LANDMARK_WITHIN_M = 300.0
NEAR_STREET_M = 50.0
BESIDE_HOUSE_M = 25.0
MEET_WITHIN_M = 120.0
HOUSE = re.compile(r"^(?:дом|д\.?)\s+(?P<number>.+)$")
STRETCHES = ("between", "range_of_houses")
STREET_AND_HOUSE = re.compile(r"^(?P<street>.+), (?P<number>\d\S*)$")

Stops = list[frozenset[int]]  # where an end may be: several when a street is met more than once


def spans_of(city: City, place: dict) -> list[Span]:
    """Raises NoStretch, with words for a person, when the network does not have the place."""
    kind = place["type"]
    if kind in ("bridge", "landmark"):
        return _of_place(city, place)
    if kind == "street":
        return street_called(city, place["on"]).whole()
    if kind == "crossing":
        return legs(city, crossing_at(city, place))
    if kind == "address":
        return _beside_house(city, place)
    return _stretch(city, place)


def point_of(city: City, place: dict) -> Point | None:
    """The point of a house, a crossing or a landmark; None for what is a stretch or is not known."""
    try:
        if place["type"] == "crossing":
            return crossing_at(city, place)
        if place["type"] == "address":
            known = known_house(road_called(city, place["on"]), place["house"])
            return known and known.point
        if place["type"] in ("bridge", "landmark"):
            return _place(city, place["name"]).geometry.centroid
    except NoStretch:
        return None
    return None


def road_called(city: City, name: str) -> Road:
    """By its name or another one. Raises NoStretch."""
    roads = Road.objects.filter(city=city).select_related("city")
    found = roads.filter(name=name).first() or roads.called(name).order_by("pk").first()
    if found is None:
        raise NoStretch(_("There is no street “%s” on the map.") % name)
    return found


def street_called(city: City, name: str) -> Street:
    """Raises NoStretch where the city has no line of it."""
    street = Street.of(road_called(city, name))
    if not street.edges:
        raise NoStretch(_("“%s” is known by name only; the map has no line for it.") % name)
    return street


def _stretch(city: City, place: dict) -> list[Span]:
    """Of the crossings that a name may mean, the two that are nearest to each other along the street."""
    street = street_called(city, place["on"])
    pairs = nearest_first(street, *(stops_called(street, end) for end in ends_of(place)))
    return street.between_nodes(*pairs[0])


def nearest_first(street: Street, one: Stops, other: Stops) -> list[tuple[frozenset[int], frozenset[int]]]:
    """All pairs of places that two names may mean, those nearest to each other along the street first."""
    return sorted(product(one, other), key=lambda pair: street.way_m(*pair))


def ends_of(place: dict) -> list[str]:
    """The two ends of a stretch; a house as «дом 16»."""
    is_range = place["type"] == "range_of_houses"
    return [f"{HOUSE_END}{place[end]}" if is_range else place[end] for end in ("from", "to")]


def stops_called(street: Street, end: str) -> Stops:
    """Where an end may be. Raises NoStretch."""
    return _stop_beside(street, end) or _at_crossings(street, end)


def in_order(city: City, place: dict, courses: Sequence[LineString]) -> dict:
    """The place with its ends as one passes them along these lines (metres); as given where none of them is known."""
    if place["type"] not in STRETCHES or not courses:
        return place
    one, other = (_nearest(city, place["on"], end, courses) for end in ends_of(place))
    if _is_in_order(courses, one, other):
        return place
    return place | {"from": place["to"], "to": place["from"]}


def _is_in_order(courses: Sequence[LineString], one: shapely.Point | None, other: shapely.Point | None) -> bool:
    """Of one end that is known: whether it is nearer to that end of the lines where it belongs."""
    if one and other:
        return not is_against(courses, one, other)
    if not one and not other:
        return True
    known = one or other
    course = min(courses, key=lambda line: line.distance(known))
    is_in_first_half = course.project(known, normalized=True) < 0.5
    return is_in_first_half == bool(one)


def _nearest(city: City, on: str, end: str, courses: Sequence[LineString]) -> shapely.Point | None:
    """Where the end is; of several places that a name may mean, the nearest to these lines."""
    try:
        street = street_called(city, on)
        nodes = [street.nodes[node] for stop in stops_called(street, end) for node in stop]
    except NoStretch:
        return None
    return min(nodes, key=lambda node: min(course.distance(node) for course in courses))


def _stop_beside(street: Street, end: str) -> Stops:
    """Abreast of a house or a landmark; nothing for the name of a street."""
    city = street.road.city
    if found := HOUSE.match(end):
        return [street.stop_beside(_house(street.road, found["number"]), HOUSE_WITHIN_M)]
    if found := STREET_AND_HOUSE.match(end):
        return [street.stop_beside(_house(road_called(city, found["street"]), found["number"]), LANDMARK_WITHIN_M)]
    if Road.objects.filter(city=city).called(end).exists():
        return []
    return [street.stop_beside(_place(city, end).geometry.centroid, LANDMARK_WITHIN_M)]


def _at_crossings(street: Street, name: str) -> Stops:
    road = road_called(street.road.city, name)
    found = [crossing.junctions for crossing in street.crossings if road.name in crossing.roads]
    return found or [street.stop_beside(_meeting(street, road), 1.0)]


def _meeting(street: Street, road: Road) -> Point:
    """Where a street comes nearest to one that it meets only by a nameless link, a square or a roundabout."""
    other = Street.of(road)
    if other.edges:
        point, apart_m = street.nearest_to(other)
        if apart_m <= MEET_WITHIN_M:
            return point
    raise NoStretch(_("“%(one)s” and “%(other)s” do not meet.") % {"one": street.road.name, "other": road.name})


def crossing_at(city: City, place: dict) -> Point:
    """The middle of the crossing; of several, of the one with most junctions."""
    street, other = street_called(city, place["on"]), road_called(city, place["with"])
    found: list[Crossing] = [crossing for crossing in street.crossings if other.name in crossing.roads]
    if not found:
        return _meeting(street, other)
    best = max(found, key=lambda crossing: (len(crossing.junctions), -crossing.at_m))
    return Point(best.lon, best.lat, srid=4326)


def _house(road: Road, number: str) -> Point:
    found = known_house(road, number) or of_same_number(road, number)
    if not found:
        raise NoStretch(
            _("The map does not know house %(house)s on “%(street)s”.") % {"house": number, "street": road.name}
        )
    return found.point


def known_house(road: Road, number: str) -> Address | None:
    return Address.objects.filter(road=road).numbered(number).first()


def of_same_number(road: Road, number: str) -> Address | None:
    """The house without the letter or block of the one that is asked for: near it, perhaps, and another."""
    digits = re.match(r"\d+", number)
    return digits and known_house(road, digits.group())


def _beside_house(city: City, place: dict) -> list[Span]:
    """The street in front of the house, a few metres to either side."""
    road = road_called(city, place["on"])
    street = Street.of(road)
    stop = street.stop_beside(_house(road, place["house"]), HOUSE_WITHIN_M)
    spans = [span for node in stop for span in street.around(node, BESIDE_HOUSE_M)]
    if not spans:
        raise NoStretch(_("“%s” does not pass there.") % road.name)
    return spans


def _place(city: City, name: str) -> Place:
    places = Place.objects.filter(city=city)
    found = called(places, name).first() or called(places, name, "variants").first()
    if found is None:
        raise NoStretch(_("The map does not know “%s”.") % name)
    return found


def _of_place(city: City, place: dict) -> list[Span]:
    if place.get("on") and _is_a_street(city, place["name"]):
        return _near_street(city, place)
    found = _place(city, place["name"])
    spans = match_geometry(city, found.geometry) if found.geometry.dims else []
    if spans:
        return spans
    if not place.get("on"):
        raise NoStretch(_("“%s” is not on a street.") % place["name"])
    street = street_called(city, place["on"])
    stop = street.stop_beside(found.geometry.centroid, LANDMARK_WITHIN_M)
    return [span for node in stop for span in street.around(node, BESIDE_HOUSE_M)]


def _is_a_street(city: City, name: str) -> bool:
    is_place = called(Place.objects.filter(city=city), name).exists()
    return not is_place and Road.objects.filter(city=city).called(name).exists()


def _near_street(city: City, place: dict) -> list[Span]:
    """«Улица Пушкина, в районе улицы Баумана»: of the first only, to either side of their crossing."""
    street = street_called(city, place["on"])
    own = {edge.segment for edge in street.edges.values()}
    at = crossing_at(city, {"on": place["on"], "with": place["name"]})
    return [span for span in legs(city, at, NEAR_STREET_M) if span.segment_id in own]
