"""Ways over the small city (fixtures/small_city.md): metres are read off the plan there."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from unittest.mock import Mock

import pytest
from django.contrib.gis.geos import Point

from roadmap.models import City, RoadSegment, TurnRestriction
from roadmap.paths import BUS, CAR, LORRY, Edge, Stop, kept, straight_on, way, ways
from roadmap.paths.network import Network
from roadmap.paths.speeds import turn_seconds
from roadmap.spans import Span
from tests.plan import lonlat

NEAR_M = 3.0  # of a metre on the plan: the file has seven digits


@pytest.fixture(autouse=True, params=[kept.MOST_SEGMENTS, 0], ids=["kept", "by box"])
def _most_segments(request, monkeypatch):
    """The streets of a city are kept, or it has too many for that: the ways are the same."""
    monkeypatch.setattr(kept, "MOST_SEGMENTS", request.param)


def place(x: float, y: float) -> Point:
    return Point(*lonlat(x, y), srid=4326)


def at_segment(city, x: float, y: float) -> RoadSegment:
    return RoadSegment.objects.filter(city=city).nearest_to(place(x, y), 20).first()


def part(city, x: float, y: float, low=0.0, high=1.0, direction="both"):
    """What `way` takes as shut: a part of the segment there."""
    span = Span(at_segment(city, x, y).pk, low, high, direction)
    return lambda _box: [span]


def metres(found) -> float | None:
    return found and pytest.approx(found.length_m, abs=NEAR_M)


def test_part_of_one_segment_is_as_long_as_it_is_on_paper(small_city, at):
    found = way(small_city, place(30, 200), place(130, 200), at=at)
    assert metres(found) == 100
    assert [round(part.share, 2) for part in found.parts] == [0.5]
    assert found.streets == ["улица Пушкина"]
    assert found.geometry.coords[0] == pytest.approx(lonlat(30, 200), abs=1e-5)
    assert found.geometry.coords[-1] == pytest.approx(lonlat(130, 200), abs=1e-5)


def test_a_one_way_street_is_not_driven_against_its_traffic(small_city, at):
    """Traffic of улица 8 Марта runs west; back east leads round the block."""
    along = way(small_city, place(-50, -200), place(-150, -200), at=at)
    back = way(small_city, place(-150, -200), place(-50, -200), at=at)
    assert metres(along) == 100
    # west to Кремлёвская, north to проспект Ленина, east to улица Баумана, south and west again
    assert metres(back) == 50 + 190 + 200 + 190 + 50


def test_round_what_is_shut_the_next_street_is_taken(small_city, at):
    """улица Пушкина shut from Баумана to Речной: by улица Баумана, проспект Ленина and Речной переулок."""
    shut = part(small_city, 100, 200)
    usual = way(small_city, place(-50, 200), place(250, 200), at=at)
    found = way(small_city, place(-50, 200), place(250, 200), at=at, shut=shut)
    assert metres(usual) == 300
    assert metres(found) == 50 + 210 + 200 + 210 + 50
    assert found.streets == ["улица Пушкина", "улица Баумана", "проспект Ленина", "Речной переулок", "улица Пушкина"]


def test_one_direction_shut_leaves_the_other(small_city, at):
    segment = at_segment(small_city, 100, 200)
    eastward = "forward" if segment.geometry[0][0] < segment.geometry[-1][0] else "backward"
    shut = part(small_city, 100, 200, direction=eastward)
    assert metres(way(small_city, place(-50, 200), place(250, 200), at=at, shut=shut)) == 720
    assert metres(way(small_city, place(250, 200), place(-50, 200), at=at, shut=shut)) == 300


def test_a_street_shut_in_its_middle_is_open_up_to_there(small_city, at):
    shut = part(small_city, 100, 200, 0.4, 0.6)
    assert metres(way(small_city, place(-50, 200), place(60, 200), at=at, shut=shut)) == 110
    assert metres(way(small_city, place(250, 200), place(140, 200), at=at, shut=shut)) == 110


def test_where_what_is_shut_begins_and_ends_one_stands_free(small_city, at):
    """Shut from x = 80 to x = 120: from its very edge one drives away, and comes back to it."""
    pk, shut = at_segment(small_city, 100, 200).pk, part(small_city, 100, 200, 0.4, 0.6)
    for edge, away in ((Stop(pk, 0.4), place(-50, 200)), (Stop(pk, 0.6), place(250, 200))):
        assert metres(way(small_city, edge, away, at=at, shut=shut)) == 130
        assert metres(way(small_city, away, edge, at=at, shut=shut)) == 130


def test_over_the_river_there_is_no_other_way(small_city, at):
    """Садовый мост is the only one."""
    assert way(small_city, place(0, 200), place(600, 100), at=at) is not None
    assert way(small_city, place(0, 200), place(600, 100), at=at, shut=part(small_city, 400, 200)) is None


def test_a_place_that_is_shut_itself_is_not_reached(small_city, at):
    shut = part(small_city, 100, 200, 0.4, 0.6)
    assert way(small_city, place(0, 200), place(100, 200), at=at, shut=shut) is None


def test_a_roundabout_is_driven_its_way_only(small_city, at):
    """From улица 8 Марта's east (220, -200) to Речной переулок (200, -180) it is a quarter of the ring or three."""
    ring = RoadSegment.objects.filter(city=small_city, is_roundabout=True)
    assert {segment.direction for segment in ring} == {"forward"}
    there = way(small_city, place(260, -200), place(200, -140), at=at)
    back = way(small_city, place(200, -140), place(260, -200), at=at)
    circle = sum(segment.length_m for segment in ring)
    assert there.length_m + back.length_m == pytest.approx(2 * (40 + 40) + circle, abs=2 * NEAR_M)


