"""A typed line leaves out what a sentence says: its hours are hours and its days are days, wherever they stand."""

import re
from datetime import datetime

import pytest

from closures.reading import lexicon
from closures.reading.pasted import read_pasted
from closures.reading.typed import spelled_out
from roadmap.language.tables import compiled

WRITTEN = datetime(2026, 6, 10, 12)
STRETCH = "Пушкина от Баумана до Речного"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "start", "end"),
    [
        ("2 дек 9-17", "2026-12-02T09:00", "2026-12-02T17:00"),
        ("2 дек. с 9 до 17", "2026-12-02T09:00", "2026-12-02T17:00"),
        ("13 июн, 22–6", "2026-06-13T22:00", "2026-06-14T06:00"),
        ("22–6", "2026-06-10T22:00", "2026-06-11T06:00"),
        ("13 июня с 10-00 до 16-00", "2026-06-13T10:00", "2026-06-13T16:00"),
        ("13 июня 10-15–16-45", "2026-06-13T10:15", "2026-06-13T16:45"),
        ("22.06–06.07", "2026-06-22T00:00", "2026-07-07T00:00"),
        ("9-17, завтра", "2026-06-11T09:00", "2026-06-11T17:00"),
        ("13.06 9-17", "2026-06-13T09:00", "2026-06-13T17:00"),
        ("12 (пт) 9-17", "2026-06-12T09:00", "2026-06-12T17:00"),
        ("12 июня (пт), 9-17", "2026-06-12T09:00", "2026-06-12T17:00"),
        ("пт 9-17", "2026-06-12T09:00", "2026-06-12T17:00"),
        ("12-го с 9 до 17", "2026-06-12T09:00", "2026-06-12T17:00"),
        ("12 числа с 9 до 17", "2026-06-12T09:00", "2026-06-12T17:00"),
        ("с 15 по 19 июн", "2026-06-15T00:00", "2026-06-20T00:00"),
    ],
)
def test_a_day_or_hours_behind_the_last_street_are_no_house(small_city, told, start, end):
    (entry,) = read_pasted(f"{STRETCH}, {told}", WRITTEN, small_city).entries
    (stage,) = entry.phases
    (place,) = (place for location in stage["locations"] for place in location["places"])
    assert place == {"type": "between", "on": "улица Пушкина", "from": "улица Баумана", "to": "Речной переулок"}
    assert (stage["planned_start"], stage["planned_end"]) == (start, end)


@pytest.mark.parametrize("line", ["Гоголя 9-17, завтра", "Гоголя, 22-26"])
def test_houses_of_a_typed_line_stay_houses(line):
    assert "с 09:00" not in spelled_out(line).text
    assert "с 22:00" not in spelled_out(line).text


@pytest.mark.parametrize("row", [*lexicon.NOTICES, *lexicon.TYPED, lexicon.MIXED], ids=lambda row: row.name)
def test_a_row_fires_on_its_examples(row):
    flags = re.IGNORECASE if row in lexicon.TYPED else 0
    assert len(set(row.examples)) == 2
    assert [text for text in row.examples if not compiled(row.pattern, flags).search(text)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "impact", "is_asked"),
    [
        ("13-14 июня, узкий проезд", "some-lanes-closed", False),
        ("13-14 июня, сужение", "some-lanes-closed", False),
        ("13-14 июня, едем потише", "unknown", True),
        ("13-14 июня", "all-lanes-closed", False),
        ("завтра 22–6, теплосети", "all-lanes-closed", False),
        ("13 июня с 9 до 17, прорыв трубы, объезд по Заводской", "all-lanes-closed", False),
    ],
)
def test_a_line_is_no_closure_in_silence_where_a_word_of_it_is_not_read(small_city, told, impact, is_asked):
    (entry,) = read_pasted(f"{STRETCH}, {told}", WRITTEN, small_city).entries
    assert {phase["vehicle_impact"] for phase in entry.phases} == {impact}
    assert [ask.field for ask in entry.asks if ask.is_open] == ["vehicle_impact"] * is_asked
