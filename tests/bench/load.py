"""Made-up road events on a real network: kinds, places and times spread as in a big city, the same at every run.

`season` makes what questions about now can meet; `history` adds the years before and `land` the country around, so that
the same question has the same answer however much there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import shapely
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db import connection, models
from psycopg.types.range import TimestamptzRange

from closures.derive import OF_BOTH
from closures.kinds import KINDS, EventKind, Shape
from closures.kinds.passages import passage_of
from closures.models import Phase, PhasePlace, RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.models.lists import IMPACT_ORDER, Cause, VehicleImpact
from closures.workflow import Status
from roadmap.geometry import geos_of, shape_of, united
from roadmap.models import Agency, City, RoadSegment
from roadmap.schedule import Schedule, joined

SEASON = 5_000
BATCH = 1_000
STAGED = 0.05  # of the events: with two to four phases
AN_OPEN_END = timedelta(days=60)  # how long its phases last together
SHARE = 0.15  # of the city's width and height: what a phone shows
KIND_WEIGHTS = [1 / place for place in range(1, len(KINDS) + 1)]  # the first of the legend are the most
SAME = tuple(name for name in OF_BOTH if name != "direction")
IMPACTS = [VehicleImpact.ALL_LANES_CLOSED, VehicleImpact.SOME_LANES_CLOSED, VehicleImpact.ALTERNATING]
NIGHTLY = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}], "except": []}
REASONS = [
    "ремонт теплотрассы",
    "плановый ремонт проезжей части",
    "прокладка водопровода",
    "аварийные работы на газопроводе",
]
AGENCIES = [
    "Департамент дорожной инфраструктуры",
    "Тепловые сети",
    "Водоканал",
    "Горсвет",
    "Центр организации движения",
]

HISTORY = """
WITH made AS (
    INSERT INTO closures_roadevent ({columns})
    SELECT {values}
    FROM generate_series(1, 1000) AS number
    CROSS JOIN LATERAL (SELECT make_interval(days => 300 + 120 * number::int) AS passed) AS ago
    CROSS JOIN closures_roadevent AS event
    CROSS JOIN LATERAL (
        SELECT tstzrange(lower(during) - passed, coalesce(upper(during), lower(during) + '30 days') - passed) AS held
    ) AS moved
    WHERE event.city_id = %(city)s
    LIMIT %(missing)s
    RETURNING id, created_at
)
INSERT INTO closures_roadeventchange (event_id, version, verb, at, basis, comment, state)
SELECT id, version, 'published', created_at, '', '', '{{"phases": []}}'
FROM made CROSS JOIN generate_series(1, 2) AS version
"""
LAND = """
INSERT INTO roadmap_roadsegment ({columns})
SELECT {values}
FROM generate_series(1, 1000) AS number
CROSS JOIN (
    SELECT ST_XMax(box) - ST_XMin(box) AS east, ST_YMax(box) - ST_YMin(box) AS north
    FROM roadmap_city WHERE id = %(city)s
) AS size
CROSS JOIN roadmap_roadsegment AS segment
WHERE segment.city_id = %(city)s
LIMIT %(missing)s
"""


@dataclass(frozen=True)
class Place:
    line: GEOSGeometry
    street: str


def fill(city: City, count: int, at: datetime) -> None:
    """So many events, the first SEASON of this season, seen from `at`."""
    season(city, min(count, SEASON), at)
    history(city, count)


def season(city: City, count: int, at: datetime) -> None:
    places, agencies = _places(city), _agencies(city)
    for first in range(0, count, BATCH):
        events = [_event(number, city, places, agencies, at) for number in range(first, min(first + BATCH, count))]
        phases = [phase for number, event in enumerate(events, first) for phase in _phases(number, event, places)]
        RoadEvent.objects.bulk_create(events)
        Phase.objects.bulk_create(phases)
        PhasePlace.objects.bulk_create(_location(phase) for phase in phases)
        RoadEventChange.objects.bulk_create(change for event in events for change in _changes(event))
    refresh_statistics()


def history(city: City, count: int) -> None:
    """Copies of the season, each a few months earlier, until there are `count` events; all of them over for long."""
    missing = count - RoadEvent.objects.filter(city=city).count()
    columns = [each.column for each in RoadEvent._meta.local_concrete_fields if not each.primary_key]
    values = {
        **{column: f"event.{column}" for column in columns},
        **{column: f"event.{column} - passed" for column in ("created_at", "updated_at", "published_at")},
        "status": "replace(status, 'published', 'finished')",
        "during": "held",
        "told": "tstzrange(NULL, upper(held))",
        **dict.fromkeys(("spells", "reach", "in_force"), "tstzmultirange(held)"),
        "held_on": "'{}'",
        "ended_at": "upper(held)",
        "stages": "1",
    }
    _copy(HISTORY, columns, values, city, missing)
    _phases_of_history(city)


def _phases_of_history(city: City) -> None:
    """One each, of what stands on both and of what an event of one phase says of it."""
    values = {name: f"event.{name}" for name in OF_BOTH} | {
        "event_id": "event.id",
        "planned_start": "lower(event.during)",
        "planned_end": "upper(event.during)",
        "vehicle_impact": "event.vehicle_impact",
        "told_impact": "event.vehicle_impact",
        "weight": "1",
    }
    sql = """INSERT INTO closures_phase ({columns}) SELECT {values} FROM closures_roadevent AS event
             WHERE event.city_id = %(city)s AND NOT EXISTS (SELECT FROM closures_phase WHERE event_id = event.id)"""
    filled = defaults(Phase) | values
    with connection.cursor() as cursor:
        words = {"columns": ", ".join(filled), "values": ", ".join(filled.values())}
        cursor.execute(sql.format(**words), {"city": city.pk})


def defaults(model: type[models.Model]) -> dict[str, str]:
    """Column → SQL of what the model makes of a new row."""
    made = model()
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key and not field.null]
    with connection.cursor() as cursor:
        return {
            field.column: cursor.mogrify(
                "%s", [field.get_db_prep_save(getattr(made, field.attname), connection)]
            ).replace("%", "%%")
            for field in fields
        }


def land(city: City, count: int) -> None:
    """Copies of the network beside each other, until the city has `count` segments."""
    missing = count - RoadSegment.objects.filter(city=city).count()
    columns = [each.column for each in RoadSegment._meta.local_concrete_fields if not each.primary_key]
    values = {
        **{column: f"segment.{column}" for column in columns},
        "key": "segment.key || '+' || number",
        "geometry": "ST_Translate(geometry, east * mod(number, 10), north * (number / 10))",
    }
    _copy(LAND, columns, values, city, missing)


def _copy(sql: str, columns: list[str], values: dict[str, str], city: City, missing: int) -> None:
    if missing <= 0:
        return
    told = {"columns": ", ".join(columns), "values": ", ".join(values[column] for column in columns)}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**told), {"city": city.pk, "missing": missing})
    refresh_statistics()


def refresh_statistics() -> None:
    """And the visibility of rows, which the first readers would else pay for."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _places(city: City) -> list[Place]:
    rows = RoadSegment.objects.filter(city=city).order_by("key").values_list("geometry", "road__name")
    return [Place(line, street or "дорога без названия") for line, street in rows]


