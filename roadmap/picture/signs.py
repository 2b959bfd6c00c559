"""The signs on a picture, drawn by hand: the outer shape says the kind as much as the colour does.

They are the live map's signs (`static/roadmap/img/icons.svg`), on its grid of 32 by 32.
"""

from functools import lru_cache

from PIL import Image, ImageDraw

from . import palette

GRID = 32
FINENESS = 4


class Brush:
    """Draws on the grid of 32 with lines that are round at their ends."""

    def __init__(self, size: int):
        self.size = size
        self.unit = size * FINENESS / GRID
        self.image = Image.new("RGBA", (size * FINENESS, size * FINENESS), (255, 255, 255, 0))
        self.pen = ImageDraw.Draw(self.image)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        corners = [value * self.unit for value in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(corners, fill=colour)

    def line(self, points: list[tuple[float, float]], width: float, colour: str) -> None:
        scaled = [(x * self.unit, y * self.unit) for x, y in points]
        self.pen.line(scaled, fill=colour, width=round(width * self.unit))
        for x, y in points:
            self.disc(x, y, width / 2, colour)

    def polygon(self, points: list[tuple[float, float]], colour: str, border: float = 0) -> None:
        """`border` widens it, with round corners."""
        self.pen.polygon([(x * self.unit, y * self.unit) for x, y in points], fill=colour)
        if border:
            self.line([*points, points[0]], border * 2, colour)

    def plate(self, left: float, top: float, right: float, bottom: float, radius: float, colour: str) -> None:
        corners = [value * self.unit for value in (left, top, right, bottom)]
        self.pen.rounded_rectangle(corners, radius * self.unit, fill=colour)

    def finished(self) -> Image.Image:
        """Averaged with the alpha counted in, so that edges do not turn grey."""
        return self.image.convert("RGBa").reduce(FINENESS).convert("RGBA")


def _round(brush: Brush, colour: str) -> None:
    brush.disc(16, 16, 15.4, palette.PAPER)
    brush.disc(16, 16, 13.4, colour)


def _closed(brush: Brush, colour: str) -> None:
    _round(brush, colour)
    brush.plate(7.4, 13.1, 24.6, 18.9, 0.8, palette.PAPER)


def _narrowed(brush: Brush, colour: str) -> None:
    _round(brush, colour)
    brush.line([(11, 23.5), (11, 18.5), (13.6, 13.5), (13.6, 8.5)], 2.4, palette.PAPER)
    brush.line([(21, 23.5), (21, 18.5), (18.4, 13.5), (18.4, 8.5)], 2.4, palette.PAPER)


def _repair_zone(brush: Brush, colour: str) -> None:
    triangle = [(16, 4.4), (28.4, 26.6), (3.6, 26.6)]
    brush.polygon(triangle, palette.PAPER, 3.0)
    brush.polygon(triangle, colour, 1.2)
    brush.polygon([(14.6, 12.6), (17.4, 12.6), (20.7, 22.6), (11.3, 22.6)], palette.PAPER, 0.5)
    brush.line([(9.6, 24.4), (22.4, 24.4)], 1.9, palette.PAPER)
    brush.line([(13.4, 18.4), (18.6, 18.4)], 1.9, colour)


def _signal_outage(brush: Brush, colour: str) -> None:
    brush.plate(7.2, 0.6, 24.8, 31.4, 6.4, palette.PAPER)
    brush.plate(9, 2.4, 23, 29.6, 4.8, colour)
    for y in (8.4, 16, 23.6):
        brush.disc(16, y, 3.3, "#aeb6bb")
        brush.disc(16, y, 2.1, colour)
    brush.line([(5, 27.4), (27, 4.6)], 5.2, palette.PAPER)
    brush.line([(5, 27.4), (27, 4.6)], 2.8, palette.CROSSED)


def _parking_change(brush: Brush, colour: str) -> None:
    brush.plate(2.6, 2.6, 29.4, 29.4, 6, palette.PAPER)
    brush.plate(4.4, 4.4, 27.6, 27.6, 4.4, colour)
    brush.plate(12, 8, 20.8, 18.6, 5.3, palette.PAPER)
    brush.plate(12, 8, 16, 18.6, 0, palette.PAPER)
    brush.plate(14.6, 10.6, 18.2, 16, 2.7, colour)
    brush.plate(14.6, 10.6, 16, 16, 0, colour)
    brush.plate(12, 8, 14.7, 24.4, 0.8, palette.PAPER)
    brush.line([(7.2, 25.2), (25.2, 7.2)], 3.0, colour)
    brush.line([(7.4, 25), (25, 7.4)], 1.5, palette.GLARE)


def _public_event(brush: Brush, colour: str) -> None:
    hexagon = [(16, 3.6), (26.8, 9.8), (26.8, 22.2), (16, 28.4), (5.2, 22.2), (5.2, 9.8)]
    brush.polygon(hexagon, palette.PAPER, 2.6)
    brush.polygon(hexagon, colour, 0.8)
    brush.line([(11.8, 23.4), (11.8, 9)], 2.2, palette.PAPER)
    brush.polygon([(12, 9), (21.6, 9), (19, 12.4), (21.6, 15.8), (12, 15.8)], palette.PAPER, 0.8)


def _open(brush: Brush, colour: str) -> None:
    _round(brush, colour)
    brush.line([(9.6, 16.6), (14, 21), (22.6, 11.4)], 3.2, palette.PAPER)


def _appeal(brush: Brush, colour: str) -> None:
    for border, paint in ((2.0, palette.PAPER), (0.2, colour)):
        brush.disc(16, 12.4, 9.6 + border, paint)
        brush.polygon([(7.8, 17.6), (24.2, 17.6), (16, 28.8)], paint, border)
    brush.line([(16, 7.2), (16, 12.8)], 3, palette.PAPER)
    brush.disc(16, 17.6, 1.8, palette.PAPER)


DRAWERS = {
    "closure": _closed,
    "narrowing": _narrowed,
    "repair-zone": _repair_zone,
    "signal-outage": _signal_outage,
    "parking-change": _parking_change,
    "public-event": _public_event,
    "appeal": _appeal,
    "open": _open,
}


@lru_cache(maxsize=64)
def sign(name: str, size: int, colour: str) -> Image.Image:
    """A sign with its transparency, `size` pixels high and wide."""
    brush = Brush(size)
    DRAWERS[name](brush, colour)
    return brush.finished()
