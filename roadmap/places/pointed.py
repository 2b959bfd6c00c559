"""A place that somebody pointed at: its coordinates as maps give them (“57.1518, 65.5400”, latitude first), told with
what is near them: «улица Герцена / улица Ленина (57.15180, 65.54000)». Typed again, that means the same place.
"""

import re

from django.contrib.gis.geos import Point

from roadmap.geometry import distance_m, widened
from roadmap.matching import NAME_WITHIN_M, nearest_segments
from roadmap.models import City, Junction, Road
from roadmap.postgis import box_of

NUMBER = r"(-?\d{1,3}(?:\.\d{1,12})?)"
COORDINATES = re.compile(rf"\s*{NUMBER}\s*[,;\s]\s*{NUMBER}\s*")
TOLD = re.compile(rf"(?P<name>.*\S)\s*\({COORDINATES.pattern}\)\s*")
AT_A_CROSSING_M = 40.0


def coordinates_in(words: str) -> tuple[float, float] | None:
    """Latitude and longitude as they were given; None where the words are others."""
    found = COORDINATES.fullmatch(words) or TOLD.fullmatch(words)
    return tuple(float(number) for number in found.groups()[-2:]) if found else None


def name_in(words: str) -> str:
    """As people are told it: without the coordinates, where there is more."""
    found = TOLD.fullmatch(words)
    return found["name"] if found else words


def pointed(city: City, point: Point) -> str:
    place, name = f"{point.y:.5f}, {point.x:.5f}", near(city, point)
    return f"{name} ({place})" if name else place


def near(city: City, point: Point) -> str:
    """The crossing, else the street, in the reader's language; empty where none is near."""
    if crossing := crossing_near(city, point, AT_A_CROSSING_M):
        return crossing
    nearest = next(iter(nearest_segments(city, point, NAME_WITHIN_M, named=True)), None)
    road = nearest and Road.objects.filter(city=city, name=nearest.street).first()
    return road.shown_name if road else ""


def crossing_near(city: City, point: Point, within_m: float, on: str = "") -> str:
    """The nearest of two named streets in the reader's language, one of which is `on`, its full name, where that is
    given; that is told first."""
    around = box_of(*widened((point.x, point.y, point.x, point.y), within_m))
    junctions = Junction.objects.filter(city=city, point__bboverlaps=around).prefetch_related("roads")
    found = []
    for junction in junctions:
        roads = sorted(junction.roads.all(), key=lambda road: (road.name != on, road.name))
        away_m = distance_m(junction.point.coords, point.coords)
        if len(roads) > 1 and away_m <= within_m and (not on or roads[0].name == on):
            found.append((away_m, " / ".join(road.shown_name for road in roads[:2])))
    return min(found, default=(0.0, ""))[1]
