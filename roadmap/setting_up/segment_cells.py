"""The cells of a table of segments, by what their columns mean; how much of a file is read before it is refused."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.utils.translation import gettext as _

from roadmap.encodings import NoText, decoded
from roadmap.importers.extract import Refused
from roadmap.language.text import alike

MOST_BYTES = 8 << 20
MOST_ROWS = 50_000
MOST_COLUMNS = 100
MOST_LINES = 4 * MOST_ROWS  # empty ones and those within cells, too
LONGEST_NAME = 100  # of a column
DELIMITERS = ";,\t"
COLUMNS = {
    "osm_way_id": ("osm way id", "way id", "osm", "линия osm"),
    "street": ("улица",),
    "from": ("от",),
    "to": ("до",),
    "owner": ("владелец", "балансодержатель"),
    "gost_group": ("группа", "группа по гост"),
    "warranty_until": ("гарантия до",),
    "warranty_contractor": ("contractor", "подрядчик", "гарантийный подрядчик"),
    "warranty_contract": ("contract", "контракт", "гарантийный контракт"),
    "no_dig_until": ("не вскрывать до", "запрет вскрытия до"),
}
Cells = dict[str, str]  # by one of COLUMNS


def cells_of(content: bytes) -> list[tuple[int, Cells]]:
    """Each row with its number as a spreadsheet shows it, which counts empty ones, too. Raises Refused."""
    rows = _rows(_text(content))
    names = _names(next(rows, (0, []))[1])
    found = []
    for number, cells in rows:
        found.append((number, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}))
        if len(found) > MOST_ROWS:
            break
    if not 0 < len(found) <= MOST_ROWS:
        raise Refused(_("The table holds no row, or more than %d.") % MOST_ROWS)
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Those that hold anything; a head of millions of columns is given up before one of them is looked at."""
    head = StringIO(text, newline="").readline()
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count))
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MOST_COLUMNS:
                raise Refused(_("A row of the table has more than %d columns.") % MOST_COLUMNS)
            if any(map(str.strip, cells)):
                yield number, cells
    except csv.Error as error:
        raise Refused(broken_after(number)) from error


def broken_after(number: int) -> str:
    """Of a table in which the csv module gave up: by its own words nobody finds the place."""
    return _("The table cannot be read after row %d: a cell is too long, or its quotation mark is not closed.") % number


def _names(head: list[str]) -> list[str]:
    """What each column means, "" where it is none of ours."""
    names = [_column(cell) for cell in head]
    if not {"osm_way_id", "street"} & set(names):
        raise Refused(_("The table has neither a column osm_way_id nor a column street."))
    doubled = [cell.strip() for cell, name in zip(head, names, strict=True) if name and names.count(name) > 1]
    if doubled:
        raise Refused(_("These columns mean the same, one of them has to go: %s.") % ", ".join(doubled))
    return names


def _text(content: bytes) -> str:
    too_much = _("The file is no table, or larger than %d MB.") % (MOST_BYTES >> 20)
    if len(content) > MOST_BYTES:
        raise Refused(too_much)
    try:
        text = decoded(content, lambda text: "\0" not in text)
    except NoText as error:
        raise Refused(too_much if b"\0" in content else _("The file is no text in UTF-8 or Windows-1251.")) from error
    if text.count("\n") + text.count("\r") - text.count("\r\n") > MOST_LINES:
        raise Refused(_("The file has more than %d lines.") % MOST_LINES)
    return text


def _column(cell: str) -> str:
    if len(cell) > LONGEST_NAME:
        return ""
    name = alike(cell.strip())
    return next((column for column, others in COLUMNS.items() if name in (column, *others)), "")
