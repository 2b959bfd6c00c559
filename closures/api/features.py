"""A list's features as SQL, kept for all who ask alike: one an event, of the phases that are told of, or one a phase.

EventSerializer gives the same.
"""

from functools import cache, lru_cache

from django.db.models import BinaryField, F, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import get_language

from closures.kinds.passages import Passage
from closures.kinds.states import State, in_force_sql, state_sql
from closures.models.asked import Asked
from closures.models.words import TOLD as SHOWN
from closures.models.words import shown_sql
from closures.wanted import GIVEN, KEPT, Wanted
from roadmap.api import lists
from roadmap.given import Compiled
from roadmap.postgis import rows_of

EVENT, PHASE, TOLD = "closures_roadevent", "closures_phase", "told"

OF_EVENT = ("kind", "status", "roads", "cause", "reason", "performer", "contact", "detour", "severity")
OF_TOLD = ("headline", "place", "hours", "vehicle_impact", "passage", "direction")
LISTS = ("restrictions", "vehicle_classes", "exemptions")
PROPERTIES = (
    *("kind", "status", "state", "headline", "place", "roads", "start", "end", "is_confirmed", "in_force"),
    *("vehicle_impact", "passage", "restrictions", "vehicle_classes", "exemptions", "direction", "hours", "phases"),
    *("cause", "reason", "agency", "agency_name", "performer", "contact", "detour", "detour_geometry"),
    *("severity", "signal_mode", "parking_places", "version", "published_at", "updated_at", "url"),
)
OF_ONE_PHASE = ("event", "phase")  # beside the others where a feature is a phase
WORDS = ("kind", "status", "cause", "signal_mode", "vehicle_impact", "passage", "direction")
PLAIN = ("severity", "version")

PASSAGES = ", ".join(f"'{passage}'" for passage in Passage)
GRAVEST_FIRST = f"phase.weight, array_position(ARRAY[{PASSAGES}]::varchar[], phase.passage), phase.number"
AFTER_COLON = "substr(words, strpos(words, ': ') + 2)"
STATES = (State.ACTIVE, State.OVERDUE, State.PLANNED)
GEOMETRY = """CASE WHEN count(*) = 1 THEN (array_agg(phase.geometry))[1]
              WHEN max(ST_Dimension(phase.geometry)) = 1
              THEN ST_CollectionExtract(ST_Collect(phase.geometry ORDER BY phase.number), 2)
              ELSE ST_CollectionExtract(ST_Union(phase.geometry)) END"""


def _told(name: str, table: str, column: str = "") -> str:
    """In the reader's language where there are columns for it; a row of TOLD is in it already."""
    is_in_columns = name in SHOWN and table != TOLD
    sql = shown_sql(name, table) if is_in_columns else f"{table}.{column or name}"
    wrap = lists.word if name in WORDS else lists.plain if name in PLAIN else lists.text
    return wrap(sql)


@cache
def _common() -> dict[str, str]:
    """What an event says of itself, however it is told."""
    address = reverse("event", args=[0]).removesuffix("0/")
    return {name: _told(name, EVENT) for name in (*OF_EVENT, "signal_mode", "version")} | {
        "detour_geometry": lists.shape(f"{EVENT}.detour_geometry"),
        "parking_places": lists.plain(f"coalesce({EVENT}.parking_places::text, 'null')"),
        "agency": lists.text("roadmap_agency.slug"),
        "agency_name": lists.text("roadmap_agency.name"),
        "published_at": lists.instant(f"{EVENT}.published_at"),
        "updated_at": lists.instant(f"{EVENT}.updated_at"),
        "url": lists.word(f"'{address}' || {EVENT}.id || '/'"),
    }


def _feature(table: str, properties: dict[str, str], *, number: str = f"{EVENT}.id") -> str:
    names = [name for name in (*PROPERTIES, *OF_ONE_PHASE) if name in properties]
    return lists.feature_sql(table, {name: properties[name] for name in names}, number=number)


