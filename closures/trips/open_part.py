"""Whoever names a whole street as an end of a trip means a place on it from which one can drive."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from closures.detours import shut
from closures.models import Trip
from closures.models.asked import Asked
from closures.trips.answer import AHEAD, first_run
from closures.trips.ends import End
from roadmap.geometry import box_around_all, distance_m
from roadmap.models import RoadSegment
from roadmap.places.pointed import crossing_near
from roadmap.postgis import box_of
from roadmap.schedule import Window

BESIDE_M = 300.0  # so far from a crossing a place is still told by it


def on_open_part(trip: Trip, end: End, at: datetime) -> End:
    """The middle of the street; where that is shut, the nearest part that is open all the time that an answer tells of,
    or at least when the trip is driven next. `note` says where it is."""
    if not end.street or end.point is None:
        return end
    segments = list(RoadSegment.objects.filter(city=trip.city, road__name=end.street).order_by("pk"))
    for window in ((at, at + AHEAD), first_run(trip, at)):
        if window and (point := _nearest_open(trip, end.point, segments, at, window)):
            break
    else:
        point = end.point
    crossing = crossing_near(trip.city, point, BESIDE_M, on=end.street)
    taken = _("The place taken is near the crossing %(crossing)s.") % {"crossing": crossing} if crossing else ""
    return replace(end, point=point, note=" ".join(filter(None, [end.note, taken])))


def _nearest_open(trip: Trip, middle: Point, segments: list[RoadSegment], at: datetime, window: Window) -> Point | None:
    around = shut(trip.city, Asked(at, window=window), trip.driven)
    shut_ids = {span.segment_id for span in around(box_of(*box_around_all(segment.geometry for segment in segments)))}
    open_ones = [one for one in segments if one.pk not in shut_ids]
    if not shut_ids:
        return middle
    return min(_places_on(open_ones, middle), key=lambda place: distance_m(place.coords, middle.coords), default=None)


def _places_on(segments: list[RoadSegment], middle: Point) -> Iterator[Point]:
    """The middle of each: its ends belong to its neighbours, too."""
    for segment in segments:
        line = segment.geometry
        is_here = distance_m(line.interpolate(line.project(middle)).coords, middle.coords) < 1
        yield middle if is_here else line.interpolate_normalized(0.5)
