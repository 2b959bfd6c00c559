"""A Word document (.docx, ECMA-376 part 1) → its lines, in one pass over its XML.

python-docx lays a table out cell by cell of its grid, and looks upwards again for each cell that is merged: a file of a
few KB holds it for minutes. Here a cell's width is a number that is added up, and what it holds is read once.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

MOST_UNPACKED = 20 * 1024 * 1024  # all parts together
MOST_PARTS = 400
MOST_TEXT = 5 * 1024 * 1024  # of the part that holds the words; eight pages have some 300 KB
RELATIONS = "_rels/.rels"
NAMES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
W = f"{{{NAMES['w']}}}"
RUNS = etree.XPath("w:r | w:hyperlink/w:r | w:ins/w:r | w:smartTag/w:r", namespaces=NAMES)
CELLS = etree.XPath("w:tc", namespaces=NAMES)
PARAGRAPHS = etree.XPath("w:p", namespaces=NAMES)
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


class Broken(Exception):
    """It is no document of Word."""


class TooMuch(Exception):
    """It unpacks to more than is read."""


def lines_of(data: bytes, *, most_letters: int) -> list[str]:
    """Paragraphs and rows of tables, in their order, no more than is wanted. Raises Broken, TooMuch."""
    lines, letters = [], 0
    for line in _lines(_body(data)):
        lines.append(line)
        letters += len(line) + 1
        if letters > most_letters:
            break
    return lines


def _body(data: bytes) -> etree._Element:
    try:
        with ZipFile(BytesIO(data)) as packed:
            _check_size(packed)
            body = _parsed(packed, _name_of_text(packed)).find("w:body", NAMES)
    except (BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, RuntimeError, etree.LxmlError) as error:
        raise Broken from error
    if body is None:
        raise Broken
    return body


def _check_size(packed: ZipFile) -> None:
    """What unpacks to more than it says is cut off by `zipfile`."""
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TooMuch


def _name_of_text(packed: ZipFile) -> str:
    """Writers other than Word name it otherwise than word/document.xml."""
    for relation in _parsed(packed, RELATIONS).iterchildren("*"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    raise Broken


def _parsed(packed: ZipFile, name: str) -> etree._Element:
    if packed.getinfo(name).file_size > MOST_TEXT:
        raise TooMuch
    return etree.fromstring(packed.read(name), etree.XMLParser(resolve_entities=False, no_network=True))


def _lines(body: etree._Element) -> Iterator[str]:
    for block in body:
        if block.tag == f"{W}p":
            yield _words(block)
        elif block.tag == f"{W}tbl":
            yield from _rows(block)


def _words(paragraph: etree._Element) -> str:
    pieces = (piece for run in RUNS(paragraph) for piece in run)
    return "".join(piece.text or "" if piece.tag == f"{W}t" else SIGNS.get(piece.tag, "") for piece in pieces)


def _rows(table: etree._Element) -> Iterator[str]:
    """A row a line, its cells apart; what is said twice in it is told once."""
    above: dict[int, str] = {}
    for row in table.iterchildren(f"{W}tr"):
        yield ", ".join(dict.fromkeys(filter(None, _cells(row, above))))


def _cells(row: etree._Element, above: dict[int, str]) -> Iterator[str]:
    """A cell merged with the one above it says the same; `above` is what each column says."""
    column = 0
    for cell in CELLS(row):
        properties = cell.find("w:tcPr", NAMES)
        merged = None if properties is None else properties.find("w:vMerge", NAMES)
        if merged is None or merged.get(f"{W}val") == "restart":
            above[column] = "\n".join(map(_words, PARAGRAPHS(cell))).strip()
        yield above.get(column, "")
        column += _width(properties)


def _width(properties: etree._Element | None) -> int:
    """Of how many columns; 1 where it is no number."""
    span = None if properties is None else properties.find("w:gridSpan", NAMES)
    told = "" if span is None else span.get(f"{W}val", "")
    return int(told) if told.isdecimal() and len(told) < 6 else 1
