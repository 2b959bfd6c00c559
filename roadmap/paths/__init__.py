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

from datetime import datetime

from django.contrib.gis.geos import Point

from roadmap.models import City
from roadmap.paths.network import Edge, Network
from roadmap.paths.search import FoundWay
from roadmap.paths.shut import Shut, nothing, shut_parts
from roadmap.paths.speeds import metres_a_second
from roadmap.paths.stops import Part, Stop
from roadmap.paths.straight import straight_before, straight_on
from roadmap.paths.vehicles import BUS, CAR, LORRY, VEHICLES, Vehicle
from roadmap.paths.way import Way
from roadmap.paths.ways import Ways, stop_near

__all__ = [
    "BUS",
    "CAR",
    "LORRY",
    "VEHICLES",
    "Edge",
    "FoundWay",
    "Network",
    "Part",
    "Shut",
    "Stop",
    "Vehicle",
    "Way",
    "Ways",
    "metres_a_second",
    "nothing",
    "shut_parts",
    "stop_near",
    "straight_before",
    "straight_on",
    "way",
]


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
    return None if None in stops else Ways(city, at, vehicle, shut).way(*stops)
