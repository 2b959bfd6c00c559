"""Works that share a stretch of street: at the same hours they clash, one after the other they could be dug once.

One question for a year, whatever it holds. So it is asked of drafts, too, which closures.conflicts leaves out: these
are nobody's closures yet.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from closures.kinds import WORKS
from closures.models import RoadEvent
from closures.programme.works import PLANNED, Year
from closures.workflow import Status
from roadmap.models import City, User
from roadmap.postgis import rows_of

WITHIN = timedelta(days=365)  # between the end of one and the start of the other
LEAST_M = 10.0  # of street; what only meets at a crossing shares less
MOST_CLASHES, MOST_PAIRS = 1_000, 40
OPEN = "all-lanes-open"

# Of several stages in one place each piece of street counts once.
SHARED = """
WITH works AS MATERIALIZED (
    SELECT event.id, event.during, event.in_force, event.status, event.agency_id, event.vehicle_impact AS impact,
           lower(coalesce(nullif(event.performer, ''), agency.name)) AS body
    FROM closures_roadevent AS event JOIN roadmap_agency AS agency ON agency.id = event.agency_id
    WHERE event.city_id = %(city)s AND event.kind = ANY(%(kinds)s) AND event.status = ANY(%(statuses)s)
        AND event.during && tstzrange(%(since)s::timestamptz, %(until)s::timestamptz)
        AND (%(only)s::bigint[] IS NULL OR event.id = ANY(%(only)s))
), held AS MATERIALIZED (
    SELECT DISTINCT works.id AS event, span.segment_id, span.start_position AS low, span.end_position AS high,
           span.direction
    FROM works JOIN closures_phase AS phase ON phase.event_id = works.id
    JOIN closures_segmentspan AS span ON span.phase_id = phase.id
), pairs AS (
    SELECT one.event AS one, other.event AS other, segment.road_id,
           (least(one.high, other.high) - greatest(one.low, other.low)) * segment.length_m AS metres
    FROM held AS one
    JOIN held AS other ON other.segment_id = one.segment_id AND one.event < other.event
        AND one.low < other.high AND other.low < one.high {alike}
    JOIN works AS mine ON mine.id = one.event
    JOIN works AS theirs ON theirs.id = other.event AND {condition}
    JOIN roadmap_roadsegment AS segment ON segment.id = one.segment_id
)
SELECT pairs.one, pairs.other, sum(metres),
       (array_agg(road.name ORDER BY metres DESC) FILTER (WHERE road.name IS NOT NULL))[1]
FROM pairs LEFT JOIN roadmap_road AS road ON road.id = pairs.road_id
GROUP BY pairs.one, pairs.other HAVING sum(metres) >= %(least)s
ORDER BY sum(metres) DESC, pairs.one, pairs.other LIMIT {most}
"""
CLASHES = SHARED.format(
    alike="AND (one.direction = 'both' OR other.direction IN ('both', one.direction))",
    condition="mine.in_force && theirs.in_force AND mine.impact <> %(open)s AND theirs.impact <> %(open)s",
    most=MOST_CLASHES,
)
APART = "greatest(lower(mine.during), lower(theirs.during)) - least(upper(mine.during), upper(theirs.during))"
IN_THE_YEAR = "tstzrange(%(first)s::timestamptz, %(last)s::timestamptz)"
ONE_AFTER_THE_OTHER = SHARED.format(
    alike="",
    condition=f"""mine.body <> theirs.body AND NOT mine.during && theirs.during
        AND {APART} <= %(apart)s::interval AND 'draft' IN (mine.status, theirs.status)
        AND (mine.during && {IN_THE_YEAR} OR theirs.during && {IN_THE_YEAR})""",
    most=MOST_PAIRS,
)


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


def clashing(city: City, year: Year, among: Collection[int] | None = None) -> list[tuple[int, int]]:
    """Pairs of the year's works, or of those `among` them, that take the same carriageway at the same hours."""
    only = None if among is None else list(among)
    values = _values(city, year.start, year.end) | {"open": OPEN, "only": only}
    return [(one, other) for one, other, _metres, _street in rows_of(CLASHES, values)]


def dig_once(city: City, year: Year, user: User) -> list[DigOnce]:
    """Works of different bodies on the same stretch, one after the other within a year; the longest stretch first.

    A body is the performer where one is told, else the agency. At least one of the two is a draft, and one lies in the
    year that is asked for.
    """
    values = _values(city, year.start - WITHIN, year.end + WITHIN)
    values |= {"first": year.start, "last": year.end, "apart": WITHIN}
    found = list(rows_of(ONE_AFTER_THE_OTHER, values))
    events = _events({pk for row in found for pk in row[:2]})
    movable = _movable(events, user)
    return [
        _pair(events[one], events[other], metres, street or "", movable)
        for one, other, metres, street in found
        if one in events and other in events
    ]


def _values(city: City, since, until) -> dict:
    values = {"city": city.pk, "since": since, "until": until, "least": LEAST_M, "only": None}
    return values | {"kinds": list(WORKS), "statuses": [str(status) for status in PLANNED]}


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
