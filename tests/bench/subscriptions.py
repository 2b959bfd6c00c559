"""One change among a hundred thousand subscriptions: whom it concerns, by how many questions, and the right ones.

Each tenth is of a trip, and each tenth trip leads over the street of the change.
"""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from closures.derive import rebuild_spans
from closures.kinds.passages import Passage
from closures.models import RoadEvent
from closures.subscriptions.reach import readers_of
from roadmap.models import Road

from .bench import Bench
from .figures import Figure
from .load import refresh_statistics
from .timing import medians

AN_EVENT = 20  # subscriptions for each road event: 100,000 beside a season of 5,000
LIMIT_MS, QUESTIONS = 500.0, 12
ALL = 1_000_000

READERS = """
INSERT INTO roadmap_subscriber (city_id, channel, address, keys, secret, language, created_at)
SELECT %(city)s, 'mail', 'reader-' || number || '@example.org', '{}', 'bench-' || number, 'ru', %(at)s
FROM generate_series(1, %(rows)s) AS number
"""
# As long as two streets, each a way that a made-up driver takes: at any time, on workday mornings, at night.
TRIPS = """
WITH street AS (
    SELECT road.name, array_agg(segment.id ORDER BY segment.id) AS segments,
           row_number() OVER (ORDER BY road.id) AS number, count(*) OVER () AS count
    FROM roadmap_roadsegment AS segment JOIN roadmap_road AS road ON road.id = segment.road_id
    WHERE segment.city_id = %(city)s GROUP BY road.id
), driven AS (
    SELECT trip, one.segments || other.segments AS segments
    FROM generate_series(1, %(trips)s) AS trip
    JOIN street AS one ON one.number = 1 + trip %% one.count
    JOIN street AS other ON CASE WHEN trip %% 10 = 0 THEN other.name = %(street)s
                                 ELSE other.number = 1 + trip * 7 %% other.count END
)
INSERT INTO closures_trip
    (city_id, secret, start_words, end_words, geometry, is_drawn, segments, enters, leaves, junctions, length_m,
     seconds, schedule, week, vehicle, weight_t, height_m, width_m, is_stale, created_at, opened_at)
SELECT %(city)s, 'bench-' || trip, '', '', segment.geometry, false, segments,
       array_fill((trip %% 2)::float8, ARRAY[cardinality(segments)]),
       array_fill((1 - trip %% 2)::float8, ARRAY[cardinality(segments)]), '{}', 1000, 100, '{}',
       CASE trip %% 3 WHEN 0 THEN '{[0, 10080)}' WHEN 1 THEN
           '{[420, 540), [1860, 1980), [3300, 3420), [4740, 4860), [6180, 6300)}'
           ELSE '{[0, 300), [1440, 1740)}' END::int4multirange,
       'car', 2, 2, 2, false, %(at)s, %(at)s
FROM driven JOIN roadmap_roadsegment AS segment ON segment.id = segments[1]
"""
# Of each twenty one wants the whole city, three a district, nine a street, five what is near a place, two a trip.
WISHES = """
WITH reader AS (
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM roadmap_subscriber WHERE secret LIKE 'bench-%%'
), road AS (
    SELECT id, row_number() OVER (ORDER BY id) AS number, count(*) OVER () AS count
    FROM roadmap_road WHERE city_id = %(city)s
), area AS (
    SELECT id, row_number() OVER (ORDER BY id) AS number, count(*) OVER () AS count
    FROM roadmap_area WHERE city_id = %(city)s
), segment AS (
    SELECT geometry, row_number() OVER (ORDER BY id) AS number, count(*) OVER () AS count
    FROM roadmap_roadsegment WHERE city_id = %(city)s
), trip AS (
    SELECT id, row_number() OVER (ORDER BY id) AS number, count(*) OVER () AS count
    FROM closures_trip WHERE secret LIKE 'bench-%%'
), wish AS (
    SELECT reader.id, CASE WHEN part = 0 OR (part < 4 AND area.id IS NULL) THEN 'city' WHEN part < 4 THEN 'area'
           WHEN part < 13 THEN 'road' WHEN part < 18 THEN 'near' ELSE 'trip' END AS kind, road.id AS road,
           area.id AS area, segment.geometry, trip.id AS trip, reader.number
    FROM reader CROSS JOIN LATERAL (SELECT reader.number %% 20 AS part) AS parts
    JOIN road ON road.number = 1 + reader.number %% road.count
    JOIN segment ON segment.number = 1 + reader.number %% segment.count
    JOIN trip ON trip.number = 1 + (reader.number / 20 * 2 + part %% 2) %% trip.count
    LEFT JOIN area ON area.number = 1 + reader.number %% area.count
)
INSERT INTO closures_subscription
    (subscriber_id, whole_city_id, area_id, road_id, trip_id, point, radius_m, circle, kinds, only_closed, days,
     hours, is_quiet_at_night, digest_hour, created_at, confirmed_at)
SELECT id, CASE kind WHEN 'city' THEN %(city)s END, CASE kind WHEN 'area' THEN area END,
       CASE kind WHEN 'road' THEN road END, CASE kind WHEN 'trip' THEN trip END,
       CASE kind WHEN 'near' THEN ST_StartPoint(geometry) END,
       CASE kind WHEN 'near' THEN 1000 END,
       CASE kind WHEN 'near' THEN ST_Buffer(ST_StartPoint(geometry), 0.01, 16) END,
       CASE number %% 5 WHEN 0 THEN '{closure}' ELSE '{}' END::varchar[], number %% 3 = 0,
       CASE WHEN kind <> 'trip' AND number %% 4 = 0 THEN 31 ELSE 127 END,
       CASE WHEN kind <> 'trip' AND number %% 4 = 0 THEN 960 ELSE 16777215 END,
       false, NULL, %(at)s, CASE WHEN number %% 50 = 0 THEN NULL ELSE %(at)s::timestamptz END
FROM wish
"""
# The same said once more, of each row by itself.
RIGHT = """
WITH along AS (
    SELECT DISTINCT trip.id
    FROM closures_phase AS phase JOIN closures_segmentspan AS span ON span.phase_id = phase.id
    JOIN closures_trip AS trip ON span.segment_id = ANY(trip.segments)
    CROSS JOIN unnest(trip.segments, trip.enters) AS part(segment, enters)
    CROSS JOIN unnest(phase.in_force) AS held
    CROSS JOIN generate_series(
        greatest(lower(held), %(at)s), least(upper(held), greatest(lower(held), %(at)s) + interval '7 days')
        - interval '1 second', '1 hour') AS hour
    CROSS JOIN LATERAL (SELECT hour AT TIME ZONE %(zone)s AS local) AS city
    WHERE phase.event_id = %(event)s AND part.segment = span.segment_id
      AND span.direction IN ('both', CASE part.enters WHEN 0 THEN 'forward' ELSE 'backward' END)
      AND trip.week @> ((extract(isodow FROM local)::int - 1) * 1440 + extract(hour FROM local)::int * 60)
)
SELECT count(DISTINCT wish.subscriber_id), count(wish.trip_id)
FROM closures_subscription AS wish JOIN closures_roadevent AS event ON event.id = %(event)s
LEFT JOIN roadmap_road AS road ON road.id = wish.road_id LEFT JOIN roadmap_area AS area ON area.id = wish.area_id
WHERE wish.confirmed_at IS NOT NULL
  AND (wish.whole_city_id = event.city_id OR road.name = ANY(event.roads)
       OR ST_Intersects(area.geometry, event.geometry) OR ST_Intersects(wish.circle, event.geometry)
       OR wish.trip_id IN (SELECT id FROM along))
  AND (wish.kinds = '{}' OR event.kind = ANY(wish.kinds)) AND (NOT wish.only_closed OR event.passage = %(closed)s)
  AND EXISTS (
      SELECT FROM unnest(event.in_force) AS span,
      LATERAL generate_series(date_trunc('hour', greatest(lower(span), %(at)s), %(zone)s),
          least(upper(span), greatest(lower(span), %(at)s) + interval '7 days') - interval '1 second', '1 hour') AS hour
      WHERE upper(span) > %(at)s
        AND wish.days >> (extract(isodow FROM hour AT TIME ZONE %(zone)s)::int - 1) & 1 = 1
        AND wish.hours >> extract(hour FROM hour AT TIME ZONE %(zone)s)::int & 1 = 1)
"""


