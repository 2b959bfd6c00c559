"""One search for all who type a street's name."""

import pytest

from appeals.addresses import find
from roadmap.models import Address, Road
from roadmap.places import search
from roadmap.places.suggest import words_asked
from roadmap.postgis import point_at
from tests.plan import lonlat


@pytest.mark.parametrize("typed", ["пушкина", "улица Пушкина", "ул Пушкена", "ПУШКИНА УЛ."])
def test_a_street_is_found_as_people_type_it(small_city, typed):
    assert [road.name for road in search.streets_like(small_city, typed, 5)][:1] == ["улица Пушкина"]


@pytest.mark.parametrize("typed", ["кремлевская", "Кремлёвская"])
def test_yo_does_not_count(small_city, typed):
    assert search.streets_like(small_city, typed, 5)[0].name == "Кремлёвская улица"


def test_a_street_of_houses_alone_is_found_only_where_these_will_do(small_city):
    road = Road.objects.create(city=small_city, name="улица Заречная", slug="zarechnaya")
    Address.objects.create(city=small_city, road=road, house="5", point=point_at(*lonlat(0, 0)))
    assert search.streets_like(small_city, "Заречная", 5) == []
    assert search.streets_like(small_city, "Заречная", 5, or_houses=True) == [road]


def test_a_report_finds_a_house_by_a_name_with_a_slip(small_city):
    assert find(small_city, "Пушкена 13").found[0].title == "улица Пушкина, 13"


@pytest.mark.parametrize(
    ("typed", "looked_up"),
    [("К. Маркса 5", ["маркса"]), ("5", ["5"]), ("ул у", ["у"]), ("8 марта", ["марта"]), ("улица Мира", ["мира"])],
)
def test_a_letter_beside_a_word_looks_up_no_street(typed, looked_up):
    """Else each «улица» of a city is like the «у» of a slip."""
    assert words_asked(typed) == looked_up
