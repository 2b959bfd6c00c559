"""A closure on the way round of another, and others on mine: as far as ways round are stored."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from closures.conflicts.clash import MOST, FoundClash, geometry_of
from closures.conflicts.hours import first_of, held, meets
from closures.detours.whom import is_shut_by
from closures.models import ClashCode, Phase, RoadEvent
from roadmap.paths import CAR
from roadmap.postgis import rows_of
from roadmap.spans import SHORTEST_M

TOLD = """
SELECT number, event, phase,
       (array_agg(street ORDER BY (high - low) * length_m DESC) FILTER (WHERE street IS NOT NULL))[1],
       {first},
       ST_AsBinary(ST_CollectionExtract(ST_Collect(ST_LineSubstring(geometry, low, high)), 2))
FROM shared GROUP BY number, event, phase HAVING sum((high - low) * length_m) >= %(least)s
ORDER BY event, number, phase LIMIT {most}
"""
BOTH = """
       road.name AS street, greatest(shut.start_position, way.start_position) AS low,
       least(shut.end_position, way.end_position) AS high, segment.length_m, segment.geometry
"""
MET = """
        AND way.start_position < shut.end_position AND shut.start_position < way.end_position
        AND (shut.direction = 'both' OR way.direction IN ('both', shut.direction))
"""
SEGMENT = """
    JOIN roadmap_roadsegment AS segment ON segment.id = way.segment_id
    LEFT JOIN roadmap_road AS road ON road.id = segment.road_id
"""
ON_OTHERS = """
WITH mine AS MATERIALIZED (
    SELECT id, number, {mine} AS held FROM closures_phase AS phase WHERE id = ANY(%(phases)s)
), shared AS (
    SELECT mine.number, event.id AS event, 0 AS phase, mine.held * {theirs} AS hours, {both}
    FROM mine JOIN closures_segmentspan AS shut ON shut.phase_id = mine.id
    JOIN closures_detourspan AS way ON way.segment_id = shut.segment_id AND way.event_id <> %(event)s {met}
    JOIN closures_roadevent AS event ON event.id = way.event_id AND event.status = 'published'
        AND {meets}
    {segment}
) {told}
"""
ON_MINE = """
WITH mine AS MATERIALIZED (
    SELECT id, {mine} AS held FROM closures_roadevent AS event WHERE id = %(event)s
), shared AS (
    SELECT 1 AS number, event.id AS event, theirs.id AS phase, mine.held * {theirs} AS hours, {both}
    FROM mine JOIN closures_detourspan AS way ON way.event_id = mine.id
    JOIN closures_segmentspan AS shut ON shut.segment_id = way.segment_id {met}
    JOIN closures_phase AS theirs ON theirs.id = shut.phase_id AND theirs.event_id <> %(event)s
        AND {meets}
    JOIN closures_roadevent AS event ON event.id = theirs.event_id AND event.status = 'published'
    {segment}
) {told}
"""
PARTS = {
    "both": BOTH,
    "met": MET,
    "segment": SEGMENT,
    "told": TOLD.format(first=first_of("(array_agg(hours))[1]"), most=MOST),
}
SQL_ON_OTHERS = ON_OTHERS.format(mine=held("phase"), theirs=held("event"), meets=meets("mine.held", "event"), **PARTS)
SQL_ON_MINE = ON_MINE.format(mine=held("event"), theirs=held("theirs"), meets=meets("mine.held", "theirs"), **PARTS)


def found(event: RoadEvent, at: datetime) -> Iterator[FoundClash]:
    values = {"event": event.pk, "at": at, "least": SHORTEST_M}
    yield from _on_others(event, values)
    yield from _on_mine(values)


def _on_others(event: RoadEvent, values: dict) -> Iterator[FoundClash]:
    shut = [phase.pk for phase in event.phases.all() if is_shut_by(phase, CAR)]
    words = _("it shuts the way round of another closure: %(street)s, %(when)s.")
    for row in rows_of(SQL_ON_OTHERS, values | {"phases": shut}) if shut else ():
        yield _found(ClashCode.ON_WAY_ROUND, words, row)


def _on_mine(values: dict) -> Iterator[FoundClash]:
    """Whom the others leave nothing, their phases say."""
    rows = rows_of(SQL_ON_MINE, values)
    phases = Phase.objects.in_bulk({row[2] for row in rows}) if rows else {}
    words = _("the way round is shut: %(street)s, %(when)s.")
    for row in rows:
        if is_shut_by(phases[row[2]], CAR):
            yield _found(ClashCode.WAY_ROUND_SHUT, words, row)


def _found(code: ClashCode, words: str, row: tuple) -> FoundClash:
    number, other, _phase, street, start, end, shape = row
    return FoundClash(code, number, geometry_of(shape), words, other, street or _("Nameless road"), (start, end))
