"""Is the way round that a dispatcher drew open? The streets of it that something else shuts then."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from closures.detours.around import next_held
from closures.detours.shut import blocking, span_of
from closures.models import RoadEvent
from closures.models.asked import Asked
from roadmap.geometry import widened
from roadmap.matching import match_geometry
from roadmap.models import RoadSegment
from roadmap.paths import CAR, shut_parts
from roadmap.postgis import box_of
from roadmap.spans import SHORTEST_M

NEAR_M = 50.0


def streets_shut(event: RoadEvent, at: datetime) -> tuple[str, ...]:
    """Each once, in the direction in which the line is drawn, as of when the event holds now or next."""
    driven = shut_parts(match_geometry(event.city, event.detour_geometry, "forward"))
    around = box_of(*widened(event.detour_geometry.extent, NEAR_M))
    rows = blocking(event.city, Asked(at, at=next_held(event, at) or at), CAR, around)
    shut = shut_parts(span_of(row) for row in rows if row.phase.event_id != event.pk)
    both = driven.keys() & shut.keys()
    segments = RoadSegment.objects.select_related("road").in_bulk({abs(key) for key in both})
    held = {abs(key) for key in both if _shared(driven[key], shut[key]) * segments[abs(key)].length_m >= SHORTEST_M}
    return tuple(sorted({_name(segments[pk]) for pk in held}))


def _shared(some: Iterable[tuple[float, float]], others: list[tuple[float, float]]) -> float:
    """How much of a segment, from 0 to 1."""
    return sum(max(0.0, min(end, ends) - max(start, starts)) for start, end in some for starts, ends in others)


def _name(segment: RoadSegment) -> str:
    return segment.road.shown_name if segment.road else _("Nameless road")
