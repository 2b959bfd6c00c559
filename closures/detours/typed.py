"""A way round in a dispatcher's words, read into streets and checked: are they there, do they meet, can one drive?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from closures.detours.around import AskedWays, WayRound
from closures.detours.drawn import streets_over, streets_shut
from closures.detours.shut import span_of
from closures.detours.unknown import unknown_streets
from closures.detours.whom import is_shut_by
from closures.models import RoadEvent
from roadmap.language.mentions import find_places
from roadmap.models import Junction, Road
from roadmap.paths import CAR, LORRY, Vehicle
from roadmap.places.rows import gazetteer_for


@dataclass(frozen=True)
class TypedDetour:
    """`roads` as they follow each other; `notes` say what is wrong. `ways` lead along all of them, past what else
    is shut then, each with its number of `ways_for`; none where no way does."""

    roads: tuple[Road, ...]
    notes: tuple[str, ...]
    ways: tuple[tuple[int, WayRound], ...]


def read(asked: AskedWays) -> TypedDetour:
    """Of the list of streets, else of the words; a line is compared with both."""
    event, at = asked.event, asked.at
    roads = roads_told(event)
    unknown = [_("The city’s map has no street “%s”.") % name for name in unknown_streets(event)]
    apart = [_("“%(one)s” and “%(other)s” do not meet.") % pair for pair in _apart(roads)]
    ways = _along(asked, CAR, roads) if roads else []
    driven = _not_drawn(event, at) if event.detour_geometry else _not_driven(asked, roads, ways)
    return TypedDetour(tuple(roads), (*unknown, *apart, *driven, *_contradictions(asked)), tuple(ways))


def roads_told(event: RoadEvent) -> list[Road]:
    """By the list of streets, else by the words."""
    return _roads(event, event.detour_roads or [event.detour])


def ways_along(asked: AskedWays, roads: Sequence[Road]) -> list[WayRound]:
    """The ways along all of these streets, whatever else is shut then: of cars, else of lorries."""
    found = (_along(asked, vehicle, roads, past_others=False) for vehicle in (CAR, LORRY))
    return next(([one for _number, one in ways] for ways in found if ways), [])


def contradictions(event: RoadEvent, at: datetime) -> list[str]:
    """Between its words, its line and what the event shuts itself."""
    return _contradictions(AskedWays(event, at))


def _contradictions(asked: AskedWays) -> list[str]:
    event = asked.event
    roads = _roads(event, [*event.detour_roads, event.detour])
    notes = {
        _("The way round leads over what the event itself shuts: %(streets)s."): _shut_by_itself(asked, roads),
        _("The line on the map does not follow %(streets)s."): _beside_line(event, roads),
    }
    return [words % {"streets": ", ".join(streets)} for words, streets in notes.items() if streets]


def _shut_by_itself(asked: AskedWays, roads: Sequence[Road]) -> Sequence[str]:
    """Where the line runs along it; without a line streets that are shut, and no way round follows them elsewhere."""
    event = asked.event
    spans = [
        span_of(row)
        for phase in event.phases.prefetch_related("spans")
        if any(is_shut_by(phase, vehicle) for vehicle in (CAR, LORRY))
        for row in phase.spans.all()
    ]
    if event.detour_geometry:
        return streets_over(event, spans)
    shut = set(Road.objects.filter(segments__in={span.segment_id for span in spans}).values_list("pk", flat=True))
    found = [road.shown_name for road in roads if road.pk in shut]
    return found if found and (len(found) == len(roads) or not _along(asked, CAR, roads)) else []


def _beside_line(event: RoadEvent, roads: Sequence[Road]) -> list[str]:
    if not event.detour_geometry:
        return []
    held = set(Road.objects.filter(segments__in=event.detour_spans.values("segment")).values_list("pk", flat=True))
    return [road.shown_name for road in roads if road.pk not in held]


def _roads(event: RoadEvent, texts: Sequence[str]) -> list[Road]:
    """That these texts name and the city has."""
    if not any(texts):
        return []
    gazetteer = gazetteer_for(event.city)
    mentions = [one for text in texts for one in find_places(text, gazetteer) if one.kind == "street"]
    numbers = [next((each.id for each in one.candidates if each.id is not None), None) for one in mentions]
    found = Road.objects.filter(city=event.city).in_bulk([number for number in numbers if number is not None])
    return list(dict.fromkeys(found[number] for number in numbers if number in found))


def _apart(roads: Sequence[Road]) -> Iterator[dict[str, str]]:
    """One after the other, and neither crosses the other."""
    for one, other in pairwise(roads):
        if not Junction.objects.filter(roads=one).filter(roads=other).exists():
            yield {"one": one.shown_name, "other": other.shown_name}


def _along(
    asked: AskedWays, vehicle: Vehicle, roads: Sequence[Road], *, past_others: bool = True
) -> list[tuple[int, WayRound]]:
    """The ways that lead along all of these streets, by number: the quickest ones if they do, else others that rather
    take these streets."""
    named = frozenset(road.pk for road in roads)
    for rather in (frozenset(), named):
        found = enumerate(asked.of(vehicle, past_others=past_others, along=rather))
        if fitting := [(number, one) for number, one in found if one.way and named <= _driven(one)]:
            return fitting
    return []


def _driven(one: WayRound) -> set[int]:
    return {road.pk for road in one.way.roads} if one.way else set()


def _not_driven(asked: AskedWays, roads: Sequence[Road], ways: Sequence) -> Iterator[str]:
    """Why not, and whether lorries can go where cars do."""
    if not roads:
        return
    all_ways = asked.of(CAR, along=frozenset(road.pk for road in roads))
    if not all_ways:
        return
    if ways:
        if asked.of(LORRY) and not _along(asked, LORRY, roads):
            yield _("Lorries cannot drive this way: signs, limits or another closure keep them out.")
    elif _along(asked, CAR, roads, past_others=False):
        yield _("Part of this way is itself shut then.")
    else:
        yield _("No way round leads along all of these streets: %(left)s is left out.") % {
            "left": ", ".join(_left_out(roads, all_ways))
        }


def _left_out(roads: Iterable[Road], ways: Sequence[WayRound]) -> list[str]:
    """By the way that has most of them."""
    named = {road.pk: road.shown_name for road in roads}
    most = max(map(_driven, ways), key=lambda numbers: len(numbers & named.keys()))
    return [name for pk, name in named.items() if pk not in most]


def _not_drawn(event: RoadEvent, at: datetime) -> Iterator[str]:
    """What others shut of the line that is stored."""
    if shut := streets_shut(event, at):
        yield _("The line on the map leads over what is shut then: %(streets)s.") % {"streets": ", ".join(shut)}
    elif shut := streets_shut(event, at, LORRY):
        words = _("The line on the map leads over what is shut for lorries then: %(streets)s.")
        yield words % {"streets": ", ".join(shut)}
