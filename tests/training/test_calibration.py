"""Confidence is honest: what is told with 0.9 or more is nearly always right, also on texts that nothing was learned
from; and a surer reading is never told as less sure."""

from functools import cache
from itertools import pairwise

import pytest

from roadmap.language import calibration
from roadmap.language.calibration import SURE, UNSURE, on_steps, parse, written

from . import texts
from .calibration import of_sure, readings_of, steps_of


@cache
def gate():
    return [reading for label in texts.own("gate") for reading in readings_of(label)]


@pytest.mark.parametrize("field", calibration.table())
def test_the_steps_of_a_field_rise(field):
    steps = calibration.table()[field]
    assert steps[0][0] == 0.0
    assert all(least < more and share < greater for (least, share), (more, greater) in pairwise(steps))
    assert all(0 < share < 1 for _, share in steps)


def test_every_raw_confidence_has_its_step():
    steps = ((0.0, 0.3), (0.6, 0.7), (0.9, 0.95))
    assert [on_steps(steps, raw) for raw in (-0.1, 0.0, 0.59, 0.6, 1.0)] == [0.3, 0.3, 0.3, 0.7, 0.95]


def test_a_field_without_steps_is_told_as_it_is():
    assert calibration.told("notice direction", 0.4321) == 0.432


def test_steps_survive_their_file():
    steps = {"point": ((0.0, 0.4), (0.5, 0.9)), "detour": ((0.0, 0.8),)}
    assert parse(written(steps, "two fields")) == steps


def test_steps_are_learned_from_what_was_right():
    pairs = [(0.2, at % 4 == 0) for at in range(80)] + [(0.95, at > 1) for at in range(200)]
    (least, low), (more, high) = steps_of(pairs)
    assert (least, more) == (0.0, 0.95)
    assert low < 0.3 and SURE <= high < 0.99


def test_a_few_that_were_right_by_chance_are_not_told_as_sure():
    [(_, share)] = steps_of([(0.9, True)] * 11)
    assert UNSURE < share < SURE


def test_what_is_told_as_sure_of_the_gate_is_right():
    assert gate() and all(0 <= one.confidence <= 1 for one in gate())
    counts = of_sure(gate()).values()
    right, sure, whole = (sum(numbers) for numbers in zip(*counts, strict=True))
    assert right >= 0.85 * sure
    assert sure >= 0.3 * whole


@pytest.mark.parametrize("field", ["notice kind", "notice impact", "notice schedule", "message kind", "detour"])
def test_each_field_that_is_told_as_sure_is_right(field):
    right, sure, _ = of_sure(gate())[field]
    assert sure >= 5
    assert right >= 0.85 * sure
