"""What happens on the ground: closures, zones, outages, ways round. Each differs by shape as well as by colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot, sqrt

import numpy
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry import shape as from_geojson
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from . import palette
from .canvas import Canvas, areas_of, hatching, lines_of, sound
from .projection import Frame

LINE_WIDTH = 12.0  # px of a closure in a picture about it
END_LENGTH = 28.0  # px of the bar across a closure's end
ARROW_EVERY = 96.0  # px between the arrows of a way round
SIGN_SIZE = 56  # px
LEAST_SIGN = 30


@dataclass(frozen=True)
class Drawn:
    """A shape of the recipe in pixels; `line` is one of PATTERNS, `width` its width, `sign` its sign ('' for none).

    `direction` is that of the traffic that is hit, relative to its lines; '' where both are.
    """

    geometry: BaseGeometry
    line: str
    sign: str
    colour: str
    is_planned: bool
    label: str
    direction: str
    width: float
    sign_size: int

    @property
    def body(self) -> BaseGeometry:
        """The ground it covers, which names should leave free."""
        return self.geometry.buffer(self.width / 2 + 3, quad_segs=2)

    @property
    def sign_at(self) -> Point:
        """The place on it nearest to its middle: the crossing where four closed legs meet, half way along a street."""
        if self.geometry.geom_type == "LineString":
            return self.geometry.interpolate(0.5, normalized=True)
        if areas_of(self.geometry):
            return max(areas_of(self.geometry), key=lambda area: area.area).point_on_surface()
        return nearest_points(self.geometry, self.geometry.centroid)[0]


def read_shapes(shapes: Iterable[dict], frame: Frame, *, is_small: bool = False) -> list[Drawn]:
    """Those of a recipe that are seen, in its order; `is_small` for a picture of a whole city."""
    drawn = [_read(shape, frame, is_small) for shape in shapes if shape.get("geometry")]
    inside = shapely.box(-60, -60, frame.width + 60, frame.height + 60)
    return [one for one in drawn if one.geometry.intersects(inside)]


def _read(shape: dict, frame: Frame, is_small: bool) -> Drawn:
    geometry = sound(frame.pixels(from_geojson(shape["geometry"])))
    if geometry.geom_type == "MultiLineString":
        geometry = shapely.line_merge(geometry, directed=bool(shape.get("direction")))
    return Drawn(
        geometry=geometry,
        line=shape.get("line", ""),
        sign=shape.get("sign", ""),
        colour=shape["colour"],
        is_planned=bool(shape.get("is_planned")),
        label=shape.get("label", ""),
        direction=shape.get("direction", ""),
        width=4.0 if is_small else LINE_WIDTH,
        sign_size=20 if is_small else _sign_size(geometry),
    )


def _sign_size(geometry: BaseGeometry) -> int:
    """Smaller on a short line or a small area, so that it is seen."""
    if geometry.length == 0:
        return SIGN_SIZE
    room = sqrt(geometry.area) * 0.5 if geometry.area else geometry.length * 0.36
    return round(min(SIGN_SIZE, max(LEAST_SIGN, room)) / 2) * 2


def draw_shape(canvas: Canvas, drawn: Drawn) -> None:
    if drawn.line:
        PATTERNS[drawn.line](canvas, drawn)
    if drawn.direction:
        _draw_direction(canvas, drawn)


def _draw_barred(canvas: Canvas, drawn: Drawn) -> None:
    """A strong line from bar to bar; striped like a barrier where a way through is left, hollow while it is planned."""
    lines, width = lines_of(drawn.geometry), drawn.width
    ends = [_bar(line, at, width / LINE_WIDTH * END_LENGTH) for line in lines for at in _free_ends(line, lines)]
    canvas.stroke(lines, width + 5, palette.PAPER, cap="flat")
    canvas.stroke(ends, width * 0.5 + 5, palette.PAPER, cap="square")
    canvas.stroke(lines, width, drawn.colour, cap="flat")
    if drawn.is_planned:
        canvas.stroke(lines, width * 0.45, palette.PAPER, cap="flat")
    if drawn.line == "striped":
        canvas.dash(lines, width * 0.55, palette.PAPER, width * 1.1, width * 1.1)
    canvas.stroke(ends, width * 0.5, drawn.colour, cap="square")


def _free_ends(line: LineString, lines: list[LineString]) -> list[int]:
    """Which ends of a line (0, -1) touch no other line of the shape."""
    others = [other for other in lines if other is not line]
    return [
        end for end in (0, -1)
        if not line.is_ring and not any(other.distance(Point(line.coords[end])) < 1 for other in others)
    ]  # fmt: skip


def _bar(line: LineString, end: int, length: float) -> LineString:
    """Across the line's end."""
    x, y = line.coords[end]
    at = line.interpolate(8 if end == 0 else -8)
    dx, dy = at.x - x, at.y - y
    reach = length / 2 / (hypot(dx, dy) or 1)
    return LineString([(x - dy * reach, y + dx * reach), (x + dy * reach, y - dx * reach)])


