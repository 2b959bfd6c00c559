"""A stretch of a street: from two crossings (or houses) to its segments, and from spans back to words.

People say «Пушкина от Бутлерова до Островского»; the network knows nodes, of which a crossing of two dual carriageways
has four. A *crossing* here is all the junctions within `CROSSING_M` where a street meets the same other street.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf

import numpy
import shapely
import shapely.ops
from django.contrib.gis.geos import GEOSGeometry, MultiLineString, Point
from django.db.models import Sum
from django.utils.translation import gettext as _
from shapely import LineString
from shapely.ops import substring

from roadmap.geometry import geos_of, shape_of, to_degrees, to_metres
from roadmap.models import Address, City, Junction, Road, RoadSegment, TrafficSignal
from roadmap.shortest import shortest
from roadmap.spans import Span, lengths_by_road

CROSSING_M = 70.0
JUMP_M = 80.0  # a street goes on beyond a roundabout or a nameless link of this length
JUMP_COST = 4.0
CARRIAGEWAYS_M = 30.0  # between the two sides of a dual carriageway
END_AT_CROSSING_M = 35.0
END_AT_HOUSE_M = 80.0
SHORT_M = 150.0  # a piece of street that is told by one house
BACK_M = 300.0  # so far from the street may that stand
LEG_M = 30.0
HOUSE = "дом "  # begins an end of a stretch that is a house of the same street
LEAST_SHARE = 0.15  # of the longest stretch
MOST_STREETS = 20  # of one place: the longest are told


class NoStretch(ValueError):
    """There is no way along the street between the two ends; the message is for a person."""


class AgainstTraffic(NoStretch):
    """There is a street, but nobody drives along it that way."""


@dataclass(frozen=True)
class Crossing:
    """Where a street meets others: `pk` is the smallest of the junctions, `at_m` the way from the street's start."""

    pk: int
    roads: tuple[str, ...]
    junctions: frozenset[int]
    lon: float
    lat: float
    at_m: float = 0.0

    @property
    def name(self) -> str:
        return " / ".join(self.roads)


@dataclass(frozen=True)
class _Edge:
    segment: int
    start: int
    end: int
    line: LineString  # metres
    is_one_way: bool
    low: float = 0.0  # which part of the segment this is, as positions
    high: float = 1.0

    @property
    def length(self) -> float:
        return self.line.length

    def halves(self, at_m: float, node: int) -> tuple["_Edge", "_Edge"]:
        """The two parts that meet in a new node so many metres along."""
        middle = self.low + (self.high - self.low) * at_m / self.length
        first = substring(self.line, 0, at_m)
        second = substring(self.line, at_m, self.length)
        return (
            replace(self, end=node, line=first, high=middle),
            replace(self, start=node, line=second, low=middle),
        )