def measure(bench: Bench) -> Iterator[Figure]:
    rows, event = bench.events * AN_EVENT, _event(bench)
    values = {"city": bench.city.pk, "at": bench.at, "rows": rows, "trips": rows // 10, "street": event.roads[0]}
    with connection.cursor() as cursor:
        for sql in (READERS, TRIPS, WISHES):
            cursor.execute(sql, values)
    refresh_statistics()

    def ask() -> list:
        return readers_of(event, bench.at, only_heard=False, after=0, most=ALL)

    with CaptureQueriesContext(connection) as asked:
        found = ask()
    (ours,) = medians(ask, repeats=min(bench.repeats, 5))
    right, of_trips = _right(bench, event)
    note = f"{len(found)} readers, {of_trips} of them by their trip, of {rows} subscriptions"
    yield Figure("subscriptions, whom a change concerns", ours, LIMIT_MS, note=note)
    yield Figure("subscriptions, questions", len(asked), QUESTIONS, unit="")
    yield Figure("subscriptions, wrong or missing", abs(len(found) - right), 0, unit="")


def _event(bench: Bench) -> RoadEvent:
    """A closure that is told of now, of a named street, and holds its segments."""
    events = RoadEvent.objects.published().filter(city=bench.city, kind="closure", told__contains=bench.at)
    streets = Road.objects.filter(city=bench.city).values("name")
    named = events.filter(roads__0__in=streets).exclude(in_force=None).select_related("city").order_by("pk")
    for phase in named[0].phases.select_related("event__city"):
        rebuild_spans(phase, of_same_place=True)
    return named[0]


def _right(bench: Bench, event: RoadEvent) -> tuple[int, int]:
    """Readers, and subscriptions of trips among theirs."""
    values = {"event": event.pk, "at": bench.at, "closed": Passage.CLOSED.value, "zone": bench.city.time_zone}
    with connection.cursor() as cursor:
        cursor.execute(RIGHT, values)
        return cursor.fetchone()
