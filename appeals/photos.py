"""Residents' photos: read with suspicion, encoded anew, stored outside the web root under random names.

What the camera wrote beside the picture (place, time, device) never gets into the new file. A phone's picture that lies
on its side is turned first, since the note that says so is among what is left out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from appeals.models import Appeal, AppealPhoto
from appeals.models.photo import random_name

FORMATS = ("JPEG", "PNG", "WEBP")
HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypheim", b"ftypheis")
MOST_PIXELS = 70_000_000
LARGEST_SIDE = 2000
THUMBNAIL_SIDE = 480
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Prepared:
    """Two JPEGs of our own making."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Stored:
    name: str
    thumbnail: str
    width: int
    height: int


def prepare_all(files: Sequence[UploadedFile]) -> list[Prepared]:
    """All or none. Raises ValidationError that names the file."""
    if len(files) > settings.PHOTO_MAX_COUNT:
        raise ValidationError(_("At most %(count)d photos, please.") % {"count": settings.PHOTO_MAX_COUNT})
    return [prepare(file) for file in files]


def prepare(file: UploadedFile) -> Prepared:
    """Reads one upload; raises ValidationError that names the file and says what is wrong with it."""
    if file.size > settings.PHOTO_MAX_BYTES:
        raise _refused(file, _("it is larger than %(limit)d MB") % {"limit": settings.PHOTO_MAX_BYTES // 2**20})
    if not file.size:
        raise _refused(file, _("it is empty"))
    image = _opened(file)
    try:
        picture = _upright(image)
    except (OSError, SyntaxError, ValueError, MemoryError, Image.DecompressionBombError) as error:
        raise _refused(file, _("it is damaged and cannot be read")) from error
    return Prepared(*_encoded(picture), *picture.size)


def _refused(file: UploadedFile, why: str) -> ValidationError:
    name = "".join(letter for letter in file.name or "" if letter.isprintable())[:80]
    return ValidationError(_("The photo “%(name)s” was not taken: %(why)s.") % {"name": name, "why": why}, code="photo")


def _opened(file: UploadedFile) -> Image.Image:
    """Reads the header only: size and kind are judged before anything is unpacked."""
    file.seek(0)
    start = file.read(16)
    if start[4:12] in HEIC_BRANDS:
        raise _refused(file, _("HEIC cannot be read here; choose JPEG (“Most compatible”) in the camera's settings"))
    file.seek(0)
    try:
        image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _refused(file, _("it claims to be too large")) from error
    except (OSError, SyntaxError, ValueError, TypeError) as error:
        raise _refused(file, _("it is not a JPEG, PNG or WebP picture, or it is damaged")) from error
    if image.width * image.height > MOST_PIXELS:
        raise _refused(file, _("it claims to be too large"))
    if getattr(image, "is_animated", False) and image.format != "MPO":  # MPO: a JPEG with a second view
        raise _refused(file, _("it moves; a still picture is needed"))
    return image


def _upright(image: Image.Image) -> Image.Image:
    """RGB, not larger than we keep, and the right side up."""
    turn = TURNS.get(_orientation(image))
    image.draft("RGB", (LARGEST_SIDE * 2, LARGEST_SIDE * 2))
    image.load()
    if image.mode in ("1", "P", "PA"):  # colours by number cannot be averaged
        image = image.convert("RGBA")
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    picture = _on_white(image)
    return picture.transpose(turn) if turn is not None else picture


def _orientation(image: Image.Image) -> int:
    """1 (upright) where the camera's notes are damaged: a bad note is no reason to refuse a photo."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # damaged EXIF raises whatever its bytes happen to break
        return 1


def _on_white(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")


def _encoded(picture: Image.Image) -> tuple[bytes, bytes]:
    small = ImageOps.contain(picture, (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return _jpeg(picture, 85), _jpeg(small, 80)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """From bare pixels, so that no profile, comment or note of the source can ride along."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


@contextmanager
def stored(prepared: Sequence[Prepared]) -> Iterator[list[Stored]]:
    """Files on disk for the block that makes their rows; if the block fails, they are gone again."""
    kept: list[Stored] = []
    names: list[str] = []
    try:
        for photo in prepared:
            for content in (photo.jpeg, photo.thumbnail):
                names.append(default_storage.save(random_name(None, ""), ContentFile(content)))
            kept.append(Stored(names[-2], names[-1], photo.width, photo.height))
        yield kept
    except BaseException:
        remove_files(names)
        raise


def keep(appeal: Appeal, photos: Sequence[Stored], *, at: datetime, is_proof: bool = False) -> None:
    """Rows for stored files; a proof of repair is ours and public at once."""
    AppealPhoto.objects.bulk_create(
        AppealPhoto(
            appeal=appeal,
            file=photo.name,
            thumbnail=photo.thumbnail,
            width=photo.width,
            height=photo.height,
            is_proof=is_proof,
            is_released=is_proof,
            created_at=at,
        )
        for photo in photos
    )


def files_of(photos: Sequence[AppealPhoto]) -> list[str]:
    return [name for photo in photos for name in (photo.file.name, photo.thumbnail.name)]


def remove_files(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)
