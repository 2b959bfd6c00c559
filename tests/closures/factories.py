"""Road events of the small city, made by the actions as a dispatcher would."""

from datetime import timedelta

from closures import actions
from roadmap.models import TrafficSignal
from tests.conftest import NOW
from tests.plan import area, line, lonlat, shape

__all__ = ["active", "area", "draft", "line", "lonlat", "phase", "published", "shape"]

PUSHKINA = ((0, 200), (200, 200))  # from улица Баумана to Речной переулок


def phase(**values) -> dict:
    """улица Пушкина between Баумана and Речной, shut from tomorrow noon for two days."""
    return {
        "geometry": line(*PUSHKINA),
        "planned_start": NOW + timedelta(days=1),
        "planned_end": NOW + timedelta(days=3),
        "vehicle_impact": "all-lanes-closed",
    } | values


def draft(agency, *, kind="closure", by=None, at=NOW, phases=None, **fields):
    fields = {"cause": "heat-network", "reason": "ремонт теплотрассы"} | fields
    if kind == "signal-outage" and "signal" not in fields:
        fields |= {
            "signal": TrafficSignal.objects.filter(city=agency.city).order_by("pk").first(),
            "signal_mode": "off",
        }
    return actions.draft(
        kind=kind, city=agency.city, agency=agency, fields=fields, phases=phases or [phase()], by=by, at=at
    )


def published(agency, *, at=NOW, **values):
    event = draft(agency, at=at, **values)
    actions.publish(event, by=None, at=at)
    event.refresh_from_db()
    return event


def active(agency, **values):
    """Began an hour ago, ends in two days."""
    values.setdefault("phases", [phase(planned_start=NOW - timedelta(hours=1), planned_end=NOW + timedelta(days=2))])
    return published(agency, at=NOW - timedelta(hours=2), **values)
