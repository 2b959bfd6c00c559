"""The way round that a dispatcher drew: its lines as one, and the streets of it that something else shuts then."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import shapely
from django.utils.translation import gettext as _

from closures.detours.around import next_held
from closures.detours.shut import blocking, span_of
from closures.models import RoadEvent
from closures.models.asked import Asked
from roadmap.geometry import shape_of, to_metres, widened
from roadmap.matching import match_geometry
from roadmap.models import RoadSegment
from roadmap.paths import CAR, Vehicle, shut_parts
from roadmap.postgis import box_of
from roadmap.spans import SHORTEST_M, Span

NEAR_M = 50.0
GOES_ON_WITHIN_M = 60.0  # from one line to the next: across both carriageways of a wide street
START, END = 0, -1  # of a line
LineEnd = tuple[int, int]  # number of the line, which of its ends


def in_one_line(event: RoadEvent) -> shapely.LineString | None:
    """In metres of the city. Lines that were drawn street by street go on where another ends, or just across a
    carriageway; None where they fork, run in a circle or lie apart."""
    drawn = to_metres(shape_of(event.detour_geometry), event.city.metric_srid)
    lines = shapely.get_parts(shapely.line_merge(drawn))
    beside = _ends_beside(lines)
    free = [end for end, others in beside.items() if not others]
    if not free:
        return None
    in_order = list(_in_order(min(free, key=lambda end: end[1] != START), beside))
    if len(in_order) != len(lines):
        return None
    driven = [lines[number] if end == START else lines[number].reverse() for number, end in in_order]
    return shapely.LineString(shapely.get_coordinates(driven))


def _ends_beside(lines: Sequence[shapely.LineString]) -> dict[LineEnd, list[LineEnd]]:
    """Those of other lines, by each end."""
    places = {(number, end): shapely.get_point(line, end) for number, line in enumerate(lines) for end in (START, END)}
    return {
        end: [
            other for other, there in places.items() if other[0] != end[0] and here.distance(there) <= GOES_ON_WITHIN_M
        ]
        for end, here in places.items()
    }


def _in_order(entered: LineEnd | None, beside: dict[LineEnd, list[LineEnd]]) -> Iterator[LineEnd]:
    """The end at which each line is entered, from a free one on."""
    while entered:
        yield entered
        number, end = entered
        entered = next(iter(beside[number, END if end == START else START]), None)


def streets_shut(event: RoadEvent, at: datetime, vehicle: Vehicle = CAR) -> tuple[str, ...]:
    """Each once, in the direction in which the line is drawn, as of when the event holds now or next."""
    around = box_of(*widened(event.detour_geometry.extent, NEAR_M))
    rows = blocking(event.city, Asked(at, at=next_held(event, at) or at), vehicle, around)
    return streets_over(event, [span_of(row) for row in rows if row.phase.event_id != event.pk])


def streets_over(event: RoadEvent, spans: Iterable[Span]) -> tuple[str, ...]:
    """Where the line runs along these, in its direction."""
    driven = shut_parts(match_geometry(event.city, event.detour_geometry, "forward"))
    shut = shut_parts(spans)
    both = driven.keys() & shut.keys()
    segments = RoadSegment.objects.select_related("road").in_bulk({abs(key) for key in both})
    held = {abs(key) for key in both if _shared(driven[key], shut[key]) * segments[abs(key)].length_m >= SHORTEST_M}
    return tuple(sorted({_name(segments[pk]) for pk in held}))


def _shared(some: Iterable[tuple[float, float]], others: list[tuple[float, float]]) -> float:
    """How much of a segment, from 0 to 1."""
    return sum(max(0.0, min(end, ends) - max(start, starts)) for start, end in some for starts, ends in others)


def _name(segment: RoadSegment) -> str:
    return segment.road.shown_name if segment.road else _("Nameless road")
