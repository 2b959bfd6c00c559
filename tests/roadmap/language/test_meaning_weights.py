"""The weights that were learned: small, of words that several cities use, and of no street's name."""

import re

import pytest

from roadmap.language.linear import BIAS, WEIGHTS, weights_of
from roadmap.language.meaning.evidence import is_stem
from roadmap.language.meaning.message_cues import MESSAGE_CUES
from roadmap.language.meaning.notice_cues import NOTICE_CUES
from roadmap.language.meaning.notice_evidence import GROUPS
from tests.training.meaning import names_of_streets
from tests.training.questions import QUESTIONS

LARGEST = {"roles": 130_000}  # bytes
USUAL = 40_000
MEANINGS = ("kinds", "events", "impact", "message_kinds")
MADE = {"named", "bare", "ramp-way", "mixed-list", "houses-alone", "ice-of-street", "house"}
KNOWN = {cue.name for cue in (*NOTICE_CUES, *MESSAGE_CUES)} | set(GROUPS) | MADE


@pytest.mark.parametrize("name", QUESTIONS)
def test_weights_are_small_and_of_answers(name):
    assert WEIGHTS.joinpath(f"{name}.tsv").stat().st_size <= LARGEST.get(name, USUAL)
    model = weights_of(name)
    assert all(len(weights) == len(model.answers) for weights in model.weights.values())


@pytest.mark.parametrize("name", MEANINGS)
def test_no_weight_is_of_a_street(name):
    assert [one for one in weights_of(name).weights if one in names_of_streets()] == []


@pytest.mark.parametrize("name", MEANINGS)
def test_every_weight_is_of_a_cue_that_there_is(name):
    """What a table no longer holds has to be learned anew."""
    of_cues = [one for one in weights_of(name).weights if one != BIAS and not is_stem(one)]
    parts = {
        part for one in of_cues for part in re.split("[&+]", re.sub(r"^(1|at|no|group|because):|^group:", "", one))
    }
    assert {re.sub(r"^group:|:.*$", "", part) for part in parts} <= KNOWN
