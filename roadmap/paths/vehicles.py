"""Who goes: what signs and limits see of a vehicle."""

from dataclasses import dataclass

ANY_MOTOR = frozenset(("vehicle", "motor_vehicle"))
MODES = {  # OpenStreetMap's keys of access that mean it
    "car": ANY_MOTOR | {"motorcar"},
    "lorry": ANY_MOTOR | {"hgv", "goods"},
    "bus": ANY_MOTOR | {"psv", "bus"},
}


@dataclass(frozen=True)
class Vehicle:
    """`kind` is car, lorry or bus; tonnes as it stands on the road, metres with its load."""

    kind: str = "car"
    weight_t: float = 2.0
    height_m: float = 2.0
    width_m: float = 2.0
    length_m: float = 5.0
    axle_t: float = 1.2

    @property
    def modes(self) -> frozenset[str]:
        return MODES[self.kind]

    @property
    def measures(self) -> dict[str, float]:
        """By the words that conditions of signs use."""
        return {
            "weight": self.weight_t,
            "height": self.height_m,
            "width": self.width_m,
            "length": self.length_m,
            "axleload": self.axle_t,
        }


CAR = Vehicle()
LORRY = Vehicle("lorry", weight_t=20.0, height_m=4.0, width_m=2.55, length_m=12.0, axle_t=10.0)
BUS = Vehicle("bus", weight_t=18.0, height_m=3.3, width_m=2.55, length_m=12.0, axle_t=10.0)
VEHICLES = {vehicle.kind: vehicle for vehicle in (CAR, LORRY, BUS)}
