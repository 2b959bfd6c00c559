"""What a notice tells and seldom means is asked; what it leaves out of its days is no question."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.contrib.gis.geos import Point

from closures.reading.notice import read_notice
from closures.reading.pasted import read_pasted
from closures.reading.placing import location_of
from roadmap.models import Address, Road
from roadmap.places.rows import gazetteer_for
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 6, 10, 12)
STRETCH = "закрыта улица Пушкина от Баумана до Речного переулка"


def asked(city, text: str) -> list[str]:
    return [ask.text for entry in read_pasted(text, WRITTEN, city).entries for ask in entry.asks]


@pytest.mark.parametrize("days", ["С 15 по 13 июня", "С 15 июня по 13 июня", "С 15.06 по 13.06"])
def test_days_that_run_backwards_are_asked_about(small_city, days):
    assert any("15" in ask and "13" in ask for ask in asked(small_city, f"{days} {STRETCH}."))


@pytest.mark.parametrize("days", ["С 13 по 15 июня", "С 28 июня по 3 июля"])
def test_days_in_order_ask_nothing(small_city, days):
    assert asked(small_city, f"{days} {STRETCH}.") == []


def test_the_night_of_the_last_day_that_is_told_is_not_dropped_in_silence(small_city):
    nights = f"С 15 по 25 июня по будням с 22:10 до 6:10 {STRETCH}."
    assert any("25 июня" in ask for ask in asked(small_city, nights))
    assert asked(small_city, nights.replace("с 22:10 до 6:10", "с 9:10 до 16:10")) == []


def test_a_street_of_another_city_is_asked_about(small_city):
    small_city.name = "Тюмень"
    text = f"С 13 по 15 июня {STRETCH}"
    assert any("Москве" in ask for ask in asked(small_city, f"{text} в Москве."))
    assert asked(small_city, f"{text} в Тюмени.") == []


@pytest.mark.parametrize("days", ["С 1 по 5 июня", "9 июня", "Сегодня с 8:10 до 11:10"])
def test_days_that_are_over_are_asked_about_before_anything_goes_out(small_city, days):
    (entry,) = read_pasted(f"{days} {STRETCH}.", WRITTEN, small_city).entries
    assert [(ask.field, ask.is_open) for stage in entry.stages for ask in stage.asks] == [("planned_start", True)]


@pytest.mark.parametrize("text", ["С 1 по 5 июня была {}.", "С 8 по 12 июня {}."])
def test_days_of_the_past_that_are_told_so_and_days_that_run_are_not_asked_about(small_city, text):
    (entry,) = read_pasted(text.format(STRETCH), WRITTEN, small_city).entries
    assert [ask for stage in entry.stages for ask in stage.asks] == []


@pytest.mark.parametrize("until", ["11:10", "18:10", "18:10 11 июня"])
def test_an_end_still_to_come_is_not_asked_about(small_city, until):
    (entry,) = read_pasted(f"{STRETCH.capitalize()} до {until}.", WRITTEN.replace(hour=10), small_city).entries
    assert [ask for stage in entry.stages for ask in stage.asks] == []


@pytest.mark.parametrize(
    ("until", "written", "is_open"),
    [("18:10", 19, True), ("11:10", 12, True), ("6:10 утра", 19, False)],
    ids=["of the evening", "an hour ago", "the morning that comes"],
)
def test_an_hour_that_is_over_is_not_taken_for_tomorrow_in_silence(small_city, until, written, is_open):
    text = f"Не работает светофор на пересечении Пушкина и Баумана, обесточен до {until}."
    (entry,) = read_pasted(text, WRITTEN.replace(hour=written, minute=32), small_city).entries
    assert [(ask.field, ask.is_open) for stage in entry.stages for ask in stage.asks] == [("planned_end", is_open)]
    assert entry.fields["cause"] == "unknown"  # that it has no current tells of no works


@pytest.mark.parametrize("until", ["9 июня", "01.01.01", "15.06.62", "01.01.2001"])
def test_an_end_that_has_passed_or_is_no_year_of_ours_asks_when(small_city, until):
    (entry,) = read_pasted(f"{STRETCH.capitalize()} до {until}.", WRITTEN, small_city).entries
    assert [phase["planned_start"] for phase in entry.phases] == [None]
    assert [(ask.field, ask.is_open) for ask in entry.stages[0].asks] == [("planned_start", True)]


@pytest.mark.parametrize(
    "part",
    ["в ночное время", "в дневное время", "днём", "в часы пик", "в тёмное время суток", "по ночам"],
)
def test_a_part_of_the_day_without_hours_asks_which_and_keeps_the_days(small_city, part):
    (entry,) = read_pasted(f"С 12 по 15 июня {part} {STRETCH}.", WRITTEN, small_city).entries
    assert [(phase["planned_start"], phase["planned_end"]) for phase in entry.phases] == [
        ("2026-06-12T00:00", "2026-06-16T00:00")
    ]
    (ask,) = entry.stages[0].asks
    assert (ask.field, ask.is_open, part in ask.text) == ("planned_start", True, True)


@pytest.mark.parametrize(
    ("days", "part", "hours"),
    [
        ("С 12 по 15 июня", "по ночам", "22:00–06:00"),
        ("12 июня", "ночью", "22:00–06:00"),
        ("С 12 по 15 июня", "днём", "08:00–20:00"),
        ("С 12 по 15 июня", "вечером", "17:00–22:00"),
    ],
)
def test_the_hours_offered_for_a_part_of_the_day_are_what_a_text_would_tell(small_city, days, part, hours):
    """Never first the clock round, which the text does not mean."""

    def stage_of(told: str):
        (entry,) = read_pasted(f"{days} {told} {STRETCH}.", WRITTEN, small_city).entries
        return entry.stages[0]

    (ask,) = stage_of(part).asks
    times = {"planned_start", "planned_end", "schedule"}
    (told,) = stage_of(hours).phases
    offered = ask.choices[0].stage
    assert {key: offered[key] for key in times - {"schedule"}} == {key: told[key] for key in times - {"schedule"}}
    if told["schedule"]:
        assert offered["schedule"] == told["schedule"]
    assert ask.choices[-1].stage is None


def test_the_rush_hours_offered_are_two_windows(small_city):
    (entry,) = read_pasted(f"С 12 по 15 июня в часы пик {STRETCH}.", WRITTEN, small_city).entries
    offered = entry.stages[0].asks[0].choices[0].stage
    assert (offered["planned_start"], offered["planned_end"]) == ("2026-06-12T07:00", "2026-06-15T20:00")
    assert [(one["start"], one["end"]) for one in offered["schedule"]["hours"]] == [
        ("07:00", "10:00"),
        ("17:00", "20:00"),
    ]


@pytest.mark.parametrize(
    ("supply", "end", "is_asked"),
    [
        (", воду обещают дать к 20:10", None, True),
        (". Подача электроэнергии будет восстановлена к 20:10", None, True),
        (" до 20:10, воду дадут позже", "2026-06-10T20:10", False),
        (" до 20:10, тепло вернут к 23:10", "2026-06-10T20:10", False),
    ],
)
def test_the_hour_at_which_water_or_current_comes_back_opens_no_road(small_city, supply, end, is_asked):
    (entry,) = read_pasted(f"Из-за прорыва {STRETCH}{supply}.", WRITTEN, small_city).entries
    assert [phase["planned_end"] for phase in entry.phases] == [end]
    assert [ask.field for ask in entry.stages[0].asks if ask.is_open] == ["planned_start"] * is_asked


@pytest.mark.parametrize(
    "text",
    [
        f"С 12 по 15 июня ночью, с 22:10 до 6:10, {STRETCH}.",
        f"С 12 по 15 июня {STRETCH}. Жителей просят днём не оставлять окна открытыми.",
    ],
    ids=["hours are told", "of something else"],
)
def test_a_part_of_the_day_with_hours_or_of_something_else_asks_nothing(small_city, text):
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert entry.stages[0].asks == ()


@pytest.mark.parametrize(
    "always",
    [
        "днём и ночью",
        "и ночью, и днём",
        "как в дневное, так и в ночное время",
        "в ночное и дневное время суток",
        "круглосуточно, в том числе ночью",
        "день и ночь",
    ],
)
def test_all_parts_of_the_day_together_are_the_clock_round(small_city, always):
    for text in (f"С 12 по 15 июня {always} {STRETCH}.", f"С 12 по 15 июня {STRETCH}. Работы ведутся {always}."):
        (entry,) = read_pasted(text, WRITTEN, small_city).entries
        (stage,) = entry.phases
        assert (stage["planned_start"], stage["planned_end"]) == ("2026-06-12T00:00", "2026-06-16T00:00")
        assert (stage["schedule"], entry.stages[0].asks) == ({}, ())


def test_a_part_of_the_day_beside_works_round_the_clock_is_asked_about(small_city):
    text = f"С 12 по 15 июня в ночное время {STRETCH}. Работы ведутся днём и ночью."
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert ["в ночное время" in ask.text for ask in entry.stages[0].asks] == [True]


@pytest.mark.parametrize(("part", "lacks_hours"), [("", False), (" в часы пик", True)])
def test_a_part_of_the_day_that_has_its_hours_is_of_its_own_sentence(small_city, part, lacks_hours):
    text = (
        f"{STRETCH.capitalize()} с 12 по 15 июня в часы пик, с 7:10 до 9:10. "
        f"Проспект Ленина от Кремлёвской до Баумана закрыт с 20 по 25 июня{part}."
    )
    stages = [stage for entry in read_pasted(text, WRITTEN, small_city).entries for stage in entry.stages]
    assert [any("нет часов" in ask.text for ask in stage.asks) for stage in stages] == [False, lacks_hours]


def test_the_name_of_a_street_is_no_part_of_the_day(small_city):
    Road.objects.filter(city=small_city, name="Речной переулок").update(name="улица Светлым Утром", kind_word="улица")
    text = "С 12 по 15 июня закрыта улица Пушкина от Баумана до улицы Светлым Утром."
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert [place["to"] for place in entry.locations[0].values["places"]] == ["улица Светлым Утром"]
    assert entry.stages[0].asks == ()


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ("у дома 999 по улице Пушкина", "street"),
        ("на улице Пушкина от дома 999 до Баумана", "from"),
        ("на улице Пушкина от Баумана до дома 999", "to"),
    ],
)
def test_a_house_of_which_nothing_tells_is_asked_for_where_it_was_told(small_city, where, field):
    (entry,) = read_pasted(f"С 12 по 15 июня закрыто движение {where}.", WRITTEN, small_city).entries
    assert [ask.field for ask in entry.locations[0].asks if ask.is_open] == [field]


def test_a_day_that_is_told_again_is_no_other_day(small_city):
    text = f"{STRETCH.capitalize()} до 25 июня. На доме висит объявление: 25 июня."
    assert asked(small_city, text) == []
    assert any("24 июня" in ask for ask in asked(small_city, text.replace(": 25", ": 24")))


def test_weekdays_stay_beside_a_day_that_is_left_out(small_city):
    text = f"С 15 по 26 июня с 9:10 до 16:10 в рабочие дни, кроме 19 июня, {STRETCH}."
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    (stage,) = entry.phases
    assert (stage["planned_start"], stage["planned_end"]) == ("2026-06-15T09:10", "2026-06-26T16:10")
    weekdays = ["mon", "tue", "wed", "thu", "fri"]
    assert stage["schedule"] == {
        "hours": [{"weekdays": weekdays, "start": "09:10", "end": "16:10"}],
        "except": ["2026-06-19"],
    }
    assert entry.asks == ()


@pytest.mark.parametrize(
    "told",
    [f", только в ночные часы с 22:10 до 6:10, {STRETCH}.", f" {STRETCH}. Работы ведутся ночью, с 22:10 до 6:10."],
    ids=["beside the days", "a sentence of their own"],
)
def test_hours_of_nights_are_the_schedule_of_the_days_that_are_told(small_city, told):
    text = f"С 22:10 14 июня до 6:10 18 июня{told}"
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    (stage,) = entry.phases
    assert (stage["planned_start"], stage["planned_end"]) == ("2026-06-14T22:10", "2026-06-18T06:10")
    assert stage["schedule"] == {"hours": [{"weekdays": None, "start": "22:10", "end": "06:10"}]}
    assert entry.asks == entry.stages[0].asks == ()


def test_hours_that_may_be_of_something_else_keep_the_event_until_somebody_says_when(small_city):
    text = f"С 8:20 16 июня до 20:20 20 июня {STRETCH}. Полностью её перекроют с 10:10 до 12:10."
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert [(stage["planned_start"], stage["planned_end"]) for stage in entry.phases] == [(None, "2026-06-20T20:20")]
    assert [(ask.field, ask.is_open) for ask in entry.stages[0].asks] == [("planned_start", True)]


@pytest.fixture
def few_houses(small_city):
    """улица Пушкина as a map has it that knows but its first and its last houses: ten metres a number."""
    road = Road.objects.get(name="улица Пушкина")
    Address.objects.filter(road=road).delete()
    for house, x in (("1", -380), ("81", 420)):
        Address.objects.create(city=small_city, road=road, house=house, point=Point(*lonlat(x, 224), srid=4326))
    return small_city


def test_houses_that_the_map_lacks_are_offered_by_the_crossings_around_them(few_houses):
    (entry,) = read_pasted("Пушкина от 23 до 35, завтра с 9:10 до 18:10", WRITTEN, few_houses).entries
    (stage,) = entry.stages
    (location,) = stage.locations
    (ask,) = location.asks
    assert (ask.field, ask.is_open) == ("street", True)
    assert "23, 35" in ask.text
    assert [choice.text for choice in ask.choices] == [
        "Кремлёвская улица — улица Баумана, 200\N{NO-BREAK SPACE}м",
        "от дома до дома, примерно 120\N{NO-BREAK SPACE}м",
    ]
    assert location.values == ask.choices[0].location
    assert location.values["places"] == [{"type": "range_of_houses", "on": "улица Пушкина", "from": "23", "to": "35"}]


def test_the_direction_that_is_told_holds_in_whatever_is_chosen(few_houses):
    text = "Пушкина от 23 до 35, в сторону Баумана, завтра с 9:10 до 18:10"
    (entry,) = read_pasted(text, WRITTEN, few_houses).entries
    (ask,) = entry.stages[0].locations[0].asks
    assert [(one.location["direction"], one.location["toward"]) for one in ask.choices] == [
        ("forward", "улица Баумана")
    ] * 2


def test_where_and_which_way_are_one_question(few_houses):
    """A direction is one of a line: two stretches may be drawn opposite ways."""
    text = "Пушкина от 23 до 35, в сторону Лондона, завтра с 9:10 до 18:10"
    (entry,) = read_pasted(text, WRITTEN, few_houses).entries
    (ask,) = entry.stages[0].locations[0].asks
    assert (ask.is_open, "Лондона" in ask.text, "23, 35" in ask.text) == (True, True, True)
    assert [one.location["direction"] for one in ask.choices] == ["forward", "backward", "both"] * 2
    assert len({one.text for one in ask.choices}) == 6
    Road.objects.filter(city=few_houses, name="Садовая улица").update(case_forms={"genitive": "улицы НАЗВАННОЙ"})
    (entry,) = read_pasted(text, WRITTEN, few_houses).entries
    (ask,) = entry.stages[0].locations[0].asks
    assert "в сторону улицы НАЗВАННОЙ" in ask.choices[0].text


def test_of_two_streets_each_is_told_with_what_is_guessed_on_it(few_houses):
    notice = read_notice("Пушкина от 23 до 35 закрыта завтра", WRITTEN, gazetteer_for(few_houses))
    (mention,) = notice.affected
    streets = (*mention.candidates, replace(mention.candidates[0], name="улица Баумана"))
    found = location_of(few_houses, replace(mention, candidates=streets, question="?"), None, is_one_way=False)
    assert [choice.text.replace("\N{NO-BREAK SPACE}", " ") for choice in found.asks[0].choices] == [
        "улица Пушкина: Кремлёвская улица — улица Баумана, 200 м",
        "улица Пушкина: от дома до дома, примерно 120 м",
    ], "no house of the other street tells where these are"


def test_houses_of_which_nothing_tells_stand_in_their_fields(few_houses):
    Address.objects.all().delete()
    (entry,) = read_pasted("Пушкина от 23 до 35, завтра с 9:10 до 18:10", WRITTEN, few_houses).entries
    (location,) = entry.stages[0].locations
    assert location.typed == {"street": "улица Пушкина", "from": "23", "to": "35"}
    assert "23, 35" in location.asks[0].text


@pytest.mark.parametrize(
    ("days", "fields"),
    [
        ("С понедельника по пятницу с 9:10 до 16:10", ["planned_end"]),
        ("С 15 июня с понедельника по пятницу с 9:10 до 16:10", ["planned_end"]),
        ("Каждую неделю с понедельника по пятницу с 9:10 до 16:10", []),
        ("С понедельника по пятницу с 9:10 до 16:10, до 3 июля", []),
        ("По понедельникам с 9:10 до 16:10", []),
        ("Со вторника по четверг с 9:10 до 16:10", []),
    ],
)
def test_a_working_week_without_an_end_is_asked_about_before_it_holds_for_ever(small_city, days, fields):
    (entry,) = read_pasted(f"{days} {STRETCH}.", WRITTEN, small_city).entries
    assert [ask.field for stage in entry.stages for ask in stage.asks if ask.is_open] == fields
