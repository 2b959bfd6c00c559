"""Tables of words, written as they read best: a few lines of text."""

import re
from typing import NamedTuple


def word_set(text: str) -> frozenset[str]:
    """Whole words."""
    return frozenset(text.split())


def stems(text: str) -> tuple[str, ...]:
    """Beginnings of words, for `str.startswith`."""
    return tuple(text.split())


class Row(NamedTuple):
    """A row of a table of patterns: what it is called, the pattern, and two examples on which it must fire. A space in
    the pattern stands for any white space."""

    name: str
    pattern: str
    examples: tuple[str, str]


def compiled(pattern: str, flags: int = 0) -> re.Pattern:
    return re.compile(pattern.replace(" ?", r"\s*").replace(" ", r"\s+"), flags)
