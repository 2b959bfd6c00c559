"""Ways over the city's own segments: from a place to another, around what is shut.

    way(city, start, end, at=…, vehicle=CAR, shut=nothing) -> Way | None

`start` and `end` are a `Stop` (segment and position, or a junction) or a Point in WGS 84, which means the nearest
segment; `at` is the moment, by which signs with hours hold or not. `shut` says of a box (a Polygon in WGS 84, or None
for the whole city) which parts of segments are shut, as roadmap.spans.Span: of events this room knows nothing, so
whoever asks hands it over (closures.detours.shut). None means that there is no way: the box around the two places was
widened up to the whole city before that is said.

    found = way(city, Point(65.5, 57.1), Point(65.6, 57.2), at=now, shut=detours.shut(city, now, CAR))
    found.length_m, found.seconds, found.geometry, found.streets, found.parts
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib.gis.geos import GEOSGeometry, Point, Polygon

from roadmap.geometry import Box, distance_m, is_within, widened
from roadmap.matching import nearest_segments
from roadmap.models import City, Junction, RoadSegment
from roadmap.paths.network import Network, Shut, shut_parts
from roadmap.paths.search import Found, Search
from roadmap.paths.stops import Part, Stop
from roadmap.paths.vehicles import BUS, CAR, LORRY, VEHICLES, Vehicle
from roadmap.paths.way import Way
from roadmap.postgis import box_of
from roadmap.spans import Span

__all__ = ["BUS", "CAR", "LORRY", "VEHICLES", "Part", "Shut", "Stop", "Vehicle", "Way", "nothing", "stop_near", "way"]

SNAP_WITHIN_M = 500.0
MARGINS_M = (1_500.0, 6_000.0)  # around the two places, before the whole city is looked at


def nothing(_box: Polygon) -> Iterable[Span]:
    """Nothing is shut."""
    return ()


def way(
    city: City,
    start: Stop | Point,
    end: Stop | Point,
    *,
    at: datetime,
    vehicle: Vehicle = CAR,
    shut: Shut = nothing,
) -> Way | None:
    """The quickest; None where there is none, or where no street is near a place."""
    stops = [stop_near(city, place) if isinstance(place, Point) else place for place in (start, end)]
    if None in stops:
        return None
    places = [_place(stop) for stop in stops]
    straight_m = distance_m(*(geometry.centroid.coords for geometry in places))
    for box, margin_m in _boxes(city, places):
        network = Network(city, box)
        search = Search(network, network.turns(vehicle, at), shut_parts(shut(box_of(*box))), *stops)
        found = search.run()
        if _is_enough(found, network, straight_m + 2 * margin_m):
            break
    return Way.along(found.parts, found.seconds) if found.parts else None


def _is_enough(found: Found, network: Network, shortest_outside_m: float) -> bool:
    """A way that leaves the box is longer, or there is none."""
    return network.length_m(found.parts) <= shortest_outside_m if found.parts else found.is_sure


def stop_near(city: City, point: Point) -> Stop | None:
    """On the nearest segment."""
    nearest = next(iter(nearest_segments(city, point, SNAP_WITHIN_M)), None)
    return Stop(nearest.segment_id, nearest.position) if nearest else None


def _place(stop: Stop) -> GEOSGeometry:
    if stop.junction_id:
        return Junction.objects.values_list("point", flat=True).get(pk=stop.junction_id)
    return RoadSegment.objects.values_list("geometry", flat=True).get(pk=stop.segment_id)


def _boxes(city: City, places: list[GEOSGeometry]) -> Iterator[tuple[Box, float]]:
    """Each with the metres around the places; that of the whole city comes last."""
    edges = [place.extent for place in places]
    box = (
        min(edge[0] for edge in edges),
        min(edge[1] for edge in edges),
        max(edge[2] for edge in edges),
        max(edge[3] for edge in edges),
    )
    for margin_m in MARGINS_M:
        around = widened(box, margin_m)
        if is_within(city.bounds, around):
            break
        yield around, margin_m
    yield widened(city.bounds, MARGINS_M[0]), float("inf")
