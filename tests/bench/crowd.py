"""A big city's years of residents' messages and of deliveries, made by the database itself, the same at every run.

Half of the messages are of the quarter of the streets that is nearest to the middle. Statuses are spread over all the
years: twenty of a hundred messages are still open, however old, which is worse than any real inbox, so that a page
which reads all of them is seen.
"""

from datetime import datetime

from django.db import connection, models

from appeals.models import Appeal, AppealChange
from roadmap.models import City, Delivery, JournalEntry
from tests.bench import load

MESSAGES, LEAST = 1_000_000, 100
YEARS = 10
SEGMENTS_A_MESSAGE, EVENTS_A_MESSAGE, DELIVERIES_AN_EVENT = 0.564, 0.1, 9
ASKING = 2_000  # one delivery in so many is one of which nobody knows whether it arrived

APPEALS = """
WITH middle AS MATERIALIZED (
    SELECT ST_Centroid(ST_Collect(ST_StartPoint(geometry))) AS point FROM roadmap_roadsegment WHERE city_id = %(city)s
), places AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY segment.geometry <-> middle.point, segment.id) - 1 AS place,
           segment.id AS segment, halfway.point, coalesce(road.name, '') AS street, (
               SELECT area.id FROM roadmap_area AS area
               WHERE area.city_id = %(city)s AND area.kind = 'district' AND ST_Intersects(area.geometry, halfway.point)
               ORDER BY area.name LIMIT 1
           ) AS area
    FROM roadmap_roadsegment AS segment CROSS JOIN middle
    CROSS JOIN LATERAL (SELECT ST_LineInterpolatePoint(segment.geometry, 0.5) AS point) AS halfway
    LEFT JOIN roadmap_road AS road ON road.id = segment.road_id
    WHERE segment.city_id = %(city)s
), many AS MATERIALIZED (
    SELECT count(*) AS places FROM places
), bodies AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM roadmap_agency WHERE city_id = %(city)s
), subjects AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM appeals_category
)
INSERT INTO appeals_appeal ({columns})
SELECT {values}
FROM generate_series(1, %(count)s) AS number
CROSS JOIN LATERAL (
    SELECT hashint8(number)::bigint & 2147483647 AS dice,
           %(at)s - make_interval(secs => (%(count)s - number) * %(step)s) AS sent
) AS made
CROSS JOIN LATERAL (SELECT (ARRAY[{statuses}])[dice %% 100 + 1] AS status) AS chosen
CROSS JOIN many
JOIN places ON places.place = (dice / 100 %% many.places) * (dice / 100 %% many.places) / many.places
JOIN bodies ON bodies.place = dice / 7 %% (SELECT count(*) FROM bodies)
JOIN subjects ON subjects.place = dice / 11 %% (SELECT count(*) FROM subjects)
"""
STATUSES = {"new": 10, "in-work": 10, "answered": 15, "closed": 50, "rejected": 15}
# Of fifteen that were rejected seven are joined to the nearest one before them that was not.
JOINED = """
UPDATE appeals_appeal AS message SET status = 'duplicate', duplicate_of_id = main.id
FROM appeals_appeal AS other CROSS JOIN LATERAL (
    SELECT id FROM appeals_appeal AS earlier
    WHERE earlier.id < other.id AND earlier.city_id = other.city_id AND earlier.status <> 'rejected'
    ORDER BY id DESC LIMIT 1
) AS main
WHERE message.id = other.id AND other.city_id = %s AND other.status = 'rejected' AND other.id %% 15 < 7
"""
ENDED = "('closed', 'rejected')"
APPEAL = {
    "city_id": "%(city)s",
    "secret": "'bench-' || number",
    "status": "chosen.status",
    "category_id": "subjects.id",
    "agency_id": "bodies.id",
    "agency_reason": "'владелец дороги'",
    "text": "'Яма у остановки, вторую неделю объезжаем по встречной, обещали засыпать. Обращение ' || number",
    "point": "places.point",
    "snapped_point": "places.point",
    "segment_id": "places.segment",
    "street": "places.street",
    "area_id": "places.area",
    "position": "0.5",
    "distance_m": "4.0",
    "confidence": "0.9",
    "author_email": "'resident-' || number || '@example.org'",
    "submitted_at": "sent",
    "first_reply_due_at": "sent + interval '3 hours'",
    "answer_due_at": "sent + interval '30 days'",
    "first_replied_at": "CASE WHEN chosen.status <> 'new' THEN sent + interval '2 hours' END",
    "answered_at": "CASE WHEN chosen.status IN ('answered', 'closed') THEN sent + interval '9 days' END",
    "settled_at": f"CASE WHEN chosen.status IN {ENDED} THEN sent + interval '25 days' END",
    "answer": "CASE WHEN chosen.status IN ('answered', 'closed') THEN 'Яма засыпана.' ELSE '' END",
    "version": "1",
}
HISTORY = """
INSERT INTO appeals_appealchange ({columns}) SELECT {values} FROM appeals_appeal AS appeal WHERE city_id = %(city)s
"""
ENTRY = {"appeal_id": "id", "version": "1", "verb": "'submitted'", "at": "submitted_at", "state": "'{}'"}
DELIVERIES = """
INSERT INTO roadmap_delivery ({columns})
SELECT {values}
FROM closures_roadevent AS event
CROSS JOIN generate_series(1, %(deliveries)s / 3) AS step CROSS JOIN generate_series(1, 3) AS reader
WHERE event.city_id = %(city)s
"""
DELIVERY = {
    "subject": "'road-event:' || event.id",
    "version": "step",
    "channel": "'telegram'",
    "recipient": "'@city-' || reader",
    "city_id": "event.city_id",
    "title": "event.headline",
    "text": "event.headline",
    "created_at": "event.created_at + step * interval '1 hour'",
    "next_try_at": "event.created_at + step * interval '1 hour'",
    "sent_at": "event.created_at + step * interval '1 hour'",
    "attempts": "1",
    "state": f"CASE WHEN hashint8(event.id * 97 + step * 7 + reader) %% {ASKING} = 0 THEN 'unknown' ELSE 'sent' END",
}
JOURNAL = """
INSERT INTO roadmap_journalentry ({columns})
SELECT {values} FROM closures_roadevent AS event WHERE event.city_id = %(city)s
"""
ENTRY_OF_THE_JOURNAL = {
    "city_id": "event.city_id",
    "subject": "'road-event:' || event.id",
    "version": "2",
    "title": "event.headline",
    "text": "event.place",
    "published_at": "event.created_at",
    "updated_at": "event.updated_at",
}


