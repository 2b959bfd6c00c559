"""Which vehicles a phase leaves nothing, and which it concerns at all.

By its impact, whom it is for, who is exempt, and limits of size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from closures.kinds.manners import OPEN
from closures.models import Phase
from closures.models.lists import Exemption, VehicleImpact
from closures.models.lists import Vehicle as Kind
from roadmap.paths import Vehicle

NO_TRUCKS = "no-trucks"
MEASURES = {  # WZDx 4.2 restriction type → what of the vehicle must not be more
    "reduced-width": "width_m",
    "reduced-height": "height_m",
    "reduced-length": "length_m",
    "reduced-weight": "weight_t",
    "gross-weight-limit": "weight_t",
    "axle-load-limit": "axle_t",
}
IN_METRES_OR_TONNES = {
    "feet": 0.3048,
    "inches": 0.0254,
    "centimeters": 0.01,
    "pounds": 0.00045359237,
    "kilograms": 0.001,
}  # any other unit is metres or tonnes
EXEMPT = {"bus": Exemption.PUBLIC_TRANSPORT}

Limits = tuple[tuple[str, float], ...]  # what of a vehicle must not be more than so much, in metres or tonnes


@dataclass(frozen=True)
class Some:
    """Vehicles of these kinds; with `over` only those that exceed one of the limits."""

    kinds: frozenset[str]
    over: Limits = ()

    def has(self, vehicle: Vehicle) -> bool:
        exceeds = any(getattr(vehicle, measure) > limit for measure, limit in self.over)
        return vehicle.kind in self.kinds and (exceeds or not self.over)


def shut_out(phase: Phase) -> list[Some]:
    """Whom it leaves nothing. A ban for some with a limit («грузовикам тяжелее 3,5 т») shuts out those above it."""
    kinds, limits = _kinds(phase), _limits(phase.restrictions)
    found = [Some(kinds, limits)] if limits else []
    if _bans_lorries(phase):
        found.append(Some(kinds & {Kind.LORRY}))
    if phase.vehicle_impact == VehicleImpact.ALL_LANES_CLOSED and not (limits and phase.is_for_some):
        found.append(Some(kinds))
    return found


def concerned(phase: Phase) -> list[Some]:
    """All that it is for; where the way is open otherwise, or shut for some only, whom a ban or a limit shuts out."""
    is_open = phase.vehicle_impact in OPEN
    has_limits = bool(_limits(phase.restrictions))
    if (is_open and _bans_lorries(phase)) or (has_limits and (is_open or phase.is_for_some)):
        return shut_out(phase)
    return [Some(_kinds(phase))]


def is_shut_by(phase: Phase, vehicle: Vehicle) -> bool:
    return any(some.has(vehicle) for some in shut_out(phase))


def _kinds(phase: Phase) -> frozenset[str]:
    kinds = frozenset(phase.vehicle_classes if phase.is_for_some else Kind.values)
    return kinds - {kind for kind, exemption in EXEMPT.items() if exemption in phase.exemptions}


def _bans_lorries(phase: Phase) -> bool:
    return any(each["type"] == NO_TRUCKS for each in phase.restrictions)


def _limits(restrictions: Sequence[dict]) -> Limits:
    return tuple(
        (MEASURES[each["type"]], each["value"] * IN_METRES_OR_TONNES.get(each.get("unit", ""), 1.0))
        for each in restrictions
        if each["type"] in MEASURES and each.get("value") is not None
    )
