"""Both directions or one: of the two sides of the small city's проспект Ленина y = +10 runs west, y = -10 east."""

import json

import pytest
import time_machine
from django.contrib.gis.geos import GEOSGeometry

from roadmap.matching import match_geometry
from roadmap.models import Junction, Road
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db

STRETCH, MATCH = "/api/staff/v1/stretch/", "/api/staff/v1/match/"
WEST_END, EAST_END = "Кремлёвская улица", "Речной переулок"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def picked(desk, small_city):
    """The answer to a stretch of a street between two crossings."""

    def pick(street, one, other, direction):
        road = Road.objects.get(city=small_city, name=street)
        crossings = desk.get(f"/api/v1/roads/{road.pk}/junctions/").json()["results"]
        ends = [next(crossing["id"] for crossing in crossings if name in crossing["roads"]) for name in (one, other)]
        query = {"road": road.pk, "from": ends[0], "to": ends[1], "direction": direction}
        return desk.get(STRETCH, query).json()

    return pick


@pytest.fixture
def drawn(desk):
    def draw(direction, *points, kind="LineString"):
        geometry = {"type": kind, "coordinates": [lonlat(*point) for point in points]}
        return desk.post(MATCH, {"geometry": geometry, "direction": direction}, content_type="application/json").json()

    return draw


def sides(answer):
    """Of each line the middle's way north of the street's axis and whether it is drawn to the east."""
    lines = answer["geometry"]["coordinates"]
    return sorted((round((line[0][1] - 57.15) * 111_363), line[-1][0] > line[0][0]) for line in lines)


@pytest.mark.parametrize(
    ("direction", "expected"),
    [("both", [(-10, True), (10, True)]), ("forward", [(-10, True)]), ("backward", [(10, True)])],
)
def test_a_picked_stretch_has_the_carriageways_of_its_direction(picked, direction, expected):
    answer = picked("проспект Ленина", WEST_END, EAST_END, direction)
    assert sides(answer) == expected
    assert answer["length_m"] == pytest.approx(400, abs=2)


@pytest.mark.parametrize(
    ("direction", "expected"),
    [("both", [(-10, False), (10, False)]), ("forward", [(10, False)]), ("backward", [(-10, False)])],
)
def test_a_stretch_told_from_the_other_end_has_the_other_side(picked, direction, expected):
    assert sides(picked("проспект Ленина", EAST_END, WEST_END, direction)) == expected


@pytest.mark.parametrize("y", [-10, 10, 2])
@pytest.mark.parametrize(
    ("direction", "expected"),
    [("both", [(-10, True), (10, True)]), ("forward", [(-10, True)]), ("backward", [(10, True)])],
)
def test_a_drawn_line_means_its_street_wherever_it_lies(drawn, y, direction, expected):
    answer = drawn(direction, (-150, y), (-60, y))
    assert sides(answer) == expected
    assert answer["length_m"] == pytest.approx(90, abs=6)


@pytest.mark.parametrize("street", ["проспект Ленина", "улица Пушкина"])
@pytest.mark.parametrize("direction", ["both", "forward", "backward"])
@pytest.mark.parametrize("ends", [(WEST_END, EAST_END), (EAST_END, WEST_END)])
def test_what_is_saved_holds_what_was_picked(picked, small_city, street, direction, ends):
    """The event is matched anew by its geometry and direction."""
    answer = picked(street, *ends, direction)
    saved = match_geometry(small_city, GEOSGeometry(json.dumps(answer["geometry"])), direction)
    assert {(span.segment_id, span.direction) for span in saved} == {
        (span["segment"], span["direction"]) for span in answer["segments"]
    }


@pytest.mark.parametrize("direction", ["both", "forward", "backward"])
@pytest.mark.parametrize("before", ["both", "forward", "backward"])
def test_a_direction_can_be_changed_after_drawing(desk, drawn, before, direction):
    first = drawn(before, (-150, 2), (-60, 2))
    body = {"geometry": first["geometry"], "direction": direction}
    again = desk.post(MATCH, body, content_type="application/json").json()
    assert sides(again) == sides(drawn(direction, (-150, 2), (-60, 2)))


