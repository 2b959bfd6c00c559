"""A house's number is compared in one way, in Python and by the database."""

from itertools import product

import pytest
from django.db import connection

from roadmap.house_numbers import plain, plain_of
from roadmap.models import Address, Road
from roadmap.postgis import point_at
from tests.plan import lonlat

PIECES = [*"5аКcёЁ/-–., \t\u00a0\u2009\u202f", "корп", " корпус", "Корп.", "стр", "строение", "СТР. ", "литер"]


@pytest.fixture
def add(small_city):
    """Houses of a street."""
    road = Road.objects.create(city=small_city, name="улица Заречная", slug="zarechnaya")
    point = point_at(*lonlat(0, 0))

    def made(*numbers):
        Address.objects.bulk_create(Address(city=small_city, road=road, house=each, point=point) for each in numbers)
        return Address.objects.filter(road=road)

    return made


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("25 А, корп. 1", "25ак1"),
        ("25АК1", "25ак1"),
        ("25корп1", "25к1"),
        ("25 корпус 1 строение 2", "25к1с2"),
        ("25, стр.\u00a02", "25с2"),
        ("21/2", "21/2"),
    ],
)
def test_a_number_is_plain_however_it_is_typed(typed, expected):
    assert plain(typed) == expected


def test_the_database_says_the_same(add):
    houses = add(*{f"2{one}{other}1" for one, other in product(PIECES, repeat=2)})
    differ = [house for house, told in houses.values_list("house", plain_of("house")) if told != plain(house)]
    assert differ == []


def test_a_house_is_found_by_the_index_alone(add):
    houses = add(*(f"{number} корп. {block}" for number, block in product(range(1, 51), (1, 2))))
    found = houses.numbered("25 Корпус 2")
    assert [address.house for address in found] == ["25 корп. 2"]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE roadmap_address")
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = found.explain()
    assert "house_as_it_is_typed" in plan
    assert "Filter" not in plan
