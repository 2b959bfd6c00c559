"""A street that another reader tells of: is it written in the text?"""

import pytest

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.names.written import in_words, is_written, rows_by_name, written_in
from roadmap.language.text import clean
from roadmap.language.tokenizing import tokenize
from tests import effort, gazetteers

WRITTEN = [
    ("Закрыта ул. Малыгина от Мельникайте до Герцена", "улица Малыгина", True),
    ("Закрыта ул. Малыгина от Мельникайте до Герцена", "улица Мельникайте", True),
    ("Закрыта ул. Малыгина", "улица Герцена", False),
    ("по Широтной улице закрыт проезд", "Широтная улица", True),
    ("по Широтной улице закрыт проезд", "улица Широтная", True),
    ("на 50 лет ВЛКСМ", "улица 50 лет ВЛКСМ", True),
    ("на Мельникйте яма", "улица Мельникайте", True),
    ("весь мир", "улица Мира", False),
    ("пр. Мира закрыт", "улица Мира", False),
    ("в районе Червишевского тракта", "Червишевский тракт", True),
    ("на Первомайской", "Первомайская улица", True),
    ("", "улица Мира", False),
]


@pytest.mark.parametrize(("text", "name", "is_there"), WRITTEN)
def test_a_street_of_the_list(text, name, is_there):
    row = rows_by_name(gazetteers.tyumen()).get(in_words(name))
    assert (row is not None and row.id in written_in(tokenize(clean(text)), gazetteers.tyumen())) == is_there


@pytest.mark.parametrize(("text", "name", "is_there"), WRITTEN)
def test_a_street_of_a_city_without_a_list(text, name, is_there):
    assert is_written(name, tokenize(clean(text))) == is_there


def test_of_streets_that_share_a_name_the_kind_word_decides_also_without_a_list():
    tokens = tokenize("на улице Мира")
    assert is_written("улица Мира", tokens)
    assert not is_written("переулок Мира", tokens)


@pytest.mark.parametrize("part", ["Мельникйте ", "ул. ", "50 лет "])
def test_a_hostile_text_takes_no_time(part):
    """Beside one that somebody meant, as long."""
    ordinary, text = ("Яма на улице Герцена, у дома 5. " * 3_000, part * 20_000)
    assert _seconds_of(text) < 10 * _seconds_of(ordinary)


def _seconds_of(text):
    return effort.seconds(lambda: written_in(tokenize(clean(text)), gazetteers.tyumen()))


def test_without_a_list_nothing_is_written():
    assert written_in([], Gazetteer()) == frozenset()
