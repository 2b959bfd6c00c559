"""A stranger's picture, read with suspicion: first its header, later, in a process of its own, its pixels.

What the camera wrote beside the picture (place, time, device) never gets into the new file. A phone's picture that lies
on its side is turned first, since the note that says so is among what is left out.
"""

import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from pillow_heif import options as heif_options
from pillow_heif import register_heif_opener

from roadmap.masks import Mask, hidden

# WebP needs three copies of four bytes each, and AVIF and HEIC are never unpacked at reduced size.
MOST_PIXELS = {"JPEG": 70_000_000, "PNG": 70_000_000, "WEBP": 24_000_000, "AVIF": 24_000_000, "HEIF": 50_000_000}
MOST_UNPACKED = 400_000_000  # bytes; what MOST_MEMORY leaves after a strip of the smaller picture
UNPACKED = {"RGBA": 8, "LA": 8, "P": 10, "PA": 13, "1": 10}  # bytes a pixel with the copy that averaging needs; else 4
SECOND_VIEWS = ("MPO", "HEIF")  # a still picture with other views of the same behind it
LARGEST_SIDE = 2000
THUMBNAIL_SIDE = 480
MOST_MEMORY = 450 * 2**20  # of one picture, above what the process has

heif_options.DECODE_THREADS = 1
register_heif_opener(thumbnails=False)


class Fault(models.TextChoices):
    """What is wrong with a file, in words that end a sentence."""

    EMPTY = "empty", _("it is empty")
    NO_PICTURE = "no-picture", _("it is not a JPEG, PNG, WebP, AVIF or HEIC picture, or it is damaged")
    NO_VIDEO = "no-video", _("it is not an MP4, MOV or WebM video, or it is damaged")
    LONG = "long", _("it lasts longer than a minute")
    SLOW = "slow", _("it takes too long to be made ready; send a shorter one")
    LARGE = "large", _("it claims to be too large")
    MOVING = "moving", _("it moves; a still picture is needed")
    DAMAGED = "damaged", _("it is damaged and cannot be read")
    GONE = "gone", _("the file was lost before it was looked at")


class BadPicture(Exception):
    def __init__(self, fault: Fault):
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Prepared:
    """Two JPEGs of our own making."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


def opened(file: IO[bytes]) -> Image.Image:
    """By its header only: size and kind are judged before anything is unpacked. Raises BadPicture."""
    file.seek(0)
    is_empty = not file.read(1)
    file.seek(0)
    if is_empty:
        raise BadPicture(Fault.EMPTY)
    image = _by_header(file)
    if _is_large(image):
        raise BadPicture(Fault.LARGE)
    if getattr(image, "is_animated", False) and image.format not in SECOND_VIEWS:
        raise BadPicture(Fault.MOVING)
    return image


def _is_large(image: Image.Image) -> bool:
    """Also where the pixels are few enough, but transparent or by number, which takes more memory for each."""
    pixels = image.width * image.height
    most = MOST_PIXELS[image.format if image.format in MOST_PIXELS else "JPEG"]
    return pixels > most or pixels * UNPACKED.get(image.mode, 4) > MOST_UNPACKED


def _by_header(file: IO[bytes]) -> Image.Image:
    try:
        return Image.open(file, formats=tuple(MOST_PIXELS))
    except Image.DecompressionBombError as error:
        raise BadPicture(Fault.LARGE) from error
    except (OSError, SyntaxError, ValueError, TypeError, RuntimeError) as error:
        raise BadPicture(Fault.NO_PICTURE) from error


def decoded(file: IO[bytes], masks: Sequence[Mask] = ()) -> Prepared:
    """With what the masks cover made unrecognisable, in both copies.

    Raises BadPicture; a picture that asks for more memory than a photo needs is one.
    """
    image = opened(file)
    try:
        with little_memory(MOST_MEMORY):
            picture = hidden(_upright(image), masks)
            return Prepared(*encoded(picture), *picture.size)
    except MemoryError as error:
        raise BadPicture(Fault.LARGE) from error
    except (OSError, SyntaxError, ValueError, RuntimeError, Image.DecompressionBombError) as error:
        raise BadPicture(Fault.DAMAGED) from error


@contextmanager
def little_memory(most: int) -> Iterator[None]:
    """The system refuses what takes so many bytes more, so that one picture cannot push others out of the machine."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_memory_in_use() + most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _memory_in_use() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmData:")[2].split()[0]) * 1024


def _upright(image: Image.Image) -> Image.Image:
    """RGB, not larger than we keep, and the right side up."""
    if image.mode in ("1", "P", "PA"):  # colours by number cannot be averaged
        image = image.convert("RGBA")
    is_deep = image.mode.startswith("I")  # 16 bits of grey
    gap = None if is_deep else 2.0  # in two steps, and a JPEG is unpacked at reduced size
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=gap)
    if is_deep:  # converting alone would cut the values off at white
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    return _on_white(_turned(image))


def _turned(image: Image.Image) -> Image.Image:
    """As it lies where the camera's notes are damaged: a bad note is no reason to refuse a photo."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # damaged EXIF raises whatever its bytes happen to break
        return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")


def encoded(picture: Image.Image) -> tuple[bytes, bytes]:
    """A JPEG of ours and its thumbnail."""
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return _jpeg(picture, 85), _jpeg(small, 80)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """From bare pixels, so that no profile, comment or note of the source can ride along."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
