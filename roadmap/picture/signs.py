"""The signs on a picture: the live map's own, drawn by resvg."""

from functools import lru_cache
from io import BytesIO

from PIL import Image
from resvg_py import svg_to_bytes

from roadmap.signs import PAPER, filled


@lru_cache(maxsize=128)
def sign(name: str, size: int, colour: str, *, is_planned: bool = False, paper: str = PAPER) -> Image.Image:
    """A sign with its transparency, `size` pixels high and wide."""
    svg = filled(name, colour, is_planned=is_planned, paper=paper)
    png = svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True)
    return Image.open(BytesIO(png)).convert("RGBA")
