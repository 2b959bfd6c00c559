"""What lies ahead of traffic that goes one way, and whether what somebody calls «toward» does.

A stretch is held in one direction; its *travel* is its line in metres, in the direction of that traffic. Along a street
it is the street's own way that tells before from behind, elsewhere the distances to the two ends of the travel.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

import numpy
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Sum
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from roadmap.geometry import courses, geos_of, shape_of, to_degrees, to_metres
from roadmap.language.grammar import compass, phrases
from roadmap.language.mentions import Mention, find_places
from roadmap.language.text import alike
from roadmap.models import Area, City, Place, Road, RoadSegment
from roadmap.places.rows import gazetteer_for
from roadmap.spans import Span, lengths_by_road
from roadmap.stretches import CROSSING_M, Crossing, Street

CENTRE = "центр"
CENTRE_IN_WORDS = re.compile(
    r"(?:(?:в сторону|в направлении|по направлению к|к|в)\s+)?центр[ау]?(?:\s+города)?", re.IGNORECASE
)
IN_CENTRE_M = 1500.0  # nearer than that nobody says he goes there
REACH_M = 2500.0  # of «the next big crossing»
SIGHT_M = 1000.0  # beyond the end: bridges and districts
MOST = 4
AHEAD, BEHIND = 0.7, -0.5  # of `_gain`: between them a place lies aside
SURE = 0.9  # of a mention's score
RANKS = ("motorway", "trunk", "primary", "secondary", "tertiary")  # of streets, the best known first


def travel_of(line: LineString, direction: str) -> LineString:
    """In the direction of traffic; `direction` (forward, backward) is relative to the line."""
    return line.reverse() if direction == "backward" else line


def what_lies_ahead(city: City, spans: Sequence[Span], travel: LineString) -> list[str]:
    """Names in the nominative, the best first: what a driver would say he goes to. At least a point of the compass.

    The next big crossing beyond the end and the street's last one, a bridge near by, the centre, the next district.
    """
    return _offered(city, Onward.along(city, spans, travel), travel)


def _offered(city: City, onward: "Onward | None", travel: LineString) -> list[str]:
    names = [*(onward.names() if onward else ()), *_around(city, travel), point_of_compass(travel)]
    return list(dict.fromkeys(names))[:MOST]


def what_lies_behind(city: City, spans: Sequence[Span], travel: LineString, told: str) -> str:
    """What a free «toward» names, where all of it lies behind the traffic; else empty. A wrong point of the compass.

    What would be told of the other direction only lies behind. What cannot be located, lies aside, or else is on the
    stretch itself contradicts nothing.
    """
    if wrong := _wrong_point(travel, told):
        return wrong
    located = dict(_located(city, told))
    if not located:
        return ""
    onward = Onward.along(city, spans, travel)
    of_the_other = set(what_lies_ahead(city, spans, travel.reverse())) - set(_offered(city, onward, travel))
    are_behind = (
        name in of_the_other or _is_behind(city, onward, travel, name, shape) for name, shape in located.items()
    )
    return next(iter(located)) if all(are_behind) else ""


def _wrong_point(travel: LineString, told: str) -> str:
    """A point of the compass to which the traffic does not go; what ends where it began goes everywhere."""
    is_ring = travel.coords[0] == travel.coords[-1]
    course = point_of_compass(travel)
    return next((one for one in compass.points_in(told) if not is_ring and not compass.is_beside(one, course)), "")


def nearer_by(city: City, travel: LineString, told: str) -> float:
    """How much nearer the travel comes to what the words name, by its own length: 1 straight to it, -1 straight away;
    0 for what the map does not know."""
    return max((_gain(travel, shape) for _name, shape in _located(city, told)), key=abs, default=0.0)


def is_sure_of_centre(city: City, travel: LineString) -> bool:
    """Whether the centre is known, or a travel so far from the network's middle that any notion of it lies that way."""
    return city.centre is not None or travel.distance(_centre(city)) > 2 * IN_CENTRE_M


def is_known(city: City, told: str) -> bool:
    """Whether the map can tell where that lies: a point of the compass, or something that it has."""
    return any(compass.points_in(told)) or any(_located(city, told))


@dataclass(frozen=True)
class _Met:
    """A crossing with the metres of street to it from where the travel begins and from where it ends."""

    crossing: Crossing
    from_first: float
    from_last: float