def forbid(city, *places, kind="no_right_turn", **told):
    """A sign over the segments at these places, the first of which is left where it meets the second."""
    path = [at_segment(city, *one) for one in places]
    first, second = ({segment.start_id, segment.end_id} for segment in path[:2])
    return TurnRestriction.objects.create(
        city=city,
        osm_relation_id=TurnRestriction.objects.count() + 1,
        number=0,
        kind=kind,
        is_only=kind.startswith("only"),
        junction_id=(first & second).pop(),
        path=[segment.pk for segment in path],
        **told,
    )


FROM, TO = (-50, 200), (0, 100)  # улица Пушкина eastward, right into улица Баумана


def test_a_forbidden_turn_is_not_made(small_city, at):
    straight = way(small_city, place(*FROM), place(*TO), at=at)
    forbid(small_city, FROM, TO)
    round_it = way(small_city, place(*FROM), place(*TO), at=at)
    assert metres(straight) == 150
    assert round_it.length_m > straight.length_m
    assert way(small_city, place(100, 200), place(*TO), at=at).length_m == pytest.approx(200, abs=NEAR_M)


@pytest.mark.parametrize(
    ("onward", "expected"),
    [
        (
            [(2, 1, 90), (3, 9, 0)],
            2,
        ),  # (key, road, degrees): along its own street round the corner, not straight into another
        ([(2, 1, 140), (3, 9, 40)], 3),  # a street that turns back on itself is left
        ([(2, 9, 50), (3, 9, -60)], None),  # all that goes on turns
        ([(2, 9, 30), (3, 9, -10)], 3),
        ([(-1, 1, 180)], None),
    ],
)
def test_traffic_that_does_not_turn_follows_its_street_else_goes_nearly_straight(onward, expected):
    degrees = {key: turn for key, _road, turn in onward}
    out = {5: [Edge(key, 5, 6, 100, 10, road) for key, road, _turn in onward]}
    network = Mock(out=out, turn_degrees=lambda _one, other: degrees[other.key])
    found = straight_on(network, Edge(1, 4, 5, 100, 10, 1))
    assert (found and found.key) == expected


