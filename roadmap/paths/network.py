"""The streets of a box as a graph of directed segments, for all vehicles at all moments: who may drive where, how fast.

A directed segment is a number: the segment's id along its line, the negative id against it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, cached_property
from itertools import pairwise
from math import atan2, degrees, hypot
from struct import Struct
from typing import NamedTuple

from django.contrib.gis.geos import Polygon

from roadmap.geometry import Box, Place, metres_a_degree
from roadmap.models import City, TurnRestriction
from roadmap.paths import conditions
from roadmap.paths.stops import Part
from roadmap.paths.turns import Rule, Turns
from roadmap.paths.vehicles import Vehicle
from roadmap.postgis import box_of, rows_of
from roadmap.spans import Span

Shut = Callable[[Polygon], Iterable[Span]]  # of a box in WGS 84 the parts that are shut in it
SPEEDS_KMH = {  # with the waits of a city's day
    "motorway": 80,
    "trunk": 60,
    "primary": 42,
    "secondary": 38,
    "tertiary": 34,
    "unclassified": 28,
    "residential": 24,
    "living_street": 12,
    "road": 24,
    "service": 12,
}
OF_A_LINK = 0.8
STRAIGHT_ON, BACK = 35.0, 135.0  # degrees
TO_THE_RIGHT_S, TO_THE_LEFT_S, BACK_S = 4.0, 8.0, 20.0  # what a turn takes, with the wait for it
BENDS_TO, STRAIGHT_TO = 135.0, 45.0  # degrees: of a street at a crossing, and of what has no name in common
FASTEST_M_S = max(SPEEDS_KMH.values()) / 3.6

SEGMENTS = """
SELECT id, start_id, end_id, length_m, highway, direction = 'forward', max_speed_kmh, road_id,
       ST_AsBinary(geometry, 'NDR')
