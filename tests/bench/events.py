"""The public list of road events by box and time, over real HTTP, beside the SQL that fetches the same features."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from closures.api.features import STATES
from closures.kinds.states import in_force_sql, state_sql

from .bench import Bench, Box
from .figures import Figure
from .load import neighbourhood
from .timing import medians

RATIO, HTTP_MS, UNCHANGED_MS = 1.0, 3.0, 3.0
A_BLOCK = 0.06  # of the city's width and height
MOST = 10_000
LIST = "/api/v1/road-events/"

TIME = '\'YYYY-MM-DD"T"HH24:MI:SS"Z"\''
BOX = "ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"


def _holds(row: str) -> str:
    return f"""{row}.told && %(window)s::tstzrange AND ({row}.in_force && %(window)s::tstzrange
        OR upper({row}.during) <= %(now)s AND {row}.held_on && %(window)s::tstzrange)"""


def _of_event(**told: str) -> str:
    """`told` differs by how a feature is told; the rest is what every event says of itself."""
    return f"""
    'kind', e.kind, 'status', e.status, 'state', {told["state"]},
    'headline', {told["headline"]}, 'place', {told["place"]}, 'roads', e.roads,
    'start', to_char({told["start"]} AT TIME ZONE 'UTC', {TIME}),
    'end', to_char({told["finish"]} AT TIME ZONE 'UTC', {TIME}),
    'is_confirmed', {told["confirmed"]}, 'in_force', {told["in_force"]},
    'vehicle_impact', {told["impact"]}, 'passage', {told["passage"]}, 'restrictions', {told["restrictions"]},
    'vehicle_classes', {told["classes"]}, 'exemptions', {told["exemptions"]}, 'direction', {told["direction"]},
    'hours', {told["hours"]}, 'phases', {told["numbers"]}, 'cause', e.cause,
    'reason', e.reason, 'agency', a.slug, 'agency_name', a.name, 'performer', e.performer, 'contact', e.contact,
    'detour', e.detour, 'detour_geometry', ST_AsGeoJSON(e.detour_geometry, 6)::json, 'severity', e.severity,
    'signal_mode', e.signal_mode, 'parking_places', e.parking_places, 'version', e.version,
    'published_at', to_char(e.published_at AT TIME ZONE 'UTC', {TIME}),
    'updated_at', to_char(e.updated_at AT TIME ZONE 'UTC', {TIME}), 'url', '/events/' || e.id || '/'"""


PUBLIC = "e.city_id = %(city)s AND e.status IN ('published', 'finished') AND e.published_at IS NOT NULL"
STAGES = f"""
    SELECT array_agg(p.number ORDER BY p.number) AS numbers,
           (array_agg(p.id ORDER BY p.weight, p.number))[1] AS gravest,
           string_agg(p.place, '; ' ORDER BY p.number) AS place, string_agg(DISTINCT p.hours, '; ') AS hours,
           min(lower(p.during)) AS start, max(coalesce(upper(p.during), 'infinity')) AS finish,
           array_agg({state_sql("e.status", "p.during", "p.told", "%(at)s")}) AS states,
           bool_and(p.actual_start IS NOT NULL) AS is_confirmed,
           bool_or({in_force_sql("e.status", "%(at)s", "p.in_force", "p.held_on")}) AS in_force,
           CASE WHEN count(*) = 1 THEN (array_agg(p.geometry))[1]
                WHEN max(ST_Dimension(p.geometry)) = 1
                THEN ST_CollectionExtract(ST_Collect(p.geometry ORDER BY p.number), 2)
                ELSE ST_CollectionExtract(ST_Union(p.geometry)) END AS geometry,
           bool_or(p.geometry && {BOX}) AS is_in_box
    FROM closures_phase p WHERE p.event_id = e.id AND {_holds("p")} HAVING count(*) > 0
"""
A_STATE = " ".join(f"WHEN '{state}' = ANY(s.states) THEN '{state}'" for state in STATES)

TOLD = _of_event(
    state=f"CASE WHEN e.stages > 1 THEN CASE {A_STATE} ELSE s.states[1] END "
    f"ELSE {state_sql('e.status', 'e.spells', 'e.reach', '%(at)s')} END",
    headline="CASE WHEN cardinality(s.numbers) < e.stages THEN g.headline ELSE e.headline END",
    place="coalesce(s.place, e.place)",
    start="coalesce(s.start, lower(e.during))",
    finish="nullif(coalesce(s.finish, upper(e.during)), 'infinity')",
    confirmed="coalesce(s.is_confirmed, e.is_confirmed)",
    in_force="CASE WHEN e.stages > 1 THEN s.in_force "
    f"ELSE {in_force_sql('e.status', '%(at)s', 'e.in_force', 'e.held_on')} END",
    impact="coalesce(g.told_impact, e.vehicle_impact)",
    passage="coalesce(g.passage, e.passage)",
    restrictions="coalesce(g.told_restrictions, e.restrictions)",
    classes="coalesce(g.told_classes, e.vehicle_classes)",
    exemptions="coalesce(g.exemptions, e.exemptions)",
    direction="coalesce(g.direction, e.direction)",
    hours="coalesce(s.hours, e.hours)",
    numbers="coalesce(s.numbers, ARRAY[1::smallint])",
)
TOLD_APART = _of_event(
    state=state_sql("e.status", "p.during", "p.told", "%(at)s"),
    headline="p.headline",
    place="p.place",
    start="lower(p.during)",
    finish="upper(p.during)",
    confirmed="p.actual_start IS NOT NULL",
    in_force=in_force_sql("e.status", "%(at)s", "p.in_force", "p.held_on"),
    impact="p.told_impact",
    passage="p.passage",
    restrictions="p.told_restrictions",
    classes="p.told_classes",
    exemptions="p.exemptions",
    direction="p.direction",
    hours="p.hours",
    numbers="ARRAY[p.number]",
)

# By hand, as one would write it past the framework; which rows, then what is told of each.
BARE = f"""
SELECT json_build_object('type', 'Feature', 'id', e.id,
  'geometry', ST_AsGeoJSON(coalesce(s.geometry, e.geometry), 6)::json, 'properties', json_build_object({TOLD}))::text
