"""Where on the network? A point → its segment; a drawn line or area → spans of segments.

Distances are metres in the city's UTM zone. What was drawn is kept as drawn elsewhere; what comes from here is derived.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy
import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from roadmap.geometry import courses, metres_a_degree, shape_of, to_metres, turns, widened
from roadmap.likelihood import REACH_M, SIDE_FROM_M, along, are_alike, noise_of, share, side_of
from roadmap.models import City, RoadSegment
from roadmap.places.named import named_in
from roadmap.postgis import box_of, rows_of
from roadmap.spans import SHORTEST_M, Segment, Span, other_sides

LINK_WITHIN_M = REACH_M
NAME_WITHIN_M = 1000.0
CANDIDATES = 40  # by degrees, which stretch east and west; the true metres decide among them

STEP_M = 4.0
STEPS_AT_ONCE = 2_000  # what is near them stands in memory
DRAWN_WITHIN_M = 25.0
ALONG_DEGREES = 35.0


@dataclass(frozen=True)
class Candidate:
    segment_id: int
    osm_way_id: int
    street: str
    distance_m: float
    position: float
    road_id: int | None
    wkb: bytes = field(repr=False)
    snapped: tuple[float, float]  # lon, lat of the nearest place on the segment

    def to_json(self) -> dict:
        return {
            "segment": self.segment_id,
            "osm_way_id": self.osm_way_id,
            "street": self.street or None,
            "distance_m": round(self.distance_m, 1),
            "position": round(self.position, 4),
        }


@dataclass(frozen=True)
class Link:
    """The answer to "which road is this point on".

    `segment_id` is None beyond the reach or when two streets are equally likely; `street` is always the nearest named
    street within 1 km; `snapped` (lon, lat) lies on the segment; `side` of the road is a point of the compass, empty
    where the pin does not tell it.
    """

    segment_id: int | None = None
    osm_way_id: int | None = None
    street: str | None = None
    distance_m: float | None = None
    position: float | None = None
    confidence: float = 0.0
    snapped: tuple[float, float] | None = None
    side: str = ""
    candidates: list[dict] = field(default_factory=list)


NEAREST = """
SELECT near.id, near.osm_way_id, coalesce(road.name, ''), near.m, ST_LineLocatePoint(near.geometry, near.pin),
       near.road_id, ST_AsBinary(near.geometry), ST_X(near.foot), ST_Y(near.foot)
FROM (
    SELECT segment.*, pin.pin, ST_ClosestPoint(segment.geometry, pin.pin) AS foot,
           ST_Distance(segment.geometry::geography, pin.pin::geography) AS m
    FROM (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS pin) AS pin, LATERAL (
        SELECT id, osm_way_id, road_id, geometry FROM roadmap_roadsegment
        WHERE city_id = %(city)s AND geometry && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326) {named}
        ORDER BY geometry <-> pin.pin LIMIT %(limit)s
    ) AS segment
) AS near
LEFT JOIN roadmap_road AS road ON road.id = near.road_id
WHERE near.m <= %(within)s
ORDER BY near.m, near.id
"""


def nearest_segments(city: City, point: Point, within_m: float, *, named: bool = False) -> list[Candidate]:
    """Segments of the city within so many metres, nearest first."""
    west, south, east, north = widened((point.x, point.y, point.x, point.y), within_m)
    values = {
        "lon": point.x,
        "lat": point.y,
        "city": city.pk,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "within": float(within_m),
        "limit": CANDIDATES,
    }
    rows = rows_of(NEAREST.format(named="AND road_id IS NOT NULL" if named else ""), values)
    return [Candidate(*row[:7], snapped=row[7:]) for row in rows]


def link_point(city: City, point: Point, *, text: str = "", accuracy_m: float | None = None) -> Link:
    """The segment that a pin means, weighed as roadmap/likelihood.py says; a street's name in the text breaks ties."""
    within = max(LINK_WITHIN_M, min(accuracy_m or 0.0, 500.0))
    near = nearest_segments(city, point, within)
    named = next((one for one in near if one.street), None)
    street = named or next(iter(nearest_segments(city, point, NAME_WITHIN_M, named=True)), None)
    best = _by_street(near)
    noise = noise_of(accuracy_m)
    told = _told_by(text, best)
    likely = told or best
    listed = [one.to_json() for one in [*told, *(one for one in best if one not in told)][:5]]
    if not likely:
        return Link(street=street.street if street else None, distance_m=street and round(street.distance_m, 1))
    if _is_a_tie(likely, noise):
        return Link(street=street and street.street, distance_m=round(likely[0].distance_m, 1), candidates=listed)
    chosen = _likeliest_way(point, [one for one in near if _street_of(one) == _street_of(likely[0])], noise)
    confidence = share(likely[0].distance_m, [one.distance_m for one in likely[1:]], noise)
    return Link(
        segment_id=chosen.segment_id,
        osm_way_id=chosen.osm_way_id,
        street=chosen.street or (street and street.street),
        distance_m=round(chosen.distance_m, 1),
        position=chosen.position,
        confidence=round(confidence, 3),
        snapped=chosen.snapped,
        side=side_seen_from(chosen.snapped, point, chosen.distance_m, accuracy_m),
        candidates=listed,
    )


