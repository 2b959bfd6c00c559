"""The turn restrictions of a box, as the rules that hold there for a vehicle at a moment."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from roadmap.geometry import Box
from roadmap.models import TurnRestriction
from roadmap.paths import conditions
from roadmap.paths.network import Network
from roadmap.paths.turns import Rule, Turns
from roadmap.paths.vehicles import Vehicle
from roadmap.postgis import box_of


def rules_in(network: Network, box: Box, vehicle: Vehicle, at: datetime) -> Turns:
    """The rules that hold in a box for this vehicle then."""
    found = TurnRestriction.objects.filter(city=network.city, junction__point__bboverlaps=box_of(*box))
    local = at.astimezone(network.city.zone)
    told = found.values_list("path", "junction", "is_only", "vehicles", "exceptions", "condition")
    onto: dict[tuple[tuple[int, ...], bool], set[int]] = defaultdict(set)
    for path, junction, is_only, vehicles, exceptions, condition in told.order_by("pk"):
        is_obeyed = is_meant(vehicle, vehicles, exceptions) and conditions.holds(condition, vehicle, local)
        if is_obeyed and (keys := _directed(network, path, junction, is_only)):
            onto[keys[:-1], is_only].add(keys[-1])
    return Turns(Rule(path, frozenset(last), is_only) for (path, is_only), last in onto.items())


def _directed(network: Network, path: Sequence[int], junction: int, is_only: bool) -> tuple[int, ...] | None:
    """None where nobody can drive it here. The last segment may lie outside, and be the only one allowed."""
    first = [key for key in (path[0], -path[0]) if key in network.edges and network.edges[key].end == junction]
    if not first:
        return None
    keys, node = [first[0]], junction
    for number, pk in enumerate(path[1:], start=2):
        onward = [key for key in (pk, -pk) if key in network.edges and network.edges[key].start == node]
        if not onward and not (is_only and number == len(path)):
            return None
        keys.append(onward[0] if onward else pk)
        node = network.edges[keys[-1]].end if onward else node
    return tuple(keys)


def is_meant(vehicle: Vehicle, vehicles: Sequence[str], exceptions: Sequence[str]) -> bool:
    """Whether a sign is for it."""
    return (not vehicles or not vehicle.modes.isdisjoint(vehicles)) and vehicle.modes.isdisjoint(exceptions)
