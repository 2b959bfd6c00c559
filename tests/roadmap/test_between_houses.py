"""Where a house stands that the map does not know: made-up rows of houses, and the known ones of a city left out."""

import random
from statistics import median

import pytest
from django.contrib.gis.geos import Point

from roadmap.geometry import distance_m
from roadmap.importers.run import import_file
from roadmap.models import Address, City, Road
from roadmap.places.between_houses import WRONG_BY_AT_MOST_M, estimate
from roadmap.places.numbering import BESIDE_M
from tests.conftest import NOW, ROOT

pytestmark = pytest.mark.django_db

TYUMEN = ROOT / "fixtures" / "tyumen" / "tyumen.osm"
WEST, NORTH, SOUTH = 65.5340, 57.15202, 57.15157  # beside улица Пушкина, which runs west to east at 57.15180
METRE_EAST = 1 / 60_527


@pytest.fixture
def pushkina(small_city) -> Road:
    road = Road.objects.get(name="улица Пушкина")
    Address.objects.filter(road=road).delete()
    return road


def build(road: Road, houses: dict[str, float], lat: float = NORTH) -> None:
    """Houses by number, so many metres east."""
    for house, east_m in houses.items():
        point = Point(WEST + east_m * METRE_EAST, lat, srid=4326)
        Address.objects.create(city=road.city, road=road, house=house, point=point)


def guess(road: Road, house: str):
    return estimate(road.city, road.name, house)


def test_a_house_is_as_far_between_its_neighbours_as_its_number(pushkina):
    build(pushkina, {"11": 0, "15": 120, "17": 180})
    found = guess(pushkina, "13")
    assert distance_m(found.point.coords, (WEST + 60 * METRE_EAST, NORTH)) < 30  # the street is 25 m south of them
    assert (found.between, found.within_m) == ((11, 15), pytest.approx(60, abs=2))


@pytest.mark.parametrize(("known", "asked"), [("13", "13б"), ("13А", "13"), ("13 к2", "13 к3")])
def test_a_number_known_with_another_letter_is_there_and_may_be_as_far_as_its_neighbours(known, asked, pushkina):
    build(pushkina, {"11": 0, known: 100, "15": 120})
    found = guess(pushkina, asked)
    assert distance_m(found.point.coords, (WEST + 100 * METRE_EAST, NORTH)) < 30
    assert (found.between, found.within_m) == ((11, 15), pytest.approx(100, abs=2))


def test_of_several_letters_the_plain_number_says_where(pushkina):
    build(pushkina, {"11": 0, "13": 40, "13А": 90, "15": 120})
    assert distance_m(guess(pushkina, "13в").point.coords, (WEST + 40 * METRE_EAST, NORTH)) < 30


def test_a_known_letter_out_of_the_row_tells_nothing(pushkina):
    build(pushkina, {"11": 0, "13": 170, "15": 120})
    assert guess(pushkina, "13б") is None


def test_how_sure_falls_with_how_far_it_may_be_wrong(pushkina):
    build(pushkina, {"1": 0, "5": 60, "7": 90, "13": 350})
    near, far = guess(pushkina, "3"), guess(pushkina, "9")
    assert near.within_m < far.within_m
    assert 0.7 > near.confidence > far.confidence >= 0.5


@pytest.mark.parametrize(
    ("houses", "why"),
    [
        ({"11": 0, "21": 500}, "it may be wrong by more than a pin may"),
        ({"11": 0}, "nothing beyond"),
        ({"12": 0, "14": 60, "10": -60}, "only the other side of the street"),
        ({"11": 0, "15": 1}, "the numbers jump"),
        ({"9": 150, "11": 0, "15": 100}, "numbers go back and forth"),
        ({"11": 0, "15": 100, "17": 20}, "numbers go back and forth"),
    ],
)
def test_where_neighbours_tell_nothing_there_is_no_guess(houses, why, pushkina):
    build(pushkina, houses)
    assert guess(pushkina, "13") is None, why


def test_neighbours_across_the_street_from_each_other_are_no_row(pushkina):
    build(pushkina, {"11": 0})
    build(pushkina, {"15": 100}, lat=SOUTH)
    assert guess(pushkina, "13") is None


def test_a_neighbour_far_from_its_own_street_tells_nothing(pushkina):
    build(pushkina, {"15": 100})
    build(pushkina, {"11": 0}, lat=NORTH + (BESIDE_M + 20) / 111_363)
    assert guess(pushkina, "13") is None


def left_out(house: Address) -> tuple[float, int] | None:
    """How wrong the guess is without the house, and how wrong it says that it may be; both in metres."""
    house.delete()
    found = estimate(house.road.city, house.road.name, house.house)
    Address.objects.bulk_create([house])
    return found and (distance_m(found.point.coords, house.point.coords), found.within_m)


def test_known_houses_of_a_city_are_found_again_within_the_tolerance_or_not_at_all(db):
    """Of 200 known houses; a house stands up to 80 m from the middle of its street, where a guess is put."""
    import_file(TYUMEN, city_slug="tyumen", zone="Asia/Yekaterinburg", at=NOW)
    houses = Address.objects.filter(city=City.objects.get(slug="tyumen")).select_related("road__city").order_by("pk")
    found = [guessed for house in random.Random(7).sample(list(houses), 200) if (guessed := left_out(house))]
    errors = [error_m for error_m, _within_m in found]
    assert len(found) >= 15
    assert median(errors) < 80
    assert max(errors) < WRONG_BY_AT_MOST_M
    assert all(error_m <= within_m + 80 for error_m, within_m in found)