@dataclass
class Street:
    """One street's own segments as a graph, in metres of the city's projection."""

    road: Road
    edges: dict[tuple[int, float], _Edge] = field(default_factory=dict)  # by segment and where its part begins
    nodes: dict[int, shapely.Point] = field(default_factory=dict)

    @classmethod
    def of(cls, road: Road) -> "Street":
        street = cls(road)
        srid = road.city.metric_srid
        rows = RoadSegment.objects.along(road).values_list("pk", "start", "end", "geometry", "direction")
        for pk, start, end, line, direction in rows:
            metres = to_metres(shape_of(line), srid)
            street._add(_Edge(pk, start, end, metres, direction == RoadSegment.Direction.FORWARD))
        return street

    def _add(self, edge: _Edge) -> None:
        self.edges[edge.segment, edge.low] = edge
        self.nodes[edge.start] = shapely.Point(edge.line.coords[0])
        self.nodes[edge.end] = shapely.Point(edge.line.coords[-1])

    def stop_beside(self, point: Point, within_m: float) -> frozenset[int]:
        """Nodes of the street abreast of a house or a landmark, made where there are none; on both carriageways.

        Raises NoStretch where the street is farther than that.
        """
        place = to_metres(shape_of(point), self.road.city.metric_srid)
        nearest = min((edge.line.distance(place) for edge in self.edges.values()), default=float("inf"))
        if nearest > within_m:
            raise NoStretch(_("“%s” does not pass there.") % self.road.name)
        beside = [edge for edge in self.edges.values() if edge.line.distance(place) <= nearest + CARRIAGEWAYS_M]
        return frozenset(self._stop_on(edge, place) for edge in beside if _is_abreast(edge, place, nearest))

    def _stop_on(self, edge: _Edge, place: shapely.Point) -> int:
        at_m = edge.line.project(place)
        if at_m < 1:
            return edge.start
        if at_m > edge.length - 1:
            return edge.end
        node = min(0, *self.nodes) - 1
        del self.edges[edge.segment, edge.low]
        for half in edge.halves(at_m, node):
            self._add(half)
        for derived in ("out", "along", "crossings"):
            self.__dict__.pop(derived, None)
        return node

    def nearest_to(self, other: "Street") -> tuple[Point, float]:
        """The point of this street that is nearest to another, and how far apart they are in metres."""
        lines = [shapely.MultiLineString([edge.line for edge in one.edges.values()]) for one in (self, other)]
        here, _there = shapely.ops.nearest_points(*lines)
        return geos_of(to_degrees(here, self.road.city.metric_srid)), lines[0].distance(lines[1])

    @cached_property
    def out(self) -> dict[int, list[tuple[int, float, _Edge | None]]]:
        """Node → (node, cost, edge): what a vehicle may do, and short jumps over what bears no name."""
        ways: dict[int, list[tuple[int, float, _Edge | None]]] = defaultdict(list)
        for edge in self.edges.values():
            ways[edge.start].append((edge.end, edge.length, edge))
            if not edge.is_one_way:
                ways[edge.end].append((edge.start, edge.length, edge))
        for one, other, distance in self._jumps():
            ways[one].append((other, 10 + distance * JUMP_COST, None))
            ways[other].append((one, 10 + distance * JUMP_COST, None))
        return ways

    def _jumps(self) -> Iterable[tuple[int, int, float]]:
        keys = list(self.nodes)
        points = [self.nodes[key] for key in keys]
        tree = shapely.STRtree(points)
        for number, point in enumerate(points):
            for other in tree.query(point.buffer(JUMP_M), predicate="intersects"):
                if other > number:
                    yield keys[number], keys[other], point.distance(points[other])

    @cached_property
    def crossings(self) -> list[Crossing]:
        """In order along the street."""
        others: dict[str, list[int]] = defaultdict(list)
        rows = Road.junctions.through.objects.filter(junction__in=list(self.nodes)).exclude(road=self.road)
        for junction, name in rows.values_list("junction", "road__name"):
            others[name].append(junction)
        groups: dict[frozenset[int], list[str]] = defaultdict(list)
        for name in self._best_known_first(others):
            junctions = others[name]
            for group in near_each_other({junction: self.nodes[junction] for junction in junctions}):
                groups[group].append(name)
        along = self.along
        found = [self._crossing(group, names, along) for group, names in self._joined(groups)]
        return sorted(found, key=lambda crossing: (crossing.at_m, crossing.pk))

    def _best_known_first(self, names: Iterable[str]) -> list[str]:
        """Longer streets are better known, so a crossing of three is told by the longest of the others."""
        rows = RoadSegment.objects.filter(city=self.road.city_id, road__name__in=list(names)).values("road__name")
        lengths = dict(rows.annotate(total=Sum("length_m")).values_list("road__name", "total"))
        return sorted(names, key=lambda name: (-lengths.get(name, 0.0), name))

    @staticmethod
    def _joined(groups: dict[frozenset[int], list[str]]) -> list[tuple[frozenset[int], tuple[str, ...]]]:
        """Streets that meet this one at the very same nodes make one crossing."""
        joined: list[tuple[set[int], list[str]]] = []
        for group, names in groups.items():
            same = next((entry for entry in joined if entry[0] & group), None)
            if same:
                same[0].update(group)
                same[1].extend(name for name in names if name not in same[1])
            else:
                joined.append((set(group), list(names)))
        return [(frozenset(nodes), tuple(names)) for nodes, names in joined]

    def _crossing(self, group: frozenset[int], names: tuple[str, ...], along: dict[int, float]) -> Crossing:
        middle = shapely.MultiPoint([self.nodes[node] for node in group]).centroid
        place = to_degrees(middle, self.road.city.metric_srid)
        at_m = min(along.get(node, 0.0) for node in group)
        return Crossing(min(group), names, group, round(place.x, 7), round(place.y, 7), round(at_m, 1))

    @cached_property
    def along(self) -> dict[int, float]:
        """Along the street from one of its far ends (the western, or northern, one)."""
        if not self.nodes:
            return {}
        ends = []
        anywhere = min(self.nodes)
        for _round in range(2):
            distances = self.distances([anywhere])
            anywhere = max(distances, key=lambda node: (distances[node], node))
            ends.append(anywhere)
        first = min(ends, key=lambda node: (round(self.nodes[node].x), -self.nodes[node].y))
        return self.distances([first])

    def distances(self, sources: Iterable[int]) -> dict[int, float]:
        """Metres along the street from the nearest of these nodes, whichever way its traffic goes."""
        ways: dict[int, list[tuple[int, float, None]]] = defaultdict(list)
        for node, steps in self.out.items():
            for other, cost, _edge in steps:
                ways[node].append((other, cost, None))
                ways[other].append((node, cost, None))
        return shortest(ways, sources)[0]

    def distances_from(self, place: shapely.Point) -> dict[int, float]:
        """The same from any place on the street, in metres of the city's projection."""
        degrees = to_degrees(place, self.road.city.metric_srid)
        return self.distances(self.stop_beside(geos_of(degrees), inf))

    def crossing(self, junction: int) -> Crossing:
        """The crossing that a junction belongs to. Raises NoStretch."""
        found = next((crossing for crossing in self.crossings if junction in crossing.junctions), None)
        if found is None:
            raise NoStretch(_("“%s” has no such crossing.") % self.road.name)
        return found

    def between(self, one: Crossing, other: Crossing, direction: str = "both") -> list[Span]:
        """From one crossing to the other. Raises NoStretch."""
        return self.between_nodes(one.junctions, other.junctions, direction)

    def between_nodes(self, one: frozenset[int], other: frozenset[int], direction: str = "both") -> list[Span]:
        """The way from any of these nodes to any of those: both carriageways, or only the one that runs that way.

        Raises NoStretch.
        """
        there = self._path(one, other) if direction != "backward" else None
        back = self._path(other, one) if direction != "forward" else None
        if there is None and back is None:
            if direction != "both" and self.course(one, other):
                raise AgainstTraffic(_("Traffic on “%s” runs only the other way.") % self.road.name)
            raise NoStretch(_("“%s” does not run between these two crossings.") % self.road.name)
        one_way = direction != "both"
        spans: dict[tuple[int, float], Span] = {}
        for path in (there, back):
            for edge, is_forward in path or ():
                way = ("forward" if is_forward else "backward") if one_way or edge.is_one_way else "both"
                spans.setdefault((edge.segment, edge.low), Span(edge.segment, edge.low, edge.high, way))
        return _joined_parts(spans.values())

    def course(self, one: frozenset[int], other: frozenset[int]) -> LineString | None:
        """The line, in metres, that runs from any of these nodes to any of those, whichever way its traffic goes."""
        there = self._path(one, other)
        back = None if there else self._path(other, one)
        lines = [edge.line if is_forward else edge.line.reverse() for edge, is_forward in there or back or ()]
        return _joined_up(lines) if there else _joined_up(lines).reverse() if back else None

    def way_m(self, one: frozenset[int], other: frozenset[int]) -> float:
        """Metres of the shorter of the two ways between; infinite where there is none."""
        paths = [path for path in (self._path(one, other), self._path(other, one)) if path is not None]
        return min((sum(edge.length for edge, _forward in path) for path in paths), default=float("inf"))

    def _path(self, sources: Iterable[int], targets: frozenset[int]) -> list[tuple[_Edge, bool]] | None:
        """Edges of the shortest way a vehicle may take, each with whether it goes along the segment's line."""
        _costs, came, reached = shortest(self.out, sources, targets)
        return None if reached is None else self._walked(reached, came)

    def _walked(self, node: int, came: dict[int, tuple[int, _Edge | None]]) -> list[tuple[_Edge, bool]] | None:
        path = []
        while node in came:
            reached, (node, edge) = node, came[node]
            if edge is not None:
                path.append((edge, edge.end == reached))
        return path[::-1] or None

    def around(self, node: int, reach_m: float) -> list[Span]:
        """The street so many metres to either side of a node, on the segments that meet there."""
        spans = []
        for edge in self.edges.values():
            share = (edge.high - edge.low) * min(1.0, reach_m / edge.length)
            way = "forward" if edge.is_one_way else "both"
            if edge.start == node:
                spans.append(Span(edge.segment, edge.low, edge.low + share, way))
            if edge.end == node:
                spans.append(Span(edge.segment, edge.high - share, edge.high, way))
        return _joined_parts(spans)

    def whole(self, direction: str = "both") -> list[Span]:
        """All of it; one direction is relative to the order of its crossings."""
        parts = (self._span_of(edge, direction) for edge in self.edges.values())
        return _joined_parts(span for span in parts if span)

    def _span_of(self, edge: _Edge, direction: str) -> Span | None:
        is_meant = direction == "both" or (direction == "forward") == self._leads_on(edge)
        if edge.is_one_way:
            return Span(edge.segment, edge.low, edge.high, "forward") if is_meant else None
        way = "both" if direction == "both" else "forward" if is_meant else "backward"
        return Span(edge.segment, edge.low, edge.high, way)

    def _leads_on(self, edge: _Edge) -> bool:
        return self.along.get(edge.start, 0.0) <= self.along.get(edge.end, 0.0)

    def whole_course(self) -> LineString | None:
        """All its nodes in the order of its crossings, as one line in metres."""
        nodes = sorted(self.nodes, key=lambda node: (self.along.get(node, 0.0), node))
        return LineString([self.nodes[node] for node in nodes]) if len(nodes) > 1 else None


