"""The telephone that a notice gives for questions: the first behind the name of who works, else the first that is told.

A mobile phone may be a person's own: it fills nothing, a dispatcher is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from closures.reading.performer import read_performer
from roadmap.language.masking.numbers import MOBILE, OF_A_TOWN, OF_SIX, TOLD_PHONE

TOLD = re.compile(r"(?<![а-яё])(?:тел|т\.|звон|справк|диспетчер|горяч)", re.IGNORECASE)
BEFORE = 40  # letters in which figures are told to be a telephone: «10-12-14» may be houses, too
PATTERNS = (MOBILE, OF_A_TOWN, TOLD_PHONE, OF_SIX)  # what an earlier one took, a later one does not cut
FIGURES = re.compile(r"[+(]{0,2}\d[\d\s().–—-]*\d")
EXTENSION = re.compile(r",?\s?\(?доб(?:авочный|\.)?\s?\d{1,5}\)?", re.IGNORECASE)
LONGEST = 120  # letters of the form's field
ZERO = str.maketrans("ОоOo", "0000")


@dataclass(frozen=True)
class Contact:
    """`number` as it stands in the text, and where."""

    number: str
    start: int
    end: int
    may_be_personal: bool


def read_contact(text: str) -> Contact | None:
    found = sorted(_numbers(text), key=lambda one: one.start)
    performer = read_performer(text)
    since = performer[1][1] if performer else 0
    return next((one for one in found if one.start >= since), found[0] if found else None)


def _numbers(text: str) -> Iterator[Contact]:
    taken: list[tuple[int, int]] = []
    for pattern in PATTERNS:
        for found in pattern.finditer(text):
            start, end = _figures(text, found)
            if pattern is OF_SIX and not TOLD.search(text, max(start - BEFORE, 0), start):
                continue
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                yield Contact(text[start:end][:LONGEST], start, end, is_mobile(text[start:end]))


def is_mobile(number: str) -> bool:
    """However it is spaced: «8 9 2 2 1 2 3…»."""
    figures = re.sub(r"\D", "", EXTENSION.sub("", number).translate(ZERO))
    return re.fullmatch(r"[78]?9\d{9}", figures) is not None


def _figures(text: str, found: re.Match) -> tuple[int, int]:
    """Of «тел. (3452) 50-12-31, доб. 4» all but the word."""
    figures = FIGURES.search(text, *found.span())
    start, end = figures.span() if figures else found.span()
    extension = EXTENSION.match(text, end)
    return start, extension.end() if extension else end
