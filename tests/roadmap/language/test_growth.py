"""Reading grows with the length of a text and no faster, and beyond what is read of a text not at all.

Counted are the steps of the program, lines and turns of loops, since a clock tells more of the machine.
"""

import gc
import sys
from datetime import datetime

import pytest

from appeals.reading import read_message
from closures.reading import read_notice
from roadmap.language.text import LONGEST_TEXT
from tests import gazetteers, hostile

TEXTS = hostile.texts()
PUBLISHED = datetime(2025, 6, 2, 10)
SHORT = 500
TWICE = 2.15  # twice, and what chance puts into a text of random words
WARMING = 0.001  # what the first of two readings remembers for the second


def steps_of(read, text):
    """Of reading words that were met before: what the dictionary says of each is looked up once. What earlier tests
    left behind is finished beforehand, and not in the midst of the reading."""
    read(text)
    gc.collect()
    steps = 0

    def count(_frame, event, _told):
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    gc.disable()
    sys.settrace(count)
    try:
        read(text)
    finally:
        sys.settrace(before)
        gc.enable()
    return steps


def as_notice(text):
    return read_notice(text, PUBLISHED, gazetteers.tyumen())


def as_message(text):
    return read_message(text, gazetteers.tyumen())


@pytest.mark.parametrize("name", TEXTS)
def test_twice_the_text_takes_twice_the_steps(name):
    once, twice = (steps_of(as_notice, TEXTS[name][:length]) for length in (SHORT, 2 * SHORT))
    assert twice <= TWICE * once


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_not_read_takes_no_steps(name):
    end = 2 * LONGEST_TEXT
    whole, part = (steps_of(as_message, text) for text in (TEXTS[name], TEXTS[name][:end]))
    assert abs(whole - part) <= part * WARMING