@pytest.mark.parametrize(
    ("turn", "seconds"), [(0, 0), (35, 0), (-35, 0), (36, 4), (134, 4), (-36, 8), (-134, 8), (135, 20), (-180, 20)]
)
def test_a_turn_takes_its_time_and_turning_round_the_most(turn, seconds):
    assert turn_seconds(turn) == seconds


def test_a_sign_with_a_lower_speed_is_obeyed(small_city, at):
    """100 m of Кремлёвская улица at 20 km/h."""
    assert way(small_city, place(-200, 50), place(-200, 150), at=at).seconds == pytest.approx(18, abs=0.5)


def test_where_another_way_leads_on_nobody_turns_round(small_city, at):
    """Eastward at x = 130 of улица Пушкина to x = 70 behind: round the block, not back from the next crossing."""
    segment = at_segment(small_city, 100, 200)
    is_drawn_east = segment.geometry[0][0] < segment.geometry[-1][0]
    positions = {x: x / 200 if is_drawn_east else 1 - x / 200 for x in (70, 130)}
    here = Stop(segment.pk, positions[130], "forward" if is_drawn_east else "backward")
    found = way(small_city, here, Stop(segment.pk, positions[70]), at=at)
    assert metres(found) == 70 + 190 + 200 + 190 + 70


def test_that_nothing_leads_to_a_place_is_known_where_it_lies(small_city, at, monkeypatch):
    """On the east bank with the bridge shut: no more streets are looked at than those around."""
    monkeypatch.setattr(ways, "MARGINS_M", (60.0,))
    several = ways.Ways(small_city, at, CAR, part(small_city, 400, 200))
    stops = [ways.stop_near(small_city, one) for one in (place(-50, -200), place(600, 150))]
    assert several.way(*stops) is None
    assert len(several.known) == 1


def test_a_left_turn_takes_four_seconds_more_than_a_right_one(small_city, at):
    """The same corner driven both ways: 4 s into улица Баумана, 8 s out of it."""
    right = way(small_city, place(*FROM), place(*TO), at=at)
    left = way(small_city, place(*TO), place(*FROM), at=at)
    assert metres(right) == metres(left) == 150
    assert left.seconds - right.seconds == pytest.approx(4)


def test_only_straight_on_forbids_every_other_turn(small_city, at):
    forbid(small_city, FROM, (100, 200), kind="only_straight_on")
    assert metres(way(small_city, place(*FROM), place(100, 200), at=at)) == 150
    assert way(small_city, place(*FROM), place(*TO), at=at).length_m > 400


def test_of_two_signs_for_the_only_way_on_either_may_be_followed(small_city, at):
    """«Straight on or right» is two relations."""
    forbid(small_city, FROM, (100, 200), kind="only_straight_on")
    forbid(small_city, FROM, TO, kind="only_right_turn")
    assert metres(way(small_city, place(*FROM), place(100, 200), at=at)) == 150
    assert metres(way(small_city, place(*FROM), place(*TO), at=at)) == 150


def test_an_exception_and_another_vehicle_may_turn(small_city, at):
    forbid(small_city, FROM, TO, vehicles=["hgv"])
    forbid(small_city, FROM, TO, exceptions=["psv"], kind="no_turn_but_buses")
    lengths = [way(small_city, place(*FROM), place(*TO), at=at, vehicle=each).length_m for each in (CAR, LORRY, BUS)]
    assert lengths[0] == lengths[1] > 400
    assert lengths[2] == pytest.approx(150, abs=NEAR_M)


@pytest.mark.parametrize(
    ("condition", "is_forbidden"),
    [("Mo-Fr 07:00-19:00", True), ("Sa,Su", False), ("weight>3.5", False), ("день вывоза", True)],
)
def test_a_sign_holds_in_its_hours(small_city, at, condition, is_forbidden):
    """`at` is a Wednesday's noon; what nobody can read is obeyed."""
    forbid(small_city, FROM, TO, condition=condition)
    assert (way(small_city, place(*FROM), place(*TO), at=at).length_m > 400) == is_forbidden


