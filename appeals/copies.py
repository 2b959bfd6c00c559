"""The copies that we make of a file as it came: what others may see of it, with what is to be hidden hidden."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile

from appeals.models.photo import random_name
from roadmap.decoding import Prepared, decoded
from roadmap.masks import Mask
from roadmap.videos_apart import remade_apart

MAKING = "making"  # the folder of what is not ready yet


@dataclass(frozen=True)
class Copies:
    """Contents by the field that they are for, and what the row says of them."""

    contents: dict[str, File]
    told: dict[str, float | None]


@contextmanager
def copies_of(source: FieldFile, *, is_video: bool, masks: Sequence[Mask] = ()) -> Iterator[Copies]:
    """Of a video a still, too. Raises BadPicture."""
    if is_video:
        with _place_to_make() as target:
            yield from _of_video(Path(source.path), target, masks)
        return
    with source.open("rb") as file:
        yield copies_of_photo(decoded(file, masks))


def copies_of_photo(made: Prepared) -> Copies:
    contents = {"file": ContentFile(made.jpeg), "thumbnail": ContentFile(made.thumbnail)}
    return Copies(contents, {"width": made.width, "height": made.height})


@contextmanager
def _place_to_make() -> Iterator[Path]:
    """For a file that is being made; what a killed process leaves there is swept."""
    target = Path(default_storage.path(f"{MAKING}/{secrets.token_hex(16)}.mp4"))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield target
    finally:
        target.unlink(missing_ok=True)


def _of_video(source: Path, target: Path, masks: Sequence[Mask]) -> Iterator[Copies]:
    if not source.is_file():
        raise FileNotFoundError(source)
    still = remade_apart(source, target, masks)
    with target.open("rb") as clip:
        contents = {"file": ContentFile(still.jpeg), "thumbnail": ContentFile(still.thumbnail), "clip": File(clip)}
        yield Copies(contents, {"width": still.width, "height": still.height, "seconds": still.seconds})


@contextmanager
def kept_copies(copies: Copies) -> Iterator[dict[str, str]]:
    """Their names on disk by field, for the block that writes the row; if it fails, the files are gone again."""
    names = {field: copy_name(field) for field in copies.contents}
    with on_disk({names[field]: content for field, content in copies.contents.items()}):
        yield names


def copy_name(field: str) -> str:
    """A new one for a file of this field of the row."""
    return random_name(None, ".mp4" if field == "clip" else ".jpg")


@contextmanager
def on_disk(contents: dict[str, File]) -> Iterator[None]:
    """Each under its name; a half-written one goes, too."""
    try:
        for name, content in contents.items():
            default_storage.save(name, content)
        yield
    except BaseException:
        remove_files(list(contents))
        raise


def remove_files(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)