def near_each_other(nodes: Mapping[int, shapely.Point]) -> list[frozenset[int]]:
    """Junctions, in metres, that make one crossing."""
    groups: list[set[int]] = []
    for junction, point in nodes.items():
        near = [group for group in groups if any(point.distance(nodes[other]) <= CROSSING_M for other in group)]
        groups = [group for group in groups if group not in near] + [set().union({junction}, *near)]
    return [frozenset(group) for group in groups]


def _joined_up(lines: Sequence[LineString]) -> LineString:
    return LineString(numpy.vstack([shapely.get_coordinates(line) for line in lines]))


def _is_abreast(edge: _Edge, place: shapely.Point, nearest: float) -> bool:
    """The nearest edge, or one that the place lies beside rather than before or behind."""
    at_m = edge.line.project(place)
    return edge.line.distance(place) <= nearest + 0.1 or 0 < at_m < edge.length


def _joined_parts(spans: Iterable[Span]) -> list[Span]:
    """Parts of one segment that meet are one span."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.segment_id, span.direction, span.start_position)):
        last = joined[-1] if joined else None
        meets = last and (last.segment_id, last.direction) == (span.segment_id, span.direction)
        if meets and span.start_position - last.end_position < 1e-9:
            joined[-1] = replace(last, end_position=span.end_position)
        else:
            joined.append(span)
    return joined


def lines_of(spans: Sequence[Span], city: City, along: LineString | None = None) -> MultiLineString:
    """The spans drawn: pieces that meet joined, WGS 84. Turned along a line in metres, or else with their traffic.

    Turned along, each direction of the drawing is the same direction of the street: the other carriageway of a dual one
    is drawn against its traffic.
    """
    rows = RoadSegment.objects.in_bulk([span.segment_id for span in spans])
    parts = []
    for span in spans:
        line = to_metres(shape_of(rows[span.segment_id].geometry), city.metric_srid)
        part = substring(line, span.start_position, span.end_position, normalized=True)
        is_turned = not _runs_along(part, along) if along else span.direction == "backward"
        parts.append(part.reverse() if is_turned else part)
    is_directed = along is not None or any(span.direction != "both" for span in spans)
    merged = shapely.line_merge(shapely.MultiLineString(parts), directed=is_directed)
    merged = merged if merged.geom_type == "MultiLineString" else shapely.MultiLineString([merged])
    return geos_of(shapely.set_precision(to_degrees(merged, city.metric_srid), 1e-7, mode="pointwise"))


def courses_of(drawing: GEOSGeometry, city: City, direction: str = "both") -> list[LineString]:
    """The lines of a drawing, in metres, each the way its traffic goes; as drawn for both. None for an area."""
    shape = to_metres(shape_of(drawing), city.metric_srid)
    lines = [line for line in getattr(shape, "geoms", [shape]) if isinstance(line, LineString)]
    return [line.reverse() for line in lines] if direction == "backward" else lines


def course_of(drawing: GEOSGeometry, city: City) -> LineString | None:
    """The longest line of a drawing, in metres; nothing for an area."""
    return max(courses_of(drawing, city), key=lambda line: line.length, default=None)


def is_against(courses: Sequence[LineString], one: shapely.Point, other: shapely.Point) -> bool:
    """Whether whoever goes along the nearest of these lines comes by the other point first."""
    course = min(courses, key=lambda line: line.distance(one) + line.distance(other), default=None)
    return course is not None and course.project(one) > course.project(other)


def _runs_along(part: LineString, along: LineString) -> bool:
    first, last = (along.project(shapely.Point(part.coords[end])) for end in (0, -1))
    return first <= last


def legs(city: City, crossing: Point, within_m: float = LEG_M) -> list[Span]:
    """A closed crossing: the parts of its streets up to so many metres from it."""
    centre = to_metres(shape_of(crossing), city.metric_srid)
    area = geos_of(to_degrees(centre.buffer(within_m), city.metric_srid))
    spans = []
    for segment in RoadSegment.objects.filter(city=city, geometry__intersects=area).select_related("road"):
        line = to_metres(shape_of(segment.geometry), city.metric_srid)
        part = line.intersection(centre.buffer(within_m))
        if part.geom_type != "LineString" or part.length < 3:
            continue
        ends = sorted(line.project(shapely.Point(part.coords[i])) / line.length for i in (0, -1))
        spans.append(Span(segment.pk, max(0.0, ends[0]), min(1.0, ends[1]), _own_direction(segment)))
    return spans


def _own_direction(segment: RoadSegment) -> str:
    return "forward" if segment.direction == RoadSegment.Direction.FORWARD else "both"


# --- from spans to words -------------------------------------------------------------------------------------------


def describe(city: City, spans: Sequence[Span], courses: Sequence[LineString] = ()) -> list[dict]:
    """Places in words (docs/places.md), the longest stretch first; nothing for spans without a named street.

    Ends of a stretch come in the order in which one passes them along `courses` (metres), the lines that were drawn;
    without any, in the order of the street.
    """
    if not spans:
        return []
    segments = RoadSegment.objects.select_related("road__city").in_bulk([span.segment_id for span in spans])
    by_road: dict[Road, list[Span]] = defaultdict(list)
    for span in spans:
        if segments[span.segment_id].road:
            by_road[segments[span.segment_id].road].append(span)
    metres = lengths_by_road(city, spans)
    lengths = {road: metres[road.pk] for road in by_road}
    roads = sorted(by_road, key=lambda road: (-lengths[road], road.name))
    if len(roads) > 1 and _is_a_crossing(city, spans, segments):
        return [{"type": "crossing", "on": roads[0].name, "with": roads[1].name}]
    return [_stretch_in_words(road, by_road[road], courses) for road in _told(roads, lengths)]


def _told(roads: Sequence[Road], lengths: Mapping[Road, float]) -> list[Road]:
    """Not the few metres round a corner, or at the border of an area."""
    least = min(LEAST_SHARE * max(lengths.values(), default=0.0), 2 * LEG_M)
    return [road for road in roads if lengths[road] >= least][:MOST_STREETS]


def describe_signal(signal: TrafficSignal) -> list[dict]:
    """A signal stands at a crossing; on a street alone it is a landmark of it."""
    names = [road.name for road in signal.roads.order_by("name")]
    if len(names) > 1:
        return [{"type": "crossing", "on": names[0], "with": names[1]}]
    return [{"type": "landmark", "on": names[0] if names else None, "name": signal.name or _("traffic signal")}]


def _is_a_crossing(city: City, spans: Sequence[Span], segments: dict[int, RoadSegment]) -> bool:
    """All of it lies within a crossing's reach of one point."""
    shape = to_metres(shape_of(lines_of(spans, city)), city.metric_srid)
    return shapely.minimum_bounding_radius(shape) <= 2.2 * LEG_M


