"""Times by name, counted on a calendar: 11 June 2026 is a Thursday."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from roadmap.presets import describe_presets, named_window
from tests.conftest import ROOT
from tests.node import ran

ZONE = ZoneInfo("Asia/Yekaterinburg")


CASES = [
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
]


@pytest.mark.parametrize(("now", "name", "opens", "closes"), CASES)
def test_a_time_by_name_is_a_window_of_the_citys_calendar(now, name, opens, closes):
    found = named_window(name, ZONE, datetime.fromisoformat(now).replace(tzinfo=ZONE))
    assert [f"{moment:%Y-%m-%dT%H:%M}" for moment in found] == [opens, closes]


SCRIPT = ROOT / "roadmap" / "static" / "roadmap" / "js" / "times.js"
BROWSER = """
import { readFileSync } from "node:fs";
const { zone, presets, cases } = JSON.parse(readFileSync(0));
globalThis.document = { documentElement: { lang: "ru" }, body: { dataset: { zone } } };
const { timeOf, seenAt } = await import(process.argv[1]);
const told = cases.map(([now, when, moment]) => {
  const time = timeOf(when, moment, presets, new Date(now));
  return [time, seenAt(time, new Date(now)).toISOString()];
});
console.log(JSON.stringify(told));
"""


def told_by_the_script(*cases: tuple[datetime, str, str]) -> list:
    """Of (now, name, moment given): what the API is asked for, and the moment that the answer speaks of."""
    given = [(now.isoformat(), name, moment) for now, name, moment in cases]
    told = {"zone": str(ZONE), "presets": describe_presets(), "cases": given}
    found = ran(BROWSER, SCRIPT.as_uri(), given=told, is_module=True)
    return [(asked, datetime.fromisoformat(seen)) for asked, seen in found]


def test_the_script_counts_the_same_windows():
    nows = [datetime.fromisoformat(now).replace(tzinfo=ZONE) for now, *_told in CASES]
    found = told_by_the_script(*((now, name, "") for now, (_now, name, *_window) in zip(nows, CASES, strict=True)))
    assert [asked for asked, _seen in found] == [{"from": opens, "to": closes} for *_told, opens, closes in CASES]
    begins = [datetime.fromisoformat(opens).replace(tzinfo=ZONE) for *_told, opens, _closes in CASES]
    assert [seen for _asked, seen in found] == [max(pair) for pair in zip(nows, begins, strict=True)]


def test_the_script_asks_for_a_moment_and_for_all_that_is_not_over():
    now = datetime(2026, 6, 11, 12, 30, tzinfo=ZONE)
    chosen = "2026-06-20T22:00"
    found = told_by_the_script(*((now, name, chosen) for name in ("now", "moment", "", "someday")))
    moment = datetime.fromisoformat(chosen).replace(tzinfo=ZONE)
    assert found == [({"at": "2026-06-11T12:30"}, now), ({"at": chosen}, moment), ({}, now), ({}, now)]
    assert told_by_the_script((now, "moment", "")) == [({"at": "2026-06-11T12:30"}, now)]


def test_a_name_that_nobody_knows_is_no_window():
    assert named_window("someday", ZONE, datetime(2026, 6, 11, tzinfo=ZONE)) is None


def test_the_script_gets_the_days_by_weekday():
    told = describe_presets()["weekend"]
    assert [*told["days"]] == [(5, 7), (4, 6), (3, 5), (2, 4), (1, 3), (0, 2), (0, 1)]