FROM roadmap_roadsegment
WHERE city_id = %s AND geometry && ST_MakeEnvelope(%s, %s, %s, %s, 4326)
"""
TWO_PLACES, FIRST_BYTE = Struct("<4d"), 9  # of a line in such bytes: after its order, type and number of places


class Edge(NamedTuple):
    """A directed segment."""

    key: int
    start: int
    end: int
    length_m: float
    seconds: float
    road: int | None


class Network:
    """`box` is where all streets are known: what leads out of it goes on, though nothing of that is here."""

    def __init__(self, city: City, box: Box):
        self.city, self.box = city, box
        self.edges: dict[int, Edge] = {}
        self.out: dict[int, list[Edge]] = defaultdict(list)
        self.places: dict[int, Place] = {}
        self.bends: dict[int, tuple[Place, Place]] = {}  # by directed segment: next to its start, next to its end
        for row in rows_of(SEGMENTS, [city.pk, *box], is_binary=True):
            self._add(*row)

    def _add(self, pk, start, end, length_m, highway, is_one_way, limit, road, line: bytes) -> None:
        seconds = length_m / metres_a_second(highway, limit)
        first, second = _two_places(line, FIRST_BYTE)
        last_but_one, last = _two_places(line, len(line) - TWO_PLACES.size)
        self.places[start], self.places[end] = first, last
        self.bends[pk] = second, last_but_one
        self.edges[pk] = along = Edge(pk, start, end, length_m, seconds, road)
        self.out[start].append(along)
        if not is_one_way:
            self.bends[-pk] = last_but_one, second
            self.edges[-pk] = against = Edge(-pk, end, start, length_m, seconds, road)
            self.out[end].append(against)

    def length_m(self, parts: Iterable[Part]) -> float:
        return sum(self.edges[part.segment_id].length_m * part.share for part in parts)

    def seconds(self, parts: Sequence[Part]) -> float:
        """With the turns between them."""
        driven = sum(self.edges[part.key].seconds * part.share for part in parts)
        return driven + self.seconds_of_turns([self.edges[part.key] for part in parts])

    def seconds_of_turns(self, edges: Iterable[Edge]) -> float:
        return sum(self.turn_seconds(*pair) for pair in pairwise(edges))

    def turn_seconds(self, one: Edge, other: Edge) -> float:
        turn = self.turn_degrees(one, other)
        if abs(turn) <= STRAIGHT_ON:
            return 0.0
        if abs(turn) >= BACK:
            return BACK_S
        return TO_THE_RIGHT_S if turn > 0 else TO_THE_LEFT_S

    def is_known(self, node: int) -> bool:
        """Whether all streets that meet there are here."""
        lon, lat = self.places[node]
        west, south, east, north = self.box
        return west <= lon <= east and south <= lat <= north

    @cached_property
    def metres(self) -> tuple[float, float]:
        return metres_a_degree((self.box[1] + self.box[3]) / 2)

    def least_seconds(self, node: int, place: Place) -> float:
        """No way from there to a place takes less."""
        (lon, lat), (east_m, north_m) = self.places[node], self.metres
        return hypot((lon - place[0]) * east_m, (lat - place[1]) * north_m) / FASTEST_M_S

    @cached_property
    def into(self) -> dict[int, list[Edge]]:
        """By junction, as `out`."""
        found: dict[int, list[Edge]] = defaultdict(list)
        for edge in self.edges.values():
            found[edge.end].append(edge)
        return found

    def straight_on(self, edge: Edge) -> Edge | None:
        """Where traffic goes on that does not turn: along its street, else nearly straight."""
        onward = [other for other in self.out[edge.end] if other.key != -edge.key]
        return _straightest([(abs(self.turn_degrees(edge, other)), other) for other in onward], edge)

    def straight_before(self, edge: Edge) -> Edge | None:
        """The same backwards: where such traffic comes from."""
        before = [other for other in self.into[edge.start] if other.key != -edge.key]
        return _straightest([(abs(self.turn_degrees(other, edge)), other) for other in before], edge)

    def turn_degrees(self, one: Edge, other: Edge) -> float:
        """From one onto the other: 0 is straight on, 90 to the right, -90 to the left, 180 back."""
        node = self.places[one.end]
        before, after = self._course(self.bends[one.key][1], node), self._course(node, self.bends[other.key][0])
        return (after - before + 180) % 360 - 180

    def _course(self, one: Place, other: Place) -> float:
        """Degrees clockwise from north."""
        east_m, north_m = self.metres
        return degrees(atan2((other[0] - one[0]) * east_m, (other[1] - one[1]) * north_m))

    def ways(self, segment_id: int, directions: Iterable[str]) -> Iterator[Edge]:
        """The directed segments that may be driven of these directions."""
        keys = {"forward": segment_id, "backward": -segment_id}
        return (self.edges[keys[way]] for way in directions if keys[way] in self.edges)

    def turns(self, box: Box, vehicle: Vehicle, at: datetime) -> Turns:
        """The rules that hold in a box for this vehicle then."""
        found = TurnRestriction.objects.filter(city=self.city, junction__point__bboverlaps=box_of(*box))
        local = at.astimezone(self.city.zone)
        told = found.values_list("path", "junction", "is_only", "vehicles", "exceptions", "condition")
        onto: dict[tuple[tuple[int, ...], bool], set[int]] = defaultdict(set)
        for path, junction, is_only, vehicles, exceptions, condition in told.order_by("pk"):
            is_obeyed = is_meant(vehicle, vehicles, exceptions) and conditions.holds(condition, vehicle, local)
            if is_obeyed and (keys := self._directed(path, junction, is_only)):
                onto[keys[:-1], is_only].add(keys[-1])
        return Turns(Rule(path, frozenset(last), is_only) for (path, is_only), last in onto.items())

    def _directed(self, path: Sequence[int], junction: int, is_only: bool) -> tuple[int, ...] | None:
        """None where nobody can drive it here. The last segment may lie outside, and be the only one allowed."""
        first = [key for key in (path[0], -path[0]) if key in self.edges and self.edges[key].end == junction]
        if not first:
            return None
        keys, node = [first[0]], junction
        for number, pk in enumerate(path[1:], start=2):
            onward = [key for key in (pk, -pk) if key in self.edges and self.edges[key].start == node]
            if not onward and not (is_only and number == len(path)):
                return None
            keys.append(onward[0] if onward else pk)
            node = self.edges[keys[-1]].end if onward else node
        return tuple(keys)


def _two_places(line: bytes, since: int) -> tuple[Place, Place]:
    lon, lat, next_lon, next_lat = TWO_PLACES.unpack_from(line, since)
    return (lon, lat), (next_lon, next_lat)


def _straightest(others: Sequence[tuple[float, Edge]], edge: Edge) -> Edge | None:
    of_street = [one for one in others if edge.road is not None and one[1].road == edge.road and one[0] < BENDS_TO]
    fitting = of_street or [one for one in others if one[0] <= STRAIGHT_TO]
    return min(fitting, key=lambda one: (one[0], one[1].key))[1] if fitting else None


def is_meant(vehicle: Vehicle, vehicles: Sequence[str], exceptions: Sequence[str]) -> bool:
    """Whether a sign is for it."""
    return (not vehicles or not vehicle.modes.isdisjoint(vehicles)) and vehicle.modes.isdisjoint(exceptions)


@cache
def metres_a_second(highway: str, limit_kmh: int | None) -> float:
    usual = SPEEDS_KMH[highway.removesuffix("_link")] * (OF_A_LINK if highway.endswith("_link") else 1)
    return min(usual, limit_kmh or usual) / 3.6


def shut_parts(spans: Iterable[Span]) -> dict[int, list[tuple[float, float]]]:
    """By directed segment: from where to where, as positions along the segment's line."""
    found: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for span in spans:
        for way in span.ways:
            key = span.segment_id if way == "forward" else -span.segment_id
            found[key].append((span.start_position, span.end_position))
    return found
