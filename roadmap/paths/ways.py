"""Several ways of one city at one moment for one vehicle: what is loaded of the network serves all that lie in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.gis.geos import GEOSGeometry, Point

from roadmap.geometry import Box, box_around_all, distance_m, is_within, metres_a_degree, widened
from roadmap.matching import nearest_segments
from roadmap.models import City, Junction, RoadSegment
from roadmap.paths.ground import Ground
from roadmap.paths.kept import whole_box
from roadmap.paths.search import FoundWay, Search
from roadmap.paths.shut import Shut, nothing
from roadmap.paths.stops import Stop
from roadmap.paths.vehicles import CAR, Vehicle
from roadmap.paths.way import Way

SNAP_WITHIN_M = 500.0
MARGINS_M = (1_500.0, 6_000.0)  # around the two places, before the whole city is looked at


@dataclass
class Ways:
    """`favoured` are roads by id on which a way is rather found, as when somebody named them."""

    city: City
    at: datetime
    vehicle: Vehicle = CAR
    shut: Shut = nothing
    favoured: frozenset[int] = frozenset()
    known: list[Ground] = field(default_factory=list)

    def way(self, start: Stop, end: Stop) -> Way | None:
        found = self.found(start, end)
        return Way.along(found.parts, found.seconds) if found.parts else None

    def found(self, start: Stop, end: Stop) -> FoundWay:
        """The box is widened where a way may lie outside it, up to the whole city."""
        places = [_place(stop) for stop in (start, end)]
        straight_m, around = distance_m(*(place.centroid.coords for place in places)), box_around_all(places)
        for box in _boxes(self.city, around):
            ground = self.ground(box)
            found = Search(ground, start, end, self.favoured).run()
            if _is_enough(found, straight_m + 2 * margin_m(around, ground.box)):
                break
        return found

    def ground(self, box: Box) -> Ground:
        known = next((ground for ground in self.known if is_within(box, ground.box)), None)
        if known is None:
            known = Ground.of(self.city, box, self.vehicle, self.at, self.shut)
            self.known.append(known)
        return known


def stop_near(city: City, point: Point) -> Stop | None:
    """On the nearest segment."""
    nearest = next(iter(nearest_segments(city, point, SNAP_WITHIN_M)), None)
    return Stop(nearest.segment_id, nearest.position) if nearest else None


def _is_enough(found: FoundWay, shortest_outside_m: float) -> bool:
    """A way that leaves the box is longer, or there is none."""
    return found.length_m <= shortest_outside_m if found.parts else found.is_sure


def _place(stop: Stop) -> GEOSGeometry:
    if stop.junction_id:
        return Junction.objects.values_list("point", flat=True).get(pk=stop.junction_id)
    return RoadSegment.objects.values_list("geometry", flat=True).get(pk=stop.segment_id)


def _boxes(city: City, around: Box) -> Iterator[Box]:
    """That of the whole city comes last."""
    for wider_m in MARGINS_M:
        box = widened(around, wider_m)
        if is_within(city.bounds, box):
            break
        yield box
    yield whole_box(city)


def margin_m(inner: Box, outer: Box) -> float:
    """The least way from a box to the edge of the one around it."""
    east_m, north_m = metres_a_degree(max(abs(outer[1]), abs(outer[3])))
    gaps = [abs(one - other) for one, other in zip(inner, outer, strict=True)]
    return min(gaps[0] * east_m, gaps[1] * north_m, gaps[2] * east_m, gaps[3] * north_m)
