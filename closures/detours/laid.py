"""An event's way round on the network, so that what shuts a part of it is found by an index: as it is drawn, else as
its words tell it, along whichever streets they name."""

from collections.abc import Iterable, Iterator
from copy import copy
from datetime import datetime
from itertools import islice

from closures.detours.around import AskedWays, WayRound, held_moments, shut_of
from closures.detours.typed import roads_told, ways_along
from closures.models import DetourSpan, RoadEvent
from closures.models.lists import Direction
from closures.snapshot import WAY_ROUND
from roadmap.matching import match_geometry
from roadmap.paths import CAR, LORRY
from roadmap.spans import Span

MOST_PLACES = 6  # of stages, whose traffic the words are followed for
FOLLOWS_FROM = (WAY_ROUND, "detour", "detour_roads", "phases", "ended_at")  # of closures.snapshot
NOWHERE = (frozenset(), frozenset())


def lay(event: RoadEvent, at: datetime) -> None:
    """Rows for the way; where the event shuts both directions, traffic goes round along a drawn one both ways. Words
    along which nobody can drive have no rows."""
    put(event, follow(event, at))


def lay_again(event: RoadEvent) -> None:
    """Of what is taken up again: words lead where they led before it was over, so nothing is followed while others
    wait; a drawn way is matched with the streets that there are now."""
    if event.detour_geometry is not None:
        put(event, _drawn(event))


def follow(event: RoadEvent, at: datetime) -> Iterable[Span]:
    """Where its way leads; nothing is written."""
    return _drawn(event) if event.detour_geometry is not None else _in_words(event, at)


def put(event: RoadEvent, spans: Iterable[Span]) -> None:
    """The rows of its way are these."""
    event.detour_spans.all().delete()
    DetourSpan.objects.bulk_create(
        DetourSpan(
            event=event,
            segment_id=span.segment_id,
            start_position=span.start_position,
            end_position=span.end_position,
            direction=span.direction,
        )
        for span in spans
    )


def way_of(event: RoadEvent) -> dict:
    """Its rows as JSON, with the streets that they lie on."""
    rows = event.detour_spans.values_list("segment", "start_position", "end_position", "direction")
    return {"basemap": event.city.basemap, "spans": [list(row) for row in rows]}


def put_way(event: RoadEvent, way: dict) -> bool:
    """What `way_of` gave; False where the city has other streets since."""
    is_of_these = way["basemap"] == event.city.basemap
    put(event, [Span(*row) for row in way["spans"]] if is_of_these else ())
    return is_of_these


def is_another_way(before: dict, after: dict) -> bool:
    """Of the same event in two states: whether anything that its rows follow from differs."""
    return any(before[name] != after[name] for name in FOLLOWS_FROM)


def _drawn(event: RoadEvent) -> list[Span]:
    direction = Direction.BOTH if event.direction == Direction.BOTH else Direction.FORWARD
    return match_geometry(event.city, event.detour_geometry, direction)


def _in_words(event: RoadEvent, at: datetime) -> set[Span]:
    """As if nothing else were shut: whatever shuts a part of it is to be found. Of what is over, as it was before."""
    if event.ended_at is not None and event.start is not None:
        event, at = _before_its_end(event), event.start
    roads = roads_told(event)
    moments = islice(_once_a_place(event, at), MOST_PLACES) if roads else ()
    ways = [way for moment in moments for way in ways_along(AskedWays(event, moment), roads)]
    return {span for way in ways for span in _spans_of(way)}


def _once_a_place(event: RoadEvent, at: datetime) -> Iterator[datetime]:
    """When something is shut that was not shut alike before: where hours and days alone differ, the way is the same."""
    phases, known = list(event.phases.prefetch_related("spans")), {NOWHERE}
    for moment in held_moments(event, at):
        place = tuple(frozenset(shut_of(phases, vehicle, moment, moment)) for vehicle in (CAR, LORRY))
        if place not in known:
            known.add(place)
            yield moment


def _before_its_end(event: RoadEvent) -> RoadEvent:
    open_yet = copy(event)
    open_yet.ended_at = None
    return open_yet


def _spans_of(one: WayRound) -> Iterator[Span]:
    """Two ways of traffic along the same streets are told as one, which leads nowhere in particular."""
    for part in one.way.parts:
        low, high = sorted((part.start_position, part.end_position))
        if low < high:
            yield Span(part.segment_id, low, high, part.direction if one.toward else Direction.BOTH.value)
