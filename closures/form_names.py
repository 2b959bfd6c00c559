"""What the desk's form calls a field, its group before it: who is told of a change finds it there under this name."""

from django.utils.translation import gettext_lazy as _

WHERE, WHEN, LEFT, WHY = _("Where"), _("When"), _("What is left for traffic"), _("Why and who")
DETOUR, ORDER = _("Detour"), _("Order, severity, note")

# The field as a snapshot has it → group and label; one alone where the form has no more.
NAMES = {
    "name": (_("Name of the stage"),),
    "geometry": (WHERE,),
    "locations": (WHERE,),
    "places": (WHERE,),
    "direction": (WHERE, _("Direction")),
    "toward": (WHERE, _("In words (toward…)")),
    "signal": (WHERE, _("Traffic signal")),
    "signal_mode": (WHERE, _("What it does")),
    "planned_start": (WHEN, _("From")),
    "planned_end": (WHEN, _("Until")),
    "schedule": (WHEN, _("Only at certain hours")),
    "vehicle_impact": (LEFT,),
    "vehicle_classes": (LEFT, _("For whom")),
    "exemptions": (LEFT, _("Not for")),
    "lanes": (LEFT, _("Lanes, footway, cycle path")),
    "restrictions": (LEFT, _("Limits and conditions")),
    "parking_places": (_("Parking spaces taken"),),
    "cause": (WHY, _("Cause")),
    "reason": (WHY, _("In words")),
    "performer": (WHY, _("Performer")),
    "client": (WHY, _("Client")),
    "contact": (WHY, _("Contact")),
    "detour_roads": (DETOUR, _("Streets")),
    "detour": (DETOUR, _("Or in your own words")),
    "detour_geometry": (DETOUR, _("On the map")),
    "bus_routes": (DETOUR, _("Bus routes that go round")),
    "stops_removed": (DETOUR, _("Stops left out")),
    "act_kind": (ORDER, _("Act")),
    "act_number": (ORDER, _("Number")),
    "act_on": (ORDER, _("Date")),
    "act_body": (ORDER, _("Issued by")),
    "severity": (ORDER, _("Severity")),
    "note": (ORDER, _("Note to the public")),
}


def name_in_form(field: str) -> str | None:
    """None where the form does not have it."""
    return " · ".join(map(str, NAMES[field])) if field in NAMES else None
