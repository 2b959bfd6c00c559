"""Both of two parallel arterials: main streets beside each other that are shut the same way in the same hours."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy
import shapely
from django.utils.translation import gettext as _
from shapely import LineString

from closures.conflicts.clash import MOST, FoundClash
from closures.conflicts.hours import first_of, held, meets
from closures.models import ClashCode, RoadEvent
from roadmap.geometry import courses, geos_of, to_degrees, turns, united, widened
from roadmap.postgis import rows_of

CLASSES = ("primary", "secondary")
WITHIN_M, ALONG_M = 400.0, 200.0  # apart, and side by side, as the department counts them
STEP_M, ALIKE_DEGREES = 10.0, 30.0

# What shuts all lanes, for all: whoever comes there needs the other street.
SHUT = "phase.told_impact = 'all-lanes-closed'"
SHUT_LINES = """
    ST_AsBinary(ST_Transform(ST_LineSubstring(segment.geometry, span.start_position, span.end_position), %(srid)s)),
    span.direction, segment.road_id, road.name
FROM {phases}
JOIN closures_segmentspan AS span ON span.phase_id = phase.id
JOIN roadmap_roadsegment AS segment ON segment.id = span.segment_id AND segment.highway = ANY(%(classes)s)
LEFT JOIN roadmap_road AS road ON road.id = segment.road_id
"""
MINE = "SELECT phase.number, {lines} WHERE phase.event_id = %(event)s AND {shut}"
THEIRS = """
WITH mine AS MATERIALIZED (
    SELECT number, {held} AS held FROM closures_phase AS phase WHERE event_id = %(event)s AND {shut}
), near AS MATERIALIZED (
    SELECT mine.number, phase.id, phase.event_id, mine.held * {held} AS hours
    FROM mine JOIN closures_phase AS phase ON {meets}
        AND phase.geometry && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
        AND phase.told && tstzrange(%(at)s::timestamptz, NULL) AND {shut} AND phase.event_id <> %(event)s
    JOIN closures_roadevent AS event ON event.id = phase.event_id AND event.status = 'published'
)
SELECT phase.number, phase.event_id, {first}, {lines}
ORDER BY phase.event_id, phase.number, span.id
"""
SQL_MINE = MINE.format(lines=SHUT_LINES.format(phases="closures_phase AS phase"), shut=SHUT)
SQL_THEIRS = THEIRS.format(
    held=held("phase"),
    meets=meets("mine.held", "phase"),
    first=first_of("phase.hours"),
    lines=SHUT_LINES.format(phases="near AS phase"),
    shut=SHUT,
)


@dataclass(frozen=True)
class Shut:
    """A stretch of an arterial, in metres, in the direction that is shut."""

    line: LineString
    road: int | None
    street: str

    @classmethod
    def of(cls, shape: bytes, direction: str, road: int | None, street: str | None) -> Iterator["Shut"]:
        line = shapely.from_wkb(bytes(shape))
        if direction != "backward":
            yield cls(line, road, street or "")
        if direction != "forward":
            yield cls(line.reverse(), road, street or "")


def found(event: RoadEvent, at: datetime) -> Iterator[FoundClash]:
    values = {"event": event.pk, "at": at, "srid": event.city.metric_srid, "classes": list(CLASSES)}
    mine: dict[int, list[Shut]] = defaultdict(list)
    for number, *row in rows_of(SQL_MINE, values):
        mine[number] += Shut.of(*row)
    if not mine:
        return
    theirs: dict[tuple, list[Shut]] = defaultdict(list)
    for number, other, start, end, *row in rows_of(SQL_THEIRS, values | _around(event, mine)):
        theirs[number, other, start, end] += Shut.of(*row)
    for (number, other, start, end), shut in list(theirs.items())[:MOST]:
        beside = [each for each in shut if _beside_m(mine.get(number, ()), [each]) > 0]
        if beside and _beside_m(mine[number], beside) >= ALONG_M:
            words = _("both of two parallel main streets are shut: %(street)s, %(when)s.")
            lines = {each.line.normalize().wkb: each.line for each in beside}.values()  # both ways are one line
            shape = united([geos_of(to_degrees(line, event.city.metric_srid)) for line in lines])
            streets = _names(mine[number], beside)
            yield FoundClash(ClashCode.PARALLEL, number, shape, words, other, streets, (start, end))


def _around(event: RoadEvent, mine: dict[int, list[Shut]]) -> dict[str, float]:
    bounds = shapely.total_bounds([each.line for lines in mine.values() for each in lines])
    box = widened(to_degrees(shapely.box(*bounds), event.city.metric_srid).bounds, WITHIN_M)
    return dict(zip(("west", "south", "east", "north"), box, strict=True))


def _names(mine: Sequence[Shut], theirs: Sequence[Shut]) -> str:
    names = dict.fromkeys(each.street for each in (*mine, *theirs) if each.street)
    return ", ".join(names)


def _beside_m(mine: Sequence[Shut], theirs: Sequence[Shut]) -> float:
    """Metres of mine abreast of which another street of theirs runs the same way. What is shut both ways stands there
    twice, so it is counted by itself each way."""
    if not mine or not theirs:
        return 0.0
    along = _heading(max((each.line for each in mine), key=lambda line: line.length))
    metres = [0.0, 0.0]
    for each in {shut.line.wkb: shut for shut in mine}.values():
        metres[int(numpy.dot(_heading(each.line), along) < 0)] += _abreast_m(each, theirs)
    return max(metres)


def _heading(line: LineString) -> numpy.ndarray:
    first, last = shapely.get_coordinates(line)[[0, -1]]
    return last - first


def _abreast_m(one: Shut, theirs: Sequence[Shut]) -> float:
    others = [other.line for other in theirs if other.road is None or other.road != one.road]
    places, headings, step_m = _steps(one.line)
    return step_m * int(_abreast(places, headings, others).sum())


def _steps(line: LineString) -> tuple[numpy.ndarray, numpy.ndarray, float]:
    """Middles of steps along it, their courses and how long each is."""
    count = max(1, round(line.length / STEP_M))
    metres = (numpy.arange(count) + 0.5) * line.length / count
    places = shapely.line_interpolate_point(line, metres)
    return places, _courses_at(numpy.full(count, line), metres), line.length / count


def _courses_at(lines: numpy.ndarray, metres: numpy.ndarray) -> numpy.ndarray:
    ends = (metres - 2).clip(0.0), numpy.minimum(metres + 2, shapely.length(lines))
    return courses(*(shapely.get_coordinates(shapely.line_interpolate_point(lines, end)) for end in ends))


def _abreast(places: numpy.ndarray, headings: numpy.ndarray, lines: Sequence[LineString]) -> numpy.ndarray:
    """Of each place whether one of the lines runs beside it, the same way."""
    is_beside = numpy.zeros(len(places), dtype=bool)
    if not lines:
        return is_beside
    step, side = shapely.STRtree(lines).query(places, predicate="dwithin", distance=WITHIN_M)
    others = numpy.array(lines)[side]
    metres = shapely.line_locate_point(others, places[step])
    is_inside = (metres > 0) & (metres < shapely.length(others))
    is_alike = turns(headings[step], _courses_at(others, metres)) <= ALIKE_DEGREES
    is_beside[step[is_inside & is_alike]] = True
    return is_beside
