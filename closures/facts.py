"""A state of the history → the plain facts that texts are written from."""

from datetime import datetime

from django.conf import settings

from closures.kinds.lanes import closed, of_vehicles, shut_paths
from closures.kinds.restrictions import Given
from closures.models import RoadEvent
from closures.models.lists import Basis, Direction
from closures.wording import CityName, Facts, PhaseFacts
from roadmap.models import Road
from roadmap.schedule import Schedule

SAME_NAME = ("kind", "cause", "reason", "detour", "performer", "contact", "note", "signal_mode", "parking_places")


def facts_of(state: dict, event: RoadEvent, previous: Facts | None = None) -> Facts:
    """`state` is a snapshot of the event; what a snapshot lacks (city, address) comes from the event."""
    ended_at = _moment(state["ended_at"])
    phases = tuple(_phase(phase, event.city.time_zone, ended_at) for phase in state["phases"])
    stored = _stored(event, phases, state["detour_roads"])
    return Facts(
        **{name: state[name] for name in SAME_NAME},
        city=CityName.of(event.city.name, event.city.name_cases, event.city.names.get("en", "")),
        phases=phases,
        detour_streets=tuple(state["detour_roads"]),
        bus_routes=tuple(state["bus_routes"]),
        stops_removed=tuple(state["stops_removed"]),
        agency_name=state["agency"],
        url=f"{settings.SITE_URL}{event.get_absolute_url()}" if event.pk else "",
        published=event.published_at or event.updated_at,
        start_source=_source(state["start_basis"]),
        end_source=_source(state["end_basis"]),
        ended_at=ended_at if _source(state["end_basis"]) else None,
        previous=previous,
        stored_forms={name: forms for name, forms, _names in stored if forms},
        stored_names={name: names["en"] for name, _forms, names in stored if names.get("en")},
    )


def _phase(state: dict, zone: str, ended_at: datetime | None) -> PhaseFacts:
    """`ended_at` is when the event was over."""
    start = _moment(state["actual_start"]) or _moment(state["planned_start"])
    end = _moment(state["actual_end"]) or _moment(state["planned_end"])
    lanes, drawn = state["lanes"], state["locations"][0]["geometry"] if state.get("locations") else None
    return PhaseFacts(
        places=tuple(state["places"]),
        schedule=Schedule.from_json(start, end, zone, state["schedule"]),
        vehicle_impact=state["vehicle_impact"],
        name=state["name"],
        direction=state["direction"],
        toward="" if state["direction"] == Direction.BOTH else state["toward"],
        lanes_closed=len(closed(of_vehicles(lanes))) or None,
        lanes_total=len(of_vehicles(lanes)) or None,
        vehicle_classes=tuple(state["vehicle_classes"]),
        exemptions=tuple(state["exemptions"]),
        limits=(*shut_paths(lanes, drawn), *(Given.of(each) for each in state["restrictions"])),
        planned=(_moment(state["planned_start"]), _moment(state["planned_end"])),
        begun_by=state.get("start_source", "") if state["actual_start"] else "",
        opened_by=state.get("end_source", "") if state["actual_end"] else "",
        is_called_off=ended_at is not None and ended_at <= start,
    )


def _source(basis: str) -> str:
    """Who confirmed it; empty where only the plan says so."""
    return "" if basis == Basis.PLAN else basis


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _stored(event: RoadEvent, phases: tuple[PhaseFacts, ...], detour: list[str]) -> list[tuple[str, dict, dict]]:
    """Of the streets named, those whose case forms or other languages' names are stored: name, forms, names."""
    places = [place for phase in phases for place in phase.places]
    names = {place.get(key) for place in places for key in ("on", "with", "from", "to", "toward")} | set(detour)
    roads = Road.objects.filter(city=event.city_id, name__in=[name for name in names if name])
    return list(roads.exclude(case_forms={}, names={}).values_list("name", "case_forms", "names"))
