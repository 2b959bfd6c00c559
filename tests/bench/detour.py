"""Ways round random closures: how long they take beside the bare search by pgRouting, and whether they are right.

What is right is asked of the database by SQL that shares nothing with the search, and of Valhalla where it is there.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import median
from time import perf_counter

from django.db import connection

from closures.detours.around import WayRound, next_held, ways_round
from roadmap.importers.run import import_file
from roadmap.models import City, RoadSegment
from roadmap.paths import Part, Way

from . import closing, judging
from .bench import Bench
from .figures import Figure

CLOSURES, LIMIT_MS, LONGER = 100, 300.0, 1.1
RESTRICTED = "moscow_ostankino.osm.gz"  # beside the extract, with turn restrictions

SHUT_PARTS = """
SELECT count(*) FROM unnest(%(segments)s::bigint[], %(starts)s::float8[], %(ends)s::float8[], %(ways)s::text[])
    AS part(segment, enters, leaves, way)
JOIN closures_segmentspan AS span ON span.segment_id = part.segment AND span.direction IN ('both', part.way)
JOIN closures_phase AS phase ON phase.id = span.phase_id
JOIN closures_roadevent AS event ON event.id = phase.event_id
WHERE event.status = 'published' AND phase.vehicle_impact = 'all-lanes-closed'
  AND (phase.in_force @> %(at)s::timestamptz OR phase.held_on @> %(at)s::timestamptz)
  AND span.start_position < greatest(part.enters, part.leaves) AND span.end_position > least(part.enters, part.leaves)
"""
# Signs for all vehicles and hours: a path that is driven as a whole, or left before its end where no sign leads.
FORBIDDEN_TURNS = """
WITH driven AS (SELECT %(segments)s::bigint[] AS path), steps AS (
    SELECT sign.is_only, sign.path, sign.junction_id, driven.path AS whole, first
    FROM roadmap_turnrestriction AS sign, driven, generate_subscripts(driven.path, 1) AS first,
         roadmap_roadsegment AS left_one
    WHERE left_one.id = driven.path[first]
      AND sign.junction_id = CASE (%(ways)s::text[])[first]
          WHEN 'forward' THEN left_one.end_id ELSE left_one.start_id END
      AND sign.city_id = %(city)s AND sign.vehicles = '{}' AND sign.condition = ''
      AND NOT sign.exceptions && '{motorcar,motor_vehicle,vehicle}'::varchar[]
)
SELECT count(*) FROM steps
WHERE CASE WHEN is_only
    THEN whole[first:first + cardinality(path) - 2] = path[:cardinality(path) - 1]
         AND first + cardinality(path) - 1 <= cardinality(whole)
         AND whole[first + cardinality(path) - 1] <> path[cardinality(path)]
         AND NOT EXISTS (
             SELECT FROM roadmap_turnrestriction AS also
             WHERE also.is_only AND also.junction_id = steps.junction_id
               AND also.path = steps.path[:cardinality(steps.path) - 1] || whole[first + cardinality(steps.path) - 1])
    ELSE whole[first:first + cardinality(path) - 1] = path END
"""
SHUT_EDGES = """
SELECT array_agg(segment_id) FILTER (WHERE span.direction IN ('both', 'forward')),
       array_agg(segment_id) FILTER (WHERE span.direction IN ('both', 'backward'))
FROM closures_segmentspan AS span
JOIN closures_phase AS phase ON phase.id = span.phase_id
JOIN closures_roadevent AS event ON event.id = phase.event_id
WHERE event.status = 'published' AND event.city_id = %(city)s AND phase.vehicle_impact = 'all-lanes-closed'
  AND phase.in_force @> %(at)s::timestamptz
"""
REACHED = """
SELECT count(*) FROM pgr_dijkstra($edges$
    SELECT id, start_id AS source, end_id AS target,
           CASE WHEN id = ANY({along}) THEN -1 ELSE length_m END AS cost,
           CASE WHEN direction = 'forward' OR id = ANY({against}) THEN -1 ELSE length_m END AS reverse_cost
    FROM roadmap_roadsegment WHERE city_id = {city}$edges$, {start}, {end}, true)