@dataclass(frozen=True)
class Onward:
    """The street of a travel: its crossings before, within and behind."""

    street: Street
    length_m: float
    met: tuple[_Met, ...]

    @classmethod
    def along(cls, city: City, spans: Sequence[Span], travel: LineString) -> "Onward | None":
        """Of the street that most of the spans lie on; nothing without a named one."""
        lengths = lengths_by_road(city, spans)
        if not lengths:
            return None
        street = Street.of(Road.objects.select_related("city").get(pk=max(lengths, key=lengths.__getitem__)))
        ends = [street.stop_beside(_place(city, travel, end), inf) for end in (0, -1)]
        first, last = (street.distances(end) for end in ends)
        met = [_Met(one, _least(first, one.junctions), _least(last, one.junctions)) for one in street.crossings]
        reached = sorted((one for one in met if one.from_last < inf), key=lambda one: one.from_last)
        return cls(street, _least(last, ends[0]), tuple(reached))

    def names(self) -> Iterator[str]:
        beyond = [one for one in self.met if self._is_beyond(one)]
        near = [one for one in beyond if one.from_last <= REACH_M] or beyond[:1]
        ends = beyond[-1:] or [one for one in self.met if one.from_last < one.from_first][:1]
        yield from self._best_known(near)
        yield from self._best_known(ends)

    def _is_beyond(self, one: _Met) -> bool:
        """Ahead of the crossing at which the stretch ends."""
        return one.from_last > CROSSING_M and one.from_first - one.from_last >= self.length_m - CROSSING_M

    def _best_known(self, met: Sequence[_Met]) -> list[str]:
        names = [name for one in met for name in one.crossing.roads]
        ranks = _ranks(self.street.road.city, names)
        return sorted(names, key=lambda name: ranks[name])[:1]

    def is_behind(self, name: str) -> bool | None:
        """Whether a street is met behind the travel only; None where it is not met at all."""
        gains = [one.from_first - one.from_last for one in self.met if name in one.crossing.roads]
        return max(gains) < -self.length_m / 2 if gains else None


def _place(city: City, travel: LineString, end: int) -> GEOSGeometry:
    return geos_of(to_degrees(shapely.Point(travel.coords[end]), city.metric_srid))


def _least(distances: dict[int, float], nodes: Iterable[int]) -> float:
    return min(distances.get(node, inf) for node in nodes)


def _ranks(city: City, names: Sequence[str]) -> dict[str, tuple[int, float]]:
    """How well known streets are: by their class, then by their length; the least number is the best known."""
    found = dict.fromkeys(names, (len(RANKS), 0.0))
    rows = RoadSegment.objects.filter(city=city, road__name__in=names).values_list("road__name", "highway")
    for name, highway, metres in rows.annotate(metres=Sum("length_m")).order_by("road__name", "highway"):
        rank = RANKS.index(highway) if highway in RANKS else len(RANKS)
        found[name] = min(found[name], (rank, -metres))
    return found


def _around(city: City, travel: LineString) -> Iterator[str]:
    """Ahead of the end, wherever the street may lead: a bridge near by, the centre, the next district."""
    end = shapely.Point(travel.coords[-1])
    for name, shape in _bridges(city):
        if end.distance(shape) < SIGHT_M and _gain(travel, shape) >= AHEAD:
            yield name
    centre = _centre(city)
    if end.distance(centre) > IN_CENTRE_M and _gain(travel, centre) >= AHEAD:
        yield CENTRE
    yield from _next_district(city, travel)


def _gain(travel: LineString, shape: BaseGeometry) -> float:
    """How much nearer the end is than the beginning, by the way between: 1 straight ahead, -1 straight behind."""
    first, last = (shapely.Point(travel.coords[end]) for end in (0, -1))
    apart = first.distance(last)
    return (first.distance(shape) - last.distance(shape)) / apart if apart else 0.0


def _bridges(city: City) -> Iterator[tuple[str, BaseGeometry]]:
    bridges = Place.objects.filter(city=city, kind=Place.Kind.BRIDGE).order_by("name")
    return (
        (name, to_metres(shape_of(shape), city.metric_srid)) for name, shape in bridges.values_list("name", "geometry")
    )


def _centre(city: City) -> shapely.Point:
    return to_metres(shape_of(city.centre or city.core or city.box), city.metric_srid).centroid


def _next_district(city: City, travel: LineString) -> Iterator[str]:
    """The one that a driver comes into within sight, if he is not in it yet."""
    first, last = numpy.array(travel.coords[0]), numpy.array(travel.coords[-1])
    apart = numpy.hypot(*(last - first))
    if apart:
        sight = shapely.Point(last + (last - first) / apart * SIGHT_M)
        here, there = (_district(city, point) for point in (shapely.Point(last), sight))
        yield from [there] if there and there != here else []


