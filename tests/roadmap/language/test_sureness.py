"""How sure a place is beside others: a question, a loose pattern and a neighbour make it less sure."""

import pytest

from roadmap.language import calibration
from roadmap.language.gazetteer import Candidate
from roadmap.language.mentions.mention import Mention
from roadmap.language.mentions.sureness import LOOSE, ONE_OF_SEVERAL, as_sure_as_told


def mention(role="affected", **changed):
    place = {"type": "address", "on": "улица Гоголя", "house": "7"}
    told = {"kind": "address", "rule": "house", "score": 1.0, "confidence": 0.8} | changed
    return Mention(
        role=role,
        start=0,
        end=12,
        text="Гоголя, 7",
        candidates=(Candidate(1, "улица Гоголя", 1.0),),
        place=place,
        **told,
    )


@pytest.fixture(autouse=True)
def told_raw(monkeypatch):
    monkeypatch.setattr(calibration, "told", lambda field, raw: raw)


def sure(*mentions, is_one_of_several=False):
    return [one.confidence for one in as_sure_as_told(mentions, is_message=True, is_one_of_several=is_one_of_several)]


def test_a_question_halves_it():
    assert sure(mention(question="улица Гоголя / переулок Гоголя")) == [pytest.approx(0.4)]


def test_a_loose_pattern_lessens_it():
    assert sure(mention(rule="loose_near")) == [pytest.approx(0.8 * LOOSE)]


def test_a_second_place_lessens_both_and_a_way_round_neither():
    assert sure(mention(), mention()) == [pytest.approx(0.8 * ONE_OF_SEVERAL)] * 2
    assert sure(mention(), mention("detour")) == [0.8, 0.8]


def test_a_point_is_no_surer_than_its_street():
    assert sure(mention(score=0.5)) == [pytest.approx(0.4)]
    assert sure(mention(score=0.5, kind="street")) == [pytest.approx(0.72)]


def test_beside_another_house_none_is_sure():
    assert sure(mention(confidence=1.0), is_one_of_several=True) == [ONE_OF_SEVERAL]
    assert ONE_OF_SEVERAL < calibration.SURE
