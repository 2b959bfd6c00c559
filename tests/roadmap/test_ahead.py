"""What lies ahead and what behind, on the small city's plan (fixtures/small_city.md)."""

import pytest
from django.contrib.gis.geos import MultiPolygon

from roadmap.ahead import travel_of, what_lies_ahead, what_lies_behind
from roadmap.matching import match_geometry
from roadmap.models import Area
from roadmap.stretches import course_of
from tests.plan import area, line

pytestmark = pytest.mark.django_db

LENINA = ((-190, -10), (-10, -10))  # from Кремлёвская to Баумана; Речной переулок comes next to the east
PUSHKINA = ((10, 200), (190, 200))  # from Баумана to Речной переулок; the bridge and Садовая come next to the east


@pytest.fixture
def ask(small_city):
    def ask(question, direction, points, *told):
        drawing = line(*points)
        travel = travel_of(course_of(drawing, small_city), direction)
        return question(small_city, match_geometry(small_city, drawing, direction), travel, *told)

    return ask


@pytest.fixture
def ahead(ask):
    return lambda direction, *points: ask(what_lies_ahead, direction, points)


@pytest.fixture
def behind(ask):
    return lambda direction, points, told: ask(what_lies_behind, direction, points, told)


def test_the_next_crossing_is_ahead(ahead):
    assert ahead("forward", *LENINA)[0] == "Речной переулок"


def test_the_crossing_at_the_end_is_told_where_the_street_goes_no_farther(ahead):
    """Кремлёвская улица is the last one that проспект Ленина crosses in the west."""
    assert ahead("backward", *LENINA)[0] == "Кремлёвская улица"


def test_the_best_known_of_the_next_crossings_comes_first(ahead):
    """улица Баумана is longer than Кремлёвская улица; both lie west of Речной переулок."""
    assert ahead("backward", (210, 200), (590, 200))[:2] == ["улица Баумана", "Кремлёвская улица"]


def test_the_streets_own_end_is_told_too(ahead):
    assert "Садовая улица" in ahead("forward", (-390, 200), (-210, 200))


def test_a_bridge_near_by_is_told(ahead):
    names = ahead("forward", *PUSHKINA)
    assert "Садовый мост" in names
    assert "Садовый мост" not in ahead("backward", *PUSHKINA)


@pytest.fixture
def districts(small_city):
    """Their border runs at x = 100."""
    for name, slug, west, east in (("Западный округ", "west", -900, 100), ("Восточный округ", "east", 100, 900)):
        shape = MultiPolygon(area((west, -500), (east, -500), (east, 500), (west, 500)), srid=4326)
        Area.objects.create(city=small_city, name=name, slug=slug, geometry=shape)


def test_the_next_district_is_told(ahead, districts):
    assert "Восточный округ" in ahead("forward", (-390, 200), (-210, 200))
    assert "Западный округ" not in ahead("backward", (-390, 200), (-210, 200))


def test_without_a_street_the_point_of_the_compass_is_told(ahead):
    """The unnamed service road at x = -100, far from anything."""
    assert ahead("forward", (-100, 205), (-100, 275))[-1] == "на север"
    assert ahead("backward", (-100, 205), (-100, 275))[-1] == "на юг"


@pytest.mark.parametrize("told", ["Речной переулок", "в сторону Речного переулка", "Речного пер."])
def test_a_street_ahead_is_not_behind(behind, told):
    assert behind("forward", LENINA, told) == ""


@pytest.mark.parametrize(
    "told", ["Кремлёвская улица", "в сторону Кремлёвской улицы", "ул. Кремлевской", "в направлении ул. Кремлёвской"]
)
def test_a_street_behind_is_told(behind, told):
    assert behind("forward", LENINA, told) == "Кремлёвская улица"
    assert behind("backward", LENINA, told) == ""


def test_a_street_that_is_not_met_is_judged_by_where_it_lies(behind):
    """Садовая улица lies far in the east."""
    assert behind("backward", LENINA, "Садовая улица") == "Садовая улица"
    assert behind("forward", LENINA, "Садовая улица") == ""


def test_a_bridge_behind_is_told(behind):
    assert behind("backward", PUSHKINA, "Садового моста") == "Садовый мост"
    assert behind("forward", PUSHKINA, "Садового моста") == ""


def test_a_place_aside_contradicts_nothing(behind):
    assert behind("forward", LENINA, "улица 8 Марта") == ""


@pytest.mark.parametrize("told", ["Казань", "моря", "в сторону дач", "проспект Ленина", "", "центр и ещё что-то"])
def test_what_cannot_be_located_contradicts_nothing(behind, told):
    assert behind("forward", LENINA, told) == ""


def test_a_district_behind_is_told(behind, districts):
    assert behind("forward", ((210, 200), (590, 200)), "Западного округа") == "Западный округ"
    assert behind("backward", ((210, 200), (590, 200)), "Западного округа") == ""


def test_one_of_two_ahead_is_enough(behind):
    assert behind("forward", LENINA, "Кремлёвская улица и Речной переулок") == ""


def test_the_centre_is_ahead_or_behind(ahead, behind, small_city):
    """Far off: nobody in the centre says that he goes there."""
    small_city.core = area((5000, 150), (5400, 150), (5400, 250), (5000, 250))
    small_city.save()
    assert "центр" in ahead("forward", *PUSHKINA)
    assert behind("forward", PUSHKINA, "центра") == ""
    assert "центр" not in ahead("backward", *PUSHKINA)
    assert behind("backward", PUSHKINA, "в сторону центра города") == "центр"


def test_in_the_centre_anything_goes(ahead, behind, small_city):
    """Садовая улица at x = 600 is the middle: some hundred metres are no way to it and none from it."""
    small_city.core = area((500, 150), (700, 150), (700, 250), (500, 250))
    small_city.save()
    assert "центр" not in ahead("forward", *PUSHKINA)
    assert behind("forward", PUSHKINA, "центра") == behind("backward", PUSHKINA, "центра") == ""