def _draw_zone(canvas: Canvas, drawn: Drawn) -> None:
    """An area with its hatching and outline; along a line, a hatched band."""
    colour = drawn.colour
    band = shapely.buffer(drawn.geometry, drawn.width * 0.8, cap_style="flat") if not areas_of(drawn.geometry) else None
    areas = areas_of(band or drawn.geometry)
    canvas.glaze(areas, palette.PAPER if band else colour, 0.75 if band else 0.16)
    for area in areas:
        canvas.stroke(hatching(area, 7 if band else 12), 2.4 if band else 2.0, colour, cap="flat")
    outlines = [LineString(ring.coords) for area in areas for ring in (area.exterior, *area.interiors)]
    thickness = 2.6 if band or drawn.width < LINE_WIDTH else 4.0
    if drawn.is_planned:
        canvas.dash(outlines, thickness, colour, 12, 7)
    else:
        canvas.stroke(outlines, thickness + 2.4, palette.PAPER)
        canvas.stroke(outlines, thickness, colour)


def _draw_kerb(canvas: Canvas, drawn: Drawn) -> None:
    """A plain line; in pieces where it is dotted or planned."""
    lines, colour = lines_of(drawn.geometry), drawn.colour
    canvas.stroke(lines, drawn.width * 0.75 + 4, palette.PAPER)
    if drawn.is_planned or drawn.line == "dotted":
        canvas.dash(lines, drawn.width * 0.75, colour, drawn.width * 0.9, drawn.width * 0.5)
    else:
        canvas.stroke(lines, drawn.width * 0.75, colour)


def _draw_arrows(canvas: Canvas, drawn: Drawn) -> None:
    """Dashes with arrows in the direction of travel."""
    lines, width = lines_of(drawn.geometry), drawn.width * 0.6
    canvas.stroke(lines, width + 4, palette.PAPER)
    canvas.dash(lines, width, drawn.colour, width * 2.6, width * 1.3)
    _lay(canvas, [arrow for line in lines for arrow in _arrows(line, drawn.width)], drawn.colour)


def _draw_direction(canvas: Canvas, drawn: Drawn) -> None:
    """Arrows with the traffic that is hit, beside the sign; the live map has them, too."""
    lines = [line.reverse() if drawn.direction == "backward" else line for line in lines_of(drawn.geometry)]
    long = [line for line in lines if line.length >= drawn.width * 4]
    _lay(canvas, [arrow for line in long for arrow in _arrows_beside(line, drawn)], drawn.colour)


def _arrows_beside(line: LineString, drawn: Drawn) -> list[Polygon]:
    """At least one, at the line's end where it is short."""
    width, sign = drawn.width * 1.15, drawn.sign_at.buffer(drawn.sign_size / 2 + 4)
    arrows = [arrow for arrow in _arrows(line, width) if not (drawn.sign and arrow.intersects(sign))]
    return arrows or [_arrow(line, line.length - width, width)]


def _lay(canvas: Canvas, arrows: list[Polygon], colour: str) -> None:
    canvas.fill(shapely.buffer(numpy.asarray(arrows, dtype=object), 2.2, quad_segs=3), palette.PAPER)
    canvas.fill(arrows, colour)


def _arrows(line: LineString, width: float) -> list[Polygon]:
    count = max(1, round(line.length / ARROW_EVERY))
    return [_arrow(line, line.length * (number + 0.5) / count, width) for number in range(count)]


def _arrow(line: LineString, at: float, width: float) -> Polygon:
    tip, tail = line.interpolate(min(line.length, at + width)), line.interpolate(max(0.0, at - width))
    dx, dy = tip.x - tail.x, tip.y - tail.y
    length = hypot(dx, dy) or 1
    ux, uy, half = dx / length, dy / length, width * 0.95
    return Polygon(
        [
            (tip.x, tip.y),
            (tail.x - uy * half, tail.y + ux * half),
            (tail.x + ux * half * 0.55, tail.y + uy * half * 0.55),
            (tail.x + uy * half, tail.y - ux * half),
        ]
    )


# A line by its name; the live map draws the same names (closures/js/styles.js).
PATTERNS = {
    "solid": _draw_barred,
    "striped": _draw_barred,
    "tape": _draw_zone,
    "dashed": _draw_zone,
    "dotted": _draw_kerb,
    "plain": _draw_kerb,
    "arrows": _draw_arrows,
}
