"""Trips over the small city, drawn as on paper, and whether an event lies along one."""

from datetime import timedelta

from django.urls import reverse

from closures import trips
from closures.models import Trip
from roadmap.geometry import shape_of, to_metres
from roadmap.matching import match_geometry
from roadmap.models import RoadSegment
from roadmap.paths import Part, Way
from tests.conftest import NOW
from tests.plan import line, lonlat

WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
EAST_ON_PUSHKINA = ((-150, 200), (150, 200))
EAST_ON_LENINA, WEST_ON_LENINA = ((-300, -10), (150, -10)), ((150, 10), (-300, 10))


def coordinates(x: float, y: float) -> str:
    """Of metres on the plan, as the form of a trip takes a place."""
    lon, lat = lonlat(x, y)
    return f"{lat:.5f}, {lon:.5f}"


def asked(client, **values):
    return client.get(reverse("trip"), values)


def hours(start: str, end: str, weekdays: list[str] | None = None) -> dict:
    return {"hours": [{"weekdays": weekdays, "start": start, "end": end}]}


def trip(city, *points, schedule=None, vehicle="car", **measures) -> Trip:
    drawn = line(*(points or EAST_ON_PUSHKINA))
    made = Trip(city=city, created_at=NOW, opened_at=NOW)
    made.drive(Way.along(_parts(city, drawn), seconds=60))
    made.take(vehicle, measures)
    made.keep_to(schedule or {})
    made.save()
    return made


def _parts(city, drawn) -> list[Part]:
    """Of a line that follows its streets."""
    course = to_metres(shape_of(drawn), city.metric_srid)
    spans = match_geometry(city, drawn, "forward")
    return [_part(span) for span in sorted(spans, key=lambda span: course.project(_middle(city, span)))]


def _part(span) -> Part:
    is_forward = span.direction == "forward"
    ends = (span.start_position, span.end_position) if is_forward else (span.end_position, span.start_position)
    return Part(span.segment_id, *ends, is_forward)


def _middle(city, span):
    line = RoadSegment.objects.get(pk=span.segment_id).geometry
    share = (span.start_position + span.end_position) / 2
    return to_metres(shape_of(line), city.metric_srid).interpolate(share, normalized=True)


def told(made: Trip, *, since=NOW, days=14) -> list[int]:
    """Numbers of the events that the trip's driver is told of."""
    return [one.phase.event_id for one in trips.matters(made, since, since + timedelta(days=days), now=NOW)]


def lies_along(event, made: Trip) -> bool:
    """As the driver is told, and as whoever has something to tell him finds the trip: always alike."""
    is_told = event.pk in told(made)
    assert trips.trips_along(event, NOW).filter(pk=made.pk).exists() == is_told
    return is_told


def gpx(*points, kind="trk") -> bytes:
    """A file with one track, or one route, over these places of the plan."""
    tag, open_, close = ("trkpt", "<trk><trkseg>", "</trkseg></trk>") if kind == "trk" else ("rtept", "<rte>", "</rte>")
    told = "".join(
        f'<{tag} lat="{lat}" lon="{lon}"><ele>1</ele></{tag}>' for lon, lat in (lonlat(*at) for at in points)
    )
    return f'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{open_}{told}{close}</gpx>'.encode()
