"""Stages that a notice numbers are phases of one event, each with its own times, places and traffic."""

from datetime import datetime

import pytest

from closures.reading import read_notice
from closures.reading.pasted import read_pasted
from closures.reading.stages import stages_in
from roadmap.language.gazetteer import Gazetteer

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 6, 10, 12)
NORTH, SOUTH = "от Баумана до Речного переулка", "от Кремлёвской до Баумана"


def told(city, text: str) -> list[tuple]:
    (entry,) = read_pasted(text, WRITTEN, city).entries
    return [
        (
            phase["name"],
            f"{phase['planned_start']}"[5:10],
            [place["on"] for location in phase["locations"] for place in location["places"]],
            [place.get("from") for location in phase["locations"] for place in location["places"]],
        )
        for phase in entry.phases
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Улица Пушкина закрыта. 1-й этап: {SOUTH} с 15 по 19 июня, 2-й этап: {NORTH} с 20 по 25 июня.",
        f"Закроют: I этап: улица Пушкина {SOUTH}, с 15 по 19 июня; II этап: улица Пушкина {NORTH}, с 20 по 25 июня.",
        f"На первом этапе, с 15 по 19 июня, закрыта Пушкина {SOUTH}. Второй этап — с 20 по 25 июня, Пушкина {NORTH}.",
        f"С 15 по 19 июня (1-й этап) закрыта Пушкина {SOUTH}, с 20 по 25 июня (2-й этап) — Пушкина {NORTH}.",
        f"Работы в 2 этапа.\nЭтап 1: Пушкина {SOUTH}, с 15 по 19 июня.\nЭтап 2: Пушкина {NORTH} с 20 июня.",
    ],
    ids=["one street told before", "roman", "in words", "in brackets", "lines"],
)
def test_stages_of_one_street_are_phases_of_one_event(small_city, text):
    assert told(small_city, text) == [
        ("1-й этап", "06-15", ["улица Пушкина"], ["Кремлёвская улица"]),
        ("2-й этап", "06-20", ["улица Пушкина"], ["улица Баумана"]),
    ]


def test_the_first_stage_begins_behind_the_colon():
    text = f"С 12 июня улицу Пушкина закроют: 1-й этап {SOUTH} с 15 по 19 июня, 2-й этап {NORTH} с 20 по 25 июня."
    first, _second = stages_in(read_notice(text, WRITTEN, Gazetteer()))
    assert text[slice(*first.span)].startswith(" 1-й этап")


def test_stages_on_several_streets_are_phases_with_their_own_places(small_city):
    text = (
        f"Ремонт теплотрассы: 1-й этап — улица Пушкина {NORTH} закрыта с 15 по 19 июня, 2-й этап — с 20 по 25 июня "
        f"закрыты проспект Ленина {SOUTH} и улица Баумана от Пушкина до проспекта Ленина."
    )
    assert [(name, start, on) for name, start, on, _from in told(small_city, text)] == [
        ("1-й этап", "06-15", ["улица Пушкина"]),
        ("2-й этап", "06-20", ["проспект Ленина", "улица Баумана"]),
    ]


def test_a_stage_without_a_place_of_its_own_is_where_the_text_began_and_shuts_what_it_tells(small_city):
    text = (
        f"Улицу Пушкина {NORTH} ремонтируют в два этапа.\n"
        "Первый этап – с 15 по 19 июня, занята правая полоса.\n"
        "Заключительный этап – с 20 по 25 июня, движение полностью закрыто."
    )
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert [phase["vehicle_impact"] for phase in entry.phases] == ["some-lanes-closed-merge-left", "all-lanes-closed"]
    assert entry.places_of_phases == [[0], [0]]


@pytest.mark.parametrize("head", ["Ремонт теплотрассы, движение закроют. ", ""], ids=["a head", "none"])
def test_stages_without_a_verb_are_phases_on_the_streets_that_they_name(small_city, head):
    text = (
        f"{head}Этап 1 (15–19 июня): улица Пушкина {NORTH}. "
        f"Этап 2 (20–25 июня): проспект Ленина {SOUTH} и улица Баумана от Пушкина до проспекта Ленина."
    )
    assert [(name, start, on) for name, start, on, _from in told(small_city, text)] == [
        ("1-й этап", "06-15", ["улица Пушкина"]),
        ("2-й этап", "06-20", ["проспект Ленина", "улица Баумана"]),
    ]
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    impacts = {phase["vehicle_impact"] for phase in entry.phases}
    assert impacts == ({"all-lanes-closed"} if head else {"unknown"})


