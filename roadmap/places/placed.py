"""A place in words (docs/places.md) → all that it may be on the network, the likeliest first, and its doubts.

`on_network` takes the one that is meant most often and says nothing; this is for those who show it to a person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from django.utils.translation import gettext as _
from shapely import LineString

from roadmap.distances import metres_words
from roadmap.language.grammar.phrases import END_OF_STREET
from roadmap.letters import called
from roadmap.models import City, Place
from roadmap.places import on_network
from roadmap.places.guesses import guesses_of
from roadmap.places.houses import house_at
from roadmap.places.on_network import BESIDE_HOUSE_M, HOUSE, HOUSE_WITHIN_M, STRETCHES, Stops
from roadmap.spans import Span
from roadmap.street_ends import end_in_words
from roadmap.stretches import HOUSE as HOUSE_END
from roadmap.stretches import NoStretch, Street, course_of, lines_of

ENDS = ("from", "to")
MOST = 4  # that a person is asked to choose among
FARTHER = 4.0  # than the nearest: what lies so much farther apart is not meant


@dataclass(frozen=True)
class Placed:
    """`course` is the line in metres from the first end to the other, None for crossings; `notes` are for a person.

    `question`: it is a guess, to be taken by a person only. Who chooses among several knows each by its `label`.
    """

    spans: list[Span]
    course: LineString | None
    notes: tuple[str, ...] = ()
    question: str = ""
    label: str = ""


class NoEnd(NoStretch):
    """One end of a stretch, `from` or `to`, is not on the map; the other may be."""

    def __init__(self, end: str, words: str):
        super().__init__(words)
        self.end = end


def placed(city: City, place: dict, direction: str = "both") -> list[Placed]:
    """Never empty. Raises NoStretch (NoEnd, AgainstTraffic) in words for a person."""
    notes: tuple[str, ...] = ()
    if place["type"] in STRETCHES:
        return _stretches(city, place, direction)
    if place["type"] == "street":
        street = on_network.street_called(city, place["on"])
        return [Placed(street.whole(direction), street.whole_course())]
    if place["type"] == "address":
        return _beside_house(city, place)
    if place["type"] == "bridge":
        place, notes = _bridge(city, place)
    spans = on_network.spans_of(city, place)
    course = None if place["type"] == "crossing" or not spans else course_of(lines_of(spans, city), city)
    return [Placed(spans, course, notes)]


def _bridge(city: City, place: dict) -> tuple[dict, tuple[str, ...]]:
    """One that the map calls otherwise is the only bridge of its street, or none: that is said."""
    bridges = Place.objects.filter(city=city, kind=Place.Kind.BRIDGE)
    if not place.get("on") or called(bridges, place["name"]).exists():
        return place, ()
    names = list(bridges.filter(road__name=place["on"]).values_list("name", flat=True)[:2])
    if len(names) != 1:
        return place, ()
    words = _("The map has one bridge of “%(street)s”: “%(bridge)s”.") % {"street": place["on"], "bridge": names[0]}
    return place | {"name": names[0]}, (words,)


def _stretches(city: City, place: dict, direction: str) -> list[Placed]:
    street = on_network.street_called(city, place["on"])
    names = on_network.ends_of(place)
    ends = [_end(street, *end) for end in zip(ENDS, names, strict=True)]
    if None in ends:
        return _guessed(street, names, ends, direction)
    (one, before), (other, after) = ends
    pairs = on_network.nearest_first(street, one, other)
    least = street.way_m(*pairs[0])
    near = [pair for pair in pairs if isfinite(way := street.way_m(*pair)) and way <= least * FARTHER] or pairs[:1]
    notes = (*before, *after)
    several = _distinct(near)[:MOST]
    labels = [_between_others(street, pair) for pair in several] if len(several) > 1 else [""]
    return [
        Placed(street.between_nodes(*pair, direction), street.course(*pair), notes, label=label)
        for pair, label in zip(several, labels, strict=True)
    ]


def _between_others(street: Street, pair: tuple[frozenset[int], frozenset[int]]) -> str:
    """Its length, and what lies on either side of it: the crossings at its ends have the same names for all."""
    low, high = sorted((min(street.along.get(node, 0.0) for node in nodes), nodes) for nodes in pair)
    others = [each for each in street.crossings if not each.junctions & (low[1] | high[1])]
    others.sort(key=lambda each: each.at_m)
    before = [each.roads[0] for each in others if each.at_m < low[0]][-1:]
    beyond = [each.roads[0] for each in others if each.at_m > high[0]][:1]
    one, other = (*before, END_OF_STREET)[0], (*beyond, END_OF_STREET)[0]
    told = {"length": metres_words(street.way_m(*pair)), "one": end_in_words(one), "other": end_in_words(other)}
    return _("%(length)s, between “%(one)s” and “%(other)s”") % told


def _distinct(pairs: list[tuple[frozenset[int], frozenset[int]]]) -> list[tuple[frozenset[int], frozenset[int]]]:
    return list(dict.fromkeys(pairs))


def _guessed(street: Street, names: list[str], ends: Sequence, direction: str) -> list[Placed]:
    """Where its known houses tell of those that the map lacks. Raises NoEnd."""
    try:
        guesses = guesses_of(street, names, [end and end[0] for end in ends])
    except NoStretch as error:
        raise NoEnd(ENDS[ends.index(None)], str(error)) from error
    return [
        Placed(
            street.between_nodes(*guess.ends, direction),
            street.course(*guess.ends),
            question=guess.question,
            label=guess.label,
        )
        for guess in guesses
    ]


def _end(street: Street, which: str, name: str) -> tuple[Stops, tuple[str, ...]] | None:
    """Where it may be, and what to say of it; nothing for a house that the map lacks."""
    try:
        if house := HOUSE.match(name):
            return _abreast_of(street, house["number"])
        return on_network.stops_called(street, name), ()
    except NoStretch as error:
        raise NoEnd(which, str(error)) from error


def _abreast_of(street: Street, number: str) -> tuple[Stops, tuple[str, ...]] | None:
    """A house that the map does not know may be told by its neighbours: that is said."""
    found = house_at(street.road.city, street.road, number)
    return found and ([street.stop_beside(found.point, HOUSE_WITHIN_M)], tuple(filter(None, [found.note])))


def _beside_house(city: City, place: dict) -> list[Placed]:
    street = on_network.street_called(city, place["on"])
    found = _abreast_of(street, place["house"])
    if found is None:
        return _guessed(street, [f"{HOUSE_END}{place['house']}"] * 2, (None, None), "both")
    (stop,), notes = found
    spans = list(_around(street, stop))
    if not spans:
        raise NoStretch(_("“%s” does not pass there.") % street.road.name)
    return [Placed(spans, course_of(lines_of(spans, city), city), notes)]


def _around(street: Street, stop: frozenset[int]) -> Iterator[Span]:
    for node in stop:
        yield from street.around(node, BESIDE_HOUSE_M)
