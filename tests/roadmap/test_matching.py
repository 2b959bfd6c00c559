"""Points and drawings on the small city's streets; expected values from its plan (fixtures/small_city.md)."""

import pytest
import shapely
from shapely import LineString

from roadmap.matching import _Near, link_point, match_geometry
from roadmap.models import RoadSegment
from roadmap.postgis import point_at
from tests.plan import area, line, lonlat, shape

pytestmark = pytest.mark.django_db


def at(x, y):
    return point_at(*lonlat(x, y))


def named(spans):
    """(street, direction) → metres held."""
    held = {}
    for span in spans:
        segment = RoadSegment.objects.select_related("road").get(pk=span.segment_id)
        key = (segment.road.name if segment.road else None, span.direction)
        held[key] = held.get(key, 0) + (span.end_position - span.start_position) * segment.length_m
    return {key: round(metres) for key, metres in held.items()}


def test_a_point_beside_a_street_lies_on_it(small_city):
    link = link_point(small_city, at(100, 210))
    assert link.street == "улица Пушкина"
    assert link.distance_m == pytest.approx(10, abs=0.2)
    segment = RoadSegment.objects.get(pk=link.segment_id)
    assert segment.osm_way_id == link.osm_way_id
    assert link.position == pytest.approx(0.5, abs=0.02)
    assert link.confidence > 0.8
    lon, lat = lonlat(100, 200)
    assert link.snapped == pytest.approx((lon, lat), abs=1e-5)


def test_far_from_any_road_there_is_no_segment_but_the_nearest_street_is_told(small_city):
    link = link_point(small_city, at(100, 100))
    assert link.segment_id is None
    assert link.street in {"улица Пушкина", "улица Баумана", "Речной переулок", "проспект Ленина"}


def test_a_poor_position_reaches_farther(small_city):
    assert link_point(small_city, at(380, 120), accuracy_m=120).segment_id is not None


@pytest.mark.parametrize("accuracy_m", [50, 500, 3000])
def test_a_rough_position_near_a_corner_is_a_question(small_city, accuracy_m):
    """Three metres from one street and twelve from the other, but it may be fifty off."""
    assert link_point(small_city, at(12, 197), accuracy_m=5).street == "улица Пушкина"
    link = link_point(small_city, at(12, 197), accuracy_m=accuracy_m)
    assert link.segment_id is None
    assert {"улица Пушкина", "улица Баумана"} <= {one["street"] for one in link.candidates}


def test_a_rough_position_off_the_corner_has_its_street_but_is_less_sure(small_city):
    exact, rough = (link_point(small_city, at(40, 203), accuracy_m=metres) for metres in (5, 50))
    assert rough.street == exact.street == "улица Пушкина"
    assert rough.segment_id == exact.segment_id
    assert rough.confidence < exact.confidence


@pytest.mark.parametrize("place", [(-350, 205), (-350, 230), (40, 203)], ids=["beside", "far", "near-a-corner"])
def test_the_rougher_a_position_the_less_sure_its_street(small_city, place):
    accuracies = (None, 15, 30, 50, 80, 120, 500, 3000)
    told = [link_point(small_city, at(*place), accuracy_m=metres).confidence for metres in accuracies]
    assert told == sorted(told, reverse=True)
    assert told[-1] < 0.2 < told[0]


def test_two_streets_equally_near_are_a_question(small_city):
    link = link_point(small_city, at(20, 180))
    assert link.segment_id is None
    assert {one["street"] for one in link.candidates} == {"улица Пушкина", "улица Баумана"}


@pytest.mark.parametrize("text", ["яма на Баумана!!!", "провал, ул. Баумана у остановки", "БАУМАНА яма"])
def test_a_name_in_the_text_breaks_the_tie(small_city, text):
    assert link_point(small_city, at(20, 180), text=text).street == "улица Баумана"


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("яма на Пушкина", "улица Пушкина"),
        ("провал на Речном", "Речной переулок"),
        ("пер. Речной, яма", "Речной переулок"),
        ("на улице Пушкина у дома", "улица Пушкина"),
        ("РЕЧНОЙ ПЕРЕУЛОК весь разбит", "Речной переулок"),
    ],
)
def test_a_street_is_named_in_any_case_and_short(small_city, text, street):
    """The pin is as far from the one as from the other."""
    assert link_point(small_city, at(185, 185)).segment_id is None
    assert link_point(small_city, at(185, 185), text=text).street == street


def test_over_a_junction_both_that_are_named_are_offered_first(small_city):
    link = link_point(small_city, at(3, 198), text="угол Баумана и Пушкина")
    assert link.segment_id is None
    assert {one["street"] for one in link.candidates[:2]} == {"улица Пушкина", "улица Баумана"}


