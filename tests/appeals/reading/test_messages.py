"""What a message is read as, beside the figures of `tests/training/test_own_texts.py`."""

from dataclasses import replace

import pytest

from appeals.reading import read_message
from appeals.reading.message import surely_told
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


def test_two_places_however_sure_are_no_point():
    (one,) = read_message("яма у Республики 57", gazetteers.tyumen()).affected
    assert surely_told([one]) == one
    assert surely_told([one, one]) is None
    assert surely_told([replace(one, question="улица Республики / площадь Республики")]) is None
    assert surely_told([replace(one, confidence=0.89)]) is None


@pytest.mark.parametrize(
    "text",
    [
        "ямы на Республики 57 и 61",
        "ямы на Республики 57 61",
        "яма на Республики 57, возле 61",
        "Республики 57; 61: ямы",
    ],
)
def test_one_house_of_several_is_no_sure_place(text):
    told = read_message(text, gazetteers.tyumen())
    assert told.affected[0].place["house"] == "57"
    assert not told.is_sure_of_place


def place(text):
    """Where no city's list is loaded: grammar alone."""
    told = [one.place for one in read_message(text, gazetteers.of("Нигде")).affected]
    return told[0] if told else None


def on(told):
    return (told["type"], told["on"], *(told[name] for name in ("with", "house", "from", "to") if name in told))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("полярная сумская светофор не горит", ("crossing", "Полярная улица", "Сумская улица")),
        ("Кирова, чуть не доезжая Садовой: яма", ("crossing", "улица Кирова", "Садовая улица")),
        ("Лисичкино, Советская улица, провал на дороге", ("street", "Советская улица")),
        ("1) Гоголя, яма 2) Пушкина, яма", ("street", "улица Гоголя")),
        ("на Гоголя у шиномонтажа яма", ("street", "улица Гоголя")),
        ("на Гоголя возле круглосуточной аптеки яма", ("street", "улица Гоголя")),
        ("на Гоголя возле автовокзала яма", ("landmark", "улица Гоголя")),
        ("яма у Птичьего рынка на Гоголя", ("landmark", "улица Гоголя")),
        ("от Гоголя 65 до станции полевой дорога в ямах", ("between", "улица Гоголя", "дом 65", "станция Полевая")),
        ("Кирова 12, асфальт провалился. Маршрутка 11 тут ездит", ("address", "улица Кирова", "12")),
    ],
)
def test_where_a_careless_message_says_it_is(text, expected):
    assert on(place(text)) == expected
