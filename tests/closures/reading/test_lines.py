"""Each line of a list tells of its own place; a name is no cause; how a light is, and what drives behind a name."""

from datetime import datetime

import pytest

from closures.reading.pasted import read_pasted

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 6, 10, 12)


def test_the_name_of_a_street_is_no_cause_of_a_lines_closure(small_city):
    text = (
        "Закроют:\n- улица Пушкина от Водопроводной до Баумана с 12 по 14 июня;\n"
        "- проспект Ленина от Кремлёвской до Баумана с 15 по 17 июня, ремонт теплотрассы."
    )
    causes = [entry.fields["cause"] for entry in read_pasted(text, WRITTEN, small_city).entries]
    assert causes == ["unknown", "heat-network"]


def test_lines_without_times_of_their_own_have_those_of_the_text_and_not_today(small_city):
    text = (
        "С 9:10 до 17:10 15 июня закроют:\n- закрыта улица Пушкина от Баумана до Речного переулка;\n"
        "- закрыт проспект Ленина от Кремлёвской до Баумана."
    )
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert [(phase["planned_start"], phase["planned_end"]) for phase in entry.phases] == [
        ("2026-06-15T09:10", "2026-06-15T17:10")
    ]


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ("движением руководят сотрудники ГАИ", "manual"),
        ("работает регулировщик", "manual"),
        ("мигает жёлтый", "flashing"),
        ("нет электричества", "off"),
    ],
)
def test_how_a_light_is(small_city, words, mode):
    text = f"12 июня с 9 до 17 не работает светофор Пушкина – Кремлёвская, {words}."
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert (entry.kind, entry.fields["signal_mode"]) == ("signal-outage", mode)


@pytest.mark.parametrize("what", ["машины пропускают по очереди", "автобусы не ходят", "движение закрыто"])
def test_what_drives_behind_the_last_street_is_no_part_of_its_name(small_city, what):
    text = f"Пушкина закрыта 12 июня: от Баумана до Кремлёвской {what}."
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    (place,) = (place for location in entry.locations for place in location.values["places"])
    assert (place["from"], place["to"]) == ("улица Баумана", "Кремлёвская улица")
