"""Dates in words. Expected values are written by hand; «~» stands for the no-break space."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.language.grammar import dates
from roadmap.schedule import Schedule

ZONE = "Asia/Yekaterinburg"
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def schedule(start: str, end: str | None, *hours: tuple, days_off: tuple[str, ...] = ()) -> Schedule:
    entries = [{"start": one[0], "end": one[1], "weekdays": one[2] if len(one) > 2 else None} for one in hours]
    return Schedule.from_json(local(start), end and local(end), ZONE, {"hours": entries, "except": list(days_off)})


def seen(text: str) -> str:
    return text.replace("\u00a0", "~")


# schedule, in words, in brief, its end
ONE_STRETCH = [
    (
        schedule("2026-06-12T21:30", "2026-06-15T05:40"),
        "с 21:30 12~июня до 05:40 15~июня",
        "с 21:30 12.06 до 05:40 15.06",
        "до 05:40 15~июня",
    ),
    (
        schedule("2026-06-12T09:00", "2026-06-12T17:00"),
        "12~июня с 09:00 до 17:00",
        "12.06 с 09:00 до 17:00",
        "до 17:00 12~июня",
    ),
    (
        schedule("2026-06-12T09:00", "2026-06-13T00:00"),
        "12~июня с 09:00 до 24:00",
        "12.06 с 09:00 до 24:00",
        "до 24:00 12~июня",
    ),
    (
        schedule("2026-06-12T22:00", "2026-06-15T00:00"),
        "с 22:00 12~июня до 24:00 14~июня",
        "с 22:00 12.06 до 24:00 14.06",
        "до 24:00 14~июня",
    ),
    (
        schedule("2026-06-12", "2026-06-15T05:40"),
        "с 00:00 12~июня до 05:40 15~июня",
        "с 00:00 12.06 до 05:40 15.06",
        "до 05:40 15~июня",
    ),
    (
        schedule("2026-07-04", "2026-07-11"),
        "с 4 по 10~июля включительно",
        "с 04.07 по 10.07 включительно",
        "по 10~июля включительно",
    ),
    (schedule("2026-07-04", "2026-07-05"), "4~июля", "04.07", "по 4~июля включительно"),
    (
        schedule("2026-09-02", "2026-09-07"),
        "со 2 по 6~сентября включительно",
        "с 02.09 по 06.09 включительно",
        "по 6~сентября включительно",
    ),
    (
        schedule("2026-08-27", "2026-09-07"),
        "с 27~августа по 6~сентября включительно",
        "с 27.08 по 06.09 включительно",
        "по 6~сентября включительно",
    ),
    (
        schedule("2026-12-27", "2027-01-09"),
        "с 27~декабря 2026~года по 8~января 2027~года включительно",
        "с 27.12.2026 по 08.01.2027 включительно",
        "по 8~января 2027~года включительно",
    ),
    (
        schedule("2026-12-27", "2027-01-01"),  # the last day is of the old year
        "с 27 по 31~декабря включительно",
        "с 27.12 по 31.12 включительно",
        "по 31~декабря включительно",
    ),
    (
        schedule("2026-12-31T22:00", "2027-01-01T06:00"),
        "с 22:00 31~декабря 2026~года до 06:00 1~января 2027~года",
        "с 22:00 31.12.2026 до 06:00 01.01.2027",
        "до 06:00 1~января 2027~года",
    ),
    (
        schedule("2026-06-12T22:00", None),
        "с 22:00 12~июня до окончания работ",
        "с 22:00 12.06 до окончания работ",
        "до окончания работ",
    ),
    (schedule("2026-06-02", None), "со 2~июня до окончания работ", "с 02.06 до окончания работ", "до окончания работ"),
    (
        schedule("2026-06-01", "2026-07-01", days_off=("2026-06-12", "2026-06-13", "2026-08-01")),
        "с 1 по 30~июня включительно, кроме 12 и 13~июня",
        "с 01.06 по 30.06 включительно, кроме 12.06 и 13.06",
        "по 30~июня включительно",
    ),
]

RECURRING = [
    (
        schedule("2026-06-01T22:00", "2026-06-05T06:00", ("22:00", "06:00")),
        "каждую ночь с 22:00 до 06:00, с 1 по 5~июня (последняя ночь — с 4 на 5~июня)",
        "каждую ночь с 22:00 до 06:00, с 01.06 по 05.06 (последняя — на 05.06)",
        "до 06:00 5~июня",
    ),
    (
        schedule("2026-06-01", "2026-06-06T06:00", ("22:00", "06:00")),
        "каждую ночь с 22:00 до 06:00, с 1 по 6~июня (последняя ночь — с 5 на 6~июня)",
        "каждую ночь с 22:00 до 06:00, с 01.06 по 06.06 (последняя — на 06.06)",
        "до 06:00 6~июня",
    ),
    (
        schedule("2026-05-28T22:50", "2026-06-01T05:20", ("22:50", "05:20")),
        "каждую ночь с 22:50 до 05:20, с 28~мая по 1~июня (последняя ночь — с 31~мая на 1~июня)",
        "каждую ночь с 22:50 до 05:20, с 28.05 по 01.06 (последняя — на 01.06)",
        "до 05:20 1~июня",
    ),
    (
        schedule("2026-06-12T21:30", "2026-06-13T05:40", ("21:30", "05:40")),  # one night is one stretch
        "с 21:30 12~июня до 05:40 13~июня",
        "с 21:30 12.06 до 05:40 13.06",
        "до 05:40 13~июня",
    ),
    (
        schedule("2026-06-01", "2026-06-11T06:00", ("22:00", "06:00"), days_off=("2026-06-05",)),
        "каждую ночь с 22:00 до 06:00, с 1 по 11~июня (последняя ночь — с 10 на 11~июня), кроме ночи с 5 на 6~июня",
        "каждую ночь с 22:00 до 06:00, с 01.06 по 11.06 (последняя — на 11.06), кроме ночи на 06.06",
        "до 06:00 11~июня",
    ),
    (
        schedule("2026-06-01", "2026-06-05", ("21:50", "06:10")),  # the outer end cuts the last night at midnight
        "с 21:50 1~июня до 24:00 4~июня, каждую ночь с 21:50 до 06:10",
        "с 21:50 01.06 до 24:00 04.06, каждую ночь с 21:50 до 06:10",
        "до 24:00 4~июня",
    ),
    (
        schedule("2026-07-04", "2026-07-11", ("09:00", "17:00")),
        "с 4 по 10~июля включительно, ежедневно с 09:00 до 17:00",
        "с 04.07 по 10.07 включительно, ежедневно с 09:00 до 17:00",
        "до 17:00 10~июля",
    ),
    (
        schedule("2026-07-04T12:00", "2026-07-12", ("09:00", "17:00")),
        "с 12:00 4~июля до 17:00 11~июля, ежедневно с 09:00 до 17:00",
        "с 12:00 04.07 до 17:00 11.07, ежедневно с 09:00 до 17:00",
        "до 17:00 11~июля",
    ),
    (
        schedule("2026-07-04", "2026-07-06", ("09:00", "17:00")),
        "4 и 5~июля с 09:00 до 17:00",
        "04.07 и 05.07 с 09:00 до 17:00",
        "до 17:00 5~июля",
    ),
    (
        schedule("2026-06-30", "2026-07-02", ("09:00", "17:00")),
        "30~июня и 1~июля с 09:00 до 17:00",
        "30.06 и 01.07 с 09:00 до 17:00",
        "до 17:00 1~июля",
    ),
    (
        schedule("2026-06-01", "2026-07-01", ("09:00", "17:00", WORKDAYS)),
        "с 1 по 30~июня включительно, по будням с 09:00 до 17:00",
        "с 01.06 по 30.06 включительно, по будням с 09:00 до 17:00",
        "до 17:00 30~июня",
    ),
    (
        schedule("2026-06-01", "2026-07-01T06:00", ("22:00", "06:00", ["fri", "sat"])),
        "с 5 по 27~июня включительно, по пятницам и субботам с 22:00 до 06:00 следующего дня",
        "с 05.06 по 27.06 включительно, по пятницам и субботам с 22:00 до 06:00 следующего дня",
        "до 06:00 28~июня",
    ),
    (
        schedule("2026-06-01", "2026-07-01", ("00:00", "24:00", ["sat", "sun"])),
        "с 6 по 28~июня включительно, по выходным круглосуточно",
        "с 06.06 по 28.06 включительно, по выходным круглосуточно",
        "по 28~июня включительно",
    ),
    (
        schedule("2026-06-01", "2026-07-01", ("09:00", "12:00"), ("14:00", "17:00"), days_off=("2026-06-12",)),
        "с 1 по 30~июня включительно, ежедневно с 09:00 до 12:00 и с 14:00 до 17:00, кроме 12~июня",
        "с 01.06 по 30.06 включительно, ежедневно с 09:00 до 12:00 и с 14:00 до 17:00, кроме 12.06",
        "до 17:00 30~июня",
    ),
    (
        schedule("2026-06-01", "2026-07-01", ("22:00", "24:00", ["mon", "wed", "thu"])),
        "с 1 по 29~июня включительно, по понедельникам, средам и четвергам с 22:00 до 24:00",
        "с 01.06 по 29.06 включительно, по понедельникам, средам и четвергам с 22:00 до 24:00",
        "по 29~июня включительно",
    ),
    (
        schedule("2026-06-01", None, ("22:00", "06:00")),
        "с 1~июня до окончания работ, каждую ночь с 22:00 до 06:00",
        "с 01.06 до окончания работ, каждую ночь с 22:00 до 06:00",
        "до окончания работ",
    ),
    (
        schedule("2026-09-02", "2026-09-07", ("00:00", "05:00")),
        "со 2 по 6~сентября включительно, ежедневно с 00:00 до 05:00",
        "с 02.09 по 06.09 включительно, ежедневно с 00:00 до 05:00",
        "до 05:00 6~сентября",
    ),
]


@pytest.mark.parametrize(("given_schedule", "words", "brief", "end"), [*ONE_STRETCH, *RECURRING])
def test_in_words(given_schedule, words, brief, end):
    assert seen(dates.when(given_schedule)) == words
    assert dates.when(given_schedule, is_short=True) == brief
    assert seen(dates.until(given_schedule)) == end


def test_another_year_than_that_of_the_text_is_named():
    december, next_june = local("2026-12-20T10:00"), schedule("2027-06-12T21:30", "2027-06-15T05:40")
    assert seen(dates.when(next_june, published=december)) == "с 21:30 12~июня до 05:40 15~июня 2027~года"
    assert seen(dates.until(next_june, published=december)) == "до 05:40 15~июня 2027~года"
    days = schedule("2027-07-04", "2027-07-11")
    assert seen(dates.when(days, published=december)) == "с 4 по 10~июля 2027~года включительно"
    assert dates.when(days, published=december, is_short=True) == "с 04.07.2027 по 10.07.2027 включительно"


def test_the_start_alone():
    assert seen(dates.since(schedule("2026-06-12T22:00", None))) == "с 22:00 12~июня"
    assert seen(dates.since(schedule("2026-06-02", None))) == "со 2~июня"


def test_an_open_end_in_other_words():
    assert seen(dates.when(schedule("2026-06-12", None), open_end=dates.UNTIL_FURTHER_NOTICE)) == (
        "с 12~июня до особого распоряжения"
    )


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        ([*WORKDAYS, "sat"], "с понедельника по субботу"),
        (["tue", "wed", "thu"], "со вторника по четверг"),
        (["wed", "thu", "fri", "sat", "sun"], "со среды по воскресенье"),
        (["fri", "sat"], "по пятницам и субботам"),
        (["mon", "tue", "thu"], "по понедельникам, вторникам и четвергам"),
    ],
)
def test_weekdays_in_a_row_are_told_by_the_first_and_the_last(weekdays, words):
    recurring = schedule("2026-06-01", "2026-06-30", ("09:00", "17:00", weekdays))
    assert dates.hours_in_brief(recurring) == f"{words} 09:00–17:00"
    assert f", {words} с 09:00 до 17:00" in dates.when(recurring)


@pytest.mark.parametrize(
    ("days_off", "words"),
    [
        ((), "ежедневно 22:00–06:00"),
        (("2026-06-05",), "ежедневно 22:00–06:00, кроме 5~июня"),
        (("2026-06-05", "2026-06-12"), "ежедневно 22:00–06:00, кроме 5 и 12~июня"),
        (("2026-06-05", "2026-06-06", "2026-06-07"), "ежедневно 22:00–06:00, кроме 5–7~июня"),
        (("2026-06-30", "2026-07-01", "2026-07-04"), "ежедневно 22:00–06:00, кроме 30~июня–1~июля и 4~июля"),
        (("2026-07-20",), "ежедневно 22:00–06:00"),  # only a morning lies in the term
        (tuple(f"2026-06-{day:02}" for day in range(1, 31, 2)), "ежедневно 22:00–06:00, кроме отдельных дней"),
    ],
)
def test_days_left_out_in_brief(days_off, words):
    when = schedule("2026-06-01", "2026-07-20T06:00", ("22:00", "06:00"), days_off=days_off)
    assert seen(dates.timetable_in_brief(when)) == words


def test_days_left_out_of_what_holds_round_the_clock_in_brief():
    assert dates.timetable_in_brief(schedule("2026-06-01", "2026-06-20")) == ""
    when = schedule("2026-12-20", "2027-01-20", days_off=("2027-01-01",))
    assert seen(dates.timetable_in_brief(when)) == "кроме 1~января 2027~года"


def test_hours_in_brief():
    assert dates.hours_in_brief(schedule("2026-06-01", "2026-06-20")) == ""
    assert dates.hours_in_brief(schedule("2026-06-01", "2026-06-20", ("22:00", "06:00"))) == "ежедневно 22:00–06:00"
    assert dates.hours_in_brief(schedule("2026-06-01", "2026-06-20", ("09:00", "17:00", WORKDAYS))) == (
        "по будням 09:00–17:00"
    )


def test_an_outline_leaves_out_the_hours():
    nights = schedule("2026-06-01T22:00", "2026-06-05T06:00", ("22:00", "06:00"))
    assert seen(dates.outline(nights)) == "с 22:00 1~июня до 06:00 5~июня, в отдельные часы"


def test_the_city_s_clock_is_shown_and_not_utc():
    utc = Schedule(
        datetime.fromisoformat("2026-06-12T19:30+00:00"),
        datetime.fromisoformat("2026-06-12T21:00+00:00"),
        ZoneInfo(ZONE),
    )
    assert seen(dates.when(utc)) == "13~июня с 00:30 до 02:00"


minutes = st.integers(0, 400 * 24 * 60).map(lambda number: datetime(2026, 1, 1) + timedelta(minutes=number))


@settings(max_examples=300, deadline=None, database=None)
@given(minutes, st.integers(1, 60 * 24 * 200))
def test_two_stretches_never_read_the_same(start, length):
    """What a reader cannot tell apart must be the same: a minute more at either end changes the words."""
    one = schedule(start.isoformat(), (start + timedelta(minutes=length)).isoformat())
    longer = schedule(start.isoformat(), (start + timedelta(minutes=length + 1)).isoformat())
    earlier = schedule((start - timedelta(minutes=1)).isoformat(), (start + timedelta(minutes=length)).isoformat())
    assert len({dates.when(one), dates.when(longer), dates.when(earlier)}) == 3