def _stretch_in_words(road: Road, spans: Sequence[Span], courses: Sequence[LineString]) -> dict:
    """As narrow as the network has names for; the whole street's name alone is the last resort."""
    street = Street.of(road)
    if _is_whole_street(street, spans):
        return {"type": "street", "on": road.name}
    ends = _two_ends(street, spans)
    if is_against(courses, *ends):
        ends.reverse()
    names = [_end_in_words(street, end) for end in ends]
    if names[0] and names[0] == names[1]:
        return _at_one_place(road, names[0], ends)
    return _between(road, *names) or _beside_a_house(street, ends) or _between_crossings(street, ends, names)


def _is_whole_street(street: Street, spans: Sequence[Span]) -> bool:
    held = {span.segment_id for span in spans if _is_whole(span)}
    return held == {edge.segment for edge in street.edges.values()}


def _between(road: Road, one: str, other: str) -> dict | None:
    """Both ends are known, and are not the same."""
    if not one or not other or one == other:
        return None
    houses = [name.removeprefix(HOUSE) for name in (one, other) if name.startswith(HOUSE)]
    if len(houses) == 2:
        return {"type": "range_of_houses", "on": road.name, "from": houses[0], "to": houses[1]}
    return {"type": "between", "on": road.name, "from": one, "to": other}