FROM closures_roadevent e JOIN roadmap_agency a ON a.id = e.agency_id
LEFT JOIN LATERAL ({STAGES}) s ON e.stages > 1 LEFT JOIN closures_phase g ON g.id = s.gravest
WHERE {PUBLIC} AND e.geometry && {BOX} AND {_holds("e")} AND (e.stages = 1 OR s.is_in_box)
ORDER BY e.id LIMIT %(most)s
"""
BARE_SPLIT = f"""
SELECT json_build_object('type', 'Feature', 'id', e.id || '.' || p.number,
  'geometry', ST_AsGeoJSON(p.geometry, 6)::json, 'properties', json_build_object({TOLD_APART},
  'event', e.id, 'phase', p.number))::text
FROM closures_phase p JOIN closures_roadevent e ON e.id = p.event_id JOIN roadmap_agency a ON a.id = e.agency_id
WHERE {PUBLIC} AND p.geometry && {BOX} AND {_holds("p")}
ORDER BY p.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Question:
    """A box and a half-open window; without `until` the one moment `since`."""

    name: str
    box: Box
    since: datetime
    until: datetime | None = None
    is_split: bool = False

    @property
    def address(self) -> str:
        time = {"from": self.since, "to": self.until} if self.until else {"at": self.since}
        told = {"bbox": ",".join(map(str, self.box)), "limit": MOST} | ({"split": "phase"} if self.is_split else {})
        return f"{LIST}?{urlencode(told | {name: at.isoformat() for name, at in time.items()})}"

    def values(self, bench: Bench, now: datetime) -> dict:
        """The states of a window's events are those of now."""
        west, south, east, north = self.box
        end = f"{self.until.isoformat()})" if self.until else f"{self.since.isoformat()}]"
        return {
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "city": bench.city.pk,
            "at": now if self.until else self.since,
            "now": now,
            "window": f"[{self.since.isoformat()},{end}",
            "most": MOST,
        }


def questions(bench: Bench) -> list[Question]:
    """A whole season of the city is nearly all 5,000 events; a neighbourhood is what a phone
    shows, a block what it shows close by."""
    near = neighbourhood(bench.city, bench.middle)
    block = neighbourhood(bench.city, bench.middle, A_BLOCK)
    season = bench.at - timedelta(days=75), bench.at + timedelta(days=75)
    return [
        Question("events, city, season", bench.city.bounds, *season),
        Question("events, city, now", bench.city.bounds, bench.at),
        Question("events, box, season", near, *season),
        Question("events, box, now", near, bench.at),
        Question("events, block, now", block, bench.at),
        Question("phases, city, season", bench.city.bounds, *season, is_split=True),
        Question("phases, box, now", near, bench.at, is_split=True),
    ]


def measure(bench: Bench) -> Iterator[Figure]:
    for question in questions(bench):
        yield _listed(bench, question)
    yield _unchanged(bench, questions(bench)[1])  # of a fixed moment: others are new every minute


def _listed(bench: Bench, question: Question) -> Figure:
    sql, values = BARE_SPLIT if question.is_split else BARE, question.values(bench, timezone.now())

    def alone() -> str:
        return ",".join(text for (text,) in bench.scratch.bare.execute(sql, values).fetchall())

    answer = bench.client.fetch(question.address)
    found = same(json.loads(answer.body)["features"], json.loads(f"[{alone()}]"))
    ours, bare = medians(lambda: bench.client.fetch(question.address), alone, repeats=bench.repeats)
    note = f"{found} {question.name.partition(',')[0]}, {len(answer.body) / 1024:.0f} KB"
    return Figure(question.name, ours, RATIO * bare + HTTP_MS, bare=bare, note=note)


def same(ours: list[dict], bare: list[dict]) -> int:
    """How many; a limit of another question would be no limit."""
    if ours != bare:
        differing = next((pair for pair in zip(ours, bare, strict=False) if pair[0] != pair[1]), (len(ours), len(bare)))
        raise RuntimeError(f"The bare SQL does not fetch the features of the answer: {differing}")
    return len(ours)


def _unchanged(bench: Bench, question: Question) -> Figure:
    tag = bench.client.fetch(question.address).tag
    statuses = set()

    def ask() -> None:
        statuses.add(bench.client.get(question.address, If_None_Match=tag).status)

    (ours,) = medians(ask, repeats=2 * bench.repeats)
    return Figure("events, unchanged", ours, UNCHANGED_MS, note=f"answers {', '.join(map(str, sorted(statuses)))}")
