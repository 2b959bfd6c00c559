"""Residents' messages are read as they were labelled by hand."""

import pytest

from appeals.reading import message_label, read_message
from tests import gazetteers

from .messages import MESSAGES
from .more_messages import MORE_MESSAGES


def fold(value):
    return value and value.lower().replace("ё", "е").replace(" ", "")


def comparable(place):
    if place is None:
        return None
    key = {name: fold(value) for name, value in place.items() if name in ("type", "on", "with", "from", "to", "house")}
    return {name: value for name, value in key.items() if name in ("type", "house")} | {
        "streets": {key.get("on"), key.get("with"), key.get("from"), key.get("to")}
    }


@pytest.mark.parametrize("message", [*MESSAGES, *MORE_MESSAGES], ids=lambda one: f"{one['city']} {one['text'][:40]}")
def test_a_message_is_read_as_labelled(message):
    read = read_message(message["text"], gazetteers.of(message["city"]))
    label = message_label(read)
    assert label["kind"] == message["kind"]
    assert comparable(label["place"]) == comparable(message["place"])
    assert {fold(name) for name in label["streets"]} == {fold(name) for name in message["streets"]}
    if message["category"]:
        assert read.category == message["category"]
        assert 0 < read.confidence <= 1


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
