"""Reading grows with the length of a text and no faster, and beyond what is read of a text not at all.

Counted are the steps of the program, lines and turns of loops, since a clock tells more of the machine.
"""

import gc
import sys
from datetime import datetime

import pytest

from appeals.reading import read_message
from closures.reading import read_notice
from roadmap.language import text
from tests import gazetteers, hostile

TEXTS = hostile.texts()
PUBLISHED = datetime(2025, 6, 2, 10)
SHORT = 500
READ = 450  # of a text: what counts is that there is an end
TWICE = 2.15  # twice, and what chance puts into a text of random words
WARMING = 0.001  # what the first of two readings remembers for the second


def steps_of(read, sent):
    """Of reading words that were met before: what the dictionary says of each is looked up once. What earlier tests
    left behind is not finished in the midst of the reading."""
    read(sent)
    steps = 0

    def count(_frame, event, _told):
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    gc.disable()
    sys.settrace(count)
    try:
        read(sent)
    finally:
        sys.settrace(before)
        gc.enable()
    return steps


def as_notice(sent):
    return read_notice(sent, PUBLISHED, gazetteers.tyumen())


def as_message(sent):
    return read_message(sent, gazetteers.tyumen())


@pytest.mark.parametrize("name", TEXTS)
def test_twice_the_text_takes_twice_the_steps(name):
    once, twice = (steps_of(as_notice, TEXTS[name][:length]) for length in (SHORT, 2 * SHORT))
    assert twice <= TWICE * once


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_not_read_takes_no_steps(name, monkeypatch):
    monkeypatch.setattr(text, "LONGEST_TEXT", READ)
    end = 2 * READ
    whole, part = (steps_of(as_message, sent) for sent in (TEXTS[name], TEXTS[name][:end]))
    assert abs(whole - part) <= part * WARMING
