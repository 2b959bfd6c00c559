"""The same carriageway at the same time: works on works, and works or a public event on a public event."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from closures.conflicts.clash import MOST, Found, geometry_of
from closures.conflicts.hours import first_of, held, meets
from closures.kinds import WORKS
from closures.models import ClashCode, RoadEvent
from roadmap.postgis import rows_of
from roadmap.spans import SHORTEST_M

PUBLIC_EVENT = "public-event"
KINDS_THAT_CLASH = (*WORKS, PUBLIC_EVENT)
FOR_A_PUBLIC_EVENT = ("event", "sport", "procession")  # causes of a closure that is made for one

# By segment_id, as far as own spans reach: however many events there are elsewhere. What leaves all lanes open, or is a
# ban for some vehicles, takes nothing of the carriageway.
SHARED = """
WITH mine AS MATERIALIZED (
    SELECT phase.id, phase.number, {held} AS held, phase.told_impact
    FROM closures_phase AS phase WHERE phase.event_id = %(event)s
), shared AS (
    SELECT mine.number, mine.held, mine.told_impact AS impact, theirs.id AS phase, theirs.event_id AS event,
           theirs.told_impact AS their_impact, event.kind, event.cause, event.agency_id AS agency, road.name AS street,
           greatest(own.start_position, other.start_position) AS low,
           least(own.end_position, other.end_position) AS high, segment.length_m, segment.geometry,
           {their_hours} AS their_hours
    FROM mine
    JOIN closures_segmentspan AS own ON own.phase_id = mine.id
    JOIN closures_segmentspan AS other ON other.segment_id = own.segment_id
        AND other.start_position < own.end_position AND own.start_position < other.end_position
        AND (own.direction = 'both' OR other.direction IN ('both', own.direction))
    JOIN closures_phase AS theirs ON theirs.id = other.phase_id AND theirs.event_id <> %(event)s
        AND {meets}
    JOIN closures_roadevent AS event ON event.id = theirs.event_id
        AND event.status = 'published' AND event.kind = ANY(%(kinds)s)
    JOIN roadmap_roadsegment AS segment ON segment.id = own.segment_id
    LEFT JOIN roadmap_road AS road ON road.id = segment.road_id
)
SELECT number, event, kind, cause, agency, impact, their_impact,
       (array_agg(street ORDER BY (high - low) * length_m DESC) FILTER (WHERE street IS NOT NULL))[1],
       {first},
       ST_AsBinary(ST_CollectionExtract(ST_Collect(ST_LineSubstring(geometry, low, high)), 2))
FROM shared
GROUP BY number, phase, event, kind, cause, agency, impact, their_impact
HAVING sum((high - low) * length_m) >= %(least)s
ORDER BY event, number, phase LIMIT {most}
"""
SQL = SHARED.format(
    held=held("phase"),
    their_hours=held("theirs"),
    meets=meets("mine.held", "theirs"),
    first=first_of("(array_agg(held * their_hours))[1]"),
    most=MOST,
)
OPEN = "all-lanes-open"


def found(event: RoadEvent, at: datetime) -> Iterator[Found]:
    if event.kind not in KINDS_THAT_CLASH:
        return
    values = {"event": event.pk, "at": at, "kinds": list(KINDS_THAT_CLASH), "least": SHORTEST_M}
    for number, other, kind, cause, agency, impact, theirs, street, start, end, shape in rows_of(SQL, values):
        code = _code(event, kind, impact, theirs)
        if code and not _is_made_for(event, kind, cause, agency):
            place, geometry = street or _("Nameless road"), geometry_of(shape)
            yield Found(code, number, geometry, _words(code), other, place, (start, end))


def _code(event: RoadEvent, kind: str, impact: str, theirs: str) -> ClashCode | None:
    if event.kind == kind == PUBLIC_EVENT:
        return ClashCode.SAME_PLACE
    if PUBLIC_EVENT in (event.kind, kind):
        return ClashCode.PUBLIC_EVENT if kind == PUBLIC_EVENT else ClashCode.IN_PUBLIC_EVENT
    return None if OPEN in (impact, theirs) else ClashCode.SAME_PLACE


def _is_made_for(event: RoadEvent, kind: str, cause: str, agency: int) -> bool:
    """The closure of the streets of a festival, by the agency that entered the festival."""
    if event.agency_id != agency or {event.kind, kind} == {PUBLIC_EVENT}:
        return False
    made_for = {(event.kind, cause), (kind, event.cause)}
    return any(one == PUBLIC_EVENT and why in FOR_A_PUBLIC_EVENT for one, why in made_for)


def _words(code: ClashCode) -> str:
    if code == ClashCode.PUBLIC_EVENT:
        return _("a public event in the same place: %(street)s, %(when)s.")
    if code == ClashCode.IN_PUBLIC_EVENT:
        return _("works in the place of the public event: %(street)s, %(when)s.")
    return _("the same carriageway at the same time: %(street)s, %(when)s.")
