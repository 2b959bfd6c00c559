"""The sheet of all signs on the map, with their names: docs/signs.png, drawn by `manage.py draw_signs`.

Each as small as a list shows it (16 px), as the map from afar (24) and from near (32), and hollow as what is planned;
by day and by night. The same signs and colours give the same pixels.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import override
from PIL import Image, ImageDraw

from roadmap.colours import Colours
from roadmap.layers import Layer
from roadmap.picture.fonts import font
from roadmap.picture.signs import sign

from . import PAPER

SIZES = (16, 24, 32)
ROW, NAME, COLUMN, MARGIN = 44, 260, 52, 18  # px
TEXT = 16


@dataclass(frozen=True)
class Side:
    """The colours of base.css around a sign: the map's ground, what is hollow, and words."""

    ground: str
    paper: str
    ink: str


DAY, NIGHT = Side("#eeebe4", PAPER, "#17222b"), Side("#1b242c", "#141c23", "#e9eef1")


@dataclass(frozen=True)
class Shown:
    name: str
    title: str
    colours: Colours


def drawn(layers: Iterable[Layer]) -> Image.Image:
    """With English names."""
    with override("en"):
        rows = list(shown(layers))
        half = 2 * MARGIN + NAME + COLUMN * (len(SIZES) + 1)
        sheet = Image.new("RGB", (2 * half, 2 * MARGIN + ROW * len(rows)))
        for left, side in ((0, DAY), (half, NIGHT)):
            sheet.paste(side.ground, (left, 0, left + half, sheet.height))
            _draw_side(sheet, left + MARGIN, side, rows)
    return sheet.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def shown(layers: Iterable[Layer]) -> Iterator[Shown]:
    """The signs of each layer, in the order of the legend."""
    for layer in layers:
        if not layer.legend:
            yield Shown(layer.sign, str(layer.title), layer.colours)
        for row in layer.legend:
            colours = layer.tones.get(row.look, layer.colours)
            yield Shown(row.sign, f"{layer.title}: {row.title}", colours)


def _draw_side(sheet: Image.Image, left: int, side: Side, rows: list[Shown]) -> None:
    draw = ImageDraw.Draw(sheet)
    for number, row in enumerate(rows):
        middle = MARGIN + ROW * number + ROW // 2
        draw.text((left, middle), row.title, side.ink, font(TEXT), anchor="lm")
        for place, (size, is_planned) in enumerate([*((size, False) for size in SIZES), (SIZES[-1], True)]):
            colour = row.colours.light if side is DAY else row.colours.dark
            mark = sign(row.name, size, colour, is_planned=is_planned, paper=side.paper)
            right = left + NAME + COLUMN * place + (COLUMN - size) // 2
            sheet.paste(mark, (right, middle - size // 2), mark)
