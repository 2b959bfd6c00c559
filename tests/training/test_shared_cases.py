"""Texts beside the checkout that an earlier reader read wrongly: each field of expected.txt."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from roadmap.language.grammar.phrases import at

from . import texts
from .scoring import is_right
from .unseen import answer

CASES = texts.SHARED.parent / "cases"
pytestmark = pytest.mark.shared_data
WRONG = {}  # cases that are not read rightly yet, and what is wrong


def cases(kind: str) -> list[Path]:
    return sorted(CASES.glob(f"*-{kind}-*"))


def each(kind: str):
    """Every case of a kind; those that are wrong today are expected to fail, and a test that then passes says so."""
    return pytest.mark.parametrize("case", [_parameter(case) for case in cases(kind)])


def _parameter(case: Path):
    marks = [pytest.mark.xfail(strict=True, reason=WRONG[case.name])] if case.name in WRONG else []
    return pytest.param(case, id=case.name, marks=marks)


def given(case: Path) -> dict:
    """The text in the form of a label, a notice or a message as README tells."""
    (line,) = (case / "input.jsonl").read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    is_message = "read_messages" in (case / "README.txt").read_text(encoding="utf-8")
    now = datetime.now().isoformat(timespec="seconds")
    return {"published": now, "city": ""} | told | {"of": "message" if is_message else "notice"}


def expected(case: Path) -> dict:
    """Field → what is right. A note that another kind is right as well takes the kind out."""
    lines = (case / "expected.txt").read_text(encoding="utf-8").splitlines()
    fields = dict(line.split(": ", 1) for line in lines if ": " in line)
    if "also right" in fields.get("note", ""):
        del fields["kind"]
    renamed = {"detour": "detour_streets"}
    return {renamed.get(name, name): json.loads(value) for name, value in fields.items() if name != "note"}


@each("text")
def test_a_text_is_read(case):
    right, ours = expected(case), answer(given(case))
    assert right
    assert {name: ours[name] for name in right if not is_right(right, ours, name)} == {}


@each("words")
def test_names_are_declined(case):
    """README names the calls, expected.txt what they give."""
    readme, right = ((case / name).read_text(encoding="utf-8") for name in ("README.txt", "expected.txt"))
    names = re.findall(r"at\('(.+?)'\)", re.search(r"^run: (.+)$", readme, re.MULTILINE)[1])
    assert names
    assert [at(name) for name in names] == right.strip().split("; ")


def test_every_case_that_is_read_wrongly_is_there():
    assert {case.name for kind in ("text", "words") for case in cases(kind)} >= set(WRONG)
