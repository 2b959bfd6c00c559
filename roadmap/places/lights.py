"""Which of the map's traffic lights may be meant where it lacks the one that is told: those around.

A person is asked: who knows the crossing knows whether its light is told by another street.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.contrib.gis.geos import Point

from roadmap.distances import metres_words
from roadmap.geometry import shape_of, to_metres
from roadmap.models import City, TrafficSignal
from roadmap.places.guesses import about_where
from roadmap.places.numbering import point_at
from roadmap.places.on_network import point_of, road_called, street_called
from roadmap.stretches import NoStretch, Street

MOST = 4
WITHIN_M = 1_000.0
APART_M = 500.0  # streets that come no nearer than that tell of no place together


@dataclass(frozen=True)
class Light:
    signal: TrafficSignal
    label: str


def lights_at(city: City, place: dict) -> list[TrafficSignal]:
    """Where the two streets of a crossing meet; none of another place."""
    if place["type"] != "crossing":
        return []
    both = TrafficSignal.objects.filter(city=city, roads__name=place["on"]).filter(roads__name=place["with"])
    return list(both.distinct().order_by("pk"))


def lights_around(city: City, place: dict) -> list[Light]:
    """The nearest on its streets; where nobody knows where on them it is, all of theirs, if these are few."""
    roads = [*_roads(city, place)]
    found = list(TrafficSignal.objects.filter(city=city, roads__in=roads).distinct().order_by("name", "pk"))
    point = _about_there(city, place)
    if point is None:
        return [Light(signal, str(signal)) for signal in found] if len(found) <= MOST else []
    there = to_metres(shape_of(point), city.metric_srid)
    away = [(to_metres(shape_of(signal.geometry), city.metric_srid).distance(there), signal) for signal in found]
    near = sorted((pair for pair in away if pair[0] <= WITHIN_M), key=lambda pair: pair[0])
    return [Light(signal, f"{signal}, {metres_words(metres)}") for metres, signal in near[:MOST]]


def _roads(city: City, place: dict) -> Iterator[int]:
    for name in (place.get("on"), place.get("with")):
        with suppress(NoStretch):
            if name:
                yield road_called(city, name).pk


def _about_there(city: City, place: dict) -> Point | None:
    """Also where two streets come nearest that do not meet, and where a house that the map lacks would stand."""
    if point := point_of(city, place):
        return point
    with suppress(NoStretch):
        street = street_called(city, place.get("on") or "")
        if place["type"] == "crossing":
            return _nearest(street, street_called(city, place["with"]))
        if place["type"] == "address" and (guess := about_where(street, place["house"])):
            return point_at(street, guess[0])
    return None


def _nearest(one: Street, other: Street) -> Point | None:
    point, apart_m = one.nearest_to(other)
    return point if apart_m <= APART_M else None
