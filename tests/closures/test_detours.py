"""The way round of an event in the small city: metres are read off its plan (fixtures/small_city.md)."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point

from closures.detours.around import next_held, ways_round
from roadmap.models import RoadSegment
from tests.closures.factories import active, area, line, phase, published
from tests.conftest import NOW
from tests.plan import lonlat

NEAR_M = 4.0
HOUR = timedelta(hours=1)


def held(**values) -> dict:
    return phase(**{"planned_start": NOW - HOUR, "planned_end": NOW + 48 * HOUR} | values)


def told(event, at=NOW):
    """Toward, streets in order, and metres more of each way round."""
    return [
        (one.toward, one.way and [road.name for road in one.way.roads], round(one.extra_m))
        for one in ways_round(event, at)
    ]


ROUND_THE_BLOCK = ["улица Баумана", "проспект Ленина", "Речной переулок"]


def test_a_two_way_street_is_gone_round_both_ways(agency):
    """улица Пушкина from Баумана to Речной. Eastward by the nearer carriageway's far side: 210 + 200 + 210 for 200;
    westward by the nearer one: 190 + 200 + 190."""
    east, west = told(active(agency))  # along the street as it is drawn comes first
    assert (east[0], east[1]) == ("на восток", ROUND_THE_BLOCK)
    assert (west[0], west[1]) == ("на запад", ROUND_THE_BLOCK[::-1])
    assert east[2] == pytest.approx(420, abs=NEAR_M)
    assert west[2] == pytest.approx(380, abs=NEAR_M)


def test_of_two_ways_of_traffic_the_one_along_the_line_comes_first(agency):
    """In every process, whatever the order of a set."""
    assert [one.through.shut[0].key > 0 for one in ways_round(active(agency), NOW)] == [True, False]


def test_one_direction_that_is_shut_has_one_way_round(agency):
    event = active(agency, phases=[held(direction="forward")])
    assert [toward for toward, _streets, _extra in told(event)] == ["на восток"]


def test_part_of_a_block_is_gone_round_from_crossing_to_crossing(agency):
    event = active(agency, phases=[held(geometry=line((60, 200), (140, 200)))])
    assert [extra for _toward, _streets, extra in sorted(told(event))] == [
        pytest.approx(420, abs=NEAR_M),
        pytest.approx(380, abs=NEAR_M),
    ]


def test_one_carriageway_is_gone_round_in_its_own_direction(agency):
    """проспект Ленина's southern carriageway from Баумана to Речной runs east."""
    event = active(agency, phases=[held(geometry=line((0, -10), (200, -10)), direction="forward")])
    ((toward, streets, _extra),) = told(event)
    assert toward == "на восток"
    assert streets[0] != "проспект Ленина"


def test_over_the_only_bridge_there_is_none(agency):
    event = active(agency, phases=[held(geometry=line((360, 200), (440, 200)))])
    assert told(event) == [("", None, 0)]


def test_a_dead_end_shut_to_its_end_cuts_nobody_off(agency):
    """The service road at x = -100; behind it nothing lies."""
    event = active(agency, phases=[held(geometry=line((-100, 205), (-100, 280)))])
    assert told(event) == []


def test_a_dead_end_shut_in_its_middle_has_none(agency):
    event = active(agency, phases=[held(geometry=line((-100, 220), (-100, 250)))])
    assert [way for _toward, way, _extra in told(event)] == [None]


def test_where_nobody_can_come_back_into_the_street_its_end_is_reached(agency):
    """улица Пушкина from the service road, here one way into its dead end, to Баумана: up to Кремлёвская nobody can be
    on his way west, nor from there turn round."""
    service = RoadSegment.objects.nearest_to(Point(*lonlat(-100, 240), srid=4326), 20).first()
    assert service.geometry[0][1] < service.geometry[-1][1]
    RoadSegment.objects.filter(pk=service.pk).update(direction="forward")
    event = active(agency, phases=[held(geometry=line((-100, 200), (0, 200)))])
    assert [way is not None for _toward, way, _extra in told(event)] == [True, True]


def test_a_narrowing_needs_none(agency):
    assert told(active(agency, phases=[held(vehicle_impact="some-lanes-closed")])) == []


def test_a_ban_for_lorries_has_a_way_round_for_lorries(agency):
    event = active(agency, phases=[held(vehicle_classes=["lorry"])])
    assert {one.vehicle.kind for one in ways_round(event, NOW)} == {"lorry"}


def test_what_else_is_shut_then_is_gone_round_too(agency):
    """проспект Ленина shut as well. Westward by Речной, the roundabout, улица 8 Марта and Баумана: 990 for 200;
    улица 8 Марта is one way west, so eastward there is none."""
    active(agency, phases=[held(geometry=line((0, -10), (200, -10))), held(geometry=line((0, 10), (200, 10)))])
    east, west = sorted(told(active(agency)), key=lambda one: one[0])
    assert east == ("на восток", None, 0)
    assert west == ("на запад", ["Речной переулок", "улица 8 Марта", "улица Баумана"], pytest.approx(790, abs=8))


def test_a_planned_one_is_gone_round_as_of_its_start(agency):
    """Another that is over by then is no hindrance."""
    active(agency, phases=[held(geometry=line((0, -10), (200, -10)), planned_end=NOW + HOUR)])
    event = published(agency)
    assert len(told(event)) == 2


def test_at_the_end_of_a_night_it_is_gone_round_as_of_the_next(agency):
    """Shut from 22:00 to 06:00; an end is no longer held."""
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}
    event = active(agency, phases=[held(schedule=nights)])
    six = NOW + 18 * HOUR
    assert next_held(event, six) == six + 16 * HOUR
    assert len(told(event, six)) == 2


def test_a_shut_crossing_is_gone_round_on_each_of_its_streets(agency):
    """улица Баумана and улица Пушкина: legs of 30 m. Баумана ends there, Пушкина goes through."""
    legs = [held(geometry=line((-30, 200), (30, 200))), held(geometry=line((0, 170), (0, 200)))]
    found = told(active(agency, phases=legs))
    assert {toward for toward, _streets, _extra in found} >= {"на восток", "на запад"}


def test_an_area_has_the_ways_of_the_streets_through_it(agency):
    event = active(
        agency,
        kind="repair-zone",
        phases=[held(geometry=area((60, 150), (140, 150), (140, 250), (60, 250)))],
    )
    assert len(told(event)) == 2


def test_what_is_over_has_none(agency):
    event = active(agency)
    assert told(event, NOW + 100 * HOUR) == []


def test_queries_are_bounded(agency, django_assert_max_num_queries):
    event = active(agency)
    ways_round(event, NOW)  # the streets are known from now on
    with django_assert_max_num_queries(16):
        ways_round(event, NOW)
