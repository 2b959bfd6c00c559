"""The reader's tables: every row fires on its own examples and on a text of the project; no example was lent."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from roadmap.language.meaning import sender, transport
from roadmap.language.meaning.message_cues import MESSAGE_CUES
from roadmap.language.meaning.notice_cues import NOTICE_CUES
from roadmap.language.meaning.reasons import REASONS
from roadmap.language.meaning.sentences import masked
from roadmap.language.mentions import read_places
from roadmap.language.mentions.patterns import RULES, UNITS, rule
from roadmap.language.mentions.units import LONGEST_PHRASE, MARKS, PHRASE_LETTERS, PHRASES
from roadmap.language.tables import compiled
from roadmap.language.text import clean, plain
from roadmap.language.times.items import scan
from roadmap.language.times.lexicon import ROWS, SCANNER
from roadmap.language.times.matters import MATTERS
from roadmap.language.times.phrases import GRAMMAR, sentences_of
from roadmap.language.times.roles import VERBS
from roadmap.language.times.settling import settle
from tests import gazetteers
from tests.training import labelled, texts

from .test_times import WINDOWS

KINDS = ("notice", "message")
NO_OTHER = "fires on no other text: add one to tests/texts (or to the tests of times or places beside this file)"
FIRST = {"notices": ("notices", "first-notices"), "messages": ("messages", "first-messages")}


class Row(NamedTuple):
    table: str
    name: str
    fires: Callable[[str], object]
    examples: tuple[str, str]
    subject: str = "notices"


def rows() -> Iterator[Row]:
    for subject, table in (("notices", NOTICE_CUES), ("messages", MESSAGE_CUES)):
        for cue in table:
            yield Row(f"cues of {subject}", cue.name, cue.compiled.search, (cue.example, cue.other_example), subject)
    for cue in REASONS:
        yield Row("reasons", cue.name, cue.compiled.search, (cue.example, cue.other_example))
    for verb in VERBS:
        yield Row("verbs", verb.role, re.compile(verb.pattern).search, verb.examples)
    for matter in MATTERS:
        yield Row("matters", matter.name, re.compile(matter.pattern).search, matter.examples)
    for row in (*sender.ORGANISATIONS, *sender.WAYS, sender.FIRST):
        yield Row("senders", row.name, compiled(row.pattern).search, row.examples, "as typed")
    for row in transport.TABLE:
        yield Row("transport", row.name, compiled(row.pattern, re.IGNORECASE).search, row.examples, "as typed")


ALL = [pytest.param(row, id=f"{row.table}: {row.name}") for row in rows()]
TABLES = sorted({row.table for row in rows()} - {"verbs"})


@cache
def texts_of_the_project(subject: str) -> tuple[str, ...]:
    """Folded; those of senders and buses with their capitals."""
    if subject == "as typed":
        return tuple(one["text"] for name in FIRST["notices"] for one in texts.own(name))
    found = (labelled.notices, labelled.messages)[subject == "messages"]()
    return tuple(one.folded for one in found if one.source != "collected")


def as_read(row: Row, text: str) -> str:
    return text if row.subject == "as typed" else plain(text)


@pytest.mark.parametrize("row", ALL)
def test_a_row_fires_on_its_examples_and_on_another_text(row):
    assert len(set(row.examples)) == 2
    assert [text for text in row.examples if not row.fires(as_read(row, text))] == [], "fires not on its examples"
    assert any(row.fires(text) for text in texts_of_the_project(row.subject)), NO_OTHER


@pytest.mark.parametrize("table", TABLES)
def test_a_row_stands_once(table):
    names = [row.name for row in rows() if row.table == table]
    assert len(names) == len(set(names))


@pytest.mark.shared_data
@pytest.mark.parametrize(("subject", "collected"), [("notices", "announcements"), ("messages", "complaints")])
def test_no_example_stands_in_a_development_text(subject, collected):
    whole = "\n".join(plain(one["text"]) for one in texts.collected(collected))
    examples = [
        text for row in rows() if (row.subject == "messages") == (subject == "messages") for text in row.examples
    ]
    assert [text for text in examples if len(text.split()) > 2 and plain(text) in whole] == []


# ------------------------------------------------------------ times


@cache
def masked_notices() -> tuple[str, ...]:
    whole = [masked(one.folded, one.named) for one in labelled.notices() if one.source != "collected"]
    return (*whole, *(plain(text) for text, _ in WINDOWS))


@cache
def words_of_time() -> frozenset[str]:
    return frozenset(found.lastgroup for text in masked_notices() for found in SCANNER.finditer(text))


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.name)
def test_a_word_of_time_is_found_in_its_examples_and_in_another_text(row):
    for example in row.examples:
        assert row.name in {found.lastgroup for found in SCANNER.finditer(example.lower())}, example
    assert row.name in words_of_time(), NO_OTHER


@cache
def shapes() -> frozenset[str]:
    """The project's sentences as the grammar of time sees them."""
    today = date(2026, 6, 1)
    return frozenset(
        "".join(item.letter for item in settle(scan(text[one.start : one.end], today), today, None))
        for text in masked_notices()
        for one in sentences_of(text)
    )


