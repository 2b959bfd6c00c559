"""Names of streets and waters along their lines: none over another, none over what the picture is about.

Streets of the event come first, then the streets that meet it, then the others, wider before narrower.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan2, degrees

import numpy
import shapely
from PIL import Image
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from roadmap.language.grammar import short_name

from . import palette
from .canvas import areas_of, lines_of
from .ground import RANKS, Land, Roads
from .projection import Frame
from .text import draw_name, line_height, width_of

MOST = 44  # names on a picture
AIR = 3  # px kept free round a name
BEND = 3.5  # px a street may leave the straight line under its name
SAMPLES = numpy.linspace(-0.5, 0.5, 9)
AGAIN_AFTER = 520  # px between two labels of one street
# Letters in px: the event's street; streets that meet it and main ones; the rest. Large, for phones make pictures small
SIZES = (23, 20, 17)
STILL_SIZES = (14, 14, 12)  # seen at their own size
ITS_OWN = 46  # px of a street under the event that make it the event's street


@dataclass(frozen=True)
class Label:
    """A name in its place; `angle` is counter-clockwise in degrees, `box` the turned rectangle that it takes."""

    text: str
    middle: tuple[float, float]
    angle: float
    size: int
    is_bold: bool
    colour: str
    box: Polygon


@dataclass(frozen=True)
class Named:
    """What bears a name, as it is seen in the frame: a street, a river, a pond, a park.

    `nearness` is 0 for the event's street, 1 where a street meets the event, 2 elsewhere; `rank` as in RANKS.
    """

    text: str
    shape: BaseGeometry
    nearness: int
    rank: int
    sizes: tuple[int, int, int]
    colour: str = palette.STREET_NAME

    @property
    def size(self) -> int:
        is_main = self.nearness == 1 or self.rank <= RANKS["primary"]
        return self.sizes[0 if self.nearness == 0 else 1 if is_main else 2]

    @property
    def key(self) -> tuple:
        return self.nearness, self.rank, -round(self.shape.length), self.text


def place_labels(
    roads: Roads,
    land: Sequence[Land],
    frame: Frame,
    about: BaseGeometry | None,
    obstacles: Sequence[BaseGeometry],
    sizes: tuple[int, int, int] = SIZES,
) -> list[Label]:
    """`about` is the ground of the event, if there is one; `obstacles` is what must stay free."""
    inside = shapely.box(8, frame.panel + 8, frame.width - 8, frame.height - 8)
    taken, labels = list(obstacles), []
    named = [*_streets(roads, inside, about, sizes), *_waters_and_parks(land, inside, sizes)]
    for one in sorted(named, key=lambda one: one.key):
        for label in _of_one(one, about, inside, taken):
            labels.append(label)
            taken.append(label.box)
        if len(labels) >= MOST:
            break
    return labels


def _streets(roads: Roads, inside: Polygon, about: BaseGeometry | None, sizes: tuple[int, int, int]) -> Iterator[Named]:
    names, lines = numpy.array(roads.names, dtype=object), shapely.clip_by_rect(roads.lines, *inside.bounds)
    seen = (names != "") & ~shapely.is_empty(lines)
    covered = _covered(lines, about)
    for name in sorted(set(names[seen])):
        own = seen & (names == name)
        first = int(numpy.flatnonzero(own)[0])
        under = covered[own].sum()
        yield Named(
            text=short_name(name, roads.kinds[first]),
            shape=_joined(lines[own]),
            nearness=2 if under < 1 else 1 if under < ITS_OWN else 0,
            rank=min(RANKS.get(roads.classes[index], 99) for index in numpy.flatnonzero(own)),
            sizes=sizes,
        )


def _waters_and_parks(land: Sequence[Land], inside: Polygon, sizes: tuple[int, int, int]) -> Iterator[Named]:
    """A river by its line where it has one, whatever else by its area."""
    colours = {"water": palette.WATER_NAME, "green": palette.GREEN_NAME}
    for kind, name in sorted({(piece.kind, piece.name) for piece in land if piece.name and piece.kind in colours}):
        pieces = [piece.geometry for piece in land if (piece.kind, piece.name) == (kind, name)]
        lines = [line for shape in pieces if not areas_of(shape) for line in lines_of(shape)]
        seen = shapely.intersection(shapely.union_all(lines or pieces), inside)
        if not seen.is_empty:
            yield Named(name, seen, 2, RANKS["tertiary"], sizes, colours[kind])


def _covered(lines: numpy.ndarray, about: BaseGeometry | None) -> numpy.ndarray:
    """Pixels of each line that lie under the event."""
    lengths = numpy.zeros(len(lines))
    if about is None:
        return lengths
    shapely.prepare(about)
    touching = shapely.intersects(lines, about)
    lengths[touching] = shapely.length(shapely.intersection(lines[touching], about))
    return lengths


def _joined(lines: numpy.ndarray) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(lines) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.MultiLineString(parts))


def _of_one(one: Named, about: BaseGeometry | None, inside: Polygon, taken: list) -> Iterator[Label]:
    """One label, and a second far from it on a long main street."""
    found: list[Label] = []
    for label in _candidates(one, about):
        if found and numpy.hypot(*numpy.subtract(label.middle, found[0].middle)) < AGAIN_AFTER:
            continue
        if not inside.contains(label.box) or shapely.intersects(label.box, taken).any():
            continue
        found.append(label)
        yield label
        if len(found) == 2 or one.rank > RANKS["secondary"]:
            return


def _candidates(one: Named, about: BaseGeometry | None) -> list[Label]:
    """Best first: near the event for its own streets and those it meets, else in the middle of the longest stretch."""
    if areas_of(one.shape):
        return [label for area in areas_of(one.shape) for label in _within(one, area)]
    lines = sorted(lines_of(one.shape), key=lambda line: -line.length)
    places = [place for line in lines for place in _along(one, line)]
    if about is not None and one.nearness < 2:
        places += [place for line in lines[:4] for place in _beside(one, line, about)]
        middle = numpy.array(about.centroid.coords[0])
        places.sort(key=lambda place: place[1] + float(numpy.hypot(*(place[0].middle - middle))))
    return [label for label, _penalty in places]


def _within(one: Named, area: Polygon) -> list[Label]:
    """Level in an area that has room for it."""
    width = width_of(one.text, one.size)
    middles = (area.centroid, area.point_on_surface())
    labels = [_label(one, numpy.array(middle.coords[0]), 0.0, width) for middle in middles]
    return [label for label in labels if area.contains(label.box)]


def _along(one: Named, line: LineString) -> list[tuple[Label, float]]:
    """Labels on the line itself where it is straight enough, from the middle outward."""
    width = width_of(one.text, one.size, is_bold=one.nearness == 0)
    room = line.length - width * 1.04
    if room < 0:
        return []
    count = int(min(24, 1 + room // 45))
    shares = sorted(numpy.linspace(0, 1, count) if count > 1 else [0.5], key=lambda share: (abs(share - 0.5), share))
    centres = numpy.array(shares) * room + width * 0.52
    places = centres[:, None] + SAMPLES[None, :] * width
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, places)).reshape(count, len(SAMPLES), 2)
    return [(label, 0.0) for stretch in points for label in _on_stretch(one, stretch, width)]


def _on_stretch(one: Named, points: numpy.ndarray, width: float) -> list[Label]:
    chord = points[-1] - points[0]
    length = float(numpy.hypot(*chord))
    if length < width * 0.95:
        return []
    along = points - points[0]
    off = (along[:, 0] * chord[1] - along[:, 1] * chord[0]) / length
    middle_off = (off.max() + off.min()) / 2
    if numpy.abs(off - middle_off).max() > BEND:
        return []
    normal = numpy.array((chord[1], -chord[0])) / length
    middle = (points[0] + points[-1]) / 2 + normal * middle_off
    return [_label(one, middle, readable(-degrees(atan2(chord[1], chord[0]))), width)]


def readable(angle: float) -> float:
    """The same slant, never upside down: from -90 to 90."""
    return (angle + 90) % 180 - 90


def _beside(one: Named, line: LineString, about: BaseGeometry) -> list[tuple[Label, float]]:
    """Where a name does not fit on its line: next to it, near the event; that of the event's own street also level."""
    width = width_of(one.text, one.size, is_bold=one.nearness == 0)
    nearest, penalty = line.project(about.centroid), 6.0 if one.nearness == 0 else 120.0
    found = []
    for shift in (0, -70, 70, -140, 140, -220, 220, -320, 320):
        at = min(max(nearest + shift, 0), line.length)
        here, ahead, behind = (numpy.array(line.interpolate(p).coords[0]) for p in (at, at + 12, max(at - 12, 0)))
        heading = ahead - behind
        angle = readable(-degrees(atan2(heading[1], heading[0])))
        normal = numpy.array((heading[1], -heading[0])) / (numpy.hypot(*heading) or 1)
        for side in (1, -1):
            for away in (28, 48):
                found.append((_label(one, here + normal * side * away, angle, width), 2 * away + penalty))
            if one.nearness == 0:
                level = here + normal * side * (14 + abs(normal[0]) * width / 2 + abs(normal[1]) * 14)
                found.append((_label(one, level, 0.0, width), 150.0))
    return found


def _label(one: Named, middle: numpy.ndarray, angle: float, width: float) -> Label:
    x, y = float(middle[0]), float(middle[1])
    half_x, half_y = width / 2 + AIR, line_height(one.size) / 2 + AIR - 2
    box = rotate(shapely.box(x - half_x, y - half_y, x + half_x, y + half_y), -angle, origin=(x, y))
    is_bold = one.nearness == 0
    return Label(one.text, (x, y), angle, one.size, is_bold, palette.INK if is_bold else one.colour, box)


def draw_labels(image: Image.Image, labels: Sequence[Label]) -> None:
    for label in labels:
        draw_name(image, label.text, label.middle, label.angle, label.size, label.colour, is_bold=label.is_bold)
