"""One change among a hundred thousand subscriptions: whom it concerns, by how many questions, and the right ones."""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from closures.kinds.passages import Passage
from closures.models import RoadEvent
from closures.subscriptions.reach import readers_of

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
# Of each twenty one wants the whole city, three a district, nine a street, seven what is near a place.
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
), wish AS (
    SELECT reader.id, CASE WHEN part = 0 OR (part < 4 AND area.id IS NULL) THEN 'city' WHEN part < 4 THEN 'area'
           WHEN part < 13 THEN 'road' ELSE 'near' END AS kind, road.id AS road, area.id AS area, segment.geometry,
           reader.number
    FROM reader CROSS JOIN LATERAL (SELECT reader.number %% 20 AS part) AS parts
    JOIN road ON road.number = 1 + reader.number %% road.count
    JOIN segment ON segment.number = 1 + reader.number %% segment.count
    LEFT JOIN area ON area.number = 1 + reader.number %% area.count
)
INSERT INTO closures_subscription
    (subscriber_id, whole_city_id, area_id, road_id, point, radius_m, circle, kinds, only_closed, days, hours,
     is_quiet_at_night, digest_hour, created_at, confirmed_at)
SELECT id, CASE kind WHEN 'city' THEN %(city)s END, CASE kind WHEN 'area' THEN area END,
       CASE kind WHEN 'road' THEN road END, CASE kind WHEN 'near' THEN ST_StartPoint(geometry) END,
       CASE kind WHEN 'near' THEN 1000 END,
       CASE kind WHEN 'near' THEN ST_Buffer(ST_StartPoint(geometry), 0.01, 16) END,
       CASE number %% 5 WHEN 0 THEN '{closure}' ELSE '{}' END::varchar[], number %% 3 = 0,
       CASE number %% 4 WHEN 0 THEN 31 ELSE 127 END, CASE number %% 4 WHEN 0 THEN 960 ELSE 16777215 END,
       false, NULL, %(at)s, CASE WHEN number %% 50 = 0 THEN NULL ELSE %(at)s::timestamptz END
FROM wish
"""
# The same said once more, of each row by itself.
RIGHT = """
SELECT count(DISTINCT wish.subscriber_id)
FROM closures_subscription AS wish JOIN closures_roadevent AS event ON event.id = %(event)s
LEFT JOIN roadmap_road AS road ON road.id = wish.road_id LEFT JOIN roadmap_area AS area ON area.id = wish.area_id
WHERE wish.confirmed_at IS NOT NULL
  AND (wish.whole_city_id = event.city_id OR road.name = ANY(event.roads)
       OR ST_Intersects(area.geometry, event.geometry) OR ST_Intersects(wish.circle, event.geometry))
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
    rows = bench.events * AN_EVENT
    values = {"city": bench.city.pk, "at": bench.at, "rows": rows}
    with connection.cursor() as cursor:
        cursor.execute(READERS, values)
        cursor.execute(WISHES, values)
    refresh_statistics()
    event = _event(bench)

    def ask() -> list:
        return readers_of(event, bench.at, only_heard=False, after=0, most=ALL)

    with CaptureQueriesContext(connection) as asked:
        found = ask()
    (ours,) = medians(ask, repeats=min(bench.repeats, 5))
    note = f"{len(found)} readers of {rows} subscriptions"
    yield Figure("subscriptions, whom a change concerns", ours, LIMIT_MS, note=note)
    yield Figure("subscriptions, questions", len(asked), QUESTIONS, unit="")
    yield Figure("subscriptions, wrong or missing", abs(len(found) - _right(bench, event)), 0, unit="")


def _event(bench: Bench) -> RoadEvent:
    """One that is told of now, of a named street."""
    events = RoadEvent.objects.published().filter(city=bench.city, told__contains=bench.at)
    return events.exclude(roads=[]).exclude(in_force=None).select_related("city").order_by("pk")[0]


def _right(bench: Bench, event: RoadEvent) -> int:
    values = {"event": event.pk, "at": bench.at, "closed": Passage.CLOSED.value, "zone": bench.city.time_zone}
    with connection.cursor() as cursor:
        cursor.execute(RIGHT, values)
        return cursor.fetchone()[0]
