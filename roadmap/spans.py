"""Parts of segments: how long a street they are, and what they leave of it for traffic.

A dual carriageway is two one-way segments of one street side by side. The network does not say which belong together;
their courses do: the *opposite* of a one-way place is the nearest place abreast of it on a one-way segment of the same
street that runs the other way.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy
import shapely
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from shapely import LineString

from roadmap.geometry import courses, shape_of, to_degrees, to_metres, turns
from roadmap.models import City, RoadSegment
from roadmap.postgis import box_of

APART_M = 60.0  # between the two sides of a boulevard
COUNTER_DEGREES = 120.0  # between the courses of the two sides, at least: they part and join at an angle
STEP_M = 5.0
END_SNAP_M = 8.0
SHORTEST_M = 6.0
STREET = Case(  # what a segment is known by: its street, else its number, else nothing
    When(road__isnull=False, then=Cast("road", CharField())),
    When(~Q(ref=""), then=Concat(Value("№"), "ref")),
    default=Value(""),
)
GAP_M = 30.0  # where carriageways part and join, so much of a street seems to have no other side


@dataclass(frozen=True)
class Span:
    """Part of a segment: positions from 0 to 1 along its geometry; direction relative to it."""

    segment_id: int
    start_position: float
    end_position: float
    direction: str = "both"

    @property
    def ways(self) -> set[str]:
        return {"forward", "backward"} if self.direction == "both" else {self.direction}

    def holds(self, position: float) -> bool:
        return self.start_position <= position <= self.end_position

    def shares(self, other: "Span") -> bool:
        """Whether some length of the segment is of both, in whichever direction."""
        return (
            self.segment_id == other.segment_id
            and self.start_position < other.end_position
            and other.start_position < self.end_position
        )


def length_m(city: City, spans: Sequence[Span]) -> float:
    """Metres of street: two carriageways side by side are one street, and so are two directions of one segment."""
    return sum(_lengths(city, spans).values())


def lengths_by_road(city: City, spans: Sequence[Span]) -> dict[int, float]:
    """The same of each named street by the id of its road."""
    return {int(street): metres for street, metres in _lengths(city, spans).items() if street.isdigit()}


def _lengths(city: City, spans: Sequence[Span]) -> dict[str, float]:
    lengths: dict[str, float] = defaultdict(float)
    for step in steps_along(city, spans):
        lengths[step.segment.street] += step.length_m / (2 if step.other_side == "held" else 1)
    return lengths


def leaves_a_way(city: City, spans: Sequence[Span]) -> bool:
    """Whether traffic in some direction still passes wherever these spans are shut.

    So it is where a two-way street is shut in one direction, and where one carriageway is and the other is not. Each
    street counts by itself; nameless links and rings only where nothing else is held. No spans leave every way.
    """
    held: dict[str, float] = defaultdict(float)
    shut: dict[str, float] = defaultdict(float)
    for step in steps_along(city, spans):
        held[step.segment.street] += step.length_m
        shut[step.segment.street] += 0.0 if step.leaves_a_way else step.length_m
    judged = list(filter(None, held)) or list(held)
    return all(shut[street] < min(GAP_M, held[street] / 2) for street in judged)


def other_sides(city: City, spans: Sequence[Span]) -> list[Span]:
    """What lies abreast of one-way spans on the other carriageway, held or not."""
    found: dict[int, list[float]] = defaultdict(list)
    segments: dict[int, Segment] = {}
    for step in steps_along(city, spans):
        if step.opposite:
            segment, position = step.opposite
            segments[segment.pk] = segment
            half, middle = step.length_m / 2, position * segment.line.length
            found[segment.pk] += [middle - half, middle + half]
    return [span for pk, at in found.items() for span in segments[pk].snapped(min(at), max(at), "forward")]


@dataclass(frozen=True)
class Segment:
    """A road segment in metres; those of one `street` (never empty) may be sides of each other."""

    pk: int
    street: str
    line: LineString
    is_one_way: bool

    @classmethod
    def among(cls, segments: QuerySet[RoadSegment], city: City) -> list["Segment"]:
        rows = segments.order_by("pk").values_list("pk", STREET, "geometry", "direction")
        return [
            cls(pk, street, to_metres(shape_of(line), city.metric_srid), direction == RoadSegment.Direction.FORWARD)
            for pk, street, line, direction in rows
        ]

    def span(self, low_m: float, high_m: float, direction: str) -> Span:
        length = self.line.length
        return Span(self.pk, round(max(0.0, low_m / length), 6), round(min(1.0, high_m / length), 6), direction)

    def snapped(self, low_m: float, high_m: float, direction: str) -> Iterator[Span]:
        """A few metres short of a junction is the junction; what is too short to be meant is nothing."""
        length = self.line.length
        if high_m - low_m >= SHORTEST_M or length <= 2 * END_SNAP_M:
            low_m = 0.0 if low_m <= END_SNAP_M else low_m
            high_m = length if length - high_m <= END_SNAP_M else high_m
        if high_m - low_m >= min(SHORTEST_M, length / 2):
            yield self.span(low_m, high_m, direction)


@dataclass(frozen=True)
class Step:
    """A few metres of what is held: the directions of the segment, and the place abreast on the other carriageway."""

    segment: Segment
    length_m: float
    ways: frozenset[str]
    opposite: tuple[Segment, float] | None
    other_side: str  # none, free or held

    @property
    def leaves_a_way(self) -> bool:
        return self.other_side == "free" if self.segment.is_one_way else len(self.ways) < 2


def steps_along(city: City, spans: Sequence[Span]) -> Iterator[Step]:
    """Every held place once, in whatever number of spans it is held."""
    held: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        held[span.segment_id].append(span)
    segments = Segment.among(RoadSegment.objects.filter(pk__in=held), city)
    walks = [walk for segment in segments for walk in _walks(segment, held[segment.pk])]
    opposites = _opposites([walk for walk in walks if walk.segment.is_one_way], _one_way_beside(city, segments))
    for walk in walks:
        for position in walk.positions:
            ways = _ways(held[walk.segment.pk], position)
            opposite = next(opposites) if walk.segment.is_one_way else None
            yield Step(walk.segment, walk.step_m, ways, opposite, _other_side(opposite, held))


def _other_side(opposite: tuple[Segment, float] | None, held: Mapping[int, list[Span]]) -> str:
    if opposite is None:
        return "none"
    segment, position = opposite
    return "held" if _ways(held.get(segment.pk, ()), position) else "free"


def _ways(spans: Iterable[Span], position: float) -> frozenset[str]:
    return frozenset().union(*(span.ways for span in spans if span.holds(position)))


@dataclass(frozen=True)
class _Walk:
    """Along one unbroken part of a segment: the middles of its steps, as positions."""

    segment: Segment
    positions: numpy.ndarray
    step_m: float

    @classmethod
    def between(cls, segment: Segment, low: float, high: float) -> "_Walk":
        metres = (high - low) * segment.line.length
        count = max(1, ceil(metres / STEP_M))
        return cls(segment, low + (high - low) * (numpy.arange(count) + 0.5) / count, metres / count)

    def places(self) -> numpy.ndarray:
        """A row a step: x, y and the course there."""
        metres = self.positions * self.segment.line.length
        lines = numpy.full(len(metres), self.segment.line)
        points = shapely.line_interpolate_point(lines, metres)
        return numpy.column_stack([shapely.get_coordinates(points), _courses(lines, metres)])


def _walks(segment: Segment, spans: Iterable[Span]) -> Iterator[_Walk]:
    """The parts that any of the spans holds, each once."""
    parts: list[tuple[float, float]] = []
    for low, high in sorted((span.start_position, span.end_position) for span in spans):
        if parts and low <= parts[-1][1]:
            parts[-1] = parts[-1][0], max(high, parts[-1][1])
        else:
            parts.append((low, high))
    return (_Walk.between(segment, low, high) for low, high in parts)


def _courses(lines: numpy.ndarray, metres: numpy.ndarray) -> numpy.ndarray:
    """Of each line at so many metres."""
    ends = ((metres - 2).clip(0.0), numpy.minimum(metres + 2, shapely.length(lines)))
    return courses(*(shapely.get_coordinates(shapely.line_interpolate_point(lines, end)) for end in ends))


def _one_way_beside(city: City, segments: Sequence[Segment]) -> list[Segment]:
    """Where there may be another side of these segments."""
    one_way = [segment for segment in segments if segment.is_one_way and segment.street]
    if not one_way:
        return []
    around = shapely.box(*shapely.total_bounds([segment.line for segment in one_way])).buffer(APART_M)
    sides = RoadSegment.objects.filter(city=city, direction=RoadSegment.Direction.FORWARD)
    streets = {segment.street for segment in one_way}
    near = sides.in_bbox(box_of(*to_degrees(around, city.metric_srid).bounds))
    return Segment.among(near.alias(street=STREET).filter(street__in=streets), city)


def _opposites(walks: Sequence[_Walk], sides: Sequence[Segment]) -> Iterator[tuple[Segment, float] | None]:
    """Of each step the nearest place abreast of it on another side of its street."""
    found: dict[int, tuple[Segment, float]] = {}
    for step, side, position in zip(*_abreast(walks, sides), strict=True) if walks and sides else ():
        found.setdefault(int(step), (sides[side], float(position)))
    yield from (found.get(step) for step in range(sum(len(walk.positions) for walk in walks)))


def _abreast(walks: Sequence[_Walk], sides: Sequence[Segment]) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Step, side and position on it of all that are abreast, the nearest of a step first."""
    places, lines = numpy.vstack([walk.places() for walk in walks]), numpy.array([side.line for side in sides])
    points = shapely.points(places[:, :2])
    step, side = shapely.STRtree(lines).query(points, predicate="dwithin", distance=APART_M)
    metres, length = shapely.line_locate_point(lines[side], points[step]), shapely.length(lines[side])
    streets = numpy.repeat([walk.segment.street for walk in walks], [len(walk.positions) for walk in walks])
    is_same = streets[step] == numpy.array([one.street for one in sides])[side]
    is_counter = turns(places[step, 2], _courses(lines[side], metres)) >= COUNTER_DEGREES
    fits = numpy.flatnonzero(is_same & is_counter & (metres > 0) & (metres < length))
    nearest_first = fits[numpy.lexsort((shapely.distance(lines[side], points[step])[fits], step[fits]))]
    return step[nearest_first], side[nearest_first], (metres / length)[nearest_first]


