"""What a text leaves out, and the one way that it leaves open, are not told the wrong way round."""

from datetime import datetime

import pytest

from closures.reading.pasted import read_pasted

WRITTEN = datetime(2026, 6, 10, 12)
STRETCH = "улице Пушкина от Баумана до Садовой"
pytestmark = pytest.mark.django_db


def entry_of(city, text: str):
    (entry,) = read_pasted(text, WRITTEN, city).entries
    return entry


@pytest.mark.parametrize(
    ("text", "told", "classes"),
    [
        (f"15 июня с 9:10 до 16:10 закрыто движение по {STRETCH} для всех, кроме легковых.", "легковых", True),
        (f"15 июня на {STRETCH}, за исключением участка у моста, нельзя ставить машины.", "участка у моста", False),
    ],
)
def test_what_no_field_holds_is_asked_and_told(small_city, text, told, classes):
    entry = entry_of(small_city, text)
    (ask,) = [ask for ask in entry.asks if ask.is_open]
    assert told in ask.text
    assert entry.fields["note"] == f"Не касается {told}"
    offered = [choice.stage and choice.stage["vehicle_classes"] for choice in ask.choices]
    assert offered == ([["lorry", "bus"]] if classes else []) + [None]


@pytest.mark.parametrize("left_out", ["воскресенья", "машин экстренных служб", "14 июня", "14.06"])
def test_what_a_field_holds_is_not_asked(small_city, left_out):
    entry = entry_of(small_city, f"С 12 по 18 июня закрыто движение по {STRETCH}, кроме {left_out}.")
    assert [entry.fields["note"], *(ask.text for ask in entry.asks if ask.is_open)] == [""]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("закрыто движение по {} в сторону Садовой.", "forward"),
        ("движение по {} станет односторонним в сторону Садовой.", "backward"),
    ],
)
def test_the_one_way_that_stays_open_is_not_shut(small_city, text, direction):
    entry = entry_of(small_city, "С 15 по 18 июня " + text.format(STRETCH))
    (location,) = entry.locations
    assert ({span.direction for span in location.spans}, location.values["direction"]) == ({direction}, direction)
    assert location.values["toward"] not in ("", "в сторону Садовой") or direction == "forward"


def test_two_directions_of_one_street_by_the_hour_are_asked(small_city):
    text = f"15 июня реверс на {STRETCH}: с 7:10 до 10:10 в центр, с 17:10 до 20:10 из центра."
    (location,) = entry_of(small_city, text).locations
    (ask,) = location.asks
    assert (ask.is_open, "в центр" in ask.text, "из центра" in ask.text) == (True, True, True)


@pytest.mark.parametrize(
    ("days", "field"), [("до вечера пятницы", "planned_end"), ("с обеда 15 июня до 18 июня", "planned_start")]
)
def test_a_part_of_a_day_as_an_end_is_asked(small_city, days, field):
    entry = entry_of(small_city, f"На {STRETCH} {days} закрыто движение.")
    (ask,) = [ask for ask in entry.stages[0].asks if ask.is_open]
    assert (ask.field, [choice.location for choice in ask.choices]) == (field, [{}])


def test_under_a_bridge_is_not_on_it(small_city):
    (on_it,), (under,) = (
        entry_of(small_city, f"С 12 по 14 июня закроют проезд {words}.").locations
        for words in ("по Садовому мосту", "под Садовым мостом")
    )
    assert (bool(on_it.spans), bool(under.spans), under.values["geometry"]) == (True, False, None)
    assert [(ask.field, ask.is_open, "под Садовым" in ask.text) for ask in under.asks] == [("street", True, True)]