def fill(city: City, messages: int, at: datetime) -> None:
    """So many messages, and with them as many events, segments and deliveries as a city of that size has."""
    load.history(city, int(messages * EVENTS_A_MESSAGE))
    load.land(city, int(messages * SEGMENTS_A_MESSAGE))
    fill_messages(city, messages, at)
    _insert(Delivery, DELIVERIES, DELIVERY, city=city.pk, deliveries=DELIVERIES_AN_EVENT)
    _insert(JournalEntry, JOURNAL, ENTRY_OF_THE_JOURNAL, city=city.pk)
    load.refresh_statistics()


def fill_messages(city: City, messages: int, at: datetime, *, years: int = YEARS) -> None:
    """Messages alone, evenly over the years before `at`."""
    step = years * 365 * 86_400 / messages
    statuses = ", ".join(f"'{status}'" for status, share in STATUSES.items() for _ in range(share))
    _insert(Appeal, APPEALS, APPEAL, city=city.pk, count=messages, at=at, step=step, statuses=statuses)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE appeals_appeal")  # else each joined one sorts all that are before it
        cursor.execute(JOINED, [city.pk])
    _insert(AppealChange, HISTORY, ENTRY, city=city.pk)


def _insert(model: type[models.Model], sql: str, told: dict[str, str], *, statuses: str = "", **values) -> None:
    """`told` is column → SQL; every other column has what the model makes of a new row."""
    filled = load.defaults(model) | told
    words = {"columns": ", ".join(filled), "values": ", ".join(filled.values()), "statuses": statuses}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**words), values)
