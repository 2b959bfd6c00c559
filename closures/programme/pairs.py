"""Works that share a stretch of street: at the same hours they clash, one after the other they could be dug once.

One question for a year, whatever it holds. So it is asked of drafts, too, which closures.conflicts leaves out: these
are nobody's closures yet.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from closures.conflicts.carriageway import of_one_carriageway, says_the_same, takes_the_same_room
from closures.kinds import WORKS
from closures.models import RoadEvent
from closures.programme.works import PLANNED, Year
from closures.workflow import Status
from roadmap.models import City, User
from roadmap.postgis import rows_of

WITHIN = timedelta(days=365)  # between the end of one and the start of the other
LEAST_M = 10.0  # of street; what only meets at a crossing shares less
MOST_CLASHES, MOST_PAIRS = 5_000, 40

# Of several stages in one place each piece of street counts once. `metres` of the street two have in common, `at_once`
# those of one carriageway.
SHARED = """
WITH works AS MATERIALIZED (
    SELECT event.id, event.during, event.in_force, event.status, event.kind, event.cause,
           event.vehicle_impact AS impact, event.vehicle_classes AS classes, event.parking_places AS spaces,
           event.during && tstzrange(%(first)s::timestamptz, %(last)s::timestamptz) AS in_year,
           lower(coalesce(nullif(event.performer, ''), nullif(agency.short_name, ''), agency.name)) AS body
    FROM closures_roadevent AS event JOIN roadmap_agency AS agency ON agency.id = event.agency_id
    WHERE event.city_id = %(city)s AND event.kind = ANY(%(kinds)s) AND event.status = ANY(%(statuses)s)
        AND event.during && tstzrange(%(since)s::timestamptz, %(until)s::timestamptz)
), held AS MATERIALIZED (
    SELECT DISTINCT phase.event_id AS event, span.segment_id, span.start_position AS low, span.end_position AS high,
           span.direction, segment.length_m
    FROM closures_phase AS phase JOIN closures_segmentspan AS span ON span.phase_id = phase.id
    JOIN roadmap_roadsegment AS segment ON segment.id = span.segment_id
    WHERE phase.event_id IN (SELECT id FROM works)
), pairs AS MATERIALIZED (
    SELECT event, other, sum(metres) AS metres, sum(metres) FILTER (WHERE is_one_carriageway) AS at_once
    FROM (
        SELECT one.event, other.event AS other,
               (least(one.high, other.high) - greatest(one.low, other.low)) * one.length_m AS metres,
               {alike} AS is_one_carriageway
        FROM held AS one JOIN held AS other ON other.segment_id = one.segment_id AND one.event < other.event
            AND one.low < other.high AND other.low < one.high
    ) AS shared GROUP BY event, other HAVING sum(metres) >= %(least)s
), known AS MATERIALIZED (
    SELECT pairs.*,
           at_once >= %(least)s AND mine.in_year AND theirs.in_year AND ({room} OR {same})
               AND mine.in_force && theirs.in_force AS is_clash,
           mine.body <> theirs.body AND NOT mine.during && theirs.during AND (mine.in_year OR theirs.in_year)
               AND greatest(lower(mine.during), lower(theirs.during)) - least(upper(mine.during), upper(theirs.during))
                   <= %(apart)s::interval
               AND 'draft' IN (mine.status, theirs.status) AS is_apart
    FROM pairs JOIN works AS mine ON mine.id = pairs.event JOIN works AS theirs ON theirs.id = pairs.other
)
(SELECT TRUE, event, other, at_once, count(*) OVER () FROM known WHERE is_clash
    ORDER BY at_once DESC, event, other LIMIT %(most_clashes)s)
UNION ALL
(SELECT FALSE, event, other, metres, count(*) OVER () FROM known WHERE is_apart
    ORDER BY metres DESC, event, other LIMIT %(most_pairs)s)
