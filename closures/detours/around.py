"""The way round of an event: for each way of traffic that it shuts out, at the moment at which it holds next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.gis.geos import Polygon
from shapely import LineString

from closures.detours.ends import Through, throughs
from closures.detours.shut import shut, span_of
from closures.detours.whom import is_shut_by
from closures.models import Phase, RoadEvent
from closures.models.asked import Asked
from roadmap.ahead import point_of_compass
from roadmap.geometry import Box, box_around_all, widened
from roadmap.models import Road, RoadSegment
from roadmap.paths import BUS, CAR, LORRY, FoundWay, Network, Part, Shut, Vehicle, Way, Ways, nothing, shut_parts
from roadmap.spans import Span

AROUND_M = 2_500.0  # of what is shut: most ways round lie within
MOST = 6  # ways of traffic of one event; an area may shut dozens of streets


@dataclass(frozen=True)
class WayRound:
    """One way of traffic and its way round. `way` runs from where it leaves the usual way to where it comes back, None
    where there is none; `extra_m` and `extra_s` are what it costs more. `toward` is where the traffic goes, a point of
    the compass in Russian («на юг»); empty: both ways of the street, along the same streets."""

    vehicle: Vehicle
    toward: str
    way: Way | None
    through: Through
    extra_m: float = 0.0
    extra_s: float = 0.0


def ways_round(event: RoadEvent, at: datetime) -> list[WayRound]:
    """As of when it holds now or next; none where it shuts nobody out, is over, or nothing lies behind it."""
    for vehicle in (CAR, LORRY, BUS):
        if own := own_shut(event, vehicle, at):
            return _both_ways(_around(ways_past(event, own, vehicle, at, along=_named(event)), own))
    return []


def ways_for(
    event: RoadEvent,
    vehicle: Vehicle,
    at: datetime,
    *,
    past_others: bool = True,
    along: frozenset[int] = frozenset(),
) -> list[WayRound]:
    """Of one vehicle; `past_others` False: as if nothing else were shut then. `along`: roads that it rather takes."""
    own = own_shut(event, vehicle, at)
    if not own:
        return []
    ways = ways_past(event, own, vehicle, at, past_others=past_others, along=along)
    return _both_ways(_around(ways, own))


class AskedWays:
    """`ways_for` of one event at one moment, for several who look at them: each is asked once."""

    def __init__(self, event: RoadEvent, at: datetime):
        self.event, self.at = event, at
        self._found: dict[tuple, list[WayRound]] = {}

    def of(self, vehicle: Vehicle, *, past_others: bool = True, along: frozenset[int] = frozenset()) -> list[WayRound]:
        asked = vehicle, past_others, along
        if asked not in self._found:
            self._found[asked] = ways_for(self.event, vehicle, self.at, past_others=past_others, along=along)
        return self._found[asked]


def own_shut(event: RoadEvent, vehicle: Vehicle, at: datetime) -> list[Span]:
    """What it shuts for the vehicle when it holds now or next."""
    moment = next_held(event, at)
    phases = event.phases.prefetch_related("spans") if moment else ()
    return shut_of(phases, vehicle, moment, at)


def shut_of(phases: Iterable[Phase], vehicle: Vehicle, moment: datetime, at: datetime) -> list[Span]:
    """What those of them that hold at the moment, as is known `at`, shut for the vehicle."""
    held = [phase for phase in phases if is_shut_by(phase, vehicle) and _holds(phase, moment, at)]
    return [span_of(row) for phase in held for row in phase.spans.all()]


def ways_past(
    event: RoadEvent,
    own: Sequence[Span],
    vehicle: Vehicle,
    at: datetime,
    *,
    past_others: bool = True,
    along: frozenset[int] = frozenset(),
) -> Ways:
    """Over all streets but what it shuts itself and what others do then."""
    moment = next_held(event, at) or at
    others = shut(event.city, Asked(at, at=moment), vehicle) if past_others else nothing
    return Ways(event.city, moment, vehicle, _with(list(own), others), along)


def next_held(event: RoadEvent, at: datetime) -> datetime | None:
    """The moment itself, or the next at which one of its phases begins to hold."""
    return next(iter(held_moments(event, at)), None)


def held_moments(event: RoadEvent, at: datetime) -> list[datetime]:
    """The same of each of its phases that is still to hold: in order, each once."""
    phases = event.phases.all() if event.ended_at is None else ()
    begins = {_next_of(phase, at) for phase in phases}
    return sorted(begins - {None})


def _next_of(phase: Phase, at: datetime) -> datetime | None:
    begins = [max(start, at) for start, end in phase.held_as_of(at) if end is None or end > at]
    return min(begins, default=None)


def _holds(phase: Phase, moment: datetime, now: datetime) -> bool:
    return any(start <= moment and (end is None or moment < end) for start, end in phase.held_as_of(now))


def _named(event: RoadEvent) -> frozenset[int]:
    """The streets by which a dispatcher sends traffic round."""
    if not event.detour_roads:
        return frozenset()
    return frozenset(Road.objects.filter(city=event.city, name__in=event.detour_roads).values_list("pk", flat=True))


def _around(ways: Ways, own: list[Span]) -> Iterator[WayRound]:
    ground = ways.ground(widened(_box_of(own), AROUND_M))
    traffic = list(throughs(ground.network, shut_parts(own), ground.shut))
    for through in sorted(traffic, key=_first_told)[:MOST]:
        yield _way_round(ways, ground.network, through)


def _first_told(through: Through) -> tuple[int, int]:
    """The longest; both ways of one street always in the same order."""
    return -round(through.shut_m), -through.shut[0].key


def _with(own: list[Span], others: Shut) -> Shut:
    """Whatever else is shut then is shut for the way round, too."""

    def both(box: Polygon) -> Iterable[Span]:
        return [*own, *others(box)]

    return both


def _box_of(spans: Iterable[Span]) -> Box:
    lines = RoadSegment.objects.filter(pk__in={span.segment_id for span in spans}).values_list("geometry", flat=True)
    return box_around_all(lines)


def _way_round(ways: Ways, network: Network, through: Through) -> WayRound:
    found, toward = _found(ways, through), _toward(network, through)
    if found.parts is None:
        return WayRound(ways.vehicle, toward, None, through)
    way = Way.along(apart(found.parts, [edge.key for edge in through.usual]), found.seconds)
    extra_m, extra_s = found.length_m - through.length_m, found.seconds - through.seconds(network)
    return WayRound(ways.vehicle, toward, way, through, max(0.0, extra_m), max(0.0, extra_s))


def _found(ways: Ways, through: Through) -> FoundWay:
    """In the direction of its traffic; where nobody can come back into that, as far as the place."""
    found = ways.found(through.start, through.end)
    start, end = through.junctions
    is_the_same = (start, end) == (through.start, through.end)
    return found if found.parts or is_the_same or start == end else ways.found(start, end)


def apart(parts: list[Part], usual: list[int]) -> list[Part]:
    """Without what it has in common with the usual way before it leaves and after it comes back."""
    driven = [part.key for part in parts]
    first, last = _in_common(driven, usual), _in_common(driven[::-1], usual[::-1])
    return parts[first : len(parts) - last] or parts


def _in_common(some: list[int], others: list[int]) -> int:
    """How many at the beginning."""
    return next((at for at, (one, other) in enumerate(zip(some, others, strict=False)) if one != other), 0)


def _toward(network: Network, through: Through) -> str:
    ends = network.places[through.shut[0].start], network.places[through.shut[-1].end]
    east_m, north_m = network.metres
    return point_of_compass(LineString([(lon * east_m, lat * north_m) for lon, lat in ends]))


def _both_ways(found: Iterable[WayRound]) -> list[WayRound]:
    """Two ways of traffic that go round along the same streets are told once, and so are two without."""
    told: dict[object, WayRound] = {}
    for one in found:
        same = one.way and frozenset(part.segment_id for part in one.way.parts)
        told[same] = _as_one(told[same], one) if same in told else one
    return list(told.values())


def _as_one(one: WayRound, other: WayRound) -> WayRound:
    extra = max(one.extra_m, other.extra_m), max(one.extra_s, other.extra_s)
    return replace(one, toward="", extra_m=extra[0], extra_s=extra[1])
