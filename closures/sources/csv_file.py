"""Tables with any usual delimiter and encoding; the field map says which column is which."""

import csv
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from closures.sources.field_map import guessed, record_of
from closures.sources.files import text_of
from closures.sources.records import BadRecord, Row, Unreadable, each_once, words
from roadmap.setting_up.segment_cells import broken_after

DELIMITERS = ";,\t|"
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
OTHER_KINDS = ("<", "{", "[", "PK\x03\x04", "%PDF")  # XML as KML and GPX are, JSON, a spreadsheet's own file, PDF


def read(content: bytes, field_map: dict) -> Iterator[Row]:
    """Rows are numbered as a table shows them: the head is row 1. Raises Unreadable."""
    columns, rows = _table(content)
    return each_once(_row(number, cells, field_map or guessed(columns)) for number, cells in rows)


def columns(content: bytes, most: int) -> tuple[list[str], list[dict]]:
    """What the columns are called, and the first rows. Raises Unreadable."""
    names, rows = _table(content)
    return names, [cells for _number, cells in islice(rows, most)]


def _table(content: bytes) -> tuple[list[str], Iterator[tuple[int, dict]]]:
    text = text_of(content).replace("\0", " ")
    lines = text.splitlines(keepends=True)
    head = next((line for line in lines if line.strip()), "")
    if head.lstrip("\ufeff \t").startswith(OTHER_KINDS):
        raise Unreadable(
            _("This is no table: the file is of another kind. Choose the kind of the source, or save it as CSV.")
        )
    reader = csv.reader(lines, delimiter=max(DELIMITERS, key=head.count))
    filled = _filled(reader)
    names = _head(next(filled, (0, []))[1])
    rows = [(number, dict(zip(names, cells, strict=False))) for number, cells in filled]
    if not rows:
        raise Unreadable(_("The source is empty. Nothing was changed."))
    return names, iter(rows)


def _filled(reader) -> Iterator[tuple[int, list[str]]]:
    """Rows in which something stands."""
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, [cell[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise Unreadable(broken_after(number)) from error


def _head(cells: list[str]) -> list[str]:
    """Each name once; a column without one is called by its number."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = words(cell, 100) or _("column %d") % number
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _row(number: int, cells: dict, field_map: dict) -> Row:
    external_id = words(cells.get(field_map.get("external_id", "")), 200)
    try:
        record = record_of(cells, field_map)
    except BadRecord as error:
        return Row(number, external_id, None, str(error))
    return Row(number, record.external_id, record)
