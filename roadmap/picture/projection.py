"""Degrees → pixels: Web Mercator, as the live map draws it. For drawing only; nothing is measured here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan, cos, degrees, floor, log2, pi, radians, sinh

import numpy
import shapely
from shapely.geometry import shape as from_geojson
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]  # west, south, east, north

METRES_A_TURN = 40_075_016.686  # round the equator
EVENT_SHARE = 0.45  # of the frame's width and height, the middle of it, for what the picture is about
WHOLE_SHARE = 0.88  # for the event and its way round together
MOST_WIDENING = 2.5  # times wider than for the event alone
LEAST_WIDTH_M = 1000.0  # the ground a picture shows at least, so that neighbouring streets are seen
TILE = 256  # the live map's tiles


def to_mercator(coordinates: numpy.ndarray) -> numpy.ndarray:
    """Degrees → turns of the globe: x from 0 to 1 eastward, y from 0 to 1 southward."""
    lon, lat = coordinates[:, 0], numpy.clip(coordinates[:, 1], -85.05, 85.05)
    y = numpy.log(numpy.tan(pi / 4 + numpy.radians(lat) / 2))
    return numpy.column_stack(((lon + 180) / 360, 0.5 - y / (2 * pi)))


def _mercator_box(box: Sequence[float]) -> Box:
    west, south, east, north = box
    (left, top), (right, bottom) = to_mercator(numpy.array([(west, north), (east, south)]))
    return left, top, right, bottom


def _degrees_box(left: float, top: float, right: float, bottom: float) -> Box:
    return (*_degrees(left, bottom), *_degrees(right, top))


def _degrees(x: float, y: float) -> tuple[float, float]:
    return x * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * y))))


@dataclass(frozen=True)
class Frame:
    """The window of a picture: `scale` pixels a turn of the globe; `left`, `top` of the picture's corner in turns.

    `panel` is the height in pixels that the headline takes from the top; the box fits into what is left below it.
    """

    width: int
    height: int
    panel: int
    left: float
    top: float
    scale: float

    @classmethod
    def around(cls, box: Sequence[float], size: Sequence[int], panel: int = 0) -> "Frame":
        """The largest scale at which the whole box is seen, the box in the middle."""
        width, height = size
        left, top, right, bottom = _mercator_box(box)
        scale = min(width / max(right - left, 1e-9), (height - panel) / max(bottom - top, 1e-9))
        middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
        return cls(width, height, panel, middle_x - width / 2 / scale, middle_y - (height + panel) / 2 / scale, scale)

    @property
    def box(self) -> Box:
        """All that the picture covers, in degrees."""
        return _degrees_box(
            self.left, self.top, self.left + self.width / self.scale, self.top + self.height / self.scale
        )

    @property
    def metres_a_pixel(self) -> float:
        south, north = self.box[1], self.box[3]
        return METRES_A_TURN * cos(radians((south + north) / 2)) / self.scale

    def pixels(self, shapes):
        """One shape or an array of shapes, from degrees to pixels of the picture."""
        origin = numpy.array((self.left, self.top))
        return shapely.transform(shapes, lambda coordinates: (to_mercator(coordinates) - origin) * self.scale)


def spec_for(
    shapes: Iterable[dict | BaseGeometry],
    size: Sequence[int] = (1200, 630),
    around: Iterable[dict | BaseGeometry] = (),
) -> list[float]:
    """The box of a picture about these shapes (GeoJSON or shapely): they lie inside its middle 45 %.

    `around` (a way round) is inside the picture too, unless it goes so far that the event would be too small.
    """
    event = _mercator_box(_bounds(shapes))
    whole = _mercator_box(_bounds([*around]) or _bounds(shapes))
    ratio = size[0] / size[1]
    least = LEAST_WIDTH_M / (METRES_A_TURN * cos(radians(_degrees(event[0], event[1])[1])))
    close = max((event[2] - event[0]) / EVENT_SHARE, (event[3] - event[1]) / EVENT_SHARE * ratio, least)
    wide = max(_room(event[0::2], whole[0::2]), _room(event[1::2], whole[1::2]) * ratio)
    width = max(close, min(wide, close * MOST_WIDENING))
    half_x, half_y = width / 2, width / ratio / 2
    x, y = _middle(event[0::2], whole[0::2], width), _middle(event[1::2], whole[1::2], width / ratio)
    return [round(float(value), 6) for value in _degrees_box(x - half_x, y - half_y, x + half_x, y + half_y)]


def _bounds(shapes: Iterable[dict | BaseGeometry]) -> Box | None:
    drawn = [shape if isinstance(shape, BaseGeometry) else from_geojson(shape) for shape in shapes]
    return tuple(shapely.total_bounds(drawn)) if drawn else None


def _room(event: Sequence[float], whole: Sequence[float]) -> float:
    """The least length of a side that has the event in its middle share and the whole inside its margin."""
    both = (EVENT_SHARE + WHOLE_SHARE) / 2
    return max((whole[1] - whole[0]) / WHOLE_SHARE, (whole[1] - event[0]) / both, (event[1] - whole[0]) / both)


def _middle(event: Sequence[float], whole: Sequence[float], side: float) -> float:
    """The middle of a side: that of the event, moved as far toward the whole as the event's share allows."""
    best = (event[0] + event[1]) / 2
    for bounds, share in ((whole, WHOLE_SHARE), (event, EVENT_SHARE)):  # the event has the last word
        low, high = bounds[1] - side * share / 2, bounds[0] + side * share / 2
        best = min(max(best, low), high) if low <= high else best
    return best


def still_box(box: Sequence[float], size: Sequence[int]) -> list[float]:
    """The box that Leaflet's `fitBounds(box)` shows in a map of this size: a whole zoom, the box in the middle.

    So the still lies exactly under the live map.
    """
    left, top, right, bottom = _mercator_box(box)
    zoom = log2(min(size[0] / (right - left), size[1] / (bottom - top)) / TILE)
    scale = TILE * 2 ** floor(round(zoom, 2))
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    half_x, half_y = size[0] / scale / 2, size[1] / scale / 2
    box = _degrees_box(middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y)
    return [float(value) for value in box]
