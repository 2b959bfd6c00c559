"""A way as it is told: its line, metres, seconds and streets in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy
import shapely
from django.contrib.gis.geos import LineString
from shapely import ops

from roadmap.geometry import geos_of, shape_of
from roadmap.models import Road, RoadSegment
from roadmap.paths.stops import Part

SHORTEST_M = 25.0  # of a street that is named on the way: across another's carriageways nobody sees its sign


@dataclass(frozen=True)
class Way:
    """`geometry` in WGS 84, in the direction of travel; `parts` are what is driven, in order; `roads` each street once
    a turn, those without a name left out. `seconds` by the usual speeds and the waits at turns."""

    parts: tuple[Part, ...]
    length_m: float
    seconds: float
    geometry: LineString
    roads: tuple[Road, ...]

    @property
    def streets(self) -> list[str]:
        """Their names in the reader's language."""
        return [road.shown_name for road in self.roads]

    @classmethod
    def along(cls, parts: Sequence[Part], seconds: float) -> "Way":
        numbers = {part.segment_id for part in parts}
        segments = RoadSegment.objects.filter(pk__in=numbers).only("geometry", "length_m", "road").in_bulk()
        lengths = [segments[part.segment_id].length_m * part.share for part in parts]
        streets = [segments[part.segment_id].road_id for part in parts]
        line = _line(parts, segments)
        return cls(tuple(parts), sum(lengths), seconds, geos_of(line), _roads(streets, lengths))


def _line(parts: Sequence[Part], segments: dict[int, RoadSegment]) -> shapely.LineString:
    lines = [_piece(shape_of(segments[part.segment_id].geometry), part) for part in parts]
    places = numpy.vstack([shapely.get_coordinates(line) for line in lines])
    moved = numpy.any(places[1:] != places[:-1], axis=1)
    kept = places[numpy.concatenate([[True], moved])]
    return shapely.LineString(kept if len(kept) > 1 else numpy.vstack([kept, kept]))


def _piece(line: shapely.LineString, part: Part) -> shapely.LineString:
    """A piece without length is a place twice."""
    return ops.substring(line, part.start_position, part.end_position, normalized=True)


def _roads(streets: Sequence[int | None], lengths: Sequence[float]) -> tuple[Road, ...]:
    """A nameless link between two pieces of a street does not end it."""
    pairs = [(street, length) for street, length in zip(streets, lengths, strict=True) if street is not None]
    told = [
        street
        for street, group in groupby(pairs, key=lambda pair: pair[0])
        if sum(length for _street, length in group) >= SHORTEST_M
    ]
    told = [street for street, _group in groupby(told)]
    roads = Road.objects.in_bulk(set(told))
    return tuple(roads[street] for street in told)