@cache
def _of_whole_event(_language: str) -> str:
    """Of an event with one phase, or one that is over. Each %s is the moment as of which it is told."""
    return _feature(
        EVENT,
        _common()
        | {
            **{name: _told(name, EVENT) for name in (*OF_TOLD, *LISTS)},
            "state": lists.word(state_sql(f"{EVENT}.status", f"{EVENT}.spells", f"{EVENT}.reach", "%s")),
            "start": lists.instant(f"lower({EVENT}.during)"),
            "end": lists.instant(f"upper({EVENT}.during)"),
            "is_confirmed": lists.plain(f"{EVENT}.is_confirmed"),
            "in_force": lists.plain(in_force_sql(f"{EVENT}.status", "%s", f"{EVENT}.in_force", f"{EVENT}.held_on")),
            "phases": lists.plain(f"to_json(ARRAY(SELECT generate_series(1, {EVENT}.stages)))"),
        },
    )


@cache
def _of_told_phases() -> str:
    return _feature(
        TOLD,
        _common()
        | {
            **{name: _told(name, TOLD) for name in (*OF_TOLD, *LISTS)},
            "state": lists.word(f"{TOLD}.state"),
            "start": lists.instant(f"{TOLD}.start"),
            "end": lists.instant(f"{TOLD}.finish"),
            "is_confirmed": lists.plain(f"{TOLD}.is_confirmed"),
            "in_force": lists.plain(f"{TOLD}.is_in_force"),
            "phases": lists.text(f"{TOLD}.numbers"),
        },
    )


@cache
def _of_one_phase(_language: str) -> str:
    number = f"""'"' || {EVENT}.id || '.' || {PHASE}.number || '"'"""
    return _feature(
        PHASE,
        _common()
        | {
            **{name: _told(name, PHASE, column) for name, column in _columns().items()},
            "state": lists.word(_state(PHASE)),
            "start": lists.instant(f"lower({PHASE}.during)"),
            "end": lists.instant(f"upper({PHASE}.during)"),
            "is_confirmed": lists.plain(f"({PHASE}.actual_start IS NOT NULL)"),
            "in_force": lists.plain(in_force_sql(f"{EVENT}.status", "%s", f"{PHASE}.in_force", f"{PHASE}.held_on")),
            "phases": lists.plain(f"'[' || {PHASE}.number || ']'"),
            "event": lists.plain(f"{EVENT}.id"),
            "phase": lists.plain(f"{PHASE}.number"),
        },
        number=number,
    )


def _columns() -> dict[str, str]:
    """Property → column of a phase."""
    return {name: name for name in (*OF_TOLD, *LISTS)} | {
        "vehicle_impact": "told_impact",
        "restrictions": "told_restrictions",
        "vehicle_classes": "told_classes",
    }


def _state(phase: str) -> str:
    return state_sql(f"{EVENT}.status", f"{phase}.during", f"{phase}.told", "%s")


def _together(condition: str) -> str:
    """The phases of an event that are told of, as one row, the gravest foremost; no row where none is told of."""
    gravest = ", ".join(
        f"(array_agg({_value(name, column)} ORDER BY {GRAVEST_FIRST}))[1] AS {name}"
        for name, column in _columns().items()
        if name not in ("headline", "place", "hours", "passage", "direction")
    )
    headline = f"CASE WHEN count(*) < {EVENT}.stages THEN {_headlines()} ELSE {shown_sql('headline', EVENT)} END"
    states = " ".join(f"WHEN bool_or(phase.state = '{state}') THEN '{state}'" for state in STATES)
    passages = " ".join(f"WHEN bool_or(phase.passage = '{passage}') THEN '{passage}'" for passage in Passage)
    in_force = in_force_sql(f"{EVENT}.status", "%s", "phase.in_force", "phase.held_on")
    return f"""
        SELECT {GEOMETRY} AS geometry, array_agg(phase.number ORDER BY phase.number) AS numbers, {gravest},
               {headline} AS headline,
               {_each_once("place")} AS place, {_each_once("hours")} AS hours,
               CASE {passages} END AS passage,
               CASE WHEN count(DISTINCT phase.direction) = 1 THEN min(phase.direction) ELSE 'both' END AS direction,
               min(lower(phase.during)) AS start,
               CASE WHEN bool_or(upper_inf(phase.during)) THEN NULL ELSE max(upper(phase.during)) END AS finish,
               CASE {states} ELSE min(phase.state) END AS state, bool_or(phase.is_in_force) AS is_in_force,
               bool_and(phase.actual_start IS NOT NULL) AS is_confirmed
        FROM (
            SELECT phase.*, {_state("phase")} AS state, {in_force} AS is_in_force
            FROM closures_phase AS phase WHERE phase.event_id = {EVENT}.id AND {condition}
        ) AS phase HAVING count(*) > 0
    """  # noqa: S608 - holds nothing of the request


