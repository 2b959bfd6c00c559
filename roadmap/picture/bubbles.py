"""The words beside a sign, where a shape of the recipe has a `label`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely
from PIL import Image, ImageDraw
from shapely.geometry.base import BaseGeometry

from . import palette
from .fonts import font
from .projection import Box, Frame
from .shapes import Drawn
from .text import line_height, wrapped

SIZE = 22
MOST_WIDTH = 320  # px of text in a row


@dataclass(frozen=True)
class Bubble:
    rows: tuple[str, ...]
    box: Box  # px: left, top, right, bottom
    colour: str

    @property
    def ground(self) -> BaseGeometry:
        return shapely.box(*self.box)


def place_bubbles(drawn: Sequence[Drawn], frame: Frame, obstacles: Sequence[BaseGeometry]) -> list[Bubble]:
    """Near the sign, where nothing else is; where all is taken, right of the sign."""
    taken, bubbles = list(obstacles), []
    for shape in drawn:
        if shape.label:
            bubble = _place(shape, frame, taken)
            bubbles.append(bubble)
            taken.append(bubble.ground)
    return bubbles


def _place(shape: Drawn, frame: Frame, taken: Sequence[BaseGeometry]) -> Bubble:
    face = font(SIZE, is_bold=True)
    rows = tuple(wrapped(shape.label, face, MOST_WIDTH))
    width = max(face.getlength(row) for row in rows) + 22
    height = len(rows) * line_height(SIZE) + 12
    inside = [_moved_inside(left, top, width, height, frame) for left, top in _corners(shape, width, height)]
    free = (box for box in inside if not shapely.intersects(shapely.box(*box), taken).any())
    return Bubble(rows, next(free, inside[0]), shape.colour)


def _corners(shape: Drawn, width: float, height: float) -> Iterator[tuple[float, float]]:
    """Where the upper left corner may be: round the sign, then farther from it."""
    x, y = shape.sign_at.x, shape.sign_at.y
    for reach in (shape.sign_size / 2 + 8, shape.sign_size / 2 + 30, shape.sign_size / 2 + 60):
        right, left, below, above = x + reach, x - reach - width, y + reach, y - reach - height
        across, level = x - width / 2, y - height / 2
        yield from ((right, level), (left, level), (across, below), (across, above))
        yield from ((right, below), (left, below), (right, above), (left, above))


def _moved_inside(left: float, top: float, width: float, height: float, frame: Frame) -> Box:
    left = min(max(left, 8), frame.width - width - 8)
    top = min(max(top, frame.panel + 8), frame.height - height - 30)
    return left, top, left + width, top + height


def draw_bubbles(image: Image.Image, bubbles: Sequence[Bubble]) -> None:
    pen = ImageDraw.Draw(image)
    for bubble in bubbles:
        pen.rounded_rectangle(bubble.box, 8, palette.PAPER, bubble.colour, 2)
        for number, row in enumerate(bubble.rows):
            at = (bubble.box[0] + 11, bubble.box[1] + 5 + number * line_height(SIZE))
            pen.text(at, row, palette.INK, font(SIZE, is_bold=True))
