"""How much of a known city's network an extract would take away: half a file looks like a whole one."""

from dataclasses import dataclass

import numpy
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roadmap.geometry import flattened
from roadmap.models import City, RoadSegment

from .extract import Refused

BESIDE_M = 30.0  # another source draws the same street so near
MOST_LOST = 0.2


@dataclass(frozen=True)
class Loss:
    segments: int
    of_segments: int
    length_m: float
    of_length_m: float

    @property
    def share(self) -> float:
        return max(self.segments / self.of_segments, self.length_m / self.of_length_m) if self.of_segments else 0.0


def refuse_great_loss(city: City, lines: numpy.ndarray) -> None:
    """Raises Refused where more than a fifth of the city's streets, by number or by length, would have no successor."""
    if city.is_schematic:
        return  # a drawing; any real extract is better
    found = loss(RoadSegment.objects.filter(city=city), lines)
    if found.share > MOST_LOST:
        message = _(
            "This file would take away %(lost)d of the %(all)d segments of %(city)s (%(km).1f of %(all_km).1f km). "
            "If that is meant, say so: ./run manage import_roads FILE --force"
        )
        told = {"lost": found.segments, "all": found.of_segments, "city": city}
        raise Refused(message % {**told, "km": found.length_m / 1000, "all_km": found.of_length_m / 1000})


def loss(known: QuerySet, lines: numpy.ndarray) -> Loss:
    """`known` segments beside whose middle no line of the file runs."""
    rows = list(known.values_list(AsWKB("geometry"), "length_m"))
    if not rows:
        return Loss(0, 0, 0.0, 0.0)
    shapes = shapely.from_wkb([bytes(wkb) for wkb, _length in rows])
    middles = shapely.line_interpolate_point(shapes, 0.5, normalized=True)
    lengths = numpy.array([length for _wkb, length in rows])
    gone = _apart_m(middles, lines) > BESIDE_M
    return Loss(int(gone.sum()), len(rows), float(lengths[gone].sum()), float(lengths.sum()))


def _apart_m(points: numpy.ndarray, lines: numpy.ndarray) -> numpy.ndarray:
    """Metres from each point to the nearest line."""
    latitude = float(numpy.median(shapely.get_y(points)))
    tree = shapely.STRtree(flattened(lines, latitude))
    (asked, _hits), apart = tree.query_nearest(flattened(points, latitude), return_distance=True, all_matches=False)
    found = numpy.full(len(points), numpy.inf)
    found[asked] = apart
    return found
