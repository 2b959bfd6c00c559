"""Rows for a spreadsheet: CSV as it is made, XLSX by XlsxWriter in constant memory.

A cell that a spreadsheet would take for a formula is told apart: what residents write is nobody's programme.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"  # by it a spreadsheet knows the encoding
MOST_LETTERS = 32_767  # of a cell of XLSX


class _Line:
    """What csv writes into; each row is handed on at once."""

    def write(self, text: str) -> str:
        return text


def plain(value: object) -> str:
    """As text that no spreadsheet runs. Control characters, which XML has no place for, go."""
    text = "" if value is None else str(value)
    text = "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """With semicolons, as spreadsheets in Russian read it."""
    writer = csv.writer(_Line(), delimiter=";")
    yield BOM.encode()
    for row in rows:
        yield writer.writerow([plain(value) for value in row]).encode()


def xlsx_file(rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """A file on disk that is gone when it is closed; the first row is the head and stays in sight."""
    file = TemporaryFile()  # noqa: SIM115 - whoever answers with it closes it
    told = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, told) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(number, column, plain(value)[:MOST_LETTERS])
    file.seek(0)
    return file
