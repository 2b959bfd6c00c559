"""Where a trip begins and ends: a bare street is a place on it from which one can drive, a tap is told in words."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from closures.trips.ends import find_end
from roadmap.geometry import distance_m
from roadmap.models import Road
from roadmap.places.pointed import coordinates_in, name_in
from tests.closures.factories import line, phase, published
from tests.closures.trips import asked, coordinates
from tests.conftest import NOW
from tests.plan import lonlat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def shut(agency, *points, **values):
    return published(agency, phases=[phase(geometry=line(*points), planned_start=NOW - timedelta(hours=1), **values)])


def test_a_bare_street_is_begun_on_its_open_part(agency, anonymous):
    """Of улица Баумана the middle is shut; open is what lies between проспект Ленина and улица Пушкина."""
    shut(agency, (0, -200), (0, 10))
    page = asked(anonymous, start="улица Баумана", end="Кремлёвская улица")
    told = page.context["told"]
    assert told.next == []
    assert "Взято место у перекрёстка: улица Баумана / " in page.text.split('id="answer"')[1]
    assert distance_m(told.trip.geometry.coords[0], lonlat(0, 105)) < 5
    values = {"start": "улица Баумана", "end": coordinates(-200, 100)}
    english = anonymous.get(reverse("trip"), values, headers={"accept-language": "en"}).text.split('id="answer"')[1]
    assert "near the crossing Baumana Street / " in english
    assert re.search("<strong>B</strong> Kremlyovskaya Street", english)


def test_where_no_part_stays_open_it_is_begun_on_one_that_is_open_now(agency, anonymous):
    """The rest of the street is shut in three days."""
    shut(agency, (0, -200), (0, 10))
    later = {"planned_start": NOW + timedelta(days=3), "planned_end": NOW + timedelta(days=4)}
    published(agency, phases=[phase(geometry=line((0, -200), (0, 200)), **later)])
    page = asked(anonymous, start="улица Баумана", end="Кремлёвская улица")
    assert distance_m(page.context["told"].trip.geometry.coords[0], lonlat(0, 105)) < 5


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [((100, 200), (-300, 200), "Начало внутри перекрытия"), ((-300, 200), (100, 200), "Конец внутри перекрытия")],
)
def test_a_place_inside_what_is_shut_is_told_to_be_so(agency, anonymous, start, end, said):
    shut(agency, (0, 200), (200, 200))
    page = asked(anonymous, start=coordinates(*start), end=coordinates(*end))
    assert said in page.text
    assert "Объезда нет" not in page.text


def test_a_street_shut_on_all_its_length_is_told_to_hold_the_start(agency, anonymous):
    shut(agency, (0, -200), (0, 200))
    page = asked(anonymous, start="улица Баумана", end="Кремлёвская улица")
    assert "Начало внутри перекрытия" in page.text


@pytest.mark.parametrize(("at", "name"), [((0, 205), "улица Баумана / улица Пушкина"), ((-300, 203), "улица Пушкина")])
def test_a_tap_is_told_by_what_is_near_and_means_the_same_when_typed_again(small_city, anonymous, at, name):
    end = find_end(small_city, coordinates(*at))
    assert end.words == f"{name} ({coordinates(*at)})"
    assert (end.name, find_end(small_city, end.words)) == (name, end)
    page = asked(anonymous, start=coordinates(*at), end="Садовая улица")
    assert f"<strong>A</strong> {name} — <strong>B</strong> Садовая улица:" in page.text


def test_words_with_other_brackets_are_no_coordinates():
    assert coordinates_in("улица Пушкина (у моста)") is None
    assert name_in("улица Пушкина (у моста)") == "улица Пушкина (у моста)"


def test_what_is_past_its_term_is_told_to_be_so(agency, anonymous, time_machine):
    shut(agency, (0, 200), (200, 200), planned_end=NOW + timedelta(minutes=30))
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    page = asked(anonymous, start=coordinates(-300, 200), end=coordinates(300, 200))
    assert page.context["told"].next
    assert "Срок вышел, подтверждения нет." in page.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"weight": "900"}, "Масса: число тонн от 0,1 до 200"),
        ({"weight": "0"}, "Масса: число тонн от 0,1 до 200"),
        ({"height": "выше"}, "Высота: число метров от 0,5 до 10"),
        ({"height": "11"}, "Высота: число метров от 0,5 до 10"),
        ({"width": "11"}, "Ширина: число метров от 0,3 до 10"),
        ({"start": " "}, "Укажите, откуда вы едете"),
        ({"end": " "}, "Укажите, куда вы едете"),
        ({"end": "улица Дальняя"}, "Ничего похожего нет"),  # known by name only
        ({"vehicle": "0"}, "Транспорт: выберите из списка"),
        ({"day": "0"}, "Дни: выберите дни недели"),
        ({"since": "25:00", "until": "08:00"}, "Часы: например 08:30"),
    ],
)
def test_an_error_names_its_field(small_city, anonymous, values, said):
    Road.objects.create(city=small_city, name="улица Дальняя", slug="dalnyaya")
    page = asked(anonymous, **{"start": "улица Баумана", "end": "Садовая улица"} | values)
    assert page.status_code == 400
    assert said in page.text.split('id="summary"')[1].split("</div>")[0]