def _street_of(one: Candidate) -> object:
    """Nameless ways count each for itself."""
    return one.road_id or ("way", one.osm_way_id)


def _by_street(near: list[Candidate]) -> list[Candidate]:
    """The nearest segment of each street."""
    seen: dict[object, Candidate] = {}
    for one in near:
        seen.setdefault(_street_of(one), one)
    return list(seen.values())


def _told_by(text: str, best: list[Candidate]) -> list[Candidate]:
    """Those whose streets the text names."""
    named = [one for one in best if one.road_id]
    told = named_in(text, {one.road_id for one in named}) if text and len(best) > 1 else set()
    return [one for one in named if one.road_id in told]


def _is_a_tie(best: list[Candidate], noise_m: float) -> bool:
    """Two named streets that are equally likely, none nearer than they."""
    named = [one for one in best if one.street]
    if len(named) < 2 or named[0] is not best[0]:
        return False
    return are_alike(named[0].distance_m, named[1].distance_m, noise_m)


def _likeliest_way(point: Point, near: list[Candidate], noise_m: float) -> Candidate:
    """Of a street's segments (nearest first) the likeliest one of its likeliest way."""
    if len(near) == 1:
        return near[0]
    east, north = metres_a_degree(point.y)
    weights = {}
    for one in near:
        corners = shapely.get_coordinates(shapely.from_wkb(one.wkb)) - (point.x, point.y)
        weights[one.segment_id] = along((corners * (east, north)).tolist(), noise_m)
    ways: dict[int, float] = {}
    for one in near:
        ways[one.osm_way_id] = ways.get(one.osm_way_id, 0.0) + weights[one.segment_id]
    likeliest = max(ways, key=ways.__getitem__)
    return max((one for one in near if one.osm_way_id == likeliest), key=lambda one: weights[one.segment_id])


def side_seen_from(axis: tuple[float, float], point: Point, distance_m: float, accuracy_m: float | None = None) -> str:
    """To which point of the compass the pin lies from its place on the axis (lon, lat); none where the error may have
    put it there."""
    if distance_m < max(SIDE_FROM_M, (accuracy_m or 0.0) / 2):
        return ""
    east, north = metres_a_degree(point.y)
    return side_of(((point.x - axis[0]) * east, (point.y - axis[1]) * north))


def match_geometry(city: City, geometry: GEOSGeometry, direction: str = "both") -> list[Span]:
    """Spans of the network under a drawn line, multi-line, area or point (a point has none).

    `direction` (both, forward, backward) is relative to the drawn line. A line means its street: of a dual carriageway
    «both» takes both sides and one direction the side that runs that way, whichever of them the line lies on. Of a
    one-way street that runs the other way nothing is taken unless both are meant.
    """
    shape = to_metres(shape_of(geometry), city.metric_srid)
    around = _segments_around(city, geometry)
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return list(_inside(shape, around))
    lines = shape.geoms if shape.geom_type == "MultiLineString" else [shape]
    drawn = [line for line in lines if isinstance(line, LineString)]
    runs = list(_runs(drawn, around)) if drawn and around else []
    beside = [span for run in runs if run.means_other_side(direction) for span in run.spans("both")]
    return _merged([*(span for run in runs for span in run.spans(direction)), *other_sides(city, beside)])


def _segments_around(city: City, geometry: GEOSGeometry) -> list[Segment]:
    return Segment.among(
        RoadSegment.objects.filter(city=city).in_bbox(box_of(*widened(geometry.extent, DRAWN_WITHIN_M))), city
    )


def _inside(area: BaseGeometry, around: list[Segment]) -> Iterator[Span]:
    """The parts of each segment that lie in the area; only those on its border are cut."""
    shapely.prepare(area)
    for segment in around:
        if not area.intersects(segment.line):
            continue
        inside = segment.line if area.contains_properly(segment.line) else segment.line.intersection(area)
        parts = [part for part in _lines(inside) if part.length >= SHORTEST_M]
        for part in parts:
            ends = sorted(segment.line.project(shapely.Point(part.coords[i])) for i in (0, -1))
            yield segment.span(*ends, "both")


def _lines(shape: BaseGeometry) -> Iterator[LineString]:
    for part in getattr(shape, "geoms", [shape]):
        if isinstance(part, LineString) and not part.is_empty:
            yield part


