"""What a new closure clashes with among a season's events: what asking costs, and whether the right ones are found."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from time import perf_counter

from django.contrib.gis.geos import MultiLineString
from django.db import connection, transaction
from shapely import ops

from closures import actions
from closures.conflicts import clashes_of
from closures.models import RoadEvent
from roadmap.geometry import geos_of, shape_of
from roadmap.models import Agency, RoadSegment

from .bench import Bench
from .figures import Figure
from .load import refresh_statistics

LIMIT_MS = 50.0
NEW, SEEDS = 100, 20  # at most: each round of the measures gives some
NEW_A_ROUND, SEEDS_A_ROUND = 7, 2
DAY = timedelta(days=1)

# The season is made without spans: the segments that its lines and areas cover, and a way round of each tenth event.
SPANS = """
INSERT INTO closures_segmentspan (phase_id, segment_id, start_position, end_position, direction)
SELECT phase.id, segment.id, 0, 1, segment.direction
FROM closures_phase AS phase JOIN closures_roadevent AS event ON event.id = phase.event_id AND event.city_id = %(city)s
JOIN roadmap_roadsegment AS segment ON segment.city_id = event.city_id AND segment.geometry && phase.geometry
    AND ST_CoveredBy(segment.geometry, phase.geometry)
WHERE NOT EXISTS (SELECT FROM closures_segmentspan WHERE phase_id = phase.id)
"""
WAYS = """
INSERT INTO closures_detourspan (event_id, segment_id, start_position, end_position, direction)
SELECT event.id, segment.id, 0, 1, segment.direction
FROM closures_roadevent AS event CROSS JOIN LATERAL (
    SELECT id, direction FROM roadmap_roadsegment WHERE city_id = event.city_id
    ORDER BY geometry <-> ST_Centroid(event.geometry) LIMIT 12
) AS segment
WHERE event.city_id = %(city)s AND event.id %% 10 = 0
"""
LATER = {"planned_start": 3 * DAY, "planned_end": 5 * DAY}
# What two have in common: the first's values, the second's, and what is to be found of the second
PAIRS = {
    "same place": ({}, {}, "same-place"),
    "on a way round": ({"is_way": True}, {}, "on-way-round"),
    "touching": ({"part": (0.0, 0.5)}, {"part": (0.5, 1.0)}, ""),
    "following": ({}, LATER, ""),
    "after the way round": ({"is_way": True}, LATER, ""),
    "other hours": ({"hours": ("06:00", "22:00")}, {"hours": ("22:00", "06:00")}, ""),
}


def measure(bench: Bench) -> Iterator[Figure]:
    with connection.cursor() as cursor:
        for sql in (SPANS, WAYS):
            cursor.execute(sql, {"city": bench.city.pk})
    refresh_statistics()
    with transaction.atomic():
        yield from _times(bench)
        yield from _seeded(bench)
        transaction.set_rollback(True)


def _times(bench: Bench) -> Iterator[Figure]:
    agency, segments = _cast(bench)
    some = Random(11).sample(segments, min(NEW, NEW_A_ROUND * bench.repeats, len(segments)))
    asked = [_timed(_event(bench, agency, segment), bench) for segment in some]
    times, found = sorted(one for one, _count in asked), sum(count for _one, count in asked)
    note = f"{bench.events} events, {len(some)} new closures, {found} clashes"
    yield Figure("clashes, median", times[len(times) // 2], LIMIT_MS, note=note)
    yield Figure("clashes, 95 of 100", times[int(0.95 * len(times))], LIMIT_MS, note=note)


def _timed(event: RoadEvent, bench: Bench) -> tuple[float, int]:
    started = perf_counter()
    found = clashes_of(event, bench.at)
    return (perf_counter() - started) * 1000, len(found)


def _seeded(bench: Bench) -> Iterator[Figure]:
    agency, segments = _cast(bench)
    long = [segment for segment in segments if segment.length_m >= 100]
    seeds = Random(12).sample(long, min(SEEDS, SEEDS_A_ROUND * bench.repeats, len(long)))
    wrong = {"missed": 0, "told for nothing": 0}
    for first, second, code in PAIRS.values():
        for segment in seeds:
            found = _codes_between(bench, agency, segment, first, second)
            wrong["missed" if code else "told for nothing"] += found != ([code] if code else [])
    for name, count in wrong.items():
        yield Figure(f"clashes, {name}", float(count), 0.0, unit="", note=f"{len(PAIRS)} pairs on {len(seeds)} streets")


def _codes_between(bench: Bench, agency: Agency, segment: RoadSegment, first: dict, second: dict) -> list[str]:
    other = _event(bench, agency, segment, **first)
    actions.publish(other, by=None, at=bench.at)
    found = clashes_of(_event(bench, agency, segment, **second), bench.at)
    actions.cancel(other, by=None, at=bench.at)
    return [clash.code for clash in found if clash.event == other.pk]


def _cast(bench: Bench) -> tuple[Agency, list[RoadSegment]]:
    names = {"city": bench.city, "slug": "clashing", "defaults": {"name": "Clashing"}}
    segments = RoadSegment.objects.filter(city=bench.city, length_m__gte=40).order_by("key")
    return Agency.objects.get_or_create(**names)[0], list(segments)


def _event(
    bench: Bench,
    agency: Agency,
    segment: RoadSegment,
    *,
    is_way: bool = False,
    part: tuple[float, float] = (0.0, 1.0),
    hours: tuple[str, str] | None = None,
    planned_start: timedelta = DAY,
    planned_end: timedelta = 3 * DAY,
) -> RoadEvent:
    """A closure of the segment, or one elsewhere that sends its traffic over it."""
    line = geos_of(ops.substring(shape_of(segment.geometry), *part, normalized=True))
    elsewhere = RoadSegment.objects.filter(city=bench.city, length_m__gte=40).exclude(road=segment.road).latest("pk")
    phase = {
        "geometry": elsewhere.geometry if is_way else line,
        "direction": "both" if segment.direction == "both" else "forward",
        "planned_start": bench.at + planned_start,
        "planned_end": bench.at + planned_end,
        "vehicle_impact": "all-lanes-closed",
        "schedule": {"hours": [{"weekdays": None, "start": hours[0], "end": hours[1]}]} if hours else {},
    }
    fields = {"detour_geometry": MultiLineString(line, srid=4326)} if is_way else {}
    event = actions.draft(
        kind="closure", city=bench.city, agency=agency, fields=fields, phases=[phase], by=None, at=bench.at
    )
    return RoadEvent.objects.select_related("city", "agency").get(pk=event.pk)
