"""The whole state of a road event as plain JSON: what the history keeps, and what texts are written from."""

import json
from collections.abc import Iterable
from datetime import datetime

from closures.models import Phase, PhasePlace, RoadEvent

EVENT_FIELDS = (
    "kind",
    "status",
    "cause",
    "reason",
    "severity",
    "performer",
    "client",
    "contact",
    "note",
    "act_kind",
    "act_number",
    "act_body",
    "detour",
    "detour_roads",
    "bus_routes",
    "stops_removed",
    "signal_mode",
    "parking_places",
    "start_basis",
    "end_basis",
)
WAY_ROUND = "detour_geometry"  # as drawn; histories that are older do not have it
PHASE_FIELDS = (
    "number",
    "name",
    "toward",
    "schedule",
    "vehicle_impact",
    "lanes",
    "restrictions",
    "vehicle_classes",
    "exemptions",
    "places",
    "start_source",
    "end_source",
)
PHASE_MOMENTS = ("planned_start", "planned_end", "actual_start", "actual_end")


def snapshot(event: RoadEvent, phases: Iterable[Phase] | None = None) -> dict:
    """Moments in ISO 8601, geometry as GeoJSON in WGS 84 with six digits; `phases` where they are at hand."""
    state = {name: getattr(event, name) for name in EVENT_FIELDS}
    state["agency"] = str(event.agency)
    state["signal"] = event.signal_id
    state["act_on"] = event.act_on and event.act_on.isoformat()
    state[WAY_ROUND] = event.detour_geometry and rounded(event.detour_geometry)
    state["started_at"] = _moment(event.started_at)
    state["ended_at"] = _moment(event.ended_at)
    state["overdue_at"] = _moment(event.overdue_at)
    phases = event.phases.prefetch_related("locations") if phases is None else phases
    state["phases"] = [_phase(phase) for phase in phases]
    return state


def all_of(event: RoadEvent) -> dict:
    """Everything that a change can change."""
    return snapshot(event) | {WAY_ROUND: event.detour_geometry, "permitted": event.permitted}


def _phase(phase: Phase) -> dict:
    state = {name: getattr(phase, name) for name in PHASE_FIELDS}
    state |= {name: _moment(getattr(phase, name)) for name in PHASE_MOMENTS}
    state["locations"] = [_location(location) for location in phase.locations.all()]
    state["direction"] = state["locations"][0]["direction"]
    return state


def _location(location: PhasePlace) -> dict:
    state = {name: getattr(location, name) for name in ("direction", "toward")}
    return state | {"geometry": rounded(location.geometry), "places": location.words}


def rounded(geometry) -> dict:
    """GeoJSON with six digits, about 10 cm."""
    return json.loads(geometry.json, parse_float=lambda text: round(float(text), 6))


def _moment(at: datetime | None) -> str | None:
    return at and at.isoformat()