def _agencies(city: City) -> list[Agency]:
    return [
        Agency.objects.get_or_create(city=city, slug=f"agency-{number}", defaults={"name": name})[0]
        for number, name in enumerate(AGENCIES)
    ]


def _event(number: int, city: City, places: list[Place], agencies: list[Agency], at: datetime) -> RoadEvent:
    dice = Random(number)
    kind = dice.choices(list(KINDS.values()), KIND_WEIGHTS)[0]
    place, agency = dice.choice(places), dice.choice(agencies)
    start, end = _interval(dice, at)
    is_nightly = dice.random() < 0.2
    status = _status(dice, end, at)
    known_at = start - timedelta(days=dice.randint(1, 20))
    word = str(kind.title).capitalize()
    return RoadEvent(
        city=city,
        kind=kind.value,
        status=status,
        agency=agency,
        cause=dice.choice(list(Cause)),
        reason=dice.choice(REASONS),
        severity=dice.randint(1, 5),
        performer="ООО «Дорожно-строительное управление»",
        contact="8 800 100-00-00",
        detour=f"по соседним улицам в обход места «{place.street}»" if dice.random() < 0.5 else "",
        signal_mode="off" if kind.is_at_signal else "",
        geometry=_shape(kind, place.line),
        during=TimestamptzRange(start, end, "[)"),
        told=TimestamptzRange(None, _reach(city, status, end), "[)"),
        spells=[(start, end)],
        reach=[(start, _reach(city, status, end))],
        held_on=[(end, _reach(city, status, end))] if end and _reach(city, status, end) > end else [],
        in_force=_windows(city, start, end, is_nightly) if status != Status.CANCELLED else [],
        vehicle_impact=(impact := dice.choice(IMPACTS)),
        passage=passage_of(impact, is_for_some=False),
        headline=f"{word}: {place.street}",
        place=f"{place.street}, участок от дома {dice.randint(1, 60)} до дома {dice.randint(61, 160)}",
        hours="ежедневно 22:00–06:00" if is_nightly else "",
        roads=[place.street],
        is_confirmed=dice.random() < 0.3,
        version=2,
        created_at=known_at,
        updated_at=known_at + timedelta(hours=dice.randint(1, 20)),
        published_at=known_at + timedelta(hours=1),
        ended_at=end if status == Status.FINISHED else None,
    )


def _interval(dice: Random, at: datetime) -> tuple[datetime, datetime | None]:
    """Begun within two months or soon to begin; most last weeks, some nobody knows how long."""
    start = at + timedelta(hours=dice.randint(-60 * 24, 30 * 24))
    end = start + timedelta(hours=6 + int(dice.expovariate(1 / (30 * 24))))
    return start, None if dice.random() < 0.06 else end


def _status(dice: Random, end: datetime | None, at: datetime) -> Status:
    if dice.random() < 0.04:
        return Status.CANCELLED
    return Status.FINISHED if end and end <= at else Status.PUBLISHED


