"""What is known of a box for one vehicle at one moment: its streets, the rules at its turns, and what is shut in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from roadmap.geometry import Box
from roadmap.models import City
from roadmap.paths.kept import network_of
from roadmap.paths.network import Network
from roadmap.paths.rules import rules_in
from roadmap.paths.shut import Shut, shut_parts
from roadmap.paths.turns import Turns
from roadmap.paths.vehicles import Vehicle
from roadmap.postgis import box_of


@dataclass(frozen=True)
class Ground:
    """`network` may reach beyond the box; of what lies there nobody knows what is shut or forbidden."""

    box: Box
    network: Network
    turns: Turns
    shut: Mapping[int, Sequence[tuple[float, float]]]

    @classmethod
    def of(cls, city: City, box: Box, vehicle: Vehicle, at: datetime, shut: Shut) -> "Ground":
        network = network_of(city, box)
        return cls(box, network, rules_in(network, box, vehicle, at), shut_parts(shut(box_of(*box))))

    def is_inside(self, node: int) -> bool:
        lon, lat = self.network.places[node]
        west, south, east, north = self.box
        return west <= lon <= east and south <= lat <= north
