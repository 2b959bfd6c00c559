"""Times as people read them on a page, by the city's clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from roadmap.moments import left_words, period_words, until_words

ZONE = ZoneInfo("Asia/Yekaterinburg")
NOW = datetime(2026, 7, 14, 7, 0, tzinfo=UTC)  # noon there


def at(day, hour=0, minute=0, month=7, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (at(14), at(18), "14–17 July"),
        (at(14), at(15), "14 July"),
        (at(30), at(3, month=8), "30 July – 2 August"),
        (at(14, 10), at(14, 18), "14 July, 10:00–18:00"),
        (at(14, 10), at(15), "14 July, 10:00–24:00"),
        (at(14, 22), at(18, 6), "14 July, 22:00 – 18 July, 06:00"),
        (at(14, 22), at(18), "14 July, 22:00 – 17 July"),
        (at(14), None, "from 14 July until further notice"),
        (at(28, month=12), at(9, month=1, year=2027), "28 December – 8 January 2027"),
    ],
)
def test_a_period_is_told_by_its_first_and_last_day(start, end, words):
    assert period_words(start, end, ZONE, NOW) == words


def test_an_end_at_midnight_is_the_day_before():
    assert until_words(at(12), ZONE, NOW) == "through 11 July"
    assert until_words(at(12, 6), ZONE, NOW) == "until 12 July, 06:00"


def test_the_words_are_of_the_citys_clock_not_of_utc():
    midnight_there = datetime(2026, 7, 13, 19, 0, tzinfo=UTC)
    assert period_words(midnight_there, None, ZONE, NOW) == "from 14 July until further notice"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (at(10), at(18), "3 days 12 h left"),
        (at(10), at(15, 12, 20), "1 day left"),
        (at(10), at(15, 12, 40), "1 day 1 h left"),
        (at(10), at(26, 23), "12 days left"),
        (at(10), at(27, 1), "13 days left"),
        (at(10), at(14, 17), "5 h left"),
        (at(10), at(14, 19, 48), "7 h 48 min left"),
        (at(10), at(14, 12, 1), "1 min left"),
        (at(15, 11, 59), at(18), "begins in 23 h 59 min"),
        (at(15, 12), at(18), "begins on Wednesday at 12:00"),
        (at(20, 13), at(21), "begins on Monday at 13:00"),
        (at(21, 0), at(22), "begins in 7 days"),  # a Tuesday, as today
        (at(26, 23), at(27), "begins in 12 days"),
        (at(10), None, ""),
        (at(10), at(14), ""),
    ],
)
def test_what_is_left_is_told_so_that_nobody_is_misled(start, end, words):
    assert left_words(start, end, ZONE, NOW) == words


def test_russian_numbers_agree():
    with override("ru"):
        assert left_words(at(10), at(18), ZONE, NOW) == "ещё 3 дня 12\u00a0ч"
        assert left_words(at(10), at(20), ZONE, NOW) == "ещё 5 дней 12\u00a0ч"
        assert left_words(at(14, 13), at(18), ZONE, NOW) == "начнётся через 1\u00a0ч"
        assert left_words(at(20, 13), at(21), ZONE, NOW) == "начнётся в понедельник в 13:00"
        assert left_words(at(16), at(21), ZONE, NOW) == "начнётся в четверг в 00:00"
        assert period_words(at(14), at(18), ZONE, NOW) == "14–17 июля"