def _district(city: City, point: shapely.Point) -> str | None:
    there = geos_of(to_degrees(point, city.metric_srid))
    return Area.objects.filter(city=city).districts().containing(there).values_list("name", flat=True).first()


def point_of_compass(travel: LineString) -> str:
    first, last = (numpy.array([travel.coords[end]]) for end in (0, -1))
    return compass.point_along(courses(first, last)[0])


# --- what words name -------------------------------------------------------------------------------------------------


CASES_OF_AIM = ("nominative", "genitive", "dative", "accusative")
SAME_LETTERS = 2  # with which a name begins in every case: «Обход», «Обхода»
LEADING = re.compile(r"(?:(?:в сторону|в направлении|по направлению к|направление|к|ко|на|до)\s+)?", re.IGNORECASE)


def known_name(city: City, told: str) -> str:
    """The name in the nominative, where the words are nothing but it, in whatever case, and «к» or «в сторону»."""
    words = " ".join(told.split())
    if CENTRE_IN_WORDS.fullmatch(words):
        return CENTRE
    rest = LEADING.sub("", words, count=1)
    if name := compass.point_of(words) or next((name for name, _shape in _called(city, rest)), ""):
        return name
    read = (one for one in find_places(words, gazetteer_for(city)) if alike(one.text) == alike(rest))
    return next(filter(None, map(_sure_name, read)), "")


def _sure_name(mention: Mention) -> str:
    if mention.kind == "street":
        return mention.place["on"] if mention.score >= SURE and not mention.question else ""
    is_all = mention.kind in ("bridge", "landmark") and not mention.place.get("on")
    return mention.place["name"] if is_all else ""


def _located(city: City, told: str) -> Iterator[tuple[str, BaseGeometry]]:
    """What the map knows by these words, in whatever case they stand."""
    words = " ".join(told.split())
    if CENTRE_IN_WORDS.fullmatch(words):
        yield CENTRE, _centre(city)
        return
    for mention in find_places(words, gazetteer_for(city)):
        if mention.kind == "street" and mention.score >= SURE and not mention.question:
            yield from _street(city, mention.place["on"])
        elif mention.kind in ("bridge", "landmark"):
            places = Place.objects.filter(city=city, name=mention.place["name"]).values_list("name", "geometry")
            yield from ((name, to_metres(shape_of(shape), city.metric_srid)) for name, shape in places)
    yield from _called(city, LEADING.sub("", words, count=1))


def _called(city: City, words: str) -> Iterator[tuple[str, BaseGeometry]]:
    """Streets, places and districts of which the words are the whole name, in a case in which one says where to."""
    for road in Road.objects.filter(city=city).only("name", "variants", "old_names", "case_forms"):
        if _names([road.name, *road.variants, *road.old_names], words, {road.name: road.case_forms}):
            yield from _street(city, road.name)
    for name, variants, shape in Place.objects.filter(city=city).values_list("name", "variants", "geometry"):
        if _names([name, *variants], words):
            yield name, to_metres(shape_of(shape), city.metric_srid)
    for name, shape in Area.objects.filter(city=city).districts().values_list("name", "geometry"):
        if _names([name], words):
            yield name, to_metres(shape_of(shape), city.metric_srid)


def _names(names: Iterable[str], words: str, stored: phrases.Stored | None = None) -> bool:
    """Whether the words are one of the names; of names that begin otherwise no case is worked out."""
    told = alike(words)
    begun = [name for name in names if alike(name)[:SAME_LETTERS] == told[:SAME_LETTERS]]
    return any(told == alike(phrases.in_case(name, case, stored)) for name in begun for case in CASES_OF_AIM)


def _street(city: City, name: str) -> Iterator[tuple[str, BaseGeometry]]:
    lines = RoadSegment.objects.filter(city=city, road__name=name).values_list("geometry", flat=True)
    if lines:
        yield name, to_metres(shapely.MultiLineString([shape_of(line) for line in lines]), city.metric_srid)


def _is_behind(city: City, onward: Onward | None, travel: LineString, name: str, shape: BaseGeometry) -> bool:
    """Around a centre that nobody has told, people differ about which way it lies."""
    met = onward.is_behind(name) if onward else None
    if met is not None:
        return met
    is_vague = name == CENTRE and city.centre is None
    is_in_centre = is_vague and shapely.Point(travel.coords[0]).distance(shape) < IN_CENTRE_M
    return not is_in_centre and _gain(travel, shape) < BEHIND
