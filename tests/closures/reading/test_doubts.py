"""What a notice tells and seldom means is asked; what it leaves out of its days is no question."""

from datetime import datetime

import pytest

from closures.reading.pasted import read_pasted

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