def test_a_single_street_keeps_its_line_and_tells_its_direction(picked):
    answers = {way: picked("улица Пушкина", WEST_END, EAST_END, way) for way in ("both", "forward", "backward")}
    assert answers["both"]["geometry"] == answers["forward"]["geometry"] == answers["backward"]["geometry"]
    assert {answer["length_m"] for answer in answers.values()} == {400}
    told = {way: {span["direction"] for span in answer["segments"]} for way, answer in answers.items()}
    assert told["both"] == {"both"}
    assert told["forward"].isdisjoint(told["backward"])


@pytest.mark.parametrize(
    ("direction", "told"),
    [("both", (WEST_END, EAST_END)), ("forward", (WEST_END, EAST_END)), ("backward", (EAST_END, WEST_END))],
)
def test_words_begin_where_the_traffic_comes_from(picked, drawn, direction, told):
    for place in (
        *picked("проспект Ленина", WEST_END, EAST_END, direction)["places"],
        *drawn(direction, (-195, 2), (195, 2))["places"],
    ):
        assert (place["from"], place["to"]) == told


@pytest.mark.parametrize(("direction", "length"), [("both", 200), ("forward", None), ("backward", 200)])
def test_a_one_way_street_has_one_direction(drawn, direction, length):
    """улица 8 Марта runs west; nothing of it runs east."""
    answer = drawn(direction, (-195, -200), (-5, -200))
    assert answer.get("length_m") == length
    assert ("direction" in answer) == (length is None)


def test_a_picked_one_way_street_has_one_direction(picked):
    assert picked("улица 8 Марта", "улица Баумана", WEST_END, "forward")["length_m"] == 200
    assert picked("улица 8 Марта", "улица Баумана", WEST_END, "both")["length_m"] == 200
    assert list(picked("улица 8 Марта", WEST_END, "улица Баумана", "forward")) == ["direction"]


def test_a_whole_street_in_one_direction(desk, small_city):
    road = Road.objects.get(city=small_city, name="проспект Ленина")
    told = {
        way: desk.get(STRETCH, {"road": road.pk, "direction": way}).json() for way in ("both", "forward", "backward")
    }
    assert told["both"]["length_m"] == pytest.approx(told["forward"]["length_m"], abs=10)
    held = {way: {span["segment"] for span in answer["segments"]} for way, answer in told.items()}
    assert held["forward"] | held["backward"] == held["both"]
    assert len(held["forward"]) < len(held["both"])


def test_an_unknown_direction_is_refused_with_its_name(desk, small_city):
    road = Road.objects.get(city=small_city, name="проспект Ленина")
    answer = desk.get(STRETCH, {"road": road.pk, "direction": "sideways"})
    assert (answer.status_code, list(answer.json())) == (400, ["direction"])


def test_what_lies_ahead_is_proposed_as_the_post_would_say_it(picked, small_city):
    Road.objects.filter(city=small_city, name="Кремлёвская улица").update(case_forms={"genitive": "улицы ДВОРЦОВОЙ"})
    toward = picked("проспект Ленина", WEST_END, "улица Баумана", "forward")["toward"]
    assert toward["forward"][0] == {"name": "Речной переулок", "text": "в сторону Речного переулка"}
    assert toward["backward"][0] == {"name": "Кремлёвская улица", "text": "в сторону улицы ДВОРЦОВОЙ"}


def test_the_proposals_of_a_drawn_line_follow_its_course(drawn):
    east, west = (drawn("both", *points)["toward"] for points in (((-150, 2), (-60, 2)), ((-60, 2), (-150, 2))))
    assert east["forward"] == west["backward"]
    assert east["forward"] != east["backward"]


def test_an_area_and_a_crossing_lead_nowhere(desk, small_city):
    corners = [(-50, 150), (50, 150), (50, 250), (-50, 250), (-50, 150)]
    area = {"type": "Polygon", "coordinates": [[lonlat(*corner) for corner in corners]]}
    assert desk.post(MATCH, {"geometry": area}, content_type="application/json").json()["toward"] is None
    junction = Junction.objects.filter(city=small_city, roads__name="улица Пушкина").first()
    assert desk.get(STRETCH, {"crossing": junction.pk}).json()["toward"] is None