"""
STREETS = """
SELECT pair.one, pair.other, road.name
FROM unnest(%(ones)s::bigint[], %(others)s::bigint[]) AS pair (one, other) CROSS JOIN LATERAL (
    SELECT road.name
    FROM closures_phase AS mine JOIN closures_segmentspan AS own ON own.phase_id = mine.id
    JOIN closures_segmentspan AS their ON their.segment_id = own.segment_id
        AND own.start_position < their.end_position AND their.start_position < own.end_position
    JOIN closures_phase AS theirs ON theirs.id = their.phase_id AND theirs.event_id = pair.other
    JOIN roadmap_roadsegment AS segment ON segment.id = own.segment_id
    JOIN roadmap_road AS road ON road.id = segment.road_id
    WHERE mine.event_id = pair.one
    ORDER BY segment.length_m * (least(own.end_position, their.end_position)
        - greatest(own.start_position, their.start_position)) DESC LIMIT 1
) AS road
"""
SQL = SHARED.format(
    alike=of_one_carriageway("one", "other"),
    room=takes_the_same_room("mine", "theirs"),
    same=says_the_same("mine", "theirs"),
)


@dataclass(frozen=True)
class Pairs:
    """Pairs by number, those with the longest stretch in common first; `clashes` and `apart` count what there is,
    the lists hold at most MOST_CLASHES and MOST_PAIRS of them. `one_after_the_other` has the metres, too."""

    clashing: list[tuple[int, int]]
    clashes: int
    one_after_the_other: list[tuple[int, int, float]]
    apart: int


@dataclass(frozen=True)
class DigOnce:
    """`moved` is a draft that its reader may move to where `kept` begins; None where only the other body could."""

    one: RoadEvent
    other: RoadEvent
    moved: RoadEvent | None
    shared_m: int
    street: str

    @property
    def kept(self) -> RoadEvent:
        return self.other if self.moved is self.one else self.one


def of_year(city: City, year: Year) -> Pairs:
    """Works that take the same carriageway at the same hours of the year; and works of different bodies on the same
    stretch, one after the other within a year.

    A body is the performer where one is told, else the agency. Of the latter at least one is a draft, and one lies in
    the year that is asked for.
    """
    values = {"city": city.pk, "kinds": list(WORKS), "statuses": [str(status) for status in PLANNED]}
    values |= {"since": year.start - WITHIN, "until": year.end + WITHIN, "first": year.start, "last": year.end}
    values |= {"least": LEAST_M, "apart": WITHIN}
    rows = rows_of(SQL, values | {"most_clashes": MOST_CLASHES, "most_pairs": MOST_PAIRS})
    clashes = [row[1:] for row in rows if row[0]]
    apart = [row[1:] for row in rows if not row[0]]
    return Pairs(
        [(one, other) for one, other, _metres, _count in clashes],
        clashes[0][-1] if clashes else 0,
        [(one, other, metres) for one, other, metres, _count in apart],
        apart[0][-1] if apart else 0,
    )


def dig_once(found: Pairs, user: User) -> list[DigOnce]:
    """The longest stretch first."""
    pairs = found.one_after_the_other
    events = _events({pk for row in pairs for pk in row[:2]})
    movable, streets = _movable(events, user), _streets(pairs)
    return [
        _pair(events[one], events[other], metres, streets.get((one, other), ""), movable)
        for one, other, metres in pairs
        if one in events and other in events
    ]


def _streets(pairs: list[tuple[int, int, float]]) -> dict[tuple[int, int], str]:
    """Of each pair the one of which they share most."""
    if not pairs:
        return {}
    ones, others = [one for one, _other, _metres in pairs], [other for _one, other, _metres in pairs]
    return {(one, other): name for one, other, name in rows_of(STREETS, {"ones": ones, "others": others})}


def _events(numbers: Collection[int]) -> dict[int, RoadEvent]:
    events = RoadEvent.objects.select_related("agency", "city")
    return events.defer("geometry", "detour_geometry", "in_force", "held_on").in_bulk(numbers)


def _movable(events: Collection[int], user: User) -> set[int]:
    drafts = RoadEvent.objects.editable_by(user).filter(pk__in=events, status=Status.DRAFT)
    return set(drafts.values_list("pk", flat=True))


def _pair(one: RoadEvent, other: RoadEvent, metres: float, street: str, movable: set[int]) -> DigOnce:
    """Of two that may be moved the later one comes to the earlier."""
    later_first = sorted((one, other), key=lambda event: event.start, reverse=True)
    moved = next((event for event in later_first if event.pk in movable), None)
    return DigOnce(one, other, moved, round(metres), street)
