"""No word of the reader names what one lent text names: a street, a place, a firm that no text of ours has."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from roadmap.language.grammar.lemmas import is_known, parses
from roadmap.language.text import plain
from tests.conftest import ROOT

from . import texts
from .test_shared_cases import cases

WORD = re.compile(r"[а-я]{4,}")
PROPER = frozenset(("Surn", "Name", "Patr", "Geox", "Orgn"))
OURS = ("tests/roadmap/language", "tests/closures/reading", "tests/appeals/reading")
pytestmark = pytest.mark.shared_data


def words_of(text: str) -> set[str]:
    return set(WORD.findall(plain(text)))


def words_in_strings(path: Path) -> Iterator[str]:
    """Of every string of a module; what it only tells of itself is no rule."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield from words_of(node.value)


def is_name(word: str) -> bool:
    readings = parses(word)[:1]
    return not is_known(word) or any(PROPER & one.grammemes for one in readings)


@cache
def lent() -> frozenset[str]:
    whole = [one["text"] for path in texts.SHARED.glob("*.jsonl") for one in texts.read(path)]
    whole += [(case / "input.jsonl").read_text(encoding="utf-8") for case in cases("text")]
    return frozenset(word for text in whole for word in words_of(text))


@cache
def ours() -> frozenset[str]:
    labelled = [one["text"] for name in ("notices", "messages", "first") for one in texts.own(name)]
    tests = [path.read_text(encoding="utf-8") for folder in OURS for path in (ROOT / folder).rglob("*.py")]
    return frozenset(word for text in (*labelled, *tests) for word in words_of(text))


def test_what_a_name_is():
    assert is_name("мельникайте") and is_name("жуковского")
    assert not is_name("перекресток")


def test_no_word_names_what_only_a_lent_text_names():
    found = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in (ROOT / "roadmap" / "language").rglob("*.py")
        for word in words_in_strings(path)
        if word in lent() and word not in ours() and is_name(word)
    }
    assert sorted(found) == []