def test_a_stage_behind_a_sentence_of_ends_is_no_way_round():
    text = (
        "Закроют движение в два этапа. Этап 1 (17–18 июня): улица Пушкина и улица Баумана от Садовой до Лесной. "
        "Этап 2 (19–20 июня): проспект Ленина."
    )
    notice = read_notice(text, WRITTEN, Gazetteer())
    assert (notice.streets, notice.detour_streets) == (["улица Пушкина", "улица Баумана", "проспект Ленина"], [])
    assert read_notice(f"{text} Объезд по Ямской.", WRITTEN, Gazetteer()).detour_streets == ["Ямская улица"]


@pytest.mark.parametrize("matter", ["Воды не будет", "Опрессовка теплосетей"])
def test_numbered_stages_of_another_matter_are_none_of_roads(small_city, matter):
    text = f"{matter}. Этап 1 (15–19 июня): улица Пушкина. Этап 2 (20–25 июня): улица Баумана."
    assert read_pasted(text, WRITTEN, small_city).entries == ()


def test_a_stage_without_times_asks_for_them(small_city):
    text = f"1-й этап: с 15 по 19 июня закрыта Пушкина {NORTH}. 2-й этап: Пушкина {SOUTH}, сроки уточняются."
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert [[(ask.field, ask.is_open) for ask in stage.asks] for stage in entry.stages] == [
        [],
        [("planned_start", True)],
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Начался второй этап ремонта: с 15 по 19 июня закрыта Пушкина {NORTH}. Первый этап закончили в мае.",
        f"С 15 по 25 июня закрыта Пушкина. 1 этап: {SOUTH}; 2 этап: {NORTH}.",
        f"Закрыта Пушкина {NORTH} с 15 по 19 июня, работы идут в 2 этапа.",
    ],
    ids=["one of them is over", "no times of their own", "a count"],
)
def test_what_numbers_no_stages_with_times_is_one_phase(small_city, text):
    assert [name for name, *_rest in told(small_city, text)] == [""]


def test_dark_lights_are_outages_of_their_own_in_stages_too(small_city):
    text = (
        "Светофоры не работают. 1-й этап: Пушкина – Кремлёвская, 15 июня с 9 до 17. "
        "2-й этап: Ленина – Баумана, 16 июня с 9 до 17."
    )
    assert [entry.kind for entry in read_pasted(text, WRITTEN, small_city).entries] == ["signal-outage"] * 2


@pytest.mark.parametrize("night", ["ночью", "в ночное время"])
def test_a_night_of_a_stage_keeps_its_days_and_asks_for_its_hours_alone(small_city, night):
    text = f"1-й этап: Пушкина {NORTH} закрыта с 15 по 19 июня. 2-й этап: Пушкина {SOUTH}, с 20 по 25 июня {night}."
    assert [start for _name, start, *_rest in told(small_city, text)] == ["06-15", "06-20"]
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert entry.phases[1]["planned_end"] == "2026-06-26T00:00"
    assert [[(ask.field, ask.is_open) for ask in stage.asks] for stage in entry.stages] == [
        [],
        [("planned_start", True)],
    ]
    assert night in entry.stages[1].asks[0].text


@pytest.mark.parametrize("again", ["снова Пушкина", f"Пушкина {SOUTH}"])
def test_a_street_that_comes_again_in_a_later_stage_is_shut_there_again(small_city, again):
    text = (
        f"Движение закроют. 1-й этап: Пушкина {SOUTH} с 15 по 19 июня, 2-й этап: Баумана от Пушкина до проспекта "
        f"Ленина с 20 по 25 июня, 3-й этап: {again} с 26 по 28 июня."
    )
    first, second, third = told(small_city, text)
    assert second[2] == ["улица Баумана"]
    assert third[2:] == first[2:] == (["улица Пушкина"], ["Кремлёвская улица"])
