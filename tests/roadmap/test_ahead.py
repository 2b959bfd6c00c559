"""What lies ahead and what behind, on the small city's plan (fixtures/small_city.md)."""

import pytest

from roadmap.ahead import is_known, known_name, travel_of, what_lies_ahead, what_lies_behind
from roadmap.matching import match_geometry
from roadmap.models import Place, Road
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


@pytest.mark.parametrize(
    ("told", "point"),
    [
        ("на запад", "на запад"),
        ("на север", "на север"),
        ("на юг", "на юг"),
        ("На Юго – Запад", "на юго-запад"),
        ("к северо-западу", "на северо-запад"),
        ("в сторону запада", "на запад"),
        ("в южном направлении", "на юг"),
        ("юго-западное направление", "на юго-запад"),
        ("к центру, на запад", "на запад"),
    ],
)
def test_a_point_of_the_compass_that_the_traffic_does_not_go_to_is_told(behind, told, point):
    """улица Пушкина runs from west to east: of a street that goes straight, north and south are aside."""
    assert behind("forward", PUSHKINA, told) == point


@pytest.mark.parametrize("told", ["на восток", "в восточном направлении", "на северо-восток", "к юго-востоку"])
def test_the_point_of_the_compass_and_those_beside_it_are_right(behind, told):
    assert behind("forward", PUSHKINA, told) == ""
    assert behind("backward", PUSHKINA, told) != ""


@pytest.mark.parametrize("told", ["Западной улицы", "на Востоке", "в сторону Северного микрорайона", "кинотеатр Юг"])
def test_a_name_with_a_point_of_the_compass_is_none(behind, told):
    assert behind("forward", PUSHKINA, told) == behind("backward", PUSHKINA, told) == ""


def test_what_ends_where_it_began_goes_everywhere(behind):
    round_the_block = ((0, 200), (200, 200), (200, -10), (0, -10), (0, 200))
    assert behind("forward", round_the_block, "на запад") == ""


def test_what_is_told_of_the_other_direction_is_behind(ahead, behind):
    """улица Пушкина from its west end to x = 100: who goes west is told Кремлёвская улица, the last one there."""
    drawn = ((-400, 200), (100, 200))
    assert ahead("backward", *drawn)[0] == "Кремлёвская улица"
    assert behind("forward", drawn, "Кремлёвской улицы") == "Кремлёвская улица"
    assert behind("forward", drawn, "улицы Баумана") == ""


@pytest.mark.parametrize("told", ["Обхода Казани", "в сторону Обхода Казани", "обход Казани", "к Обходу Казани"])
def test_a_bypass_is_located_in_every_case(behind, small_city, told):
    """In the place of Садовая улица, far in the east."""
    Road.objects.filter(city=small_city, name="Садовая улица").update(name="Обход Казани", kind_word="обход")
    assert behind("backward", LENINA, told) == "Обход Казани"
    assert behind("forward", LENINA, told) == ""
    assert known_name(small_city, told) == "Обход Казани"


def test_a_landmark_is_located_in_every_case(behind, small_city):
    far_in_the_east = area((3000, 100), (3400, 100), (3400, 300), (3000, 300))
    Place.objects.create(city=small_city, kind="landmark", name="аэропорт «Речной»", geometry=far_in_the_east)
    assert behind("backward", PUSHKINA, "в сторону аэропорта Речной") == "аэропорт «Речной»"
    assert behind("forward", PUSHKINA, "в сторону аэропорта Речной") == ""


def test_a_bridge_is_told_by_its_whole_name(small_city):
    """Without its name it would be «мост» on the street that it is named after."""
    Place.objects.filter(city=small_city, name="Садовый мост").update(name="мост Баумана")
    assert known_name(small_city, "к мосту Баумана") == "мост Баумана"


@pytest.mark.parametrize("told", ["на юг", "центра", "Садовой улицы", "к Садовому мосту", "ул. Баумана"])
def test_the_map_knows_where_that_is(small_city, told):
    assert is_known(small_city, told)


@pytest.mark.parametrize("told", ["аэропорта Рощино", "дач", "выезд из города", "улицы Выдуманной"])
def test_the_map_does_not_know_where_that_is(small_city, told):
    assert not is_known(small_city, told)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("остановки Аврора", "остановка «Аврора»"),
        ("к мосту Баумана", ""),  # read as any bridge of улица Баумана: its name would be lost
        ("школы № 7 на улице Баумана", ""),
    ],
)
def test_what_the_map_does_not_have_is_named_as_it_is_read_or_not_at_all(small_city, told, name):
    assert known_name(small_city, told) == name
