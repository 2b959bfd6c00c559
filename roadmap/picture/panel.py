"""The headline above the map and the credit below it. Text is set smaller until it fits; it is never cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image, ImageDraw

from roadmap.models import City

from . import palette
from .fonts import font
from .signs import sign
from .text import line_height, width_of, wrapped

MOST_SHARE = 0.36  # of the picture's height
SIZES = (40, 36, 33, 30, 27, 24, 22, 20, 18, 16)
SIDE = 30  # px left free at the sides
GAP = 20  # px above and below the text
STRIPE = 6  # px of colour under the panel


@dataclass(frozen=True)
class Panel:
    """`rows` are (text, size, is it bold, y). No text, no panel: its height is 0."""

    rows: tuple[tuple[str, int, bool, int], ...] = ()
    height: int = 0
    text_left: int = SIDE
    sign: str = ""
    colour: str = palette.INK


def set_panel(title: str, lines: Sequence[str], size: Sequence[int], sign_name: str, colour: str) -> Panel:
    """The largest letters with which the panel takes no more than its share of the picture."""
    if not title and not any(lines):
        return Panel()
    panels = (_set(title, lines, size[0], letters, sign_name, colour) for letters in SIZES)
    panel = next((panel for panel in panels if panel.height <= size[1] * MOST_SHARE), None)
    return panel or _set(title, lines, size[0], SIZES[-1], sign_name, colour)


def _set(title: str, lines: Sequence[str], width: int, letters: int, sign_name: str, colour: str) -> Panel:
    small = max(15, round(letters * 0.68))
    left = SIDE + (_sign_size(letters) + 24 if sign_name else 0)
    rows, y = [], GAP - 4
    room = width - left - SIDE
    for text, most, is_bold in [(title, letters, True), *((line, small, False) for line in lines)]:
        size = _closer(text, most, room, is_bold)
        for row in wrapped(text, font(size, is_bold=is_bold), room):
            rows.append((row, size, is_bold, y))
            y += line_height(size)
        y += 3
    least = _sign_size(letters) + 2 * GAP if sign_name else 0
    height = max(y + GAP - 4, least)
    lowered = (height - (y + GAP - 4)) // 2
    rows = tuple((row, size, is_bold, at + lowered) for row, size, is_bold, at in rows)
    return Panel(rows, height + STRIPE, left, sign_name, colour)


def _closer(text: str, most: int, room: float, is_bold: bool) -> int:
    """A little smaller where that saves a row, so that no word is left alone in it."""
    sizes = range(most, max(15, round(most * 0.84)) - 1, -1)
    return min(sizes, key=lambda size: (len(wrapped(text, font(size, is_bold=is_bold), room)), -size), default=most)


def _sign_size(letters: int) -> int:
    return round(letters * 2.1)


def draw_panel(image: Image.Image, panel: Panel) -> None:
    if not panel.height:
        return
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, image.width, panel.height - STRIPE), fill=palette.PAPER)
    pen.rectangle((0, panel.height - STRIPE, image.width, panel.height - 1), fill=panel.colour)
    if panel.sign:
        mark = sign(panel.sign, _sign_size(panel.rows[0][1]), panel.colour)
        image.paste(mark, (SIDE, (panel.height - STRIPE - mark.height) // 2), mark)
    for text, size, is_bold, y in panel.rows:
        pen.text((panel.text_left, y), text, palette.INK if is_bold else palette.SOFT_INK, font(size, is_bold=is_bold))


@dataclass(frozen=True)
class Credit:
    """Whose data the map is made of, in the corner of every picture."""

    text: str
    size: int
    box: tuple[int, int, int, int]  # px: left, top, right, bottom


def set_credit(city: City, size: Sequence[int]) -> Credit:
    text = credit_text(city)
    letters = next((letters for letters in (15, 14, 13, 12, 11, 10) if width_of(text, letters) < size[0] - 24), 9)
    width, height = round(width_of(text, letters)) + 18, line_height(letters) + 8
    return Credit(text, letters, (size[0] - width, size[1] - height, size[0], size[1]))


def credit_text(city: City) -> str:
    """In the site's language, whoever happens to ask for the picture first."""
    with override(settings.LANGUAGE_CODE):
        return f"{_('schematic map')} · {city.credit}" if city.is_schematic else city.credit


def draw_credit(image: Image.Image, credit: Credit) -> None:
    corner = image.crop(credit.box)
    image.paste(Image.blend(corner, Image.new("RGB", corner.size, palette.PAPER), 0.82), credit.box)
    left, top = credit.box[:2]
    ImageDraw.Draw(image).text((left + 9, top + 3), credit.text, palette.SOFT_INK, font(credit.size))
