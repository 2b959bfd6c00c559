"""Commands that read JSON lines and write an answer to each: streamed, since a file may be larger than memory."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


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
    answers: Callable[[Iterator[str]], Iterable[dict]],
    counted: Mapping[str, Callable[[dict], bool]],
) -> dict[str, int]:
    """Writes an answer a line; how many answers each question of `counted` is true of. Raises CommandError."""
    counts = dict.fromkeys(counted, 0)
    try:
        with input.open(encoding="utf-8-sig", errors="replace") as lines, output.open("w", encoding="utf-8") as file:
            for answer in answers(filter(str.strip, lines)):
                for name, question in counted.items():
                    counts[name] += question(answer)
                file.write(json.dumps(answer, ensure_ascii=False) + "\n")
    except OSError as error:
        raise CommandError(_("The file cannot be read or written: %(reason)s") % {"reason": error}) from error
    return counts


def is_error(answer: dict) -> bool:
    return "error" in answer


def is_any(answer: dict) -> bool:
    return True
