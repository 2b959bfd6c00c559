"""Rows of the state address registry (ГАР), from XML or CSV, plain, packed by gzip or inside a zip.

A region's file has hundreds of megabytes: one piece of it is held at a time. Nothing that it declares is believed: no
document type and so no entities, no nesting, no value without end.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from .extract import Refused
from .wholeness import BROKEN, Measured, not_whole, unpacked

Row = dict[str, str]

OBJECTS, TYPES, MUNICIPAL, ADMINISTRATIVE = "ADDR_OBJ", "ADDR_OBJ_TYPES", "MUN_HIERARCHY", "ADM_HIERARCHY"
_FILE = re.compile(rf"AS_({TYPES}|{OBJECTS}|{MUNICIPAL}|{ADMINISTRATIVE})(?:_\d.*)?\.(?:xml|csv)", re.IGNORECASE)
PIECE = 1 << 16  # bytes; their rows are held at a time
DEEPEST = 8  # the registry's rows lie one level deep
LONGEST_VALUE = 4 << 20  # bytes of one element
LONGEST_RECORD = 1 << 16  # letters of one record of CSV, over all its lines
BYTES_OF_HEAD = 4096


@dataclass(frozen=True)
class File:
    """One file of the registry, whatever it is packed in."""

    path: Path
    name: str
    open: Callable[[], BinaryIO]
    packed: int | None = None  # bytes in the zip

    @property
    def subject(self) -> str:
        found = _FILE.fullmatch(Path(self.name).name)
        return found[1].upper() if found else ""


def files(path: Path) -> list[File]:
    """The files of a zip that are known by their names, in their order; of any other file itself."""
    if path.suffix.lower() != ".zip":
        name = path.name[:-3] if path.suffix.lower() == ".gz" else path.name
        return [File(path, name, lambda: unpacked(path))]
    try:
        with zipfile.ZipFile(path) as archive:
            infos = sorted(archive.infolist(), key=lambda info: info.filename)
    except (*BROKEN, zipfile.BadZipFile, ValueError) as error:
        raise not_whole(path, error) from error
    found = [File(path, info.filename, _member(path, info), info.compress_size) for info in infos]
    return [file for file in found if file.subject]


def _member(path: Path, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: zipfile.ZipFile(path).open(info)


def is_registry(path: Path) -> bool:
    """By its name or, of a list, by its columns."""
    ending = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    if ending in ("xml", "zip"):
        return True
    try:
        with unpacked(path) as file:
            head = file.read(BYTES_OF_HEAD).decode("utf-8-sig", "replace")
    except BROKEN:
        return False
    return {"OBJECTID", "NAME"} <= set(re.findall(r"\w+", head.partition("\n")[0].upper()))


def rows(file: File) -> Iterator[Row]:
    """Attributes or columns, names in capitals. Raises Refused for a file that is broken, hostile or no text."""
    read = _of_xml if file.name.lower().endswith(".xml") else _of_csv
    with _opened(file) as source:
        yield from read(file, source)


@contextmanager
def _opened(file: File) -> Iterator[BinaryIO]:
    if not file.path.is_file():
        raise Refused(_("There is no file “%(file)s”.") % {"file": file.path})
    try:
        with file.open() as inner:
            yield Measured(file.path, inner, file.packed)
    except (*BROKEN, zipfile.BadZipFile) as error:
        raise not_whole(file.path, error) from error
    except (csv.Error, expat.ExpatError, ValueError, LookupError) as error:
        raise unreadable(file, str(error)) from error
    except RuntimeError as error:  # a zip with a password, or packed in a way of its own
        raise unreadable(file, str(error)) from error


def unreadable(file: File, reason: str) -> Refused:
    return Refused(_("“%(file)s” cannot be read: %(reason)s") % {"file": Path(file.name).name, "reason": reason})


def _of_xml(file: File, source: BinaryIO) -> Iterator[Row]:
    reader = _Elements(file)
    while chunk := source.read(PIECE):
        reader.feed(chunk)
        yield from reader.taken()
    reader.end()
    yield from reader.taken()


class _Elements:
    """The elements with attributes; text between them is passed over."""

    def __init__(self, file: File):
        self.file, self.found, self.depth, self.fed = file, [], 0, 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._declared

    def feed(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)
        self.fed += len(chunk)
        if self.fed - max(self.parser.CurrentByteIndex, 0) > LONGEST_VALUE:
            raise unreadable(self.file, _("a value without end"))

    def end(self) -> None:
        self.parser.Parse(b"", True)

    def taken(self) -> list[Row]:
        found, self.found = self.found, []
        return found

    def _start(self, _name: str, attributes: Row) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise unreadable(self.file, _("elements within elements without end"))
        if attributes:
            self.found.append({key.upper(): value for key, value in attributes.items()})

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _declared(self, *_args) -> None:
        raise unreadable(self.file, _("it declares a document type, as the registry never does"))


def _of_csv(file: File, source: BinaryIO) -> Iterator[Row]:
    lines = _Lines(file, io.TextIOWrapper(source, encoding="utf-8-sig", newline=""))
    head = next(lines, "")
    delimiter = max("\t;,|", key=head.count)
    columns = [name.strip().upper() for name in next(csv.reader([head], delimiter=delimiter), [])]
    lines.of_record = 0
    for values in csv.reader(lines, delimiter=delimiter):
        yield dict(zip(columns, values, strict=False))
        lines.of_record = 0


class _Lines:
    """Of a record that may hold no more than it should: a quoted value goes on over lines."""

    def __init__(self, file: File, text: io.TextIOWrapper):
        self.file, self.text, self.of_record = file, text, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.text.readline(LONGEST_RECORD)
        self.of_record += len(line)
        if self.of_record >= LONGEST_RECORD:
            raise unreadable(self.file, _("a value without end"))
        if not line:
            raise StopIteration
        return line
