"""What of a picture nobody is to recognise: boxes in parts of its sides, so that they hold for every copy of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image

CELLS = 5  # of the longer side of a pixelated box: fewer than tell a letter of a number plate


class Cover(models.TextChoices):
    PIXELS = "pixels", _("pixelated")
    SOLID = "solid", _("painted over")


@dataclass(frozen=True)
class Mask:
    """A box of an upright picture; its numbers are from 0 to 1, from the upper left corner."""

    left: float
    top: float
    width: float
    height: float
    cover: str = Cover.PIXELS

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """In pixels of a copy of this size: left, top, right, bottom; what it touches is inside, and never nothing."""
        left, top = min(int(self.left * width), width - 1), min(int(self.top * height), height - 1)
        right = min(width, max(left + 1, ceil((self.left + self.width) * width)))
        bottom = min(height, max(top + 1, ceil((self.top + self.height) * height)))
        return left, top, right, bottom


def hidden(picture: Image.Image, masks: Sequence[Mask]) -> Image.Image:
    """The RGB picture itself, painted over."""
    for mask in masks:
        box = mask.box(*picture.size)
        picture.paste(_covered(picture.crop(box)) if mask.cover == Cover.PIXELS else "black", box)
    return picture


def _covered(part: Image.Image) -> Image.Image:
    """A few cells, each in the average of what it covers."""
    cell = cell_of(*part.size)
    few = part.resize((ceil(part.width / cell), ceil(part.height / cell)), Image.Resampling.BOX)
    return few.resize(part.size, Image.Resampling.NEAREST)


def cell_of(width: int, height: int) -> int:
    """The side in pixels of one cell of a pixelated box."""
    return max(1, ceil(max(width, height) / CELLS))
