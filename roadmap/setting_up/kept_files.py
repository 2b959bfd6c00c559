"""Where an uploaded file lies until it is taken: in the data folder, under its number, readable by us alone.

It keeps its name, by which a new city is called and the kind of file is known.
"""

import re
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from roadmap.disk import is_full
from roadmap.importers.extract import Refused
from roadmap.models import Upload

MOST_BYTES = 70 << 20  # below what the web server takes in one body (roadmap/web/bodies.py)

LONGEST_NAME = 200  # bytes: file systems take 255, and a letter may have four


class DiskFull(Exception):
    """There is no room for the file."""


def keep(upload: Upload, file: UploadedFile) -> None:
    """Raises DiskFull; then nothing of it is left."""
    path = path_of(upload)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("wb") as target:
            shutil.copyfileobj(file, target, 1 << 20)
    except OSError as error:
        forget(upload)
        if is_full(error):
            raise DiskFull from error
        raise


def path_of(upload: Upload) -> Path:
    return Path(settings.DATA_DIR) / "uploads" / str(upload.pk) / upload.file_name


def forget(upload: Upload) -> None:
    shutil.rmtree(path_of(upload).parent, ignore_errors=True)


def safe_name(name: str) -> str:
    """Its last part, without what leads elsewhere or hides it."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^\w.() -]", "_", last).strip(" .")
    return plain.encode()[-LONGEST_NAME:].decode(errors="ignore").strip(" .") or "file"


def check_size(size: int | None, most: int = MOST_BYTES) -> None:
    """Raises Refused."""
    if not size:
        raise Refused(_("The file is empty. Nothing was changed."))
    if size > most:
        is_extract = most == MOST_BYTES
        words = _("The file is larger than %d MB: cut the city out of it first.") if is_extract else _too_large()
        raise Refused(words % (most >> 20))


def _too_large() -> str:
    return _("The file is larger than %d MB.")
