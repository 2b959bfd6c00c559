"""Commands that read JSON lines and write an answer to each: streamed, since a file may be larger than memory.

A line that cannot be read gets an answer with its number and what is wrong (`line`, `error`); the others are read.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TextIO

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

MOST_BYTES = 1024 * 1024  # of a line
YEARS = range(1970, 2101)  # of a moment that anybody means


class BadLine(ValueError):
    """Goes into the answer of that line; the run goes on."""


def add_files(parser: ArgumentParser) -> None:
    parser.add_argument("input", type=Path)
    parser.add_argument("output", type=Path)


def add_explain(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--explain", action="store_true", help=_("Also tells why: which rule gave which field from which words.")
    )


def rewrite(
    input: Path,
    output: Path,
    answer: Callable[[dict], dict],
    counted: Mapping[str, Callable[[dict], bool]],
) -> dict[str, int]:
    """Writes an answer a line; how many answers each question of `counted` is true of. Raises CommandError, and then
    leaves the output as it was.

    `answer` raises BadLine.
    """
    counts = dict.fromkeys(counted, 0)
    try:
        with input.open("rb") as lines, _whole(output) as file:
            for number, line in _numbered(lines):
                told = _answered(number, line, answer)
                for name, question in counted.items():
                    counts[name] += question(told)
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
    except OSError as error:
        raise CommandError(_("The file cannot be read or written: %(reason)s") % {"reason": error}) from error
    return counts


@contextmanager
def _whole(output: Path) -> Iterator[TextIO]:
    """A file that comes to be once all of it is written; what is no plain file is written as it comes.

    Half a letter («\\ud800») is written as JSON spells it.
    """
    is_plain = not output.is_symlink() and (output.is_file() or not output.exists())
    part = output.with_name(f"{output.name}.part") if is_plain else output
    try:
        with part.open("w", encoding="utf-8", errors="backslashreplace") as file:
            yield file
        if is_plain:
            part.replace(output)
    finally:
        if is_plain:
            part.unlink(missing_ok=True)


def _numbered(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something; of one that is too long only the beginning is ever held."""
    number = 0
    while line := file.readline(MOST_BYTES + 1):
        number, piece = number + 1, line
        while len(piece) > MOST_BYTES and not piece.endswith(b"\n"):
            piece = file.readline(MOST_BYTES + 1)
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.strip():
            yield number, line


def _answered(number: int, line: bytes, answer: Callable[[dict], dict]) -> dict:
    identity = None
    try:
        question = _question(line)
        identity = _identity(question)
        return {"id": identity, **answer(question)}
    except BadLine as error:
        return {"id": identity, "line": number, "error": str(error)}


def _question(line: bytes) -> dict:
    if len(line) > MOST_BYTES:
        raise BadLine(_("longer than %d bytes") % MOST_BYTES)
    try:
        question = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise BadLine(_("not UTF-8")) from error
    except (ValueError, RecursionError) as error:
        raise BadLine(_("not JSON")) from error
    if not isinstance(question, dict):
        raise BadLine(_("not a JSON object"))
    return question


def _identity(question: dict) -> str | float | None:
    identity = question.get("id")
    if not (identity is None or isinstance(identity, str) or is_number(identity)):
        raise BadLine(_("id is neither a string nor a number"))
    return identity


# --- fields of a line ------------------------------------------------------------------------------------------------


def is_number(value: object) -> bool:
    """Of a size that can be reckoned with: neither NaN nor an integer of 400 digits."""
    is_a_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_a_number and abs(value) <= sys.float_info.max


def text_of(question: dict, field: str) -> str:
    if question.get(field) is None:
        raise BadLine(_("%(field)s is missing") % {"field": field})
    return words_of(question, field)


def words_of(question: dict, field: str) -> str:
    """Of a field that may be left out."""
    value = question.get(field)
    if not (value is None or isinstance(value, str)):
        raise BadLine(_("%(field)s is not a string") % {"field": field})
    return value or ""


def moment_of(question: dict, field: str) -> datetime | None:
    """As people of the place read their clock, whatever zone is told with it; None where nothing is told."""
    told = words_of(question, field)
    try:
        moment = datetime.fromisoformat(told) if told else None
    except ValueError as error:
        raise BadLine(_("%(field)s is no moment such as 2026-06-10T12:00") % {"field": field}) from error
    if moment is not None and moment.year not in YEARS:
        years = {"field": field, "first": YEARS[0], "last": YEARS[-1]}
        raise BadLine(_("%(field)s is not of the years %(first)d to %(last)d") % years)
    return moment


# --- what is counted of the answers ----------------------------------------------------------------------------------


def is_error(answer: dict) -> bool:
    return "error" in answer


def is_any(answer: dict) -> bool:
    return True
