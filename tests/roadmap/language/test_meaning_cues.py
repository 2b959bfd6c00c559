"""The tables of cues: every row fires on its own examples and on a text of the project; none was copied from one."""

from functools import cache

import pytest

from roadmap.language.meaning.message_cues import MESSAGE_CUES
from roadmap.language.meaning.notice_cues import NOTICE_CUES
from roadmap.language.text import plain
from tests.training import texts
from tests.training.labelled import messages, notices

TABLES = {"notices": NOTICE_CUES, "messages": MESSAGE_CUES}
ROWS = [pytest.param(subject, cue, id=f"{subject} {cue.name}") for subject, table in TABLES.items() for cue in table]


@cache
def texts_of_the_project(subject: str) -> tuple[str, ...]:
    return tuple(one.folded for one in (notices, messages)[subject == "messages"]() if one.source != "collected")


@pytest.mark.parametrize(("subject", "cue"), ROWS)
def test_a_cue_fires_on_its_examples_and_on_another_text(subject, cue):
    assert cue.compiled.search(plain(cue.example))
    assert cue.compiled.search(plain(cue.other_example))
    assert cue.example != cue.other_example
    assert any(cue.compiled.search(text) for text in texts_of_the_project(subject))


@pytest.mark.parametrize("subject", TABLES)
def test_a_cue_stands_once(subject):
    names = [cue.name for cue in TABLES[subject]]
    assert len(names) == len(set(names))


@pytest.mark.shared_data
@pytest.mark.parametrize(("subject", "collected"), [("notices", "announcements"), ("messages", "complaints")])
def test_no_example_stands_in_a_development_text(subject, collected):
    whole = "\n".join(plain(one["text"]) for one in texts.collected(collected))
    examples = [text for cue in TABLES[subject] for text in (cue.example, cue.other_example)]
    assert [text for text in examples if len(text.split()) > 2 and plain(text) in whole] == []
