"""Vector tiles of road events, asked as the API is: from near each phase, from afar what a screen shows of them.

From afar (below roadmap.tiles.NEAR_FROM) two layers: `lines`, what of streets and areas is to be seen, and `signs`, one
point a cell for the gravest phase there, which says how many events it stands for. Each phase is in exactly one cell.
"""

from datetime import datetime

from django.http import HttpRequest

from closures.kinds.passages import Passage
from closures.kinds.states import REPORTED_STATES, in_force_sql, state_sql, told_state
from closures.wanted import QUESTION, Wanted
from roadmap.api.parameters import check
from roadmap.models import City
from roadmap.tiles import PIXEL, UNIT, Tile, TileSource, cell_sql, in_tile_sql, listed_sql, mvt_sql, shape_sql

SEEN_FROM = 8 * PIXEL  # a shorter line lies under its sign
OF_ALL = "event, phase, kind, passage, state, in_force, direction, severity, vehicle_impact, vehicle_classes"
OF_SIGNS = "headline, headline_en, starts, ends"

STATE = state_sql("event.status", "phase.during", "phase.told", "tile.at")
IN_FORCE = in_force_sql("event.status", "tile.at", "phase.in_force", "phase.held_on")
STATE_ORDER = " ".join(
    f"WHEN state = '{state}' AND in_force = {is_in_force} THEN {told_state(state, is_in_force=is_in_force).look.order}"
    for state in REPORTED_STATES
    for is_in_force in (False, True)
)
PASSAGE_ORDER = " ".join(f"WHEN '{passage}' THEN {passage.order}" for passage in Passage)
GRAVEST_FIRST = f"CASE {STATE_ORDER} END, CASE passage {PASSAGE_ORDER} END, -severity, id"  # as Shown.depth
MIDDLE = """CASE ST_Dimension(flat) WHEN 0 THEN flat WHEN 2 THEN ST_PointOnSurface(flat) ELSE ST_LineInterpolatePoint(
    (SELECT part.geom FROM ST_Dump(flat) AS part ORDER BY ST_Length(part.geom) DESC, part.path LIMIT 1), 0.5) END"""
COLUMN, ROW = cell_sql("anchor")

TOLD = f"""
WITH tile AS (SELECT ST_TileEnvelope(%s, %s, %s) AS envelope, %s::timestamptz AS at),
told (id) AS MATERIALIZED ({{told}}),
phases AS MATERIALIZED (
    SELECT phase.id, event.id AS event, phase.number AS phase, event.kind, phase.passage, phase.direction,
           event.severity, phase.told_impact AS vehicle_impact,
           array_to_string(phase.told_classes, ',') AS vehicle_classes, phase.headline,
           phase.headline_en, {STATE} AS state, {IN_FORCE} AS in_force,
           extract(epoch FROM lower(phase.during))::bigint AS starts,
           extract(epoch FROM upper(phase.during))::bigint AS ends, ST_Transform(phase.geometry, 3857) AS flat
    FROM tile, told JOIN closures_phase AS phase ON phase.id = told.id
    JOIN closures_roadevent AS event ON event.id = phase.event_id
)
"""  # noqa: S608 - holds nothing of the request
NEAR = f"""{TOLD}, near AS (
    SELECT id, {OF_ALL}, {OF_SIGNS}, {shape_sql("flat")} AS shape
    FROM phases, tile
)
SELECT {mvt_sql("near", "road-events")}
"""  # noqa: S608 - as above
FAR = f"""{TOLD}, lines AS (
    SELECT id, {OF_ALL}, {shape_sql(f"ST_Simplify(flat, {PIXEL} * {UNIT}, true)")} AS shape
    FROM phases, tile
    WHERE greatest(ST_XMax(flat) - ST_XMin(flat), ST_YMax(flat) - ST_YMin(flat)) >= {SEEN_FROM} * {UNIT}
), anchored AS (SELECT id, event, state, in_force, passage, severity, {MIDDLE} AS anchor FROM phases),
cells AS (
    SELECT (array_agg(id ORDER BY {GRAVEST_FIRST}))[1] AS lead, {listed_sql("event")} AS events
    FROM anchored, tile WHERE {in_tile_sql("anchor")} GROUP BY {COLUMN}, {ROW}
), signs AS (
    SELECT phases.id, {", ".join(f"phases.{name}" for name in OF_ALL.split(", "))}, {OF_SIGNS}, count, events,
           {shape_sql("anchor", PIXEL)} AS shape
    FROM cells JOIN anchored ON anchored.id = cells.lead JOIN phases ON phases.id = cells.lead, tile
)
SELECT {mvt_sql("lines", "lines")} || {mvt_sql("signs", "signs")}
"""  # noqa: S608 - as above


class RoadEventTiles(TileSource):
    name = "road-events"

    def query(self, request: HttpRequest, city: City, tile: Tile, at: datetime) -> tuple[str, list]:
        check(request, QUESTION)
        wanted = Wanted.read(request, city, at).in_tile(tile.reach)
        told, values = wanted.numbers_of_phases()
        sql = (NEAR if tile.is_near else FAR).format(told=told)
        return sql, [tile.z, tile.x, tile.y, wanted.asked.seen_at, *values]


ROAD_EVENTS = RoadEventTiles()
