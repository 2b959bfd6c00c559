"""«В сторону центра»: where a city's centre is known it is one of the street's two directions, else a question."""

from datetime import datetime

import pytest

from closures.reading.aims import aim_of, aims_in
from closures.reading.pasted import read_pasted
from roadmap.postgis import point_at
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 6, 10, 12)
STREET = "улица Пушкина от Баумана до Речного переулка"  # from (0, 200) east to (200, 200) on the plan
WEST, NEAR_WEST, NORTH = (-1400, 200), (-300, 250), (100, 1400)


@pytest.fixture
def read(small_city):
    """The only place of a text in the city whose centre lies there."""

    def read(text: str, centre: tuple[float, float] | None):
        small_city.centre = centre and point_at(*lonlat(*centre))
        small_city.save()
        (entry,) = read_pasted(text, WRITTEN, small_city).entries
        (location,) = entry.locations
        return location

    return read


@pytest.mark.parametrize("centre", [WEST, NEAR_WEST])
@pytest.mark.parametrize(
    ("words", "direction", "toward"),
    [
        ("в сторону центра", "backward", "центр"),
        ("в сторону центра города", "backward", "центр"),
        ("в центр", "backward", "центр"),
        ("по направлению к центру", "backward", "центр"),
        ("из центра", "forward", ""),
        ("от центра города", "forward", ""),
        ("со стороны центра", "forward", ""),
    ],
)
def test_a_known_centre_tells_the_direction(read, centre, words, direction, toward):
    location = read(f"Закрыта {STREET} {words} 15 июня.", centre)
    assert (location.values["direction"], location.values["toward"]) == (direction, toward)
    assert location.asks == ()


@pytest.mark.parametrize("words", ["в сторону центра", "из центра"])
@pytest.mark.parametrize("centre", [NORTH, None], ids=["the street runs across", "nobody has told it"])
def test_what_a_centre_does_not_tell_is_asked(read, words, centre):
    location = read(f"Закрыта {STREET} {words} 15 июня.", centre)
    (ask,) = location.asks
    assert (ask.field, ask.is_open, location.values["direction"]) == ("direction", True, "both")


@pytest.mark.parametrize("words", ["в сторону центра", "из центра"])
def test_a_centre_that_lies_aside_is_taken_and_looked_at(read, words):
    location = read(f"Закрыта {STREET} {words} 15 июня.", (-400, 1400))
    assert location.values["direction"] == ("backward" if words == "в сторону центра" else "forward")
    (ask,) = location.asks
    assert (ask.field, ask.is_open) == ("direction", False)
    assert ask.text.startswith(f"«{words}» лежит в стороне")


@pytest.mark.parametrize("rest", ["Справки: обращаться в центр организации движения.", "Объезд от центра до рынка."])
def test_a_house_that_is_called_a_centre_and_a_stretch_from_it_are_no_direction(read, rest):
    location = read(f"15 июня закрыта {STREET}. {rest}", WEST)
    assert location.values["direction"] == "both"


@pytest.mark.parametrize(
    "name",
    [
        "Баумана",
        "пл. Мира",
        "пр-кт. Мира",
        "б-р. Мира",
        "просп. Ак. Королёва",
        "мкр. Южный",
        "пос. Южный",
        "дер. Южная",
        "р.п. Южный",
        "с. Южное",
        "ж.-д. вокзала",
    ],
)
def test_the_dot_of_a_kind_that_is_cut_short_ends_neither_name_nor_sentence(name):
    text = f"Сужена Пушкина от ул. Баумана в сторону {name}. Потом открыта в сторону Садовой"
    first, second = aims_in(text)
    place = (text.index("Пушкина"), text.index(" в сторону"))
    assert (first.told, second.told) == (name, "Садовой")
    assert (aim_of(text, place, [place], [first]), aim_of(text, place, [place], [second])) == (first, None)


def test_a_year_that_is_cut_short_may_end_the_sentence():
    text = "Закрыта Пушкина до 5 июня 2026 г. Открыта в сторону мкр. Южный"
    place = (text.index("Пушкина"), text.index(" до"))
    assert aim_of(text, place, [place], aims_in(text)) is None


def test_which_direction_is_asked_in_the_words_that_were_told(read):
    location = read(f"С 12 по 15 июня закрыта {STREET} в направлении Приморского посёлка.", None)
    (ask,) = [ask for ask in location.asks if ask.field == "direction"]
    assert "«в направлении Приморского посёлка»" in ask.text