def test_a_sign_over_a_way_between_forbids_only_the_whole_path(small_city, at):
    """No turning back over the short piece between the carriageways of проспект Ленина at улица Баумана."""
    forbid(small_city, (50, 10), (0, 0), (50, -10), kind="no_u_turn")
    turned = way(small_city, place(50, 10), place(50, -10), at=at)
    straight = way(small_city, place(50, 10), place(0, -100), at=at)
    assert metres(straight) == 50 + 20 + 90
    assert turned.length_m > 300  # without the sign 120


def test_only_after_a_way_between_binds_whoever_came_along_it(small_city, at):
    forbid(small_city, (50, 10), (0, 0), (0, -100), kind="only_straight_on")
    assert way(small_city, place(50, 10), place(50, -10), at=at).length_m > 300
    assert metres(way(small_city, place(0, 100), place(50, -10), at=at)) == 90 + 20 + 50


def test_junctions_are_stops_too(small_city, at):
    segment = at_segment(small_city, 100, 200)
    found = way(small_city, Stop(junction_id=segment.start_id), Stop(junction_id=segment.end_id), at=at)
    assert metres(found) == 200


def test_a_way_keeps_to_the_box_of_which_it_is_known_what_is_shut(small_city, at, monkeypatch):
    """The eastward carriageway lies beyond 180 m around улица Пушкина; it is shut as well."""
    segments = [at_segment(small_city, 100, 200), at_segment(small_city, 100, -10)]

    def shut(box):
        return [Span(each.pk, 0.0, 1.0, "both") for each in segments if each.geometry.intersects(box)]

    ends = place(-10, 200), place(210, 200)
    known = way(small_city, *ends, at=at, shut=shut)
    monkeypatch.setattr(ways, "MARGINS_M", (180.0,))
    found = way(small_city, *ends, at=at, shut=shut)
    assert (found and found.parts) == (known and known.parts)


def test_a_longer_way_inside_the_first_box_loses_to_a_shorter_outside(small_city, at, monkeypatch):
    """улица Пушкина winds here for 1,500 m; the eastward carriageway lies beyond 180 m around it."""
    RoadSegment.objects.filter(pk=at_segment(small_city, 100, 200).pk).update(length_m=1_500)
    monkeypatch.setattr(ways, "MARGINS_M", (180.0,))
    found = way(small_city, place(-10, 200), place(210, 200), at=at)
    assert metres(found) == 10 + 210 + 200 + 210 + 10


def test_streets_are_loaded_once_an_import(small_city, at, monkeypatch):
    loaded = []
    monkeypatch.setattr(kept, "MOST_SEGMENTS", 10_000)
    monkeypatch.setattr(kept, "Network", lambda *ground: loaded.append(1) or Network(*ground))
    ends = place(-50, 200), place(250, 200)
    assert [way(small_city, *ends, at=at).length_m for _number in range(2)] == 2 * [pytest.approx(300, abs=NEAR_M)]
    assert len(loaded) == 1
    at_segment(small_city, 100, 200).delete()
    City.objects.filter(pk=small_city.pk).update(basemap="small-city-another.pmtiles")  # as an import does
    assert metres(way(small_city, *ends, at=at)) == 720


def test_who_comes_while_streets_are_loaded_waits_and_loads_no_second_time(small_city, monkeypatch):
    loaded, together = [], Barrier(2)

    def loading(*_ground):
        loaded.append(1)
        with suppress(BrokenBarrierError):
            together.wait(timeout=0.5)  # for a second one that loads, which must not come
        return object()

    monkeypatch.setattr(kept, "Network", loading)
    monkeypatch.setattr(kept, "MOST_SEGMENTS", 10_000)
    monkeypatch.setattr(City.objects, "values_list", lambda *_names, **_given: Mock(get=lambda pk: "a"))
    monkeypatch.setattr(City, "segments", Mock(count=lambda: 1))
    with ThreadPoolExecutor(2) as callers:
        networks = set(callers.map(kept.keep, [small_city, small_city]))
    assert len(loaded) == len(networks) == 1
