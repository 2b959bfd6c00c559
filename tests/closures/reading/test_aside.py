"""A turn, a slip road and a way into a yard shut no street in silence: how much is shut is asked."""

from datetime import datetime

import pytest

from closures.kinds.lanes import shut_paths
from closures.reading.aside import ROWS
from closures.reading.pasted import read_pasted
from roadmap.language.tables import compiled
from roadmap.models import Address

WRITTEN = datetime(2026, 6, 10, 12)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_fires_on_its_examples(row):
    assert all(compiled(row.pattern).search(example) for example in row.examples)


def entries_of(city, text: str):
    return read_pasted(text, WRITTEN, city).entries


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("С 12 по 14 июня закрыт съезд с улицы Пушкина на Баумана.", "Закрыт съезд с улицы Пушкина на Баумана"),
        (
            "С 12 по 14 июня левый поворот с улицы Пушкина на Баумана будет запрещён из-за ремонта рельсов.",
            "Левый поворот с улицы Пушкина на Баумана будет запрещён",
        ),
        ("На пересечении Пушкина и Баумана с 12 по 14 июня запрещён разворот.", "Запрещён разворот"),
        ("С 12 по 14 июня на Пушкина, 3 закрыт проезд во двор: прокладка кабеля.", "Закрыт проезд во двор"),
        ("12 июня с 9:10 на улице Пушкина, 3, перекрыт въезд на парковку.", "Перекрыт въезд на парковку"),
        ("Улица Пушкина, 3. С 12 по 14 июня въезд на территорию закрыт.", "Въезд на территорию закрыт"),
    ],
)
def test_what_is_shut_beside_a_street_is_asked_and_told_in_its_own_words(small_city, text, told):
    (entry,) = entries_of(small_city, text)
    (ask,) = entry.asks
    assert (entry.kind, ask.field, ask.is_open, told in ask.text) == ("closure", "vehicle_impact", True, True)
    assert [choice.stage["vehicle_impact"] for choice in ask.choices] == ["all-lanes-open", "all-lanes-closed"]
    assert [phase["vehicle_impact"] for phase in entry.phases] == ["unknown"]
    assert entry.fields["note"] == told
    assert [ask for location in entry.locations for ask in location.asks] == []  # nor which direction


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "С 12 по 14 июня закрыта улица Пушкина от Баумана до Речного переулка.",
        "С 12 по 14 июня закрыто движение по Пушкина от Баумана до Речного переулка. Поворот направо разрешён.",
        "С 12 по 14 июня на Пушкина от Баумана до Речного переулка закрыто движение, въезд во двор сохранён.",
        "12 июня у поворота на рынок закрыта улица Пушкина от Баумана до Речного переулка.",
    ],
)
def test_a_street_that_is_shut_is_not_taken_for_its_turns(small_city, text):
    (entry,) = entries_of(small_city, text)
    assert entry.fields["note"] == ""
    assert [phase["vehicle_impact"] for phase in entry.phases] == ["all-lanes-closed"]


@pytest.mark.django_db
def test_a_turn_told_beside_a_shut_street_is_a_draft_of_its_own(small_city):
    text = "С 12 по 14 июня закрыта улица Пушкина от Баумана до Садовой, запрещён поворот с Ленина на Баумана."
    street, turn = entries_of(small_city, text)
    assert [phase["vehicle_impact"] for phase in (*street.phases, *turn.phases)] == ["all-lanes-closed", "unknown"]
    assert turn.fields["note"] == "Запрещён поворот с Ленина на Баумана"


@pytest.mark.django_db
def test_new_pipes_are_a_cause(small_city):
    (entry,) = entries_of(small_city, "С 12 по 14 июня закрыта улица Пушкина от Баумана до Садовой: замена труб.")
    assert entry.fields["cause"] == "utilities"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "limit", "note"),
    [
        (
            "движение по улице Пушкина от Баумана до Садовой будут перекрывать кратковременно, до 15 минут: ремонт.",
            "intermittent-short-term-closure",
            "Движение перекрывают кратковременно, до 15 минут",
        ),
        (
            "на улице Пушкина от Баумана до Садовой возможны остановки движения не более 5 минут.",
            "intermittent-short-term-stops",
            "Движение останавливают кратковременно, не более 5 минут",
        ),
        (
            "улицу Пушкина от Баумана до Садовой будут кратковременно перекрывать.",
            "intermittent-short-term-closure",
            "",
        ),
    ],
)
def test_short_stops_are_no_traffic_in_turns(small_city, text, limit, note):
    (entry,) = entries_of(small_city, f"12 июня с 9:10 до 17:10 {text}")
    told = [(phase["vehicle_impact"], [each["type"] for each in phase["restrictions"]]) for phase in entry.phases]
    assert (told, entry.fields["note"]) == ([("all-lanes-open", [limit])], note)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "12 июня с 9:10 до 9:40 закроют на 30 минут улицу Пушкина от Баумана до Садовой.",
        "12 июня закрыта улица Пушкина от Баумана до Садовой. Возможны кратковременные остановки движения на объезде.",
    ],
)
def test_what_is_shut_once_or_for_longer_is_no_short_stop(small_city, text):
    assert [phase["restrictions"] for entry in entries_of(small_city, text) for phase in entry.phases] == [[]]


STRETCH = "улицы Пушкина от Баумана до Речного переулка"


@pytest.mark.django_db
@pytest.mark.parametrize(("side", "compass"), [("чётной", "south"), ("нечётной", "north")])
def test_a_footway_is_shut_on_the_side_of_its_houses(small_city, side, compass):
    (entry,) = entries_of(small_city, f"12 июня с 8:10 до 17:10 закрыт тротуар по {side} стороне {STRETCH}.")
    (phase,) = entry.phases
    (path,) = shut_paths(phase["lanes"], phase["locations"][0]["geometry"])
    assert (path.type, path.side, phase["vehicle_classes"]) == ("sidewalk", compass, ["pedestrian"])
    assert entry.fields["note"] == f"Закрыт тротуар по {side} стороне"


@pytest.mark.django_db
@pytest.mark.parametrize(("side", "direction"), [("чётной", "forward"), ("нечётной", "backward")])
def test_a_parking_ban_on_a_side_holds_for_who_drives_along_it(small_city, side, direction):
    (entry,) = entries_of(small_city, f"С 12 по 15 июня запрещена стоянка по {side} стороне {STRETCH}.")
    (location,) = entry.locations
    assert ({span.direction for span in location.spans}, location.values["direction"]) == ({direction}, direction)
    assert [ask for ask in location.asks if ask.is_open] == []
    assert f"по {side} стороне" in entry.fields["note"]


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["закрыт тротуар", "запрещена стоянка"])
def test_a_side_that_the_houses_do_not_tell_is_asked(small_city, what):
    Address.objects.all().delete()
    (entry,) = entries_of(small_city, f"12 июня с 8:10 до 17:10 {what} по чётной стороне {STRETCH}.")
    asks = [*entry.stages[0].asks, *entry.locations[0].asks]
    (ask,) = [ask for ask in asks if ask.is_open]
    assert ("чётной стороне" in ask.text, len(ask.choices)) == (True, 3)
