"""Where the phone was, beside the works."""

import math

from django.contrib.gis.geos import GEOSGeometry, Point

from roadmap.geometry import shape_of, to_metres
from roadmap.models import City

ANOTHER_CONTINENT_M = 20_000_000.0  # where the city's projection has no answer: half around the earth


def distance_m(place: Point, works: GEOSGeometry, city: City) -> float:
    """From a phone to the nearest of the works; both in WGS 84."""
    phone, there = (to_metres(shape_of(shape), city.metric_srid) for shape in (place, works))
    measured = phone.distance(there)
    return measured if math.isfinite(measured) else ANOTHER_CONTINENT_M