def usual_lanes(spans: Sequence[Span]) -> int | None:
    """Of one carriageway, on most metres of these; None where the map knows none."""
    return _on_most_metres(spans, {pk: (lanes, length) for pk, lanes, length, _way in _known_lanes(spans)})


def lanes_a_way(spans: Sequence[Span]) -> int | None:
    """Of one direction; None where the map knows none, or an odd number for both."""
    found = {}
    for pk, lanes, length, way in _known_lanes(spans):
        share = 1 if way == RoadSegment.Direction.FORWARD else 2
        if lanes % share == 0:
            found[pk] = lanes // share, length
    return _on_most_metres(spans, found)


def _known_lanes(spans: Sequence[Span]) -> Iterable[tuple[int, int, float, str]]:
    rows = RoadSegment.objects.filter(pk__in=[span.segment_id for span in spans]).exclude(lanes=None)
    return rows.values_list("pk", "lanes", "length_m", "direction")


def _on_most_metres(spans: Sequence[Span], known: Mapping[int, tuple[int, float]]) -> int | None:
    """`known`: lanes and length of a segment."""
    metres: dict[int, float] = defaultdict(float)
    for span in spans:
        if span.segment_id in known:
            lanes, length = known[span.segment_id]
            metres[lanes] += length * (span.end_position - span.start_position)
    return max(metres, key=metres.get) if metres else None
