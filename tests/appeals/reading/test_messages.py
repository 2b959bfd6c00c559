"""What a message is read as, beside the figures of `tests/training/test_own_texts.py`."""

import pytest

from appeals.reading import read_message
from tests import gazetteers


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("На Ленина 5 женщина упала в открытый люк, увезла скорая", 3),
        ("На Ленина 5 люк без крышки", 2),
        ("На Ленина 5 яма", 1),
        ("Когда обновят разметку на Ленина?", 0),
    ],
)
def test_how_dangerous_it_is(text, danger):
    assert read_message(text, gazetteers.tyumen()).danger == danger


def test_a_point_is_only_for_what_is_sure():
    assert read_message("яма у Республики 57", gazetteers.tyumen()).is_sure_of_place
    assert not read_message("яма на Республики", gazetteers.tyumen()).is_sure_of_place
    assert not read_message("ямы на Республики 57 и на Герцена 12", gazetteers.tyumen()).is_sure_of_place
