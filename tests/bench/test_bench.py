"""`./run bench` on the small city: every measure gives a figure beside its limit, and nothing is left behind."""

import json
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest

from tests.bench import appeals
from tests.bench.events import Question
from tests.bench.figures import Figure, table
from tests.bench.measures import CROWD, GROWTH, MEASURES
from tests.bench.pan import slow_one
from tests.bench.scratch import PREFIX, address_of
from tests.conftest import NOW, ROOT, SMALL_CITY

HOUR = timedelta(hours=1)
TINY = ["--events", "40", "--messages", "200", "--repeats", "1", "--roads", str(SMALL_CITY)]
NAMES = {
    "import",
    "truth, differences",
    *("detour, median", "detour, 95 of 100", "detour, parts shut in their hours", "detour, forbidden turns"),
    "detour, none told though there is one",
    *("programme, by street", "programme, by contractor"),
    *(f"clashes, {name}" for name in ("median", "95 of 100", "missed", "told for nothing")),
    *("events, city, season", "events, city, now", "events, box, season", "events, box, now"),
    *("events, block, now", "events, unchanged", "phases, city, season", "phases, box, now"),
    *(f"tile, {layer}, z{zoom}" for layer in ("road-segments", "road-events") for zoom in (12, 13, 14)),
    *(
        "link a point",
        *("link, street that is named", "link, way of a named street"),
        *("link, asked about other streets", "link, confidence off the truth"),
        *("search, median", "search, 95 of 100"),
        "longest page of messages",
        *(f"appeals, {name}" for name in appeals.PAGES),
        *("appeals, a district", "appeals, one body's morning", "appeals, most questions of a page"),
        *(f"appeals, zones of {days} days" for days in (7, 30, 90)),
        "appeals, broken terms",
        "picture",
        "read a notice",
        "find a notice's places",
        "read a message",
        "read a hostile notice",
        "read a hostile message",
        "reading, start-up",
        "reading, memory",
        *(f"subscriptions, {name}" for name in ("whom a change concerns", "questions", "wrong or missing")),
        *(f"deliveries, {name}" for name in ("recover", "due", "in question", "desk")),
    ),
}

MAY_BE_NONE = {name for name in NAMES if name.startswith("link, ")}  # wrong ones, where few points are tried


def bench(*words):
    command = [sys.executable, "-m", "tests.bench", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def scratch_databases():
    with psycopg.connect(address_of("postgres")) as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"]).fetchall()
    return {name for (name,) in rows}


def test_every_measure_stands_beside_its_limit_and_nothing_is_left_behind(tmp_path):
    before = scratch_databases()
    done = bench(*TINY, "--json", str(tmp_path / "figures.json"))
    assert done.returncode == 0, done.stderr
    *lines, last = done.stdout.splitlines()
    summary = json.loads(last)
    assert summary == json.loads((tmp_path / "figures.json").read_text())
    assert (summary["crashed"], summary["events"], summary["network"]) == ([], 40, "small_city.osm")
    assert summary["messages"] == 200
    figures = {figure["name"]: figure for figure in summary["figures"]}
    assert (figures["truth, differences"]["ours"], figures["truth, differences"]["limit"]) == (0, 0)
    figures = {name: figure for name, figure in figures.items() if "Valhalla" not in name}  # which may be there or not
    assert {name for name in figures if not name.startswith("messages, ")} == NAMES
    asked = {name.removeprefix("messages, ").split(":")[0] for name in figures if name.startswith("messages, ")}
    assert asked == {"public", "operator", "dispatcher", "administrator"}
    for name, figure in figures.items():
        assert figure["limit"] >= 0 if name in MAY_BE_NONE else (figure["ours"] > 0) == (figure["limit"] > 0)
        assert figure["verdict"] == ("over" if name in summary["over"] else "ok")
        assert any(line.startswith(f"{name}  ") and figure["verdict"] in line for line in lines)
    assert scratch_databases() <= before
    assert "answers 304" in figures["events, unchanged"]["note"]


def test_an_unknown_measure_is_refused():
    done = bench("speed")
    assert done.returncode == 1
    assert all(name in done.stderr for name in [*MEASURES, *GROWTH, *CROWD])


@pytest.mark.parametrize(("ours", "verdict"), [(9.99, "ok"), (10.0, "ok"), (10.01, "over")])
def test_a_figure_is_over_beyond_its_limit(ours, verdict):
    assert Figure("a notice", ours, 10.0).verdict == verdict
    assert f"  {verdict}" in table([Figure("a notice", ours, 10.0)])


@pytest.mark.parametrize(("ours", "verdict"), [(0, "ok"), (1, "over")])
def test_where_nothing_is_allowed_one_is_over(ours, verdict):
    assert Figure("differences", ours, 0, unit="").as_dict()["verdict"] == verdict
    assert f"  {ours}  " in table([Figure("differences", ours, 0, unit="", note="of 9 events")])


@pytest.mark.parametrize(("until", "told_as_of"), [(None, NOW), (NOW + HOUR, NOW + 2 * HOUR)])
def test_a_window_is_told_as_of_now_and_a_moment_as_of_itself(until, told_as_of):
    """So that the bare SQL asks the same when an event begins while the benchmark runs."""
    bench = SimpleNamespace(city=SimpleNamespace(pk=1))
    assert Question("events", (65, 57, 66, 58), NOW, until).values(bench, NOW + 2 * HOUR)["at"] == told_as_of


@pytest.mark.parametrize(("slow", "told"), [(5, 16.0), (6, 80.0)])
def test_a_pan_is_as_slow_as_the_slowest_of_its_ninety_five_quickest_frames_of_a_hundred(slow, told):
    assert slow_one([16.0] * (100 - slow) + [80.0] * slow) == told
