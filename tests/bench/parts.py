"""Districts and zones of responsibility of a city that has none: cells about scattered places, with the winding borders
of real ones."""

from random import Random

import numpy as np
import shapely
from django.contrib.gis.geos import MultiPolygon

from roadmap.geometry import geos_of
from roadmap.models import Agency, Area, City

COUNTS = {Area.Kind.DISTRICT: 7, Area.Kind.RESPONSIBILITY: 24}  # Kazan has seven districts
PIECES = 600  # of a side of the city's box: a border winds once in so many
WINDS = 0.3  # of such a piece


def divide(city: City) -> None:
    """The same at every run; each part with one of the city's bodies."""
    bodies = list(Agency.objects.filter(city=city).order_by("pk"))
    for kind, count in COUNTS.items():
        for number, shape in enumerate(_cells(city, count)):
            outline = MultiPolygon(geos_of(shape), srid=4326)
            Area.objects.create(
                city=city,
                kind=kind,
                slug=f"{kind}-{number}",
                name=f"{kind.label} {number + 1}",
                agency=bodies[number % len(bodies)],
                geometry=outline,
            )


def _cells(city: City, count: int) -> list[shapely.Polygon]:
    """They cover the city's box without gaps: borders wind by a function of the place, alike for both sides."""
    west, south, east, north = city.bounds
    dice = Random(count)
    points = [(dice.uniform(west, east), dice.uniform(south, north)) for _cell in range(count)]
    box = shapely.box(west, south, east, north)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=box).geoms
    step = (north - south) / PIECES
    fine = [shapely.segmentize(cell & box, step) for cell in cells]
    wound = [shapely.transform(cell, lambda corners: _wind(corners, step)) for cell in fine]
    return [cell for cell in wound if cell.is_valid and cell.geom_type == "Polygon"]


def _wind(corners: np.ndarray, step: float) -> np.ndarray:
    return corners + WINDS * step * np.sin(corners[:, ::-1] / step)
