"""What a file says of itself besides its data: that it was cut short, that an editor deleted things, that it swells.

A reader of OpenStreetMap's data passes over all three, so the text is looked through before it is read.
"""

import bz2
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from . import damage
from .extract import Refused

CHUNK = 1 << 20
LONGEST_REMARK = 2_000
SWELLS_TIMES, SWELLS_FROM = 100, 64 << 20  # map data are packed to a tenth or a twentieth, zeros to a thousandth
_REMARK = re.compile(rb"<remark[^>]*>([^<]*)")
_DELETED = re.compile(rb"""action\s*=\s*["']delete""")
_CUT_SHORT = re.compile(r"error|timed out|out of memory", re.IGNORECASE)
UNPACKERS = {".gz": gzip.open, ".bz2": bz2.open}
BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError)


@dataclass
class Notes:
    """`deleted` are the (kind, id) that an editor's file marks so and keeps."""

    deleted: set[tuple[str, int]] = field(default_factory=set)


def unpacked(path: Path) -> BinaryIO:
    return UNPACKERS.get(path.suffix.lower(), open)(path, "rb")


def notes_of(path: Path) -> Notes:
    """Raises Refused for a file that was cut short, or that grows without measure when it is unpacked."""
    has_deletions = False
    for chunk in chunks(path):
        refuse_cut_short(_remark(chunk))
        has_deletions = has_deletions or bool(_DELETED.search(chunk))
    return Notes(_deletions(path) if has_deletions else set())


def chunks(path: Path) -> Iterator[bytes]:
    """The unpacked text, each piece with the end of the one before, so that nothing falls between two."""
    before = b""
    try:
        with unpacked(path) as file:
            measured = Measured(path, file)
            while chunk := measured.read(CHUNK):
                yield before + chunk
                before = chunk[-LONGEST_REMARK:]
    except BROKEN as error:
        raise not_whole(path, error) from error


class Measured(io.BufferedReader):
    """The unpacked file, which may not grow without measure while it is read; `packed`: its bytes within a zip."""

    def __init__(self, path: Path, file: BinaryIO, packed: int | None = None):
        super().__init__(_Counting(path, file, packed), CHUNK)


class _Counting(io.RawIOBase):
    def __init__(self, path: Path, file: BinaryIO, packed: int | None):
        self.path, self.inner = path, file
        self.packed, self.total = path.stat().st_size if packed is None else packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = self.inner.readinto(buffer)
        self.total += count
        refuse_swelling(self.path, self.packed, self.total)
        return count


def not_whole(path: Path, error: Exception) -> Refused:
    message = _("“%(file)s” is not a whole file: %(reason)s.")
    return Refused(message % {"file": path.name, "reason": damage.words_of(error)})


def refuse_swelling(path: Path, packed: int, total: int) -> None:
    if total > max(SWELLS_FROM, SWELLS_TIMES * packed):
        raise Refused(_("“%(file)s” unpacks to more than a map can hold.") % {"file": path.name})


def refuse_cut_short(remark: str) -> None:
    """Overpass answers 200 and says at the end that it ran out of time or memory."""
    if _CUT_SHORT.search(remark):
        message = _("The file is a part only, it says so itself: “%(remark)s” Ask for a smaller area or more time.")
        raise Refused(message % {"remark": remark})


def _remark(chunk: bytes) -> str:
    found = _REMARK.search(chunk)
    return " ".join(found[1].decode(errors="replace").split())[:300] if found else ""


def _deletions(path: Path) -> set[tuple[str, int]]:
    deleted: set[tuple[str, int]] = set()

    def begin(kind: str, attributes: dict[str, str]) -> None:
        if attributes.get("action") == "delete":
            deleted.add((kind, int(attributes.get("id", "0"))))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    try:
        with unpacked(path) as file:
            parser.ParseFile(file)
    except (expat.ExpatError, ValueError) as error:
        raise not_whole(path, error) from error
    return deleted
