"""Letters are folded in one place."""

import re
from pathlib import Path

import pytest

from roadmap.language.grammar.letters import LOOK_ALIKES, plain, plain_in_place

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(("text", "expected"), [("Кремлёвская УЛИЦА", "кремлевская улица"), ("Ёлка", "елка"), ("", "")])
def test_case_and_yo_do_not_count(text, expected):
    assert plain(text) == plain_in_place(text) == expected


def test_places_in_a_text_stay_where_a_letter_becomes_two():
    assert plain_in_place("İ на улице Ёлочной").index("елочной") == "İ на улице Ёлочной".index("Ё")


def test_latin_letters_that_look_russian_are_russian():
    assert "Coвeтcкaя XАTA".translate(LOOK_ALIKES) == "Советская ХАТА"


def test_nobody_folds_by_hand():
    ours = [path for app in ("roadmap", "closures", "appeals") for path in (ROOT / app).rglob("*.py")]
    by_hand = re.compile(r"""replace\(["']ё["']""")
    assert [path.name for path in ours if by_hand.search(path.read_text(encoding="utf-8"))] == ["letters.py"]
