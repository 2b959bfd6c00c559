"""Lanes that a notice names: which are shut of the direction that it tells, and what is asked where it tells none."""

from datetime import datetime

import pytest
from django.utils import translation

from closures.reading.lanes import LANES, lanes_in
from closures.reading.pasted import read_pasted
from roadmap.language.tables import compiled
from roadmap.language.text import plain_in_place

WRITTEN = datetime(2026, 6, 10, 12)
LENINA = "на проспекте Ленина от Баумана до Речного переулка"


@pytest.mark.parametrize("row", LANES, ids=lambda row: row.name)
def test_a_row_fires_on_its_examples(row):
    assert all(compiled(row.pattern).search(plain_in_place(example)) for example in row.examples)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Перекрыта правая полоса", [("right", 1, "правая полоса")]),
        ("Займут крайнюю левую полосу", [("left", 1, "крайнюю левую полосу")]),
        ("Закроют две правые полосы движения", [("right", 2, "две правые полосы")]),
        ("Закрыты левые полосы", [("left", 0, "левые полосы")]),
        ("Закрыты 2 полосы слева", [("left", 2, "2 полосы слева")]),
        ("Сужение: занят правый ряд", [("right", 1, "правый ряд")]),
        ("Занята средняя полоса", [("middle", 1, "средняя полоса")]),
        ("Движение по левой полосе закрыто", [("left", 1, "левой полосе")]),
        ("Закрыта правая полоса, движение по левой полосе", [("right", 1, "правая полоса")]),
        ("Закрыта одна полоса, левая полоса остаётся свободной", []),
        ("Закрыто всё, кроме правой полосы", []),
        ("Закрыты правая и средняя полосы", []),
        ("Закрыта правая сторона", []),
    ],
)
def test_which_lanes_are_told(text, told):
    assert [(one.side, one.count, text[one.start : one.end]) for one in lanes_in(text)] == told


def read(city, text: str):
    """The stage, its impact and which of its lanes are shut, and the pieces of the text."""
    pasted = read_pasted(text, WRITTEN, city)
    (entry,) = pasted.entries
    (phase,) = entry.phases
    shut = [lane["order"] for lane in phase.get("lanes", []) if lane["status"] == "closed"]
    return pasted, entry, (phase["vehicle_impact"], shut, len(phase.get("lanes", [])))


@pytest.mark.django_db
def test_a_lane_of_a_direction_that_is_told_is_shut_by_its_number_and_marked(small_city):
    text = f"С 15 июня {LENINA} в сторону Баумана перекрыта правая полоса."
    pasted, entry, left = read(small_city, text)
    assert left == ("some-lanes-closed-merge-left", [2], 2)
    assert [text[part.start : part.end] for part in pasted.parts if part.field == "lanes"] == ["правая полоса"]
    assert "impact" not in {part.field for part in pasted.parts}
    assert [ask for location in entry.locations for ask in location.asks if ask.field == "direction"] == []


@pytest.mark.django_db
def test_a_lane_without_a_direction_asks_for_it(small_city):
    _pasted, entry, left = read(small_city, f"С 15 июня {LENINA} занята левая полоса.")
    assert left == ("some-lanes-closed-merge-right", [1], 2)
    (ask,) = entry.locations[0].asks
    assert (ask.field, ask.is_open, len(ask.choices)) == ("direction", True, 3)


@pytest.mark.django_db
def test_lanes_of_both_directions_and_of_a_one_way_street_ask_for_none(small_city):
    for place in (f"{LENINA} в обе стороны", "на улице 8 Марта от Баумана до Кремлёвской"):
        _pasted, entry, _left = read(small_city, f"С 15 июня {place} занята левая полоса.")
        assert "direction" not in {ask.field for location in entry.locations for ask in location.asks}


@pytest.mark.django_db
def test_where_the_map_knows_no_lanes_the_side_stays_and_they_are_asked_for(small_city):
    """Nor does it of a street that has a single lane each way: none of them would be left."""
    for place in ("Речном переулке от Пушкина до проспекта Ленина", "улице Пушкина от Баумана до Речного переулка"):
        _pasted, entry, left = read(small_city, f"С 15 июня на {place} занята правая полоса.")
        assert left == ("some-lanes-closed-merge-left", [], 0)
        assert ("lane-count", False) in {(ask.field, ask.is_open) for ask in entry.stages[0].asks}


@pytest.mark.django_db
def test_places_of_different_lanes_are_drafts_of_their_own(small_city):
    text = f"С 15 июня {LENINA} закрыта правая полоса, на улице Баумана от Пушкина до проспекта Ленина – левая полоса."
    entries = read_pasted(text, WRITTEN, small_city).entries
    assert [(entry.streets, entry.phases[0]["vehicle_impact"]) for entry in entries] == [
        (["проспект Ленина"], "some-lanes-closed-merge-left"),
        (["улица Баумана"], "some-lanes-closed-merge-right"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "first"), [("ru", "в сторону "), ("en", "towards ")])
def test_directions_to_choose_among_are_told_in_the_language_of_the_page(small_city, language, first):
    with translation.override(language):
        _pasted, entry, _left = read(small_city, f"С 15 июня {LENINA} занята левая полоса.")
    *ways, _both = entry.locations[0].asks[0].choices
    assert [way.text.startswith(first) for way in ways] == [True, True]
