"""Text on a picture: lines that never run over, and words with a light edge at any angle."""

import re
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from . import palette
from .fonts import font

FINENESS = 2
BREAKS = re.compile(r"[ \t\r\n]+")  # not at a no-break space
EDGE = 2.4  # px of the light edge round a name


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Lines none of which is wider; a word that is too long by itself is cut into pieces, and nothing is lost."""
    lines: list[str] = []
    for word in BREAKS.split(text.strip()):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(joined) <= width:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, face, width))
    return lines


def _pieces(word: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and face.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def line_height(size: int) -> int:
    ascent, descent = font(size).getmetrics()
    return round((ascent + descent) * 0.94)


def width_of(text: str, size: int, *, is_bold: bool = False) -> float:
    return font(size, is_bold=is_bold).getlength(text)


@lru_cache(maxsize=512)
def _masks(text: str, size: int, is_bold: bool) -> tuple[Image.Image, Image.Image]:
    """The letters and their edge, large."""
    face = font(size * FINENESS, is_bold=is_bold)
    edge = round(EDGE * FINENESS)
    ascent, descent = face.getmetrics()
    extent = (round(face.getlength(text)) + 2 * edge + 4, ascent + descent + 2 * edge)
    letters, halo = Image.new("L", extent), Image.new("L", extent)
    ImageDraw.Draw(letters).text((edge + 2, edge), text, 255, face)
    ImageDraw.Draw(halo).text((edge + 2, edge), text, 255, face, stroke_width=edge)
    return letters, halo


def draw_name(
    image: Image.Image, text: str, middle: tuple[float, float], angle: float, size: int, colour: str, *, is_bold: bool
) -> None:
    """A name with its edge, `angle` degrees counter-clockwise round its middle."""
    letters, halo = (_turned(mask, angle) for mask in _masks(text, size, is_bold))
    at = (round(middle[0] - letters.width / 2), round(middle[1] - letters.height / 2))
    image.paste(palette.PAPER, (at[0], at[1]), halo)
    image.paste(colour, at, letters)


def _turned(mask: Image.Image, angle: float) -> Image.Image:
    turned = mask.rotate(angle, Image.Resampling.BICUBIC, expand=True) if abs(angle) > 0.5 else mask
    return turned.reduce(FINENESS)