def _value(name: str, column: str) -> str:
    """Arrays do not gather into an array, JSON does."""
    if name in LISTS:
        return f"to_json(phase.{column})"
    return shown_sql(name, "phase") if name in SHOWN else f"phase.{column}"


def _each_once(column: str) -> str:
    """Words of the phases in their order."""
    once = _once(column, "phase.number")
    return f"coalesce((SELECT string_agg(words, '; ' ORDER BY place) FROM {once}), '')"  # noqa: S608 - as above


def _headlines() -> str:
    """As Shown.headline."""
    return f"""coalesce((SELECT string_agg(said, '. ' ORDER BY place) FROM (
                    SELECT split_part(words, ': ', 1) || ': ' || string_agg({AFTER_COLON}, '; ' ORDER BY place) AS said,
                           min(place) AS place
                    FROM {_once("headline", GRAVEST_FIRST)} GROUP BY split_part(words, ': ', 1)) AS alike), '')
            """  # noqa: S608 - as above


def _once(column: str, order: str) -> str:
    """Words of the phases and the place of each; of some hundred characters, so the aggregate is cheap."""
    kept = f"array_remove(array_agg({_value(column, column)} ORDER BY {order}), '')"
    return f"""(SELECT words, min(place) AS place FROM unnest({kept}) WITH ORDINALITY AS told(words, place)
                GROUP BY words) AS once"""  # noqa: S608 - as above


def fetched(wanted: Wanted) -> list[tuple]:
    """(id, feature as bytes), so many as `most` where another page follows. With a time the same index leads whatever
    the values are, so the server plans it once."""
    compiled = _compiled(wanted.of_any_values(), get_language())
    values = compiled.values(wanted.values)
    return rows_of(compiled.sql, values, is_binary=True, is_planned_once=wanted.asked.has_time)


@lru_cache(maxsize=KEPT)
def _compiled(wanted: Wanted, _language: str) -> Compiled:
    """By which parameters are given, by the values of closed lists and by the language of the columns. Never stale: of
    the database it holds the names of tables and columns only."""
    features = phase_features if wanted.is_split else event_features
    return Compiled.of(features(wanted.rows(), wanted.asked), at_most=GIVEN["most"])


def event_features(events: QuerySet, asked: Asked) -> QuerySet:
    """(id, GeoJSON feature as bytes) of events, one SQL for all."""
    condition, values = asked.sql("phase")
    whole, together, told = _of_whole_event(get_language()), _together(condition), _of_told_phases()
    seen = [asked.seen_at]
    staged = f"coalesce((SELECT {told} FROM ({together}) AS {TOLD}), {whole})"  # noqa: S608 - as above
    is_whole = f"{EVENT}.stages = 1" if asked.has_time else f"{EVENT}.stages = 1 OR {EVENT}.status <> 'published'"
    sql = f"CASE WHEN {is_whole} THEN {whole} ELSE {staged} END"
    inner = seen * (together.count("%s") - len(values)) + values  # the condition comes last
    moments = [*seen * whole.count("%s"), *inner, *seen * whole.count("%s")]
    return _told_as(events, "agency__slug", sql, moments)


def phase_features(phases: QuerySet, asked: Asked) -> QuerySet:
    """(id, GeoJSON feature as bytes) of phases."""
    sql = _of_one_phase(get_language())
    return _told_as(phases, "event__agency__slug", sql, [asked.seen_at] * sql.count("%s"))


def _told_as(rows: QuerySet, agency: str, sql: str, values: list) -> QuerySet:
    told = RawSQL(sql, values, output_field=BinaryField())  # noqa: S611 - holds nothing of the request
    return rows.alias(_agency=F(agency)).values_list("pk", told)  # the alias joins the agency
