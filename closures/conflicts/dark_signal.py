"""A dark signal at a junction of a way round: of mine, or, where it is the outage that goes out, of another's."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from closures.conflicts.clash import MOST, FoundClash, geometry_of
from closures.conflicts.hours import first_of, held, meets
from closures.kinds import AT_SIGNAL
from closures.models import ClashCode, RoadEvent
from closures.models.lists import SignalMode
from roadmap.models import TrafficSignal
from roadmap.postgis import rows_of

NEAR_DEGREES = 0.002  # of a way, by the index: more than a crossing is wide
AT_THE_END_M = 8.0  # so far before a junction a way reaches it
JUNCTIONS = """
SELECT segment.start_id FROM closures_detourspan AS way JOIN roadmap_roadsegment AS segment
    ON segment.id = way.segment_id
WHERE way.event_id = %(event)s AND way.start_position * segment.length_m <= %(near)s
UNION
SELECT segment.end_id FROM closures_detourspan AS way JOIN roadmap_roadsegment AS segment ON segment.id = way.segment_id
WHERE way.event_id = %(event)s AND (1 - way.end_position) * segment.length_m <= %(near)s
"""
MINE = """
WITH mine AS MATERIALIZED (
    SELECT id, {held} AS held, coalesce(detour_geometry, (
        SELECT ST_SetSRID(ST_Extent(segment.geometry)::geometry, 4326) FROM closures_detourspan AS way
        JOIN roadmap_roadsegment AS segment ON segment.id = way.segment_id WHERE way.event_id = event.id
    )) AS way
    FROM closures_roadevent AS event WHERE id = %(event)s
)
"""
OUTAGES = """
{mine}
SELECT event.id, event.signal_id, signal.name, {first}, ST_AsBinary(signal.geometry)
FROM mine JOIN closures_roadevent AS event ON event.status = 'published' AND event.id <> mine.id
    AND event.kind = ANY(%(kinds)s) AND event.signal_mode <> %(manual)s
    AND event.geometry && ST_Expand(mine.way, {near}) AND {meets}
JOIN roadmap_trafficsignal AS signal ON signal.id = event.signal_id
ORDER BY event.id LIMIT {most}
"""
WAYS = """
{mine}
SELECT event.id, min(road.name), {first}
FROM mine, roadmap_roadsegment AS segment
JOIN closures_detourspan AS way ON way.segment_id = segment.id
JOIN closures_roadevent AS event ON event.id = way.event_id AND event.status = 'published'
LEFT JOIN roadmap_road AS road ON road.id = segment.road_id
WHERE (segment.start_id = ANY(%(junctions)s) AND way.start_position * segment.length_m <= %(near)s
    OR segment.end_id = ANY(%(junctions)s) AND (1 - way.end_position) * segment.length_m <= %(near)s)
  AND event.id <> %(event)s AND {meets}
GROUP BY event.id ORDER BY event.id LIMIT {most}
"""
HELD, MEETS = held("event"), meets("mine.held", "event")
HOURS = f"mine.held * {HELD}"
FRAME = {"mine": MINE.format(held=HELD), "meets": MEETS, "most": MOST}
SQL_OUTAGES = OUTAGES.format(first=first_of(HOURS), near=NEAR_DEGREES, **FRAME)
SQL_WAYS = WAYS.format(first=first_of(f"(array_agg({HOURS}))[1]"), **FRAME)


def found(event: RoadEvent, at: datetime) -> Iterator[FoundClash]:
    values = {"event": event.pk, "at": at, "near": AT_THE_END_M}
    if event.declared.is_at_signal:
        yield from _darkens(event, values)
    elif event.detour_geometry is not None or event.has_way_in_words:
        yield from _on_mine(values)


def _on_mine(values: dict) -> Iterator[FoundClash]:
    more = {"kinds": list(AT_SIGNAL), "manual": SignalMode.MANUAL.value}
    outages = rows_of(SQL_OUTAGES, values | more)
    if not outages:
        return
    passed = {junction for (junction,) in rows_of(JUNCTIONS, values)}
    lit = _junctions_of(row[1] for row in outages)
    for other, signal, name, start, end, shape in outages:
        if passed.intersection(lit[signal]):
            words = _("the traffic signal on the way round is dark: %(street)s, %(when)s.")
            geometry = geometry_of(shape)
            yield FoundClash(ClashCode.DARK_ON_WAY, 1, geometry, words, other, name, (start, end))


def _darkens(event: RoadEvent, values: dict) -> Iterator[FoundClash]:
    if event.signal is None or event.signal_mode == SignalMode.MANUAL:
        return
    junctions = _junctions_of([event.signal_id])[event.signal_id]
    for other, _street, start, end in rows_of(SQL_WAYS, values | {"junctions": junctions}):
        words = _("the signal goes dark on the way round of a closure: %(street)s, %(when)s.")
        yield FoundClash(ClashCode.DARKENS_WAY, 1, event.signal.geometry, words, other, event.signal.name, (start, end))


def _junctions_of(signals) -> Mapping[int, list[int]]:
    return TrafficSignal.objects.all().junctions_of(list(signals))
