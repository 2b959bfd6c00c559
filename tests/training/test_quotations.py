"""The collected texts are lent for development: no line of ours repeats one; the reader is made for the language."""

import json
import re
from collections.abc import Callable
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
WORDED = (  # what people read: the words of posts, the made-up events behind them, pages about it all
    "templates",
    "closures",
    "fixtures",
    "tests/closures",
    "docs",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
)
KINDS = (".py", ".jsonl", ".tsv", ".txt", ".md", ".html")
RUN = 5  # words in a row
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
LONG, LEAST_LONG = 4, 4  # letters of a long word; how many of a run: «с 10 до 17 часов 5 июня» is anybody's
SHORT_RUN = 6  # words in a row, hours and dates among them, however short they are
WORD = re.compile(r"[а-яё]+")
WORD_OR_TIME = re.compile(r"[а-яё\d]+(?:[:.,/-][а-яё\d]+)*")
pytestmark = pytest.mark.shared_data


def runs(text: str) -> set[str]:
    words = WORD.findall(text.lower())
    found = (words[at : at + RUN] for at in range(len(words) - RUN + 1))
    return {" ".join(run).replace("ё", "е") for run in found if sum(len(word) >= LONG for word in run) >= LEAST_LONG}


def runs_with_times(text: str) -> set[str]:
    words = WORD_OR_TIME.findall(text.lower().replace("~", " ").replace("ё", "е"))
    found = (" ".join(words[at : at + SHORT_RUN]) for at in range(len(words) - SHORT_RUN + 1))
    return {run for run in found if WORD.search(run)}


def lent_texts() -> list[str]:
    """The collection and the cases that are texts."""
    whole = [one["text"] for path in texts.SHARED.glob("*.jsonl") for one in texts.read(path)]
    for case in cases("text"):
        whole += [json.loads(line)["text"] for line in (case / "input.jsonl").read_text(encoding="utf-8").splitlines()]
    return whole


@cache
def lent() -> frozenset[str]:
    return frozenset(run for text in lent_texts() for run in runs(text))


@cache
def lent_with_times() -> frozenset[str]:
    """Those of the texts, of the page of announcements that were seen and of the one of the rules of labelling."""
    pages = (texts.SHARED.parents[1] / "facts" / "ANNOUNCEMENTS.md", texts.SHARED / "README.md")
    whole = [*lent_texts(), *(page.read_text(encoding="utf-8") for page in pages)]
    return frozenset(run for text in whole for run in runs_with_times(text)) - runs_with_times(MONTHS)


def own_lines(path: Path) -> str:
    """What a file says; of labelled texts the texts, since streets of labels are facts."""
    if path.suffix == ".jsonl":
        return " | ".join(one["text"] for one in texts.read(path))
    return path.read_text(encoding="utf-8")


def test_what_a_quotation_is():
    assert runs("Завтра утром закроют улицу Гоголя") == {"завтра утром закроют улицу гоголя"}
    assert runs("с 10 до 17 часов 5 июня") == set()
    assert runs_with_times("С 22:00 12~июня утром") == set()
    assert runs_with_times("С 22:00 12~июня до 6:30 утра") == {"с 22:00 12 июня до 6:30", "22:00 12 июня до 6:30 утра"}


def test_there_is_something_to_quote():
    assert len(lent()) > 1000
    assert len(lent_with_times()) > 5000


def files_of(name: str) -> list[Path]:
    whole = ROOT / name
    found = [whole] if whole.is_file() else [path for path in sorted(whole.rglob("*")) if path.suffix in KINDS]
    assert found
    return found


def quoted(name: str, runs_of: Callable[[str], set[str]], of_others: frozenset[str]) -> dict[str, list[str]]:
    found = {str(path.relative_to(ROOT)): sorted(runs_of(own_lines(path)) & of_others) for path in files_of(name)}
    return {path: shared for path, shared in found.items() if shared}


@pytest.mark.parametrize("folder", OURS)
def test_no_lent_text_is_quoted(folder):
    assert quoted(folder, runs, lent()) == {}


@pytest.mark.parametrize("name", dict.fromkeys((*WORDED, *OURS, "tests/hostile.py")))
def test_no_post_and_no_page_repeats_six_words_of_a_lent_text(name):
    assert quoted(name, runs_with_times, lent_with_times()) == {}
