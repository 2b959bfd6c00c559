"""Lanes, footways and cycle paths that are shut: told by number, and by the side of the street that people know."""

import pytest

from closures.kinds.lanes import ShutPath, shut_paths
from closures.models import RoadEvent
from tests.closures.desk import EVENTS
from tests.conftest import signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
OPEN, SHUT = {"type": "general", "status": "open"}, {"type": "general", "status": "closed"}
FOOTWAY, CYCLE = {"type": "sidewalk", "status": "closed"}, {"type": "bike-lane", "status": "closed"}


def ordered(*lanes: dict) -> list[dict]:
    return [{"order": number} | lane for number, lane in enumerate(lanes, start=1)]


def line(*points) -> dict:
    return {"type": "LineString", "coordinates": [lonlat(*point) for point in points]}


EASTWARD, NORTHWARD = line((0, 200), (200, 200)), line((0, 0), (10, 200))
TWO = {"type": "MultiLineString", "coordinates": [EASTWARD["coordinates"], NORTHWARD["coordinates"]]}


@pytest.mark.parametrize(
    ("lanes", "drawn", "told"),
    [
        ((FOOTWAY, OPEN), EASTWARD, "тротуар закрыт с северной стороны"),
        ((OPEN, FOOTWAY), EASTWARD, "тротуар закрыт с южной стороны"),
        ((FOOTWAY, OPEN), NORTHWARD, "тротуар закрыт с западной стороны"),
        ((OPEN, FOOTWAY), NORTHWARD, "тротуар закрыт с восточной стороны"),
        ((FOOTWAY, OPEN), line((200, 200), (0, 200)), "тротуар закрыт с южной стороны"),
        ((FOOTWAY, OPEN, FOOTWAY), EASTWARD, "тротуары закрыты с обеих сторон"),
        ((OPEN, CYCLE), EASTWARD, "велодорожка закрыта с южной стороны"),
        ((OPEN, CYCLE), None, "велодорожка закрыта"),
        ((OPEN, CYCLE), {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, "велодорожка закрыта"),
        ((OPEN, CYCLE), TWO, "велодорожка закрыта с южной стороны"),
    ],
)  # fmt: skip
def test_the_side_is_told_by_the_compass(lanes, drawn, told):
    (path,) = shut_paths(ordered(*lanes), drawn)
    assert path.told(is_english=False) == told


def test_both_kinds_are_told_and_an_open_one_is_not():
    lanes = ordered(FOOTWAY, CYCLE, OPEN, {"type": "sidewalk", "status": "open"})
    assert shut_paths(lanes, EASTWARD) == (ShutPath("sidewalk", "north"), ShutPath("bike-lane", "north"))
    assert ShutPath("sidewalk", "north").told(is_english=True) == "footway on the north side closed"
    assert ShutPath("bike-lane", "both").told(is_english=True) == "cycle paths on both sides closed"


def test_a_footway_is_no_lane_in_the_post_and_stands_on_the_page(dispatcher, client):
    desk = signed_in(dispatcher)
    stage = {
        "geometry": EASTWARD,
        "planned_start": "2027-06-12T22:00",
        "planned_end": "2027-06-15T06:00",
        "vehicle_impact": "some-lanes-closed-merge-left",
        "lanes": ordered(OPEN, OPEN, SHUT, FOOTWAY),
    }
    body = {"kind": "closure", "phases": [stage]}
    post = desk.post("/api/staff/v1/preview/", body, "application/json").json()["long"]
    assert "Закроют правую полосу из\u00a0трёх" in post
    assert "Ограничения: тротуар закрыт с южной стороны." in post
    event = RoadEvent.objects.get(pk=desk.post(EVENTS, body, "application/json").json()["id"])
    assert event.phases.get().lanes == stage["lanes"]


def test_the_map_s_number_of_lanes_comes_with_a_stretch(dispatcher, small_city):
    desk = signed_in(dispatcher)
    answer = desk.post("/api/staff/v1/match/", {"geometry": EASTWARD}, "application/json").json()
    known = {
        segment.lanes for segment in small_city.segments.filter(pk__in=[one["segment"] for one in answer["segments"]])
    }
    assert answer["lanes"] in known