def _at_one_place(road: Road, name: str, ends: Sequence[shapely.Point]) -> dict:
    """Both ends are known by the same house or crossing."""
    if not name.startswith(HOUSE) and ends[0].distance(ends[1]) < 2 * LEG_M:
        return {"type": "crossing", "on": road.name, "with": name}
    return _near(road, name)


def _near(road: Road, name: str) -> dict:
    if name.startswith(HOUSE):
        return {"type": "address", "on": road.name, "house": name.removeprefix(HOUSE)}
    return {"type": "landmark", "on": road.name, "name": name}


def _beside_a_house(street: Street, ends: Sequence[shapely.Point]) -> dict | None:
    """A short piece by a house that stands back from the street: nowhere is the street nearer to it."""
    if ends[0].distance(ends[1]) > SHORT_M:
        return None
    middle, lines = LineString(ends).centroid, shapely.MultiLineString([edge.line for edge in street.edges.values()])
    best = (END_AT_HOUSE_M, "")
    for house, door in _houses(street):
        if door.distance(middle) <= BACK_M:
            foot, _door = shapely.ops.nearest_points(lines, door)
            best = min(best, (foot.distance(middle), house))
    return _near(street.road, f"{HOUSE}{best[1]}") if best[1] else None


def _between_crossings(street: Street, ends: Sequence[shapely.Point], names: Sequence[str]) -> dict:
    """An end without a name is told by the next crossing beyond it; where the street ends before that, by the other."""
    beyond = [name or _crossing_beyond(street, *pair) for name, pair in zip(names, (ends, ends[::-1]), strict=True)]
    known = next(filter(None, beyond), "")
    alone = _near(street.road, known) if known else {"type": "street", "on": street.road.name}
    return _between(street.road, *beyond) or alone


