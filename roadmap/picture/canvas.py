"""A large canvas that is reduced at the end: smooth lines and areas, which Pillow alone does not draw.

Shapes are given in pixels of the finished picture.
"""

from collections.abc import Iterable

import numpy
import shapely
from PIL import Image, ImageDraw
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

FINENESS = 2  # pixels of the canvas a pixel of the picture, each way
HATCH_GAP = 11.0  # px between the lines of a hatching


class Canvas:
    def __init__(self, size: tuple[int, int], colour: str):
        self.image = Image.new("RGB", (size[0] * FINENESS, size[1] * FINENESS), colour)
        self.pen = ImageDraw.Draw(self.image)

    def fill(self, areas: Iterable[BaseGeometry], colour: str) -> None:
        """Polygons and multipolygons, holes left open; whatever is no area is passed over."""
        for part in shapely.get_parts(numpy.asarray(list(areas), dtype=object)):
            if part.geom_type != "Polygon" or part.is_empty:
                continue
            if part.interiors:
                self._fill_with_holes(part, colour)
            else:
                self.pen.polygon(_points(part.exterior), fill=colour)

    def stroke(self, lines: Iterable[BaseGeometry], width: float, colour: str, cap: str = "round") -> None:
        """Lines as the areas that they cover: round at the bends and, unless told, at the ends."""
        lines = numpy.asarray(list(lines), dtype=object)
        self.fill(shapely.buffer(lines, width / 2, quad_segs=4, cap_style=cap), colour)

    def dash(self, lines: Iterable[BaseGeometry], width: float, colour: str, on: float, off: float) -> None:
        self.stroke([piece for line in lines for piece in dashes(line, on, off)], width, colour, cap="flat")

    def hatch(self, area: BaseGeometry, width: float, colour: str) -> None:
        """Slanting lines over an area."""
        self.stroke(hatching(area, HATCH_GAP), width, colour, cap="flat")

    def glaze(self, areas: Iterable[BaseGeometry], colour: str, opacity: float) -> None:
        """Areas of a colour through which the ground is seen."""
        mask = Image.new("L", self.image.size, 0)
        pen = ImageDraw.Draw(mask)
        for part in shapely.get_parts(numpy.asarray(list(areas), dtype=object)):
            if part.geom_type == "Polygon" and not part.is_empty:
                pen.polygon(_points(part.exterior), fill=round(255 * opacity))
                for hole in part.interiors:
                    pen.polygon(_points(hole), fill=0)
        self.image.paste(colour, (0, 0, *self.image.size), mask)

    def finished(self) -> Image.Image:
        return self.image.reduce(FINENESS)

    def _fill_with_holes(self, part: Polygon, colour: str) -> None:
        left, top, right, bottom = part.bounds
        origin = (max(0, int(left)), max(0, int(top)))
        width, height = (side // FINENESS for side in self.image.size)
        corner = (min(width, int(right) + 2), min(height, int(bottom) + 2))
        if corner[0] <= origin[0] or corner[1] <= origin[1]:
            return
        size = ((corner[0] - origin[0]) * FINENESS, (corner[1] - origin[1]) * FINENESS)
        mask = Image.new("1", size)
        pen = ImageDraw.Draw(mask)
        pen.polygon(_points(part.exterior, origin), fill=1)
        for hole in part.interiors:
            pen.polygon(_points(hole, origin), fill=0)
        at = (origin[0] * FINENESS, origin[1] * FINENESS)
        self.image.paste(colour, (*at, at[0] + size[0], at[1] + size[1]), mask)


def _points(ring, origin: tuple[int, int] = (0, 0)) -> list[float]:
    return ((shapely.get_coordinates(ring) - origin) * FINENESS).ravel().tolist()


def lines_of(shape: BaseGeometry) -> list[LineString]:
    """The lines in a shape, joined end to end where they meet; the outlines of its areas too."""
    parts = _single_parts(shape)
    lines = [part for part in parts if part.geom_type in ("LineString", "LinearRing") and part.length]
    rings = [ring for part in parts if part.geom_type == "Polygon" for ring in (part.exterior, *part.interiors)]
    merged = shapely.line_merge(shapely.MultiLineString(lines)) if lines else shapely.MultiLineString()
    return [*shapely.get_parts(merged), *(LineString(ring.coords) for ring in rings)]


def sound(shape: BaseGeometry) -> BaseGeometry:
    """A shape that crosses itself, as some parks in extracts do, in pieces that do not."""
    return shape if shape.is_valid else shapely.make_valid(shape)


def areas_of(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in _single_parts(shape) if part.geom_type == "Polygon"]


def _single_parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """Also of a collection of multi-shapes."""
    return list(shapely.get_parts(shapely.get_parts(shape)))


def dashes(line: LineString, on: float, off: float) -> list[LineString]:
    """The pieces of a dashed line; it begins and ends with a dash."""
    count = max(1, round((line.length + off) / (on + off)))
    step = (line.length + off) / count
    length = max(step - off, step * 0.4)
    return [substring(line, step * number, step * number + length) for number in range(count)]


def hatching(area: BaseGeometry, gap: float) -> list[BaseGeometry]:
    """The parts inside an area of lines at 45 degrees, on one grid whatever the area, so that neighbours match."""
    left, top, right, bottom = area.bounds
    height = bottom - top
    first, last = int((left + top) // gap), int((right + bottom) // gap) + 1
    sums = [number * gap for number in range(first, last + 1)]
    slants = [LineString([(total - bottom, bottom), (total - bottom + height, top)]) for total in sums]
    inside = shapely.intersection(numpy.asarray(slants, dtype=object), area)
    return [line for line in inside if not line.is_empty]
