"""What a phone recorded or a planner drew, a GPX file → its line → the way over our segments that it means.

Of GPX 1.0 and 1.1 the points of tracks are read, where there is none those of routes; all else is left unread. The file
is a stranger's: it is read as it comes, refused when it names entities, and no further than `MOST_POINTS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import IO

import shapely
from django.contrib.gis.geos import LineString
from django.utils.translation import gettext as _

from roadmap.geometry import Place, distance_m, shape_of, to_metres, widened
from roadmap.matching import match_geometry
from roadmap.models import City, RoadSegment
from roadmap.paths import CAR, FoundWay, Part, Stop, Vehicle, Way, Ways, stop_near
from roadmap.postgis import point_at
from roadmap.spans import Span
from roadmap.xml_files import BROKEN, walked

MOST_BYTES = 5_000_000
MOST_POINTS = 100_000
LONGEST_M = 150_000.0
APART_M = 10.0  # of points that are kept: who waits at a light stays where he is
SHORTEST_M = 30.0  # of a span that is believed: of side streets a rough position leaves shorter ones
BETWEEN_M = 600.0  # of stops by which the way is made to follow the line
MOST_STOPS = 40
AROUND_M = 2_500.0  # of the line: where the way between two stops may lie


class NoTrack(Exception):
    """Says to a person why nothing could be made of the file."""


def read_gpx(file: IO[bytes], city: City) -> LineString:
    """The line in WGS 84, in the order of its points. Raises NoTrack."""
    try:
        track, route = _points(file)
    except BROKEN as error:
        raise NoTrack(_("This is not a GPX file that can be read.")) from error
    return _line(_thinned(track or route), city)


def _points(file: IO[bytes]) -> tuple[list[Place], list[Place]]:
    """Of tracks and of routes."""
    found: dict[str, list[Place]] = {"trkpt": [], "rtept": []}
    for event, element, names in walked(file):
        name = names[-1]
        if event == "start" and name in found:
            found[name].append(_place(element.attrib))
            if len(found[name]) > MOST_POINTS:
                raise NoTrack(_("The file has more than %(points)s points.") % {"points": MOST_POINTS})
    return found["trkpt"], found["rtept"]


def _place(attributes: dict[str, str]) -> Place:
    lon, lat = float(attributes["lon"]), float(attributes["lat"])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(attributes)
    return lon, lat


def _thinned(places: Sequence[Place]) -> Iterator[Place]:
    last = None
    for place in places:
        if last is None or distance_m(last, place) >= APART_M:
            yield place
            last = place


def _line(places: Iterator[Place], city: City) -> LineString:
    west, south, east, north = city.bounds
    kept = [(lon, lat) for lon, lat in places if west <= lon <= east and south <= lat <= north]
    if len(kept) < 2:
        raise NoTrack(_("The file has no track or route in this city."))
    if sum(distance_m(*pair) for pair in pairwise(kept)) > LONGEST_M:
        raise NoTrack(_("The track is longer than %(km)s km.") % {"km": round(LONGEST_M / 1000)})
    return LineString(kept, srid=4326)


# --- a line → the way over segments


def way_along(city: City, line: LineString, *, at: datetime, vehicle: Vehicle = CAR) -> Way:
    """What was driven, from the line's first place to its last. Raises NoTrack where it lies beside the streets."""
    ways = Ways(city, at, vehicle)
    ways.ground(widened(line.extent, AROUND_M))  # once for all legs
    legs = _legs(ways, _stops(city, line))
    if not legs:
        raise NoTrack(_("The track does not follow the streets of the map."))
    return Way.along(_joined([part for leg in legs for part in leg.parts]), sum(leg.seconds for leg in legs))


def _legs(ways: Ways, stops: Sequence[Stop]) -> list[FoundWay]:
    """From stop to stop; one that cannot be reached was misread, and is passed by."""
    legs: list[FoundWay] = []
    here = stops[0] if stops else None
    for there in stops[1:]:
        leg = ways.found(here, there)
        if leg.parts:
            legs.append(leg)
            here = there
    return legs


def _stops(city: City, line: LineString) -> list[Stop]:
    """Both ends, and the middles of spans along the line, each in the direction of the line."""
    course = to_metres(shape_of(line), city.metric_srid)
    ends = [stop_near(city, point_at(*line.coords[end])) for end in (0, -1)]
    along = list(_along(city, line, course))
    if not along or None in ends:
        return []
    step = max(BETWEEN_M, course.length / MOST_STOPS)
    return [_directed(ends[0], along), *_apart(along, course.length, step), _directed(ends[1], along[::-1])]


def _along(city: City, line: LineString, course: shapely.LineString) -> Iterator[tuple[float, Span, Stop]]:
    """In the order of the line: the metre of it, the span, and its middle."""
    spans = match_geometry(city, line, "forward")
    segments = RoadSegment.objects.in_bulk({span.segment_id for span in spans})
    found = []
    for span in spans:
        middle, segment = (span.start_position + span.end_position) / 2, segments[span.segment_id]
        if segment.length_m * (span.end_position - span.start_position) >= SHORTEST_M:
            place = to_metres(shape_of(segment.geometry), city.metric_srid).interpolate(middle, normalized=True)
            found.append((course.project(place), span, Stop(span.segment_id, middle, span.direction)))
    yield from sorted(found, key=lambda one: one[0])


def _apart(along: Sequence[tuple[float, Span, Stop]], length_m: float, step_m: float) -> Iterator[Stop]:
    reached = 0.0
    for at_m, _span, stop in along:
        if at_m - reached >= step_m and length_m - at_m >= step_m / 2:
            yield stop
            reached = at_m


def _directed(end: Stop, along: Sequence[tuple[float, Span, Stop]]) -> Stop:
    """In the direction in which the line runs over its segment, where it does."""
    spans = (span for _at, span, _stop in along if span.segment_id == end.segment_id and span.direction != "both")
    span = next((span for span in spans if span.holds(end.position)), None)
    return replace(end, direction=span.direction) if span else end


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Two pieces of a segment, one after the other, are one."""
    joined: list[Part] = []
    for part in parts:
        before = joined[-1] if joined else None
        if before and before.segment_id == part.segment_id and before.end_position == part.start_position:
            joined[-1] = before._replace(end_position=part.end_position)
        else:
            joined.append(part)
    return joined