"""


def measure(bench: Bench) -> Iterator[Figure]:
    yield from _of_city(bench, bench.city, bench.network.name)
    restricted = bench.network.parent / RESTRICTED
    if restricted.is_file():
        imported = import_file(restricted, at=bench.at)
        yield from _of_city(bench, City.objects.get(slug=imported.city), RESTRICTED)


def _of_city(bench: Bench, city: City, name: str) -> Iterator[Figure]:
    count = min(CLOSURES, bench.events // 4, city.segments.filter(length_m__gte=40).count())
    with closing.closed(city, count, bench.at) as events:
        asked = [_timed(event, bench.at) for event in events]
        found = [(moment, one) for moment, ways, _ms in asked for one in ways]
        ways = [(moment, one.way) for moment, one in found if one.way]
        note = f"{name}: {count} closures, {len(found)} ways of traffic, {len(found) - len(ways)} without"
        shut = _row(SHUT_EDGES, {"city": city.pk, "at": bench.at})
        now = [one for moment, one in found if moment == bench.at]
        bare = [_bare(city, one, shut) for one in now]
        alone = median(milliseconds for _is_reached, milliseconds in bare)
        times = sorted(milliseconds for *_, milliseconds in asked)
        yield Figure("detour, median", median(times), LIMIT_MS, bare=alone, note=note)
        yield Figure("detour, 95 of 100", times[int(0.95 * len(times))], LIMIT_MS, note="bare: pgr_dijkstra")
        yield _count("detour, parts shut in their hours", sum(_shut_parts(way, at) for at, way in ways), note)
        yield _count("detour, forbidden turns", sum(_forbidden(city, one) for _at, one in found if one.way), note)
        lost = sum(is_reached for one, (is_reached, _ms) in zip(now, bare, strict=True) if not one.way)
        if not city.turn_restrictions.exists():  # of which pgr_dijkstra knows nothing
            yield _count("detour, none told though there is one", lost, "by pgr_dijkstra")
        driven = [(one, _length_m(_driven(one)) if one.way else None) for one in now]
        yield from judging.figures(city, driven, shut, LONGER)


def _timed(event, at: datetime) -> tuple[datetime, list[WayRound], float]:
    started = perf_counter()
    ways = ways_round(event, at)
    return next_held(event, at), ways, (perf_counter() - started) * 1000


def _count(name: str, wrong: int, note: str) -> Figure:
    return Figure(name, float(wrong), 0.0, unit="", note=note)


def _shut_parts(way: Way, at: datetime) -> int:
    columns = list(zip(*way.parts, strict=True))
    values = {"segments": list(columns[0]), "starts": list(columns[1]), "ends": list(columns[2]), "at": at}
    return _one(SHUT_PARTS, values | {"ways": [part.direction for part in way.parts]})


def _forbidden(city: City, one: WayRound) -> int:
    driven = _driven(one)
    values = {"segments": [part.segment_id for part in driven], "ways": [part.direction for part in driven]}
    return _one(FORBIDDEN_TURNS, values | {"city": city.pk})


def _driven(one: WayRound) -> list[Part]:
    """With the usual way before and after it: where it leaves that and comes back there are turns, too."""
    first, last = (_ends(one.way.parts[end])[end] for end in (0, -1))
    usual = [Part(abs(edge.key), 0.0, 1.0, edge.key > 0) for edge in one.through.usual]
    before = next((at for at, edge in enumerate(one.through.usual) if edge.start == first), 0)
    after = next((at for at, edge in enumerate(one.through.usual) if edge.end == last), len(usual))
    return [*usual[:before], *one.way.parts, *usual[after + 1 :]]


def _length_m(parts: Sequence[Part]) -> float:
    """Also where the way round is shorter than the usual one, which was chosen for its minutes."""
    lengths = dict(RoadSegment.objects.filter(pk__in={part.segment_id for part in parts}).values_list("pk", "length_m"))
    return sum(lengths[part.segment_id] * part.share for part in parts)


def _ends(part: Part) -> tuple[int, int]:
    """Its junctions in the order of travel."""
    start, end = RoadSegment.objects.values_list("start_id", "end_id").get(pk=part.segment_id)
    return (start, end) if part.is_forward else (end, start)


def _bare(city: City, one: WayRound, shut: Sequence[list[int] | None]) -> tuple[bool, float]:
    """Whether pgRouting finds a way between the junctions next to what is shut, and its milliseconds."""
    along, against = (_numbers(numbers or []) for numbers in shut)
    start, end = one.through.shut[0].start, one.through.shut[-1].end
    sql = REACHED.format(along=along, against=against, city=city.pk, start=start, end=end)
    started = perf_counter()
    return bool(_one(sql, None)), (perf_counter() - started) * 1000


def _numbers(numbers: Sequence[int]) -> str:
    return f"ARRAY[{','.join(map(str, numbers))}]::bigint[]"


def _one(sql: str, values: dict | None) -> int:
    return _row(sql, values)[0]


def _row(sql: str, values: dict | None) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()
