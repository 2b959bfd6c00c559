"""What a street allows: no digging into a new surface, nor into one that its builder answers for."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from closures.conflicts.clash import MOST, FoundClash, geometry_of
from closures.conflicts.hours import held
from closures.models import ClashCode, RoadEvent
from closures.models.lists import Cause
from roadmap.postgis import rows_of
from roadmap.spans import SHORTEST_M

DIGS = (Cause.HEAT_NETWORK, Cause.WATER_SEWER, Cause.GAS, Cause.UTILITIES, Cause.CONSTRUCTION, Cause.POWER_WORKS)
DIGS_IN_A_ZONE = (Cause.ROAD_REPAIR, Cause.LIGHTING, Cause.DEMOLITION, Cause.OTHER, Cause.UNKNOWN)
MENDS = (Cause.ROAD_REPAIR, Cause.COLLAPSE)  # what a builder's warranty is for
REPAIR_ZONE = "repair-zone"

# Both days are the last on which it holds.
PROTECTED = """
WITH mine AS MATERIALIZED (
    SELECT id, number, (lower({held}) AT TIME ZONE %(zone)s)::date AS day
    FROM closures_phase AS phase WHERE event_id = %(event)s
), held AS (
    SELECT mine.number, mine.day, coalesce(road.name, '') AS street, segment.no_dig_until, segment.warranty_until,
           segment.warranty_contractor_id AS contractor,
           (own.end_position - own.start_position) * segment.length_m AS m,
           ST_LineSubstring(segment.geometry, own.start_position, own.end_position) AS line
    FROM mine JOIN closures_segmentspan AS own ON own.phase_id = mine.id
    JOIN roadmap_roadsegment AS segment ON segment.id = own.segment_id
    LEFT JOIN roadmap_road AS road ON road.id = segment.road_id
    WHERE segment.no_dig_until IS NOT NULL OR segment.warranty_until IS NOT NULL
), protected AS (
    SELECT 'no-dig' AS code, number, street, no_dig_until AS until, m, line, day FROM held
    UNION ALL
    SELECT 'warranty', number, street, warranty_until, m, line, day FROM held
    WHERE contractor IS DISTINCT FROM %(agency)s
)
SELECT code, number, street, max(until), ST_AsBinary(ST_CollectionExtract(ST_Collect(line), 2))
FROM protected WHERE day <= until AND code = ANY(%(codes)s)
GROUP BY code, number, street HAVING sum(m) >= %(least)s ORDER BY code, number, street LIMIT {most}
"""
SQL = PROTECTED.format(held=held("phase"), most=MOST)


def found(event: RoadEvent, at: datetime) -> Iterator[FoundClash]:
    codes = list(_codes(event))
    if not codes:
        return
    values = {"event": event.pk, "at": at, "zone": event.city.time_zone, "agency": event.agency_id}
    for code, number, street, until, shape in rows_of(SQL, values | {"codes": codes, "least": SHORTEST_M}):
        geometry = geometry_of(shape)
        words = _words(ClashCode(code), until)
        yield FoundClash(ClashCode(code), number, geometry, words, place=street or _("Nameless road"))


def _codes(event: RoadEvent) -> Iterator[str]:
    if not event.declared.is_works:
        return
    digs = event.cause in DIGS or (event.kind == REPAIR_ZONE and event.cause in DIGS_IN_A_ZONE)
    if digs:
        yield ClashCode.NO_DIG.value
    if digs or event.cause in MENDS:
        yield ClashCode.WARRANTY.value


def _words(code: ClashCode, until: date) -> str:
    day = date_format(until, _("j E Y")).replace("%", "%%")
    if code == ClashCode.NO_DIG:
        return _("%(street)s: no digging until %(day)s, the surface is new.").replace("%(day)s", day)
    return _("%(street)s is under warranty until %(day)s: whoever built it answers for it.").replace("%(day)s", day)
