"""What a broken or hostile client may send to the desk: an error that names the field, never a 500."""

import json

import pytest
import time_machine

from roadmap.schedule import Schedule
from tests.closures.desk import EVENTS, change
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
LINE = {"type": "LineString", "coordinates": [lonlat(0, 200), lonlat(200, 200)]}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def phase(**values) -> dict:
    return {"geometry": LINE, "planned_start": "2026-06-12T22:00", "planned_end": "2026-06-15T06:00"} | values


def refused(desk, **values) -> dict:
    """The errors of the one phase."""
    body = json.dumps({"kind": "closure", "phases": [phase(**values)]})
    answer = desk.post(EVENTS, body, content_type="application/json")
    assert answer.status_code == 400, answer.content
    return answer.json()["phases"]["0"]


WRONG_STAGES = {
    "by its form": {"planned_start": "soon"},
    "by a rule": {"planned_end": "2026-06-12T21:00"},
    "by a character": {"name": "a\x00b"},
}


@pytest.mark.parametrize("wrong", WRONG_STAGES.values(), ids=WRONG_STAGES)
def test_errors_of_stages_stand_by_number_whoever_finds_them(desk, wrong):
    body = json.dumps({"kind": "closure", "phases": [phase(), phase(**wrong), phase()]})
    answer = desk.post(EVENTS, body, content_type="application/json")
    assert answer.status_code == 400
    [(number, errors)] = answer.json()["phases"].items()
    assert (number, set(errors)) == ("1", set(wrong))


SHAPES = {
    "no shape": 5,
    "words": "LINESTRING (65.54 57.15, 65.55 57.15)",
    "measures": "LINESTRING M (65.54 57.15 1, 65.55 57.15 2)",
    "a curve": "CIRCULARSTRING (65.54 57.15, 65.541 57.151, 65.542 57.15)",
    "an unknown type": {"type": ["LineString"], "coordinates": []},
    "a collection": {"type": "GeometryCollection", "geometries": [LINE]},
    "nothing": {"type": "LineString", "coordinates": []},
    "half nothing": {"type": "MultiLineString", "coordinates": [[], LINE["coordinates"]]},
    "huge numbers": {"type": "LineString", "coordinates": [[1e308, 1e308], [-1e308, 1]]},
    "a height": {"type": "LineString", "coordinates": [[65.54, 57.15, 1], [65.55, 57.15, 2]]},
    "a millimetre": {"type": "LineString", "coordinates": [[65.54, 57.15], [65.54 + 1e-13, 57.15]]},
    "a scribble": {"type": "LineString", "coordinates": [[65.538 + i % 2 * 0.006, 57.15] for i in range(1000)]},
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_hostile_drawing_is_refused_by_draft_and_match(desk, shape):
    assert "geometry" in refused(desk, geometry=shape)
    answer = desk.post("/api/staff/v1/match/", json.dumps({"geometry": shape}), content_type="application/json")
    assert answer.status_code == 400
    assert "geometry" in answer.json()


def test_crs_is_not_read_for_rfc_7946_has_none(desk):
    crs = {"type": "name", "properties": {"name": "EPSG:3857"}}
    answer = desk.post(
        EVENTS, {"kind": "closure", "phases": [phase(geometry=LINE | {"crs": crs})]}, content_type="application/json"
    )
    assert answer.json()["phases"][0]["geometry"]["coordinates"][0] == pytest.approx(lonlat(0, 200), abs=1e-6)


@pytest.mark.parametrize(
    "place",
    [{"type": [], "on": "x"}, {"type": "street", "on": "x\x00"}, {"type": "street", "on": "\ud800"}, "улица Пушкина"],
    ids=["type", "nul", "surrogate", "text"],
)
def test_a_hostile_place_is_refused(desk, place):
    assert "places" in refused(desk, places=[place])


@pytest.mark.parametrize("value", ["nan", "1e999", -1])
def test_a_restriction_is_a_number(desk, value):
    assert "restrictions" in refused(desk, restrictions=[{"type": "reduced-weight", "value": value}])


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00", "1000-01-01T00:00", "9999-12-31T23:59"])
def test_a_year_out_of_all_proportion_is_asked_about(desk, moment):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}
    assert "planned_start" in refused(desk, planned_start=moment, planned_end=None, schedule=nights)


def test_a_thousand_hours_a_day_are_refused(desk):
    hours = [{"start": "22:00", "end": "06:00"}] * 31
    assert "schedule" in refused(desk, schedule={"hours": hours})


EVERY_HOUR = {"hours": [{"start": f"{hour:02}:00", "end": f"{hour:02}:30"} for hour in range(24)]}


@pytest.mark.parametrize("end", ["2031-06-10T00:00", None], ids=["five years", "until further notice"])
def test_more_intervals_than_anybody_reads_are_refused_before_they_are_spelled_out(desk, end, monkeypatch):
    thirty = {
        "hours": [*EVERY_HOUR["hours"], *({"start": f"{hour:02}:40", "end": f"{hour:02}:50"} for hour in range(6))]
    }
    monkeypatch.setattr(Schedule, "occurrences", lambda *_: pytest.fail("spelled out"))
    assert "10000" in refused(desk, planned_end=end, schedule=thirty)["schedule"][0]


def test_the_stages_of_an_event_share_its_intervals(desk):
    """A stage of half a year has some 4,500 of them; the third is too many."""
    days = [f"2026-06-{day}T00:00" for day in range(12, 16)]
    phases = [phase(planned_start=day, planned_end="2026-12-12T00:00", schedule=EVERY_HOUR) for day in days]
    answer = desk.post(EVENTS, json.dumps({"kind": "closure", "phases": phases}), content_type="application/json")
    assert answer.status_code == 400
    assert {number: list(errors) for number, errors in answer.json()["phases"].items()} == {"2": ["schedule"]}


def test_an_old_start_without_an_end_counts_from_then_until_now(desk):
    """Ten years and the 400 days ahead, three times a day."""
    thrice = {"hours": EVERY_HOUR["hours"][:3]}
    assert "schedule" in refused(desk, planned_start="2016-06-10T00:00", planned_end=None, schedule=thrice)


def test_five_years_of_nights_are_taken(desk):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}
    body = {"kind": "closure", "phases": [phase(planned_end="2031-06-10T00:00", schedule=nights)]}
    assert desk.post(EVENTS, json.dumps(body), content_type="application/json").status_code == 201


def test_lists_have_an_end(desk):
    assert "vehicle_classes" in refused(desk, vehicle_classes=["bus"] * 100)


def test_a_body_nested_without_end_is_a_clear_error(desk):
    answer = desk.post(EVENTS, "[" * 100_000, content_type="application/json")
    assert answer.status_code == 400
    assert "JSON" in answer.json()["detail"]


def test_an_outage_moves_with_its_signal(desk, small_city):
    from closures.models import RoadEvent
    from roadmap.models import TrafficSignal

    one, other = TrafficSignal.objects.filter(city=small_city).order_by("pk")
    times = {"planned_start": "2026-06-12T22:00", "planned_end": "2026-06-15T06:00"}
    told = {"kind": "signal-outage", "signal": one.pk, "signal_mode": "off", "phases": [times]}
    pk = desk.post(EVENTS, told, content_type="application/json").json()["id"]
    assert change(desk, pk, {"signal": other.pk}).status_code == 200
    assert RoadEvent.objects.get(pk=pk).geometry.coords == pytest.approx(other.geometry.coords)
