"""Times by name, counted on a calendar: 11 June 2026 is a Thursday."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from roadmap.presets import describe_presets, named_window

ZONE = ZoneInfo("Asia/Yekaterinburg")


@pytest.mark.parametrize(
    ("now", "name", "opens", "closes"),
    [
        ("2026-06-11T12:00", "tonight", "2026-06-11T22:00", "2026-06-12T06:00"),
        ("2026-06-11T23:30", "tonight", "2026-06-11T22:00", "2026-06-12T06:00"),
        ("2026-06-12T05:59", "tonight", "2026-06-12T00:00", "2026-06-12T06:00"),  # that of the evening before
        ("2026-06-12T06:00", "tonight", "2026-06-12T22:00", "2026-06-13T06:00"),
        ("2026-06-11T12:00", "today", "2026-06-11T00:00", "2026-06-12T00:00"),
        ("2026-06-30T12:00", "tomorrow", "2026-07-01T00:00", "2026-07-02T00:00"),
        ("2026-06-11T12:00", "weekend", "2026-06-13T00:00", "2026-06-15T00:00"),
        ("2026-06-13T01:00", "weekend", "2026-06-13T00:00", "2026-06-15T00:00"),
        ("2026-06-14T23:00", "weekend", "2026-06-14T00:00", "2026-06-15T00:00"),  # its Saturday is over
        ("2026-06-15T00:00", "weekend", "2026-06-20T00:00", "2026-06-22T00:00"),
        ("2026-06-11T12:00", "week", "2026-06-11T00:00", "2026-06-15T00:00"),
        ("2026-06-11T12:00", "fortnight", "2026-06-11T00:00", "2026-06-25T00:00"),
    ],
)
def test_a_time_by_name_is_a_window_of_the_citys_calendar(now, name, opens, closes):
    found = named_window(name, ZONE, datetime.fromisoformat(now).replace(tzinfo=ZONE))
    assert [f"{moment:%Y-%m-%dT%H:%M}" for moment in found] == [opens, closes]


def test_a_name_that_nobody_knows_is_no_window():
    assert named_window("someday", ZONE, datetime(2026, 6, 11, tzinfo=ZONE)) is None


def test_the_script_gets_the_days_by_weekday():
    told = describe_presets()["weekend"]
    assert [*told["days"]] == [(5, 7), (4, 6), (3, 5), (2, 4), (1, 3), (0, 2), (0, 1)]
