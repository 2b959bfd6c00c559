"""Does a phase leave anything for this vehicle? By its impact, whom it is for, who is exempt, and limits of size."""

from collections.abc import Iterator, Sequence

from closures.models.lists import Exemption, VehicleClass, VehicleImpact
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


def leaves_nothing(
    vehicle: Vehicle, impact: str, classes: Sequence[str], exemptions: Sequence[str], restrictions: Sequence[dict]
) -> bool:
    """The five of a Phase. A ban for some with a limit («грузовикам тяжелее 3,5 т») shuts out those above the limit."""
    is_for_some = bool(classes) and VehicleClass.ALL not in classes
    if EXEMPT.get(vehicle.kind) in exemptions or (is_for_some and vehicle.kind not in classes):
        return False
    limits = list(limits_of(restrictions))
    if any(getattr(vehicle, measure) > most for measure, most in limits):
        return True
    if vehicle.kind == VehicleClass.LORRY and any(each["type"] == NO_TRUCKS for each in restrictions):
        return True
    return impact == VehicleImpact.ALL_LANES_CLOSED and not (is_for_some and limits)


def limits_of(restrictions: Sequence[dict]) -> Iterator[tuple[str, float]]:
    """What of a vehicle must not be more than so much, in metres or tonnes."""
    for each in restrictions:
        if each["type"] in MEASURES and each.get("value") is not None:
            yield MEASURES[each["type"]], each["value"] * IN_METRES_OR_TONNES.get(each.get("unit", ""), 1.0)