def needed_by(shape: str) -> Iterator[int]:
    """Numbers of the rows of the grammar that a sentence needs."""
    at = 0
    while at < len(shape):
        fitting = ((number, row.match(shape, at)) for number, (_, row) in enumerate(GRAMMAR))
        number, found = next((one for one in fitting if one[1]), (-1, None))
        yield number
        at = found.end() if found else at + 1


def test_every_order_of_time_is_met_in_a_text():
    met = {number for shape in shapes() for number in needed_by(shape)}
    assert [name for number, (name, _) in enumerate(GRAMMAR) if number not in met] == [], NO_OTHER


# ------------------------------------------------------------ places


def rules_met(labels: Iterable[dict], rules: frozenset[str]) -> frozenset[str]:
    """What the reader needs of `rules`, until all are met."""
    met: set[str] = set()
    for one in labels:
        found = read_places(clean(one["text"]), gazetteers.of(one["city"]), is_message=one["of"] == "message")[0]
        met |= {mention.rule for mention in found}
        if met >= rules:
            break
    return frozenset(met)


def places_of_tests() -> Iterator[dict]:
    """The texts of the tests of places."""
    tree = ast.parse(Path(__file__).with_name("test_mentions.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield from ({"text": node.value, "city": city, "of": of} for city in ("", "Тюмень") for of in KINDS)


def test_every_order_of_a_place_is_met_in_a_text():
    rules = frozenset(rule.name for rule in RULES)
    own = [one for name in ("notices", "messages", "first") for one in texts.own(name)]
    assert rules - rules_met([*places_of_tests(), *own], rules) == set(), NO_OTHER


@pytest.mark.parametrize("name, shape", [("odd", "(?P<on>S)J(?P<other>NAME)"), ("odd", "(?P<on>S)(?P<house>w)")])
def test_a_row_that_cannot_be_is_told_by_its_name(name, shape):
    with pytest.raises(ValueError, match="row 'odd'"):
        rule("address", name, shape)


def test_a_row_of_no_known_group_is_told_by_its_name():
    with pytest.raises(ValueError, match="row 'odd': no group is called 'flat'"):
        rule("address", "odd", "(?P<on>S)(?P<flat>H)")


@pytest.mark.parametrize("phrase", PHRASE_LETTERS, ids=" ".join)
def test_a_small_phrase_is_as_short_as_is_read(phrase):
    told = f"«{' '.join(phrase)}» in PHRASES has more than {LONGEST_PHRASE} words, so it is never read: shorten it"
    assert len(phrase) <= LONGEST_PHRASE, told


def test_the_letters_of_rules_are_those_of_units():
    assert {*PHRASES, *(letter for letter in MARKS.values() if letter.isalnum())} <= UNITS
