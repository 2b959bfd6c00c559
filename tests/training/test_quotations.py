"""The collected texts are lent for development: no line of ours repeats one; the reader is made for the language."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

from . import texts
from .test_shared_cases import cases

OURS = (
    "roadmap/language",
    "roadmap/places",
    "closures/reading",
    "appeals/reading",
    "tests/texts",
    "tests/training",
    "tests/roadmap/language",
    "tests/closures/reading",
    "tests/appeals/reading",
)
KINDS = (".py", ".jsonl", ".tsv", ".txt", ".md")
RUN = 5  # words in a row
LONG, LEAST_LONG = 4, 4  # letters of a long word; how many of a run: «с 10 до 17 часов 5 июня» is anybody's
WORD = re.compile(r"[а-яё]+")
pytestmark = pytest.mark.shared_data


def runs(text: str) -> set[str]:
    words = WORD.findall(text.lower())
    found = (words[at : at + RUN] for at in range(len(words) - RUN + 1))
    return {" ".join(run).replace("ё", "е") for run in found if sum(len(word) >= LONG for word in run) >= LEAST_LONG}


@cache
def lent() -> frozenset[str]:
    """The runs of the collection and of the cases that are texts."""
    whole = [one["text"] for path in texts.SHARED.glob("*.jsonl") for one in texts.read(path)]
    for case in cases("text"):
        whole += [json.loads(line)["text"] for line in (case / "input.jsonl").read_text(encoding="utf-8").splitlines()]
    return frozenset(run for text in whole for run in runs(text))


def own_lines(path: Path) -> str:
    """What a file says; of labelled texts the texts, since streets of labels are facts."""
    if path.suffix == ".jsonl":
        return " | ".join(one["text"] for one in texts.read(path))
    return path.read_text(encoding="utf-8")


def test_what_a_quotation_is():
    assert runs("Завтра утром закроют улицу Гоголя") == {"завтра утром закроют улицу гоголя"}
    assert runs("с 10 до 17 часов 5 июня") == set()


def test_there_is_something_to_quote():
    assert len(lent()) > 1000


@pytest.mark.parametrize("folder", OURS)
def test_no_lent_text_is_quoted(folder):
    files = [path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in KINDS]
    assert files
    found = {str(path.relative_to(ROOT)): sorted(runs(own_lines(path)) & lent()) for path in files}
    assert {path: quoted for path, quoted in found.items() if quoted} == {}
