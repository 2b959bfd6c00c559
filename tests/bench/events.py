"""The public list of road events by box and time, over real HTTP, beside the SQL that fetches the same features."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from closures.kinds.states import in_force_sql, state_sql

from .bench import Bench, Box
from .figures import Figure
from .load import neighbourhood
from .timing import medians

RATIO, HTTP_MS, UNCHANGED_MS = 1.0, 3.0, 3.0
A_BLOCK = 0.06  # of the city's width and height
MOST = 10_000
LIST = "/api/v1/road-events/"

# By hand, as one would write it past the framework; which rows, then what is told of each.
BARE = f"""
SELECT json_build_object('type', 'Feature', 'id', e.id, 'geometry', ST_AsGeoJSON(e.geometry, 6)::json, 'properties',
  json_build_object(
    'kind', e.kind, 'status', e.status,
    'state', {state_sql("e.status", "e.spells", "e.reach", "%(at)s")},
    'headline', e.headline, 'place', e.place, 'roads', e.roads,
    'start', to_char(lower(e.during) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'end', to_char(upper(e.during) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'is_confirmed', e.is_confirmed,
    'in_force', {in_force_sql("e.status", "%(at)s", "e.in_force", "e.held_on")},
    'vehicle_impact', e.vehicle_impact, 'passage', e.passage, 'restrictions', e.restrictions,
    'vehicle_classes', e.vehicle_classes, 'exemptions', e.exemptions, 'direction', e.direction, 'hours', e.hours,
    'phases', ARRAY[1], 'cause', e.cause,
    'reason', e.reason, 'agency', a.slug, 'agency_name', a.name, 'performer', e.performer, 'contact', e.contact,
    'detour', e.detour, 'severity', e.severity, 'signal_mode', e.signal_mode, 'version', e.version,
    'published_at', to_char(e.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'updated_at', to_char(e.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'url', '/events/' || e.id || '/'))::text
FROM closures_roadevent e JOIN roadmap_agency a ON a.id = e.agency_id
WHERE e.city_id = %(city)s AND e.status IN ('published', 'finished') AND e.published_at IS NOT NULL
  AND e.geometry && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
  AND e.told && %(window)s::tstzrange AND (e.in_force && %(window)s::tstzrange
  OR upper(e.during) <= %(now)s AND e.held_on && %(window)s::tstzrange)
ORDER BY e.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Question:
    """A box and a half-open window; without `until` the one moment `since`."""

    name: str
    box: Box
    since: datetime
    until: datetime | None = None

    @property
    def address(self) -> str:
        time = {"from": self.since, "to": self.until} if self.until else {"at": self.since}
        told = {"bbox": ",".join(map(str, self.box)), "limit": MOST}
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
    ]


def measure(bench: Bench) -> Iterator[Figure]:
    for question in questions(bench):
        yield _listed(bench, question)
    yield _unchanged(bench, questions(bench)[1])  # of a fixed moment: others are new every minute


def _listed(bench: Bench, question: Question) -> Figure:
    values = question.values(bench, timezone.now())
    answer = bench.client.fetch(question.address)
    found = same(json.loads(answer.body)["features"], json.loads(f"[{_bare(bench, values)}]"))
    ours, bare = medians(
        lambda: bench.client.fetch(question.address), lambda: _bare(bench, values), repeats=bench.repeats
    )
    note = f"{found} events, {len(answer.body) / 1024:.0f} KB"
    return Figure(question.name, ours, RATIO * bare + HTTP_MS, bare=bare, note=note)


def _bare(bench: Bench, values: dict) -> str:
    return ",".join(text for (text,) in bench.scratch.bare.execute(BARE, values).fetchall())


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