def _crossing_beyond(street: Street, end: shapely.Point, other: shapely.Point) -> str:
    """The nearest one that is met at this end of the stretch before the other."""
    here, there = (street.distances_from(point) for point in (end, other))
    met = [
        (*(min(way.get(node, inf) for node in one.junctions) for way in (here, there)), one) for one in street.crossings
    ]
    beyond = [(metres, one) for metres, farther, one in met if metres < farther]
    return min(beyond, key=lambda pair: pair[0])[1].roads[0] if beyond else ""


def _is_whole(span: Span) -> bool:
    return span.start_position <= 0.001 and span.end_position >= 0.999


def _two_ends(street: Street, spans: Sequence[Span]) -> list[shapely.Point]:
    """The two points of the stretch that are farthest from each other, in the order of the street."""
    points = []
    for span in spans:
        edge = street.edges[span.segment_id, 0.0]
        points += [edge.line.interpolate(at, normalized=True) for at in (span.start_position, span.end_position)]
    pairs = ((one.distance(other), i, k) for i, one in enumerate(points) for k, other in enumerate(points[:i]))
    _far, i, k = max(pairs)
    along = street.along
    nearest = {n: min(street.nodes, key=lambda node: street.nodes[node].distance(points[n])) for n in (i, k)}
    return [points[n] for n in sorted((i, k), key=lambda n: along.get(nearest[n], 0.0))]


