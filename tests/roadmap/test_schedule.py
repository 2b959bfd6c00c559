"""Hours, exceptions and zones; expected values from the calendar of 2026."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.schedule import WEEKDAYS, BadSchedule, Schedule, meet

TYUMEN = ZoneInfo("Asia/Yekaterinburg")


def local(month, day, hour=0, minute=0, *, zone=TYUMEN):
    return datetime(2026, month, day, hour, minute, tzinfo=zone)


@pytest.fixture
def nights():
    """22:00–06:00 Mon–Fri, 1–14 June 2026 except 12 June (FEATURES.md, seed rows)."""
    spec = {
        "hours": [{"weekdays": ["mon", "tue", "wed", "thu", "fri"], "start": "22:00", "end": "06:00"}],
        "except": ["2026-06-12"],
    }
    return Schedule.from_json(local(6, 1), local(6, 15), "Asia/Yekaterinburg", spec)


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (local(6, 11, 23), True),  # Thursday night
        (local(6, 12, 5, 59), True),  # the night that began on Thursday
        (local(6, 12, 6), False),  # half-open
        (local(6, 12, 23), False),  # the exception
        (local(6, 13, 5), False),  # its night does not run on
        (local(6, 13, 23), False),  # Saturday
        (local(6, 1, 2), False),  # the night from 31 May is not meant
        (local(6, 1, 22), True),
    ],
)
def test_nights_on_weekdays_with_an_exception(nights, moment, holds):
    assert nights.includes(moment) is holds


def test_the_next_change_is_the_coming_opening_or_closing(nights):
    assert nights.next_change(local(6, 11, 12)) == local(6, 11, 22)
    assert nights.next_change(local(6, 11, 23)) == local(6, 12, 6)
    assert nights.next_change(local(6, 20)) is None


def test_occurrences_are_whole_windows_in_order(nights):
    found = nights.occurrences(local(6, 10), local(6, 13))
    assert found == [
        (local(6, 9, 22), local(6, 10, 6)),
        (local(6, 10, 22), local(6, 11, 6)),
        (local(6, 11, 22), local(6, 12, 6)),
    ]


def test_without_hours_it_holds_round_the_clock():
    always = Schedule(local(7, 4), local(7, 12), TYUMEN)
    assert always.all_windows() == [(local(7, 4), local(7, 12))]
    assert always.includes(local(7, 11, 23, 59))
    assert not always.includes(local(7, 12))


def test_no_end_means_until_further_notice():
    open_ended = Schedule(local(7, 4), None, TYUMEN)
    assert open_ended.includes(local(12, 31))
    assert open_ended.next_change(local(8, 1)) is None
    assert open_ended.all_windows() == [(local(7, 4), None)]


def test_days_round_the_clock_with_an_exception_leave_a_gap():
    spec = {"hours": [], "except": ["2026-07-06"]}
    schedule = Schedule.from_json(local(7, 5), local(7, 8), "Asia/Yekaterinburg", spec)
    assert schedule.all_windows() == [(local(7, 5), local(7, 6)), (local(7, 7), local(7, 8))]


def test_hours_follow_the_wall_clock_when_the_zone_changes_its_offset():
    """Berlin moved its clocks on 25 October 2026: 08:00 is 06:00 UTC before and 07:00 UTC after."""
    spec = {"hours": [{"start": "08:00", "end": "10:00"}]}
    berlin = ZoneInfo("Europe/Berlin")
    schedule = Schedule.from_json(local(10, 24, zone=berlin), local(10, 27, zone=berlin), "Europe/Berlin", spec)
    starts = [start.astimezone(UTC).hour for start, _end in schedule.all_windows()]
    assert starts == [6, 7, 7]


@pytest.mark.parametrize(
    "spec",
    [
        [],
        {"hour": []},
        {"hours": "22-06"},
        {"hours": [{"start": "25:00", "end": "06:00"}]},
        {"hours": [{"start": "22:00"}]},
        {"hours": [{"start": "22:00+05:00", "end": "06:00Z"}]},
        {"hours": [{"start": "10:00:30", "end": "10:00:45"}]},
        {"hours": [{"start": "2200", "end": "06"}]},
        {"hours": [{"start": "T22:00", "end": "٠6:00"}]},
        {"hours": [{"start": "22:00", "end": "06:00", "weekdays": ["someday"]}]},
        {"hours": [7]},
        {"except": ["tomorrow"]},
        {"except": [None]},
    ],
)
def test_what_cannot_be_read_is_refused(spec):
    with pytest.raises(BadSchedule):
        Schedule.from_json(local(6, 1), None, "Asia/Yekaterinburg", spec)


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),
    days=st.integers(1, 60),
    opening=st.integers(0, 23),
    length=st.integers(1, 23),
    probe=st.floats(0, 1),
)
def test_a_moment_is_included_when_a_window_holds_it(start, days, opening, length, probe):
    spec = {"hours": [{"start": f"{opening:02}:00", "end": f"{(opening + length) % 24:02}:00"}]}
    schedule = Schedule.from_json(start, start + timedelta(days=days), "Asia/Yekaterinburg", spec)
    moment = start + timedelta(days=days) * probe
    windows = schedule.occurrences(moment, moment + timedelta(microseconds=1))
    assert schedule.includes(moment) is any(first <= moment < last for first, last in windows)
    assert Schedule.from_json(schedule.start, schedule.end, "Asia/Yekaterinburg", schedule.to_json()) == schedule


def test_hours_in_the_hour_that_spring_leaves_out_never_end_before_they_begin():
    """Berlin skipped 02:00 to 03:00 on 29 March 2026."""
    berlin = ZoneInfo("Europe/Berlin")
    spec = {"hours": [{"start": "02:30", "end": "03:00"}]}
    schedule = Schedule.from_json(local(3, 28, zone=berlin), local(3, 31, zone=berlin), "Europe/Berlin", spec)
    assert [opening.day for opening, _end in schedule.all_windows()] == [28, 30]


@given(
    days=st.integers(1, 60),
    weekdays=st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True),
    many=st.integers(1, 5),
    is_open=st.booleans(),
)
def test_what_is_counted_is_never_less_than_what_is_spelled_out(days, weekdays, many, is_open):
    hours = [{"weekdays": weekdays, "start": f"{2 * n:02}:00", "end": f"{2 * n:02}:30"} for n in range(many)]
    end = None if is_open else local(6, 1) + timedelta(days=days)
    schedule = Schedule.from_json(local(6, 1), end, "Asia/Yekaterinburg", {"hours": hours})
    held = len(schedule.all_windows())
    assert held <= schedule.most_windows() <= held + 2 * 7 * many


@pytest.mark.parametrize(
    ("one", "other", "do_meet"),
    [
        ((1, 3), (2, 4), True),
        ((1, 2), (2, 3), False),
        ((1, None), (5, 6), True),
        ((5, None), (1, 5), False),
        ((None, 2), (1, None), True),
        ((None, 1), (1, None), False),
    ],
)
def test_windows_that_only_touch_do_not_meet(one, other, do_meet):
    days = [tuple(day and local(6, day) for day in window) for window in (one, other)]
    assert meet(*days) == meet(*days[::-1]) == do_meet
