"""Pictures on disk: each drawn once, by its digest, whoever asks first."""

import json
import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image

from roadmap.models import Picture

from .drawing import draw


def folder() -> Path:
    return Path(settings.DATA_DIR) / "pictures"


def digest_of(spec: dict, city_slug: str) -> str:
    """The name of a picture: the same recipe in the same city is the same picture."""
    text = json.dumps([city_slug, spec], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def picture_bytes(picture: Picture) -> bytes:
    """PNG: from disk, else drawn now and kept."""
    return kept(f"{picture.digest}.png", lambda: draw(picture.spec, picture.city))


def jpeg_bytes(picture: Picture) -> bytes:
    return kept(f"{picture.digest}.jpg", lambda: _as_jpeg(picture_bytes(picture)))


def _as_jpeg(png: bytes) -> bytes:
    made = BytesIO()
    with Image.open(BytesIO(png)) as image:
        image.convert("RGB").save(made, "JPEG", quality=90, optimize=True)
    return made.getvalue()


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """A file is there whole or not at all: it is written beside its place and moved in."""
    path = folder() / name
    if path.is_file():
        return path.read_bytes()
    content = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.fchmod(handle, 0o644)  # a command run by root and the web may be two users
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(beside).replace(path)
    return content


def drop_others(stem: str, name: str) -> None:
    """Of the pictures that replace each other, only the last one named is kept."""
    for path in folder().glob(f"{stem}-*"):
        if path.name != name:
            path.unlink(missing_ok=True)
