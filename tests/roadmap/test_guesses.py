"""Houses that the map lacks, guessed at along улица Пушкина: from west to east in fixtures/small_city.md."""

import pytest
from django.contrib.gis.geos import Point
from django.utils import translation

from roadmap.models import Address, Junction, Road, RoadSegment
from roadmap.places.guesses import about_where
from roadmap.places.placed import NoEnd, placed
from roadmap.spans import length_m
from roadmap.stretches import Street
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
START = -400  # where the street begins; it meets Кремлёвская at -200, Баумана at 0, Речной at 200, Садовая at 600
NORTH, SOUTH = 224, 176


@pytest.fixture
def road(small_city) -> Road:
    road = Road.objects.select_related("city").get(name="улица Пушкина")
    Address.objects.filter(road=road).delete()
    return road


def build(road: Road, houses: dict[int, float]) -> None:
    """Houses by number at their x, odd ones on the northern side."""
    for house, x in houses.items():
        point = Point(*lonlat(x, NORTH if house % 2 else SOUTH), srid=4326)
        Address.objects.create(city=road.city, road=road, house=str(house), point=point)


@pytest.mark.parametrize(
    ("known", "wanted", "at_x", "by"),
    [
        ({1: -380, 41: 20}, "21", -180, (1, 41)),  # in the middle of 400 m and of forty numbers
        ({2: -380, 42: 20}, "21", -190, (2, 42)),  # the other side, where its own has none
        ({1: -380, 2: -100, 41: 20, 42: 300}, "21", -180, (1, 41)),  # its own side before the other
        ({41: -380, 1: 20}, "31", -280, (1, 41)),  # numbers that grow to the west
        ({1: -380, 21: -180}, "41", 20, (1, 21)),  # beyond the last one at the pace of all
        ({1: -380, 41: 20}, "21/2к1", -180, (1, 41)),
        ({1: -380, 2: -360, 5: 80}, "3", -150, (1, 5)),  # 115 m a number
    ],
)
def test_a_house_stands_at_its_number(road, known, wanted, at_x, by):
    build(road, known)
    at_m, told_by = about_where(Street.of(road), wanted)
    assert (at_m, told_by) == (pytest.approx(at_x - START, abs=2), by)


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ({}, "21"),
        ({1: -380}, "21"),
        ({1: -380, 21: -180}, "43"),  # farther beyond them than they reach
        ({1: -380, 3: 500}, "2"),  # 440 m a number
        ({1: -380, 201: -180}, "77"),  # a metre a number
        ({1: -380, 21: 100, 31: -100, 51: 300}, "27"),  # back and forth
        ({1: 300, 21: 500}, "39"),  # beyond the end of the street
    ],
)
def test_numbers_that_tell_nothing(road, known, wanted):
    build(road, known)
    assert about_where(Street.of(road), wanted) is None


def told(road: Road, **place) -> list[tuple[str, int]]:
    found = placed(road.city, {"on": road.name} | place)
    return [(one.label, round(length_m(road.city, one.spans), -1)) for one in found]


def test_a_range_is_offered_by_its_crossings_and_from_guess_to_guess(road):
    build(road, {1: -380, 81: 420})  # ten metres a number
    found = told(road, type="range_of_houses", **{"from": "23", "to": "35"})
    assert found == [
        ("Кремлёвская улица — улица Баумана, 200\N{NO-BREAK SPACE}м", 200),
        ("от дома до дома, примерно 120\N{NO-BREAK SPACE}м", 120),
    ]
    back = told(road, type="range_of_houses", **{"from": "35", "to": "23"})
    assert back[0][0] == "улица Баумана — Кремлёвская улица, 200\N{NO-BREAK SPACE}м"


def test_a_single_house_is_offered_by_its_block(road):
    build(road, {1: -380, 81: 420})
    assert told(road, type="address", house="51") == [("улица Баумана — Речной переулок, 200\N{NO-BREAK SPACE}м", 200)]


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("ru", "конец улицы — дом 87, 860\N{NO-BREAK SPACE}м"),
        ("en", "the end of the street — house 87, 860 m"),
    ],
)
def test_ends_that_are_no_streets_are_told_in_the_readers_language(road, language, label):
    build(road, {7: -340, 87: 460})
    with translation.override(language):
        assert told(road, type="range_of_houses", **{"from": "3", "to": "87"})[0] == (label, 860)


def test_an_end_that_is_known_stays(road):
    build(road, {1: -380, 81: 420})
    found = told(road, type="between", **{"from": "улица Баумана", "to": "дом 27"})
    assert found[0] == ("улица Баумана — Кремлёвская улица, 200\N{NO-BREAK SPACE}м", 200)
    assert found[1][1] == 120


def test_houses_a_few_metres_apart_are_no_stretch_of_their_own(road):
    build(road, {1: -380, 81: 20})  # five metres a number
    assert told(road, type="range_of_houses", **{"from": "21", "to": "23"}) == [
        ("конец улицы — Кремлёвская улица, 200\N{NO-BREAK SPACE}м", 200)
    ]
    assert len(told(road, type="range_of_houses", **{"from": "21", "to": "29"})) == 2


def met_again(road: Road, name: str, where: str) -> None:
    """The street meets this one a second time: where it meets another."""
    (junction,) = Junction.objects.filter(roads=road).filter(roads__name=where)
    Road.objects.get(city=road.city, name=name).junctions.add(junction)


@pytest.mark.parametrize(("house", "metres"), [("27", 120), ("59", 0), ("67", 80)])
def test_of_two_crossings_of_a_name_the_one_nearer_to_the_guess_is_meant(road, house, metres):
    """улица Баумана meets it at 0 and, here, at 200; ten metres a number."""
    met_again(road, "улица Баумана", "Речной переулок")
    build(road, {1: -380, 81: 420})
    found = told(road, type="between", **{"from": "улица Баумана", "to": f"дом {house}"})
    assert [length for _label, length in found[1:]] == ([metres] if metres else [])


@pytest.mark.parametrize(("x", "lengths"), [(-50, [50]), (-100, [100, 300])])
def test_what_is_many_times_as_far_is_not_offered(road, x, lengths):
    met_again(road, "улица Баумана", "Речной переулок")
    build(road, {21: x})
    assert [
        length for _label, length in told(road, type="between", **{"from": "дом 21", "to": "улица Баумана"})
    ] == lengths


def test_a_house_on_a_piece_that_hangs_together_with_nothing_tells_of_none(road):
    RoadSegment.objects.filter(city=road.city, road__name="улица 8 Марта").update(road=road)
    build(road, {1: -380, 41: 20})
    Address.objects.create(city=road.city, road=road, house="21", point=Point(*lonlat(-100, -176), srid=4326))
    assert about_where(Street.of(road), "11") == (pytest.approx(-280 - START, abs=2), (1, 41))


def test_all_houses_are_named_where_nothing_tells_them(road):
    with pytest.raises(NoEnd, match="23, 35") as error:
        placed(road.city, {"type": "range_of_houses", "on": road.name, "from": "23", "to": "35"})
    assert error.value.end == "from"


def test_what_the_map_knows_asks_nothing(road):
    build(road, {1: -380, 23: -160, 35: -40, 81: 420})
    (found,) = placed(road.city, {"type": "range_of_houses", "on": road.name, "from": "23", "to": "35"})
    assert (found.question, found.label) == ("", "")
