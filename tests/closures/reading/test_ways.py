"""Whose way round a notice tells: that of buses is not everybody's, and each part of a notice has its own."""

from datetime import datetime

import pytest

from closures.reading.pasted import read_pasted

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 6, 10, 12)
SHUT = "С 15 по 18 июня закрыта улица Пушкина от Баумана до Речного переулка"


def fields_of(city, text: str) -> list[dict]:
    return [entry.fields for entry in read_pasted(text, WRITTEN, city).entries]


@pytest.mark.parametrize(
    ("told", "ways"),
    [
        ("Автобусы 7 и 19 пустят в объезд: Баумана – Заводская.", []),
        ("Маршруты № 7 и 19 пойдут по Заводской.", []),
        ("Объезд для автобусов – по Заводской.", []),
        ("Объезд по Заводской для общественного транспорта.", []),
        ("Объезд по Заводской.", ["Заводская улица"]),
        ("Объезд по Заводской, автобусы 7 и 19 пойдут по Баумана.", ["Заводская улица"]),
        ("Автобусы 7 и 19 пойдут по Баумана, водителям предложен объезд по Заводской.", ["Заводская улица"]),
        ("Автобусы 7 и 19 пойдут по Баумана. Объезд по Заводской.", ["Заводская улица"]),
    ],
)
def test_the_way_of_buses_is_not_everybodys(small_city, told, ways):
    (fields,) = fields_of(small_city, f"{SHUT}. {told}")
    assert fields["detour_roads"] == ways


def test_of_two_parts_each_has_its_own_buses_and_way(small_city):
    first, second = fields_of(
        small_city,
        f"{SHUT}. Объезд по Заводской. Автобусы 7 и 19 не заезжают на остановку «Мельница». "
        "С 21 по 23 июня на проспекте Ленина от Баумана до Речного переулка займут одну полосу.",
    )
    assert (first["detour_roads"], first["bus_routes"], first["stops_removed"]) == (
        ["Заводская улица"],
        ["7", "19"],
        ["Мельница"],
    )
    assert (second["detour_roads"], second["bus_routes"], second["stops_removed"]) == ([], [], [])
