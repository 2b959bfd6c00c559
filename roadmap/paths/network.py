"""The streets of a box as a graph of directed segments, for all vehicles at all moments: who may drive where, how fast.

A directed segment is a number: the segment's id along its line, the negative id against it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from math import atan2, degrees, hypot
from struct import Struct
from typing import NamedTuple

from roadmap.geometry import Box, Place, metres_a_degree
from roadmap.models import City
from roadmap.paths.speeds import FASTEST_M_S, metres_a_second, turn_seconds
from roadmap.paths.stops import Part
from roadmap.postgis import rows_of

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
        return turn_seconds(self.turn_degrees(one, other))

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


def _two_places(line: bytes, since: int) -> tuple[Place, Place]:
    lon, lat, next_lon, next_lat = TWO_PLACES.unpack_from(line, since)
    return (lon, lat), (next_lon, next_lat)
