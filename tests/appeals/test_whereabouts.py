"""Where a message's place is on the small city's plan: a house, one between known houses, a crossing, or nothing."""

import pytest

from appeals.reading import read_message
from appeals.reading.whereabouts import whereabouts_of
from roadmap.models import Address
from roadmap.places.rows import gazetteer_for

pytestmark = pytest.mark.django_db


def found(text, city):
    return whereabouts_of(read_message(text, gazetteer_for(city)), city)


def test_a_house_that_the_map_knows(small_city):
    house = Address.objects.get(road__name="улица Пушкина", house="5")
    where = found("Яма у дома 5 по улице Пушкина", small_city)
    assert where["point"] == pytest.approx([house.point.x, house.point.y], abs=1e-6)
    assert where["segment"]


def test_a_house_between_two_that_the_map_knows_is_less_sure(small_city):
    house = Address.objects.get(road__name="улица Пушкина", house="5")
    known = found("Яма на улице Пушкина, 5", small_city)["confidence"]
    house.delete()
    where = found("Яма на улице Пушкина, 5", small_city)
    assert where["point"] == pytest.approx([house.point.x, house.point.y], abs=0.0006)  # some 40 m, on the street
    assert where["segment"]
    assert 0 < where["confidence"] < known


def test_a_house_whose_letter_the_map_does_not_know_is_less_sure(small_city):
    known, other = (found(f"Яма на улице Пушкина, {house}", small_city) for house in ("5", "5б"))
    assert 0 < other["confidence"] < known["confidence"]
    Address.objects.filter(road__name="улица Пушкина").exclude(house="5").delete()
    assert found("Яма на улице Пушкина, 5б", small_city)["point"] is None


def test_a_number_beyond_all_known_ones_has_no_point(small_city):
    assert found("Яма на улице Пушкина, 399", small_city)["point"] is None


def test_a_crossing(small_city):
    where = found("Угол Пушкина и Баумана, провал", small_city)
    assert where["point"]
    assert where["segment"]


def test_a_whole_street_has_no_point(small_city):
    assert found("Улица Пушкина вся в ямах", small_city)["point"] is None