def _end_in_words(street: Street, end: shapely.Point) -> str:
    near = [
        (min(street.nodes[node].distance(end) for node in crossing.junctions), crossing)
        for crossing in street.crossings
    ]
    at_crossing = min(near, key=lambda pair: pair[0], default=None)
    if at_crossing and at_crossing[0] <= END_AT_CROSSING_M:
        return at_crossing[1].roads[0]
    house = _house_near(street, end)
    if house:
        return f"{HOUSE}{house}"
    return at_crossing[1].roads[0] if at_crossing and at_crossing[0] <= 4 * END_AT_CROSSING_M else ""


def _house_near(street: Street, end: shapely.Point) -> str:
    return min([(END_AT_HOUSE_M, ""), *((door.distance(end), house) for house, door in _houses(street))])[1]


def _houses(street: Street) -> Iterator[tuple[str, shapely.Point]]:
    """By their numbers, in metres of the city's projection."""
    srid = street.road.city.metric_srid
    for house, point in Address.objects.filter(road=street.road).values_list("house", "point"):
        yield house, to_metres(shape_of(point), srid)


def junction_of(city: City, pk: int) -> Junction:
    """Raises NoStretch where the city has none such."""
    found = Junction.objects.filter(city=city, pk=pk).first()
    if found is None:
        raise NoStretch(_("There is no such crossing."))
    return found
