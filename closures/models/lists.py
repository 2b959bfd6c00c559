"""The closed lists that road events speak in; values take the standards' spelling."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VehicleImpact(models.TextChoices):
    """WZDx 4.2 `vehicle_impact`."""

    ALL_LANES_CLOSED = "all-lanes-closed", _("closed to traffic")
    SOME_LANES_CLOSED = "some-lanes-closed", _("some lanes closed")
    ALTERNATING = "alternating-one-way", _("alternating one-way traffic")
    MERGE_LEFT = "some-lanes-closed-merge-left", _("right lanes closed")
    MERGE_RIGHT = "some-lanes-closed-merge-right", _("left lanes closed")
    SPLIT = "some-lanes-closed-split", _("middle lanes closed")
    SHIFT_LEFT = "all-lanes-open-shift-left", _("lanes shifted left")
    SHIFT_RIGHT = "all-lanes-open-shift-right", _("lanes shifted right")
    FLAGGING = "flagging", _("traffic directed by flaggers")
    TEMPORARY_SIGNAL = "temporary-traffic-signal", _("temporary traffic signal")
    ALL_LANES_OPEN = "all-lanes-open", _("all lanes open")
    UNKNOWN = "unknown", _("impact not known")


# Strongest first: an event with several phases shows the worst of them.
IMPACT_ORDER = [
    VehicleImpact.ALL_LANES_CLOSED,
    VehicleImpact.ALTERNATING,
    VehicleImpact.FLAGGING,
    VehicleImpact.TEMPORARY_SIGNAL,
    VehicleImpact.SOME_LANES_CLOSED,
    VehicleImpact.MERGE_LEFT,
    VehicleImpact.MERGE_RIGHT,
    VehicleImpact.SPLIT,
    VehicleImpact.SHIFT_LEFT,
    VehicleImpact.SHIFT_RIGHT,
    VehicleImpact.UNKNOWN,
    VehicleImpact.ALL_LANES_OPEN,
]


class Direction(models.TextChoices):
    """Relative to the line as drawn (of a phase) or to the segment's geometry (of a span)."""

    BOTH = "both", _("both directions")
    FORWARD = "forward", _("along the line")
    BACKWARD = "backward", _("against the line")


class Cause(models.TextChoices):
    HEAT_NETWORK = "heat-network", _("heat main repair")
    WATER_SEWER = "water-sewer", _("water and sewer works")
    GAS = "gas", _("gas main works")
    UTILITIES = "utilities", _("utility works")
    ROAD_REPAIR = "road-repair", _("road repair")
    BRIDGE_REPAIR = "bridge-repair", _("bridge repair")
    CONSTRUCTION = "construction", _("construction")
    DEMOLITION = "demolition", _("demolition")
    EVENT = "event", _("mass event")
    HOLIDAY = "holiday", _("holiday")
    SPORT = "sport", _("sports event")
    PROCESSION = "procession", _("procession")
    FILMING = "filming", _("filming")
    SNOW_REMOVAL = "snow-removal", _("snow removal")
    POWER_WORKS = "power-works", _("power works")
    COLLAPSE = "collapse", _("road collapse")
    FLOOD = "flood", _("flooding")
    ACCIDENT = "accident", _("accident")
    RAILWAY_CROSSING = "railway-crossing", _("railway crossing works")
    LIGHTING = "lighting", _("street lighting works")
    OTHER = "other", pgettext_lazy("cause", "other")
    UNKNOWN = "unknown", pgettext_lazy("cause", "not told")


class SignalMode(models.TextChoices):
    OFF = "off", _("off")
    FLASHING = "flashing", _("flashing amber")
    MANUAL = "manual", _("traffic officer")


# What a driver goes by where the light does not tell; with no mode known it is dark.
SIGNAL_RULES = dict.fromkeys(("", SignalMode.OFF, SignalMode.FLASHING), _("priority signs apply")) | {
    SignalMode.MANUAL: _("obey the traffic officer")
}


class Source(models.TextChoices):
    """Who confirmed a start or an end. A button in the office is the office, whoever rang up."""

    OFFICE = "office", _("dispatcher, from the office")
    FOREMAN = "foreman", _("foreman, on site")
    CAMERA = "camera", _("camera")
    RESIDENT = "resident", _("resident")


_NEAREST = (Source.FOREMAN, Source.CAMERA, Source.OFFICE, Source.RESIDENT)


def is_better(source: str, known: str) -> bool:
    """Whether a source is nearer to the road than the one that said it before, if any did."""
    return known not in _NEAREST or _NEAREST.index(source) < _NEAREST.index(known)


class Basis(models.TextChoices):
    """How a start or an end is known: by the plan alone, or who confirmed it (a Source). On the spot is the foreman."""

    PLAN = "plan", _("according to the schedule")
    OFFICE = Source.OFFICE.value, _("confirmed by the dispatcher")
    FOREMAN = Source.FOREMAN.value, _("confirmed on site")
    CAMERA = Source.CAMERA.value, _("confirmed by a camera")
    RESIDENT = Source.RESIDENT.value, _("confirmed by a resident")


class VehicleClass(models.TextChoices):
    ALL = "all", _("all vehicles")
    LORRY = "lorry", _("lorries")
    BUS = "bus", _("buses")
    BICYCLE = "bicycle", _("bicycles")
    PEDESTRIAN = "pedestrian", _("pedestrians")


class Vehicle(models.TextChoices):
    """What somebody drives; values are those of VehicleClass where there is one."""

    CAR = "car", _("car")
    LORRY = VehicleClass.LORRY.value, pgettext_lazy("vehicle", "lorry")
    BUS = VehicleClass.BUS.value, pgettext_lazy("vehicle", "bus")


SOME_VEHICLES = [value for value in VehicleClass.values if value != VehicleClass.ALL]


class Exemption(models.TextChoices):
    EMERGENCY = "emergency", _("emergency services")
    PUBLIC_TRANSPORT = "public-transport", _("public transport")
    RESIDENTS = "residents", _("residents")
    WORKS = "works", _("works vehicles")
