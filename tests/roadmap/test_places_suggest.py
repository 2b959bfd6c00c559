"""The search box answers in the order that a person expects."""

import pytest

from roadmap.language.gazetteer import Gazetteer, StreetRow
from roadmap.places.suggest import bears_a_name, suggest
from tests import gazetteers


def names(query, limit=10):
    return [one.name for one in suggest(query, gazetteers.tyumen(), limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("рес", "улица Республики"),
        ("РЕСПУБЛИКИ", "улица Республики"),
        ("ул. малыг", "улица Малыгина"),
        ("малыгина улица", "улица Малыгина"),
        ("горьк", "улица Максима Горького"),
        ("50 лет в", "улица 50 лет ВЛКСМ"),
        ("9 янв", "улица 9 Января"),
        ("республеки", "улица Республики"),
        ("ткад", "Обход Тюмени"),
        ("семена", "улица Семёна Шахлина"),
    ],
)
def test_what_comes_first(query, first):
    assert names(query)[0] == first


def test_a_name_that_begins_so_stands_before_one_with_a_word_that_does():
    known = Gazetteer(
        streets=[StreetRow(1, "улица Ивана Мира"), StreetRow(2, "улица Мирная"), StreetRow(3, "улица Мира")]
    )
    assert [one.id for one in suggest("мир", known)] == [3, 2, 1]


def test_who_types_a_lane_wants_a_lane():
    assert all("переулок" in name for name in names("пер степной"))


def test_variants_and_old_names_count():
    known = Gazetteer(streets=[StreetRow(1, "улица Мира", "", ("Мирка",), ("Царская улица",))])
    assert [one.id for one in suggest("царск", known)] == [1]
    assert [one.id for one in suggest("мирк", known)] == [1]


@pytest.mark.parametrize("query", ["", "   ", "%", "\0", "«»", "xyz" * 100])
def test_nothing_for_nothing(query):
    assert names(query) == []


def test_no_more_than_asked_for():
    assert len(names("с", limit=3)) == 3


@pytest.mark.parametrize(
    ("words", "expected"),
    [("улица", False), ("пр-т", False), ("9999", False), ("2-я", False), ("", False)]
    + [("улица Мира", True), ("8 Марта", True), ("2-я Луговая", True), ("Саф", True)],
)
def test_a_name_is_more_than_a_kind_word_and_a_number(words, expected):
    assert bears_a_name(words) is expected