def _reach(city: City, status: Status, end: datetime | None) -> datetime | None:
    """Where nobody confirmed the end it holds on until the city's plan counts."""
    hours = city.plan_counts_after_h if status == Status.PUBLISHED else 0
    return end and end + timedelta(hours=hours)


def _windows(city: City, start: datetime, end: datetime | None, is_nightly: bool) -> list:
    until = end or start + timedelta(days=120)
    if not is_nightly:
        return [(start, end)]
    return list(Schedule.from_json(start, until, city.time_zone, NIGHTLY).occurrences(start, until))


def _shape(kind: EventKind, line: GEOSGeometry) -> GEOSGeometry:
    """A point, an area about the street, or the street itself."""
    if kind.is_at_signal:
        return geos_of(shapely.Point(line.coords[0]))
    if Shape.AREA in kind.shapes:
        return geos_of(shape_of(line).buffer(0.0004, quad_segs=2))
    return line


def _phases(number: int, event: RoadEvent, places: list[Place]) -> list[Phase]:
    """What an event with one phase derives from it stands on both; of several one follows the other, each elsewhere."""
    dice = Random(-number - 1)
    if dice.random() >= STAGED or event.declared.is_at_signal:  # a signal does not move
        return [_phase(event, 1, event.vehicle_impact, **{name: getattr(event, name) for name in SAME})]
    count = dice.choice((2, 3, 4))
    start, end = event.during.lower, event.during.upper
    step = ((end or start + AN_OPEN_END) - start) / count
    borders = [*(start + at * step for at in range(count)), end]
    phases = [_stage(dice, event, at, borders[at - 1 : at + 1], places) for at in range(1, count + 1)]
    _derive(event, phases)
    return phases


def _stage(dice: Random, event: RoadEvent, number: int, term: list[datetime | None], places: list[Place]) -> Phase:
    (start, end), place, impact = term, dice.choice(places), dice.choice(IMPACTS)
    until = _reach(event.city, event.status, end)
    held = TimestamptzRange(start, end, "[)")
    return _phase(
        event,
        number,
        impact,
        geometry=_shape(KINDS[event.kind], place.line),
        during=held,
        told=TimestamptzRange(start if number > 1 else None, until, "[)"),
        held_on=[(end, until)] if end and until > end else [],
        in_force=_windows(event.city, start, end, bool(event.hours)) if event.status != Status.CANCELLED else [],
        passage=passage_of(impact, is_for_some=False),
        headline=f"{event.headline.partition(':')[0]}: {place.street}",
        place=f"{place.street}, этап {number}",
        hours=event.hours,
        roads=[place.street],
    )


def _phase(event: RoadEvent, number: int, impact: str, *, during: TimestamptzRange, **derived) -> Phase:
    return Phase(
        event=event,
        number=number,
        planned_start=during.lower,
        planned_end=during.upper,
        vehicle_impact=impact,
        told_impact=impact,
        weight=2 * IMPACT_ORDER.index(impact) + 1,
        during=during,
        **derived,
    )


def _derive(event: RoadEvent, phases: list[Phase]) -> None:
    """As closures.derive does, without a query."""
    gravest = min(phases, key=lambda phase: (phase.weight, phase.number))
    event.stages = len(phases)
    event.geometry = united([phase.geometry for phase in phases])
    event.vehicle_impact, event.passage = gravest.told_impact, gravest.passage
    event.place = "; ".join(phase.place for phase in phases)
    event.roads = list(dict.fromkeys(road for phase in phases for road in phase.roads))
    event.reach = joined((phase.during.lower, phase.told.upper) for phase in phases)
    event.in_force = joined(window for phase in phases for window in phase.in_force)
    event.held_on = joined(window for phase in phases for window in phase.held_on)


def _location(phase: Phase) -> PhasePlace:
    return PhasePlace(phase=phase, geometry=phase.geometry, words=[{"type": "street", "on": phase.event.roads[0]}])


def _changes(event: RoadEvent) -> Iterator[RoadEventChange]:
    for version, verb in enumerate((Verb.DRAFTED, Verb.PUBLISHED), start=1):
        yield RoadEventChange(event=event, version=version, verb=verb, at=event.created_at, state={"phases": []})


def middle_of(city: City) -> tuple[float, float]:
    """Where the network is densest: the median of the segments' starts, as longitude and latitude."""
    starts = [line.coords[0] for line in RoadSegment.objects.filter(city=city).values_list("geometry", flat=True)]
    longitudes, latitudes = (sorted(values) for values in zip(*starts, strict=True))
    return longitudes[len(starts) // 2], latitudes[len(starts) // 2]


def neighbourhood(city: City, middle: tuple[float, float], share: float = SHARE) -> tuple[float, float, float, float]:
    """A box about the middle: west, south, east, north."""
    longitude, latitude = middle
    west, south, east, north = Polygon.from_bbox(city.bounds).extent
    dx, dy = (east - west) * share / 2, (north - south) * share / 2
    return longitude - dx, latitude - dy, longitude + dx, latitude + dy