def test_the_side_is_told_where_the_pin_tells_it(small_city):
    assert link_point(small_city, at(100, 210)).side == "north"
    assert link_point(small_city, at(100, 190)).side == "south"
    assert link_point(small_city, at(100, 201)).side == "", "on the carriageway"
    assert link_point(small_city, at(100, 210), accuracy_m=40).side == "", "the error may have put it there"


def test_a_point_in_another_part_of_the_world_has_no_street(small_city):
    link = link_point(small_city, point_at(37.6, 55.7))
    assert (link.segment_id, link.street) == (None, None)


def test_a_line_along_a_street_holds_its_segments(small_city):
    assert named(match_geometry(small_city, line((0, 203), (200, 198)))) == {("улица Пушкина", "both"): 200}


def test_a_crossing_street_is_not_touched(small_city):
    held = named(match_geometry(small_city, line((-150, 200), (150, 200))))
    assert held == {("улица Пушкина", "both"): 300}


def test_part_of_a_segment_is_held_in_part(small_city):
    (span,) = match_geometry(small_city, line((50, 200), (150, 200)))
    assert sorted((span.start_position, span.end_position)) == pytest.approx([0.25, 0.75], abs=0.02)


def test_one_carriageway_is_told_from_the_other(small_city):
    north = match_geometry(small_city, line((-20, 10), (-100, 10)), "forward")
    south = match_geometry(small_city, line((-100, -10), (-20, -10)), "forward")
    assert {span.segment_id for span in north}.isdisjoint(span.segment_id for span in south)


def test_a_direction_leaves_the_opposite_carriageway_open(small_city):
    """The northern carriageway runs west; a line drawn eastwards with its own direction only does not hold it."""
    assert match_geometry(small_city, line((-150, 10), (-50, 10)), "forward") != match_geometry(
        small_city, line((-150, 10), (-50, 10)), "backward"
    )
    spans = match_geometry(small_city, line((-150, 10), (-50, 10)), "backward")
    assert named(spans) == {("проспект Ленина", "forward"): 100}


def test_one_direction_of_a_two_way_street(small_city):
    (span,) = match_geometry(small_city, line((0, 200), (200, 200)), "forward")
    (back,) = match_geometry(small_city, line((0, 200), (200, 200)), "backward")
    assert {span.direction, back.direction} == {"forward", "backward"}


def test_an_area_holds_what_lies_in_it(small_city):
    spans = match_geometry(small_city, area((-50, 150), (50, 150), (50, 250), (-50, 250)))
    held = named(spans)
    assert held[("улица Пушкина", "both")] == pytest.approx(100, abs=1)
    assert held[("улица Баумана", "both")] == pytest.approx(50, abs=1)


def test_a_line_over_no_road_holds_nothing(small_city):
    assert match_geometry(small_city, line((60, 60), (140, 140))) == []


def test_a_drawing_in_two_pieces_holds_both(small_city):
    pieces = [[lonlat(0, 200), lonlat(100, 200)], [lonlat(-200, 50), lonlat(-200, 150)]]
    held = named(match_geometry(small_city, shape("MultiLineString", pieces)))
    assert held == {("улица Пушкина", "both"): 100, ("Кремлёвская улица", "both"): 100}


def test_a_drawing_of_many_points_and_pieces_is_walked_once(small_city, monkeypatch):
    """No step begins anew at the line's start, and the network is sorted once for all pieces."""
    trees = []
    monkeypatch.setattr(LineString, "interpolate", lambda *_: pytest.fail("walked from the start"))
    monkeypatch.setattr(shapely, "STRtree", lambda lines, tree=shapely.STRtree: trees.append(1) or tree(lines))
    pieces = [[lonlat(x, 200 + y) for y in (0, 0.1, 0) for x in (first, first + 10)] for first in range(0, 200, 10)]
    match_geometry(small_city, shape("MultiLineString", pieces))
    assert len(trees) == 1


def test_the_pairs_of_step_and_segment_in_memory_are_bounded(small_city, monkeypatch):
    """Fifty steps of four metres, ten at a time, hold the same as all at once."""
    drawn, asked = line((0, 200), (200, 200)), []
    whole = match_geometry(small_city, drawn)
    monkeypatch.setattr("roadmap.matching.STEPS_AT_ONCE", 10)
    near = _Near.of
    monkeypatch.setattr(_Near, "of", lambda steps, *rest: asked.append(len(steps)) or near(steps, *rest))
    assert match_geometry(small_city, drawn) == whole
    assert (len(asked) > 4, max(asked)) == (True, 10)


def test_only_what_lies_on_the_border_of_an_area_is_cut(small_city, monkeypatch):
    cut = []
    intersection = LineString.intersection
    monkeypatch.setattr(LineString, "intersection", lambda *told: cut.append(1) or intersection(*told))
    inside = match_geometry(small_city, area((-5000, -5000), (5000, -5000), (5000, 5000), (-5000, 5000)))
    assert (len(inside) > 0, len(cut)) == (True, 0)
