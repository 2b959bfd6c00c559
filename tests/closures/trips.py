"""Trips over the small city, drawn as on paper, and whether an event lies along one."""

from datetime import timedelta

from closures import trips
from closures.models import Trip
from closures.models.trip import Part
from roadmap.geometry import shape_of, to_metres
from roadmap.matching import match_geometry
from roadmap.models import RoadSegment
from tests.conftest import NOW
from tests.plan import line

WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
EAST_ON_PUSHKINA = ((-150, 200), (150, 200))
EAST_ON_LENINA, WEST_ON_LENINA = ((-300, -10), (150, -10)), ((150, 10), (-300, 10))


def hours(start: str, end: str, weekdays: list[str] | None = None) -> dict:
    return {"hours": [{"weekdays": weekdays, "start": start, "end": end}]}


def trip(city, *points, schedule=None, **values) -> Trip:
    drawn = line(*(points or EAST_ON_PUSHKINA))
    segments = RoadSegment.objects.select_related("start", "end").in_bulk()
    spans = match_geometry(city, drawn, "forward")
    course = to_metres(shape_of(drawn), city.metric_srid)
    parts = []
    for span in sorted(spans, key=lambda span: course.project(_middle(city, segments[span.segment_id], span))):
        ends = span.start_position, span.end_position
        parts.append(Part(span.segment_id, *(ends if span.direction == "forward" else ends[::-1])))
    made = Trip(city=city, geometry=drawn, length_m=course.length, created_at=NOW, opened_at=NOW, **values)
    made.drive_along(parts)
    made.junctions = _passed([(segments[part.segment_id], part) for part in parts])
    made.keep_to(schedule or {})
    made.save()
    return made


def _middle(city, segment, span):
    share = (span.start_position + span.end_position) / 2
    return to_metres(shape_of(segment.geometry), city.metric_srid).interpolate(share, normalized=True)


def _passed(driven) -> list[int]:
    """The junction that each part but the last leads to."""
    return [
        segment.end_id if part.start_position < part.end_position else segment.start_id for segment, part in driven[:-1]
    ]


def told(made: Trip, *, since=NOW, days=14) -> list[int]:
    """Numbers of the events that the trip's driver is told of."""
    return [one.phase.event_id for one in trips.matters(made, since, since + timedelta(days=days), now=NOW)]


def lies_along(event, made: Trip) -> bool:
    """As the driver is told, and as whoever has something to tell him finds the trip: always alike."""
    is_told = event.pk in told(made)
    assert trips.trips_along(event, NOW).filter(pk=made.pk).exists() == is_told
    return is_told
