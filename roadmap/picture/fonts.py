"""The font of the pictures: PT Sans, made for Russian and the other languages of Russia; its wheel brings it."""

from functools import lru_cache
from pathlib import Path

import fontpkg_pt_sans
from PIL import ImageFont

FOLDER = Path(fontpkg_pt_sans.ROOT) / "files"
FILES = {False: FOLDER / "PT_Sans-Web-Regular.ttf", True: FOLDER / "PT_Sans-Web-Bold.ttf"}


@lru_cache(maxsize=64)
def font(size: int, *, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    """Basic layout: the same pixels whether or not the machine has FriBidi."""
    return ImageFont.truetype(str(FILES[is_bold]), size, layout_engine=ImageFont.Layout.BASIC)
