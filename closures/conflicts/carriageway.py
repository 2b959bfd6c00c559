"""The same carriageway at the same time: works on works, works or a public event on a public event, and whatever says
the same twice: a ban for the same vehicles, a ban to park."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from closures.conflicts.clash import MOST, FoundClash, geometry_of
from closures.conflicts.hours import first_of, held, meets
from closures.kinds import FOR_A_PUBLIC_EVENT, WORKS
from closures.models import ClashCode, RoadEvent
from roadmap.postgis import rows_of
from roadmap.spans import SHORTEST_M

PUBLIC_EVENT = "public-event"
KINDS_THAT_CLASH = (*WORKS, PUBLIC_EVENT)
PARKING = "parking-change"  # clashes with nothing but another of its kind


def of_one_carriageway(span: str, other: str) -> str:
    """SQL, by the aliases of two spans of one segment: whether some direction is held by both."""
    return f"({span}.direction = 'both' OR {other}.direction IN ('both', {span}.direction))"


# What leaves all lanes open, or is a ban for some vehicles, takes nothing of the carriageway.
ROOM = "all-lanes-open"


def says_the_same(one: str, other: str) -> str:
    """SQL, by two aliases with kind, cause, impact, classes and spaces: whether they forbid the same vehicles, or to
    park in the same spaces. Limits of speed and works beside the road may stand twice."""
    return f"({one}.classes && {other}.classes OR {_takes_the_same_spaces(one, other)})"


def _takes_the_same_spaces(one: str, other: str) -> str:
    """A ban to park on all of a stretch takes all spaces there; of two that count theirs each takes its own, and of two
    for other vehicles. A count that comes again for one cause was entered twice."""
    is_of_parking = f"{one}.kind = '{PARKING}' AND {other}.kind = '{PARKING}'"
    for_others = f"cardinality({one}.classes) > 0 AND cardinality({other}.classes) > 0"
    are_counted = f"{one}.spaces IS NOT NULL AND {other}.spaces IS NOT NULL"
    is_again = f"{one}.spaces = {other}.spaces AND {one}.cause = {other}.cause"
    return f"{is_of_parking} AND NOT ({for_others}) AND NOT ({are_counted} AND NOT ({is_again}))"


def takes_the_same_room(one: str, other: str) -> str:
    return f"({one}.impact <> '{ROOM}' AND {other}.impact <> '{ROOM}')"


# By segment_id, as far as own spans reach: however many events there are elsewhere.
SHARED = """
WITH mine AS MATERIALIZED (
    SELECT phase.id, phase.number, {held} AS held, event.kind, event.cause, phase.told_impact AS impact,
           phase.told_classes AS classes, event.parking_places AS spaces
    FROM closures_phase AS phase JOIN closures_roadevent AS event ON event.id = phase.event_id
    WHERE phase.event_id = %(event)s
), shared AS (
    SELECT mine.number, mine.held, {room} AS takes_room, {same} AS is_the_same, theirs.id AS phase,
           theirs.event_id AS event, event.kind, event.cause, event.agency_id AS agency, road.name AS street,
           greatest(own.start_position, other.start_position) AS low,
           least(own.end_position, other.end_position) AS high, segment.length_m, segment.geometry,
           {their_hours} AS their_hours
    FROM mine
    JOIN closures_segmentspan AS own ON own.phase_id = mine.id
    JOIN closures_segmentspan AS other ON other.segment_id = own.segment_id
        AND other.start_position < own.end_position AND own.start_position < other.end_position
        AND {alike}
    JOIN closures_phase AS theirs ON theirs.id = other.phase_id AND theirs.event_id <> %(event)s
        AND {meets}
    JOIN closures_roadevent AS event ON event.id = theirs.event_id
        AND event.status = 'published' AND event.kind = ANY(%(kinds)s)
    CROSS JOIN LATERAL (
        SELECT event.kind, event.cause, theirs.told_impact AS impact, theirs.told_classes AS classes,
               event.parking_places AS spaces
    ) AS told
    JOIN roadmap_roadsegment AS segment ON segment.id = own.segment_id
    LEFT JOIN roadmap_road AS road ON road.id = segment.road_id
)
SELECT number, event, kind, cause, agency, takes_room, is_the_same,
       (array_agg(street ORDER BY (high - low) * length_m DESC) FILTER (WHERE street IS NOT NULL))[1],
       {first},
       ST_AsBinary(ST_CollectionExtract(ST_Collect(ST_LineSubstring(geometry, low, high)), 2))
FROM shared
GROUP BY number, phase, event, kind, cause, agency, takes_room, is_the_same
HAVING sum((high - low) * length_m) >= %(least)s
ORDER BY event, number, phase LIMIT {most}
"""
SQL = SHARED.format(
    alike=of_one_carriageway("own", "other"),
    held=held("phase"),
    their_hours=held("theirs"),
    meets=meets("mine.held", "theirs"),
    room=takes_the_same_room("mine", "told"),
    same=says_the_same("mine", "told"),
    first=first_of("(array_agg(held * their_hours))[1]"),
    most=MOST,
)


def found(event: RoadEvent, at: datetime) -> Iterator[FoundClash]:
    kinds = [PARKING] if event.kind == PARKING else list(KINDS_THAT_CLASH)
    if event.kind not in kinds:
        return
    values = {"event": event.pk, "at": at, "kinds": kinds, "least": SHORTEST_M}
    for number, other, kind, cause, agency, takes_room, is_the_same, street, start, end, shape in rows_of(SQL, values):
        code = _code(event, kind, takes_room or is_the_same)
        if code and not _is_made_for(event, kind, cause, agency):
            place, geometry = street or _("Nameless road"), geometry_of(shape)
            yield FoundClash(code, number, geometry, _words(code, takes_room), other, place, (start, end))


def _code(event: RoadEvent, kind: str, is_met: bool) -> ClashCode | None:
    if event.kind == kind == PUBLIC_EVENT:
        return ClashCode.SAME_PLACE
    if PUBLIC_EVENT in (event.kind, kind):
        return ClashCode.PUBLIC_EVENT if kind == PUBLIC_EVENT else ClashCode.IN_PUBLIC_EVENT
    return ClashCode.SAME_PLACE if is_met else None


def _is_made_for(event: RoadEvent, kind: str, cause: str, agency: int) -> bool:
    """The closure of the streets of a festival, by the agency that entered the festival."""
    if event.agency_id != agency or {event.kind, kind} == {PUBLIC_EVENT}:
        return False
    made_for = {(event.kind, cause), (kind, event.cause)}
    return any(one == PUBLIC_EVENT and why in FOR_A_PUBLIC_EVENT for one, why in made_for)


def _words(code: ClashCode, takes_room: bool) -> str:
    if code == ClashCode.PUBLIC_EVENT:
        return _("a public event in the same place: %(street)s, %(when)s.")
    if code == ClashCode.IN_PUBLIC_EVENT:
        return _("works in the place of the public event: %(street)s, %(when)s.")
    if not takes_room:
        return _("the same restriction holds there already: %(street)s, %(when)s.")
    return _("the same carriageway at the same time: %(street)s, %(when)s.")