@dataclass(frozen=True)
class _Run:
    """A drawn line along a segment, from metre to metre of it."""

    segment: Segment
    low_m: float
    high_m: float
    is_same_way: bool  # as the segment's line

    def spans(self, direction: str) -> Iterator[Span]:
        way = "both" if direction == "both" else "forward" if self.runs(direction) else "backward"
        if not self.segment.is_one_way:
            yield from self.segment.snapped(self.low_m, self.high_m, way)
        elif way != "backward":
            yield from self.segment.snapped(self.low_m, self.high_m, "forward")

    def means_other_side(self, direction: str) -> bool:
        return self.segment.is_one_way and (direction == "both" or not self.runs(direction))

    def runs(self, direction: str) -> bool:
        """Whether traffic that goes this way of the drawn line goes along the segment's line."""
        return self.is_same_way == (direction == "forward")


def _runs(lines: list[LineString], around: list[Segment]) -> Iterator[_Run]:
    """Walks the drawn lines in small steps; each step belongs to the nearest segment that runs along."""
    runs: dict[tuple[int, int], list[tuple[float, bool]]] = {}
    for line, index, position, is_same_way in _stops(_steps(lines), around):
        runs.setdefault((line, index), []).append((position, is_same_way))
    for (_line, index), stops in runs.items():
        metres = [at for at, _same in stops]
        yield _Run(around[index], min(metres), max(metres), sum(1 if same else -1 for _at, same in stops) > 0)


def _steps(lines: list[LineString]) -> numpy.ndarray:
    """A row every few metres along the lines: x, y, the course there, and which of the lines it is."""
    return numpy.vstack([_steps_of(line, number) for number, line in enumerate(lines)])


def _steps_of(line: LineString, number: int) -> numpy.ndarray:
    """One walk over the line's points, however many they are: `interpolate` would begin anew for each step."""
    corners = shapely.get_coordinates(line)
    at_corners = numpy.concatenate([[0.0], numpy.hypot(*numpy.diff(corners, axis=0).T).cumsum()])
    length = at_corners[-1]
    at = numpy.linspace(0.0, length, max(2, int(length // STEP_M) + 1) + 1)

    def places(metres: numpy.ndarray) -> numpy.ndarray:
        return numpy.column_stack([numpy.interp(metres, at_corners, axis) for axis in corners.T])

    before, after = places((at - STEP_M / 2).clip(0.0)), places((at + STEP_M / 2).clip(max=length))
    return numpy.column_stack([places(at), courses(before, after), numpy.full(len(at), number)])


def _stops(steps: numpy.ndarray, around: list[Segment]) -> Iterator[tuple[int, int, float, bool]]:
    """Line, index of the segment, metres along it and whether it runs the same way, of each step that has a segment."""
    lines = numpy.array([segment.line for segment in around])
    tree = shapely.STRtree(lines)
    for first in range(0, len(steps), STEPS_AT_ONCE):
        some = steps[first : first + STEPS_AT_ONCE]
        near = _Near.of(some, lines, tree)
        for step, index, position, is_same_way in zip(*near.told(near.nearest_of_each_step()), strict=True):
            yield int(some[step, 3]), int(index), float(position), bool(is_same_way)


@dataclass(frozen=True)
class _Near:
    """Pairs of a step and a segment within reach of it, column by column."""

    step: numpy.ndarray
    index: numpy.ndarray
    position: numpy.ndarray
    distance: numpy.ndarray
    apart: numpy.ndarray  # degrees between the two courses

    @classmethod
    def of(cls, steps: numpy.ndarray, lines: numpy.ndarray, tree: shapely.STRtree) -> "_Near":
        points = shapely.points(steps[:, :2])
        step, index = tree.query(points, predicate="dwithin", distance=DRAWN_WITHIN_M)
        there, at = lines[index], points[step]
        position, length = shapely.line_locate_point(there, at), shapely.length(there)
        ends = ((position - 2).clip(0.0), numpy.minimum(position + 2, length))
        before, after = (shapely.get_coordinates(shapely.line_interpolate_point(there, end)) for end in ends)
        apart = turns(steps[step, 2], courses(before, after))
        return cls(step, index, position, shapely.distance(there, at), apart)

    @property
    def is_same_way(self) -> numpy.ndarray:
        return self.apart <= 90

    def nearest_of_each_step(self) -> numpy.ndarray:
        """Nearly parallel; of equally near ones (to a micrometre) the first."""
        pairs = numpy.flatnonzero(numpy.minimum(self.apart, 180 - self.apart) <= ALONG_DEGREES)
        ordered = pairs[numpy.lexsort((self.index[pairs], self.distance[pairs].round(6), self.step[pairs]))]
        return ordered[numpy.unique(self.step[ordered], return_index=True)[1]]

    def told(self, pairs: numpy.ndarray) -> tuple[numpy.ndarray, ...]:
        return self.step[pairs], self.index[pairs], self.position[pairs], self.is_same_way[pairs]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """One span a segment and direction: a line drawn in pieces may touch a segment twice."""
    joined: dict[tuple[int, str], Span] = {}
    for span in spans:
        key = (span.segment_id, span.direction)
        old = joined.get(key, span)
        joined[key] = Span(
            span.segment_id,
            min(old.start_position, span.start_position),
            max(old.end_position, span.end_position),
            span.direction,
        )
    return list(joined.values())
