"""A way round through places that a dispatcher set: he dragged the line, or put a point by keyboard."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from django.contrib.gis.geos import Point

from closures.detours.around import AskedWays, WayRound, apart, own_shut, ways_past
from roadmap.paths import Part, Stop, Vehicle, Way, Ways, stop_near


def way_through(asked: AskedWays, number: int, places: Sequence[Point], vehicle: Vehicle) -> WayRound | None:
    """The same as the way of that number of `ways_for`, led from place to place, past what is shut then.

    None where a place lies on no street, no way leads on, or there is no such way.
    """
    event, at = asked.event, asked.at
    proposed = asked.of(vehicle)[number : number + 1]
    stops = [stop_near(event.city, place) for place in places]
    if not proposed or None in stops:
        return None
    (one,) = proposed
    ways = ways_past(event, own_shut(event, vehicle, at), vehicle, at)
    legs = _legs(ways, [one.through.start, *stops, one.through.end])
    return legs and _led(one, ways, *legs)


def _legs(ways: Ways, stops: Sequence[Stop]) -> tuple[list[Part], float] | None:
    """Nobody turns round where a place was set: the way goes on as it came."""
    parts: list[Part] = []
    seconds = 0.0
    for start, end in pairwise(stops):
        onward = replace(start, direction=parts[-1].direction) if parts else start
        found = ways.found(onward, end)
        if found.parts is None and parts:
            found = ways.found(start, end)  # at the end of a blind street there is no other way
        if found.parts is None:
            return None
        parts += found.parts
        seconds += found.seconds
    return parts, seconds


def _led(one: WayRound, ways: Ways, parts: list[Part], seconds: float) -> WayRound:
    network, usual = ways.known[-1].network, one.through
    way = Way.along(apart(parts, [edge.key for edge in usual.usual]), seconds)
    extra_m, extra_s = network.length_m(parts) - usual.length_m, seconds - usual.seconds(network)
    return replace(one, way=way, extra_m=max(0.0, extra_m), extra_s=max(0.0, extra_s))
