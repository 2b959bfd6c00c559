"""A whole number out of a request, and that nobody reads one past it."""

import re

import pytest

from roadmap.numbers import LARGEST, whole
from tests.conftest import ROOT

APPS = ("roadmap", "closures", "appeals")
OF_REQUESTS = ("api", "views", "channels")
BARE = re.compile(r"\bis(?:digit|decimal|numeric)\(|(?<![\w.])int\((?!self\))")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("007", 7),
        (str(LARGEST), LARGEST),
        (str(LARGEST + 1), None),
        ("9" * 4500, None),
        ("00000000000000000001", None),
        ("", None),
        ("-1", None),
        ("+1", None),
        (" 1", None),
        ("1_0", None),
        ("1.0", None),
        ("²", None),
        ("١٢", None),
    ],
)
def test_what_is_a_whole_number(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(("text", "number"), [("99", 99), ("100", None), ("00000000199999", None)])
def test_the_most_holds_for_the_number_that_is_given_back(text, number):
    assert whole(text, most=99) == number


def test_what_reads_requests_reads_its_numbers_here():
    files = [path for app in APPS for room in OF_REQUESTS for path in (ROOT / app / room).rglob("*.py")]
    files += [ROOT / "roadmap" / name for name in ("pages.py", "question.py")]
    assert len(files) > 30
    found = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if BARE.search(line)
    }
    assert found == set()
