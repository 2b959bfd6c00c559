"""The ends of a stretch as an editor offers them: crossings, houses, the street's own two ends; and the block that a
click means.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from roadmap.geometry import to_degrees
from roadmap.language.grammar.phrases import END_OF_STREET
from roadmap.matching import nearest_segments
from roadmap.models import Address, City, Road
from roadmap.places.on_network import HOUSE_WITHIN_M, known_house
from roadmap.stretches import HOUSE, NoStretch, Street

OF_HOUSE = "house:"
MOST_HOUSES = 10
CLICK_WITHIN_M = 60.0


@dataclass(frozen=True)
class End:
    """`key` is what the editor gives back for it: the number of a junction, or “house:53”; `name` stands in a place
    described in words (docs/places.md), of a crossing that of its best known street; `at_m` is the way from the
    street's start, None where it was not measured."""

    key: str
    name: str
    nodes: frozenset[int]
    at_m: float | None
    place: tuple[float, float]  # lon, lat


def end_of(street: Street, key: str) -> End:
    """Raises NoStretch where the street has no such end."""
    if key.startswith(OF_HOUSE):
        return _at_house(street, key.removeprefix(OF_HOUSE))
    found = next((end for end in _of_itself(street) if end.key == key), None)
    if found is None and not key.isdecimal():
        raise NoStretch(_("“%s” has no such crossing.") % street.road.name)
    return found or _at_crossing(street, int(key))


def ends_called(street: Street, text: str) -> list[End]:
    """Besides crossings: its houses whose numbers begin so («53», «дом 53»), and its own two ends."""
    typed = text.lower().removeprefix("дом").removeprefix("д.").strip()
    own = [end for end in _of_itself(street) if END_OF_STREET.startswith(text.lower().strip())]
    return own + (_houses(street, typed) if typed[:1].isdigit() else [])


def end_in_words(name: str) -> str:
    """To the reader, in his language; a street is called as its signs have it."""
    if name == END_OF_STREET:
        return _("the end of the street")
    if name.startswith(HOUSE):
        return _("house %(number)s") % {"number": name.removeprefix(HOUSE)}
    return name


def roads_at(street: Street, end: End) -> tuple[str, ...]:
    """The streets by which a crossing may be told; none of another end."""
    if not end.key.isdecimal():
        return ()
    return next((each.roads for each in street.crossings if each.junctions & end.nodes), ())


def block_at(city: City, point: Point) -> tuple[Street, End, End]:
    """The street under a click, and the two ends of its block there. Raises NoStretch where there is no street."""
    near = next(iter(nearest_segments(city, point, CLICK_WITHIN_M, named=True)), None)
    if near is None:
        raise NoStretch(_("There is no street here."))
    street = Street.of(Road.objects.select_related("city").get(pk=near.road_id))
    nodes = street.stop_beside(Point(*near.snapped, srid=4326), CLICK_WITHIN_M)
    at_m = min(street.along.get(node, 0.0) for node in nodes)
    for one, other in pairwise(all_ends(street)):
        if one.at_m <= at_m <= other.at_m:
            return street, one, other
    raise NoStretch(_("There is no street here."))


def all_ends(street: Street) -> list[End]:
    """Its crossings and its own two ends, in order along it."""
    return sorted([*_crossings(street), *_of_itself(street)], key=lambda end: end.at_m)


def _crossings(street: Street) -> Iterator[End]:
    for each in street.crossings:
        yield End(str(each.pk), each.roads[0], each.junctions, each.at_m, (each.lon, each.lat))


def _at_crossing(street: Street, junction: int) -> End:
    each = street.crossing(junction)
    return End(str(junction), each.roads[0], each.junctions, each.at_m, (each.lon, each.lat))


def _of_itself(street: Street) -> list[End]:
    """Where it begins and ends, unless it meets another street there."""
    along = street.along
    if not along:
        return []
    crossed = frozenset().union(*(each.junctions for each in street.crossings))
    nodes = {min(along, key=along.get), max(along, key=along.get)} - crossed
    return [_at_node(street, str(node), END_OF_STREET, frozenset([node])) for node in nodes]


def _at_house(street: Street, number: str) -> End:
    if not (house := known_house(street.road, number)):
        words = _("The map does not know house %(house)s on “%(street)s”.")
        raise NoStretch(words % {"house": number, "street": street.road.name})
    nodes = street.stop_beside(house.point, HOUSE_WITHIN_M)
    return _at_node(street, f"{OF_HOUSE}{house.house}", f"{HOUSE}{house.house}", nodes)


def _at_node(street: Street, key: str, name: str, nodes: frozenset[int]) -> End:
    place = to_degrees(street.nodes[min(nodes)], street.road.city.metric_srid)
    at_m = min((street.along[node] for node in nodes if node in street.along), default=0.0)
    return End(key, name, nodes, round(at_m, 1), (round(place.x, 7), round(place.y, 7)))


def _houses(street: Street, typed: str) -> list[End]:
    """Not measured: each would ask the whole street anew."""
    houses = Address.objects.filter(road=street.road).beginning(typed)[:MOST_HOUSES]
    return [
        End(f"{OF_HOUSE}{each.house}", f"{HOUSE}{each.house}", frozenset(), None, each.point.coords) for each in houses
    ]
