"""A picture from its recipe: first everything gets its place, then it is drawn from the ground up."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import shapely
from PIL import Image
from shapely.geometry.base import BaseGeometry

from roadmap.models import City

from . import palette
from .bubbles import Bubble, draw_bubbles, place_bubbles
from .canvas import Canvas
from .ground import Land, Roads, draw_land, draw_roads, read_land, read_roads
from .labels import SIZES, STILL_SIZES, Label, draw_labels, place_labels
from .panel import Credit, Panel, draw_credit, draw_panel, set_credit, set_panel
from .projection import Frame
from .shapes import Drawn, draw_shape, read_shapes
from .signs import sign

SIZE = (1200, 630)  # what social networks show whole
STILL_QUALITY = 58


@dataclass(frozen=True)
class Plan:
    """Where everything goes, before anything is drawn."""

    frame: Frame
    panel: Panel
    credit: Credit
    land: list[Land]
    roads: Roads
    shapes: list[Drawn]
    bubbles: list[Bubble]
    labels: list[Label]


def draw(spec: dict, city: City) -> bytes:
    """PNG."""
    return _png(plan(spec, city))


def _png(planned: Plan) -> bytes:
    out = BytesIO()
    colours = paint(planned).quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    colours.save(out, "PNG", optimize=True)
    return out.getvalue()


def draw_small(spec: dict, city: City) -> bytes:
    """PNG, as networks take it, with the thin lines and small signs of a still."""
    return _png(plan(spec, city, is_small=True))


def draw_still(spec: dict, city: City) -> bytes:
    """WebP, small: the whole city with thin lines and small signs, to lie under the live map while it loads."""
    out = BytesIO()
    paint(plan(spec, city, is_small=True)).save(out, "WEBP", quality=STILL_QUALITY, method=4)
    return out.getvalue()


def plan(spec: dict, city: City, *, is_small: bool = False) -> Plan:
    size = tuple(spec.get("size") or SIZE)
    panel = _panel(spec, size)
    frame = Frame.around(spec["box"], size, panel.height)
    credit = set_credit(city, size)
    land, roads = read_land(city, frame), read_roads(city, frame)
    shapes = read_shapes(spec.get("shapes", []), frame, is_small=is_small)
    signs = [_ground_of_sign(shape) for shape in shapes if shape.sign]
    obstacles = [shapely.box(*credit.box), *signs]
    about = None if is_small else _about(shapes)
    obstacles += [] if is_small else [shape.body for shape in shapes]
    bubbles = place_bubbles(shapes, frame, obstacles)
    obstacles += [bubble.ground for bubble in bubbles]
    labels = place_labels(roads, land, frame, about, obstacles, STILL_SIZES if is_small else SIZES)
    return Plan(frame, panel, credit, land, roads, shapes, bubbles, labels)


def _panel(spec: dict, size: Sequence[int]) -> Panel:
    """The headline with the sign and colour of the topmost shape that has a sign."""
    signed = (shape for shape in reversed(spec.get("shapes", [])) if shape.get("sign"))
    topmost = next(signed, {"sign": "", "colour": palette.SEGMENT})
    return set_panel(spec.get("title", ""), spec.get("lines", []), size, topmost["sign"], topmost["colour"])


def _ground_of_sign(shape: Drawn) -> BaseGeometry:
    return shape.sign_at.buffer(shape.sign_size / 2 + 4, quad_segs=4)


def _about(shapes: Sequence[Drawn]) -> BaseGeometry | None:
    """The ground that the picture is about: all shapes but the way round."""
    bodies = [shape.body for shape in shapes if shape.line != "arrows"]
    return shapely.union_all(bodies) if bodies else None


def paint(plan: Plan) -> Image.Image:
    canvas = Canvas((plan.frame.width, plan.frame.height), palette.LAND)
    draw_land(canvas, plan.land, plan.frame)
    draw_roads(canvas, plan.roads, plan.frame)
    for shape in plan.shapes:
        draw_shape(canvas, shape)
    image = canvas.finished()
    draw_labels(image, plan.labels)
    for shape in plan.shapes:
        _draw_sign(image, shape)
    draw_bubbles(image, plan.bubbles)
    draw_panel(image, plan.panel)
    draw_credit(image, plan.credit)
    return image


def _draw_sign(image: Image.Image, shape: Drawn) -> None:
    if shape.sign:
        mark = sign(shape.sign, shape.sign_size, shape.colour, is_planned=shape.is_planned)
        at = shape.sign_at
        image.paste(mark, (round(at.x - mark.width / 2), round(at.y - mark.height / 2)), mark)
