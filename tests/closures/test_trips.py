"""What lies along a trip: on the way, in its direction, in its hours, for its vehicle; and nothing beside it."""

from datetime import timedelta

import pytest
from django.db import connection

from closures import actions, confirming, trips
from closures.models import Trip
from roadmap.models import TrafficSignal
from tests.closures.factories import area, draft, line, phase, published
from tests.closures.trips import EAST_ON_LENINA, WEST_ON_LENINA, WORKDAYS, hours, lies_along, told, trip
from tests.conftest import NOW
from tests.plans import emptied

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def shut(agency, *points, **values):
    return published(agency, phases=[phase(geometry=line(*points), **values)])


def test_what_is_shut_on_the_way_is_told_once(agency):
    way = trip(agency.city)
    event = published(agency)
    assert told(way) == [event.pk]
    assert lies_along(event, way)


def test_what_lies_on_the_way_is_told_in_the_order_of_driving(agency):
    farther, nearer = shut(agency, (50, 200), (140, 200)), shut(agency, (-140, 200), (-110, 200))
    assert told(trip(agency.city)) == [nearer.pk, farther.pk]
    assert told(trip(agency.city, (150, 200), (-150, 200))) == [farther.pk, nearer.pk]


def test_a_street_that_is_crossed_is_silent(agency):
    way = trip(agency.city)
    assert not lies_along(shut(agency, (0, 10), (0, 200)), way)
    assert not lies_along(shut(agency, (-200, 400), (-200, -200)), way)


def test_the_other_carriageway_is_silent(agency):
    east, west = trip(agency.city, *EAST_ON_LENINA), trip(agency.city, *WEST_ON_LENINA)
    event = shut(agency, (100, 10), (-100, 10), direction="forward")
    assert not lies_along(event, east)
    assert lies_along(event, west)


def test_of_one_street_the_direction_counts(agency):
    there, back = trip(agency.city, (-150, 200), (150, 200)), trip(agency.city, (150, 200), (-150, 200))
    event = shut(agency, (0, 200), (200, 200), direction="forward")
    assert lies_along(event, there)
    assert not lies_along(event, back)


def test_what_begins_behind_the_end_of_the_way_is_silent(agency):
    way = trip(agency.city, (20, 200), (80, 200))
    assert not lies_along(shut(agency, (100, 200), (190, 200)), way)
    assert lies_along(shut(agency, (60, 200), (190, 200)), way)


def test_outside_the_hours_it_is_silent(agency):
    night = shut(agency, (0, 200), (200, 200), schedule=hours("22:00", "06:00"))
    assert not lies_along(night, trip(agency.city, schedule=hours("08:00", "09:00", WORKDAYS)))
    assert lies_along(night, trip(agency.city, schedule=hours("05:30", "07:00", WORKDAYS)))


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin(agency):
    """Shut from Saturday 00:00 to 03:00: the night that begins on Friday."""
    saturday = NOW + timedelta(days=2, hours=12)
    event = shut(agency, (0, 200), (200, 200), planned_start=saturday, planned_end=saturday + timedelta(hours=3))
    assert lies_along(event, trip(agency.city, schedule=hours("23:00", "01:00", ["fri"])))
    assert not lies_along(event, trip(agency.city, schedule=hours("23:00", "01:00", ["sat"])))


def test_the_night_from_sunday_goes_on_on_monday(agency):
    monday = NOW + timedelta(days=4, hours=12)
    event = shut(agency, (0, 200), (200, 200), planned_start=monday, planned_end=monday + timedelta(hours=2))
    assert lies_along(event, trip(agency.city, schedule=hours("22:00", "02:00", ["sun"])))
    assert not lies_along(event, trip(agency.city, schedule=hours("22:00", "24:00", ["sun"])))


def test_on_days_on_which_nobody_drives_it_is_silent(agency):
    """From Thursday noon to Saturday noon."""
    event = published(agency)
    assert not lies_along(event, trip(agency.city, schedule=hours("10:00", "20:00", ["sun", "wed"])))
    assert lies_along(event, trip(agency.city, schedule=hours("10:00", "20:00", ["sat"])))


def test_it_is_told_when_the_two_meet(agency):
    published(agency)
    way = trip(agency.city, schedule=hours("11:00", "13:00"))
    (matter,) = trips.matters(way, NOW, NOW + timedelta(days=14), now=NOW)
    noon, hour = NOW + timedelta(days=1), timedelta(hours=1)
    day = timedelta(days=1)
    assert matter.windows == (
        (noon, noon + hour),
        (noon + day - hour, noon + day + hour),
        (noon + 2 * day - hour, noon + 2 * day),
    )


def test_a_ban_for_lorries_is_silent_for_a_car(agency):
    event = shut(agency, (0, 200), (200, 200), vehicle_classes=["lorry"])
    assert not lies_along(event, trip(agency.city))
    assert lies_along(event, trip(agency.city, vehicle="lorry"))


def test_a_limit_concerns_what_exceeds_it(agency):
    limit = [{"type": "reduced-weight", "value": 3.5, "unit": "tons"}]
    event = shut(agency, (0, 200), (200, 200), vehicle_impact="all-lanes-open", restrictions=limit)
    assert not lies_along(event, trip(agency.city, vehicle="lorry", weight_t=3.5))
    assert lies_along(event, trip(agency.city, vehicle="lorry", weight_t=12))


def test_a_ban_for_lorries_beside_a_limit_concerns_every_lorry(agency):
    low = {"type": "reduced-height", "value": 3.5, "unit": "meters"}
    banned = {"vehicle_impact": "all-lanes-open", "restrictions": [low, {"type": "no-trucks"}]}
    event = shut(agency, (0, 200), (200, 200), **banned)
    assert lies_along(event, trip(agency.city, vehicle="lorry", height_m=3.0))
    assert not lies_along(event, trip(agency.city, vehicle="car"))


def test_a_bus_passes_where_public_transport_may(agency):
    event = shut(agency, (0, 200), (200, 200), exemptions=["public-transport"])
    assert not lies_along(event, trip(agency.city, vehicle="bus"))
    assert lies_along(event, trip(agency.city, vehicle="lorry"))


def test_parking_is_none_of_a_drivers_matters(agency):
    event = published(agency, kind="parking-change", phases=[phase(vehicle_impact="all-lanes-open")])
    assert not lies_along(event, trip(agency.city))


def test_works_on_an_area_hold_the_streets_in_it(agency):
    square = area((-50, 150), (50, 150), (50, 250), (-50, 250))
    event = published(agency, kind="repair-zone", phases=[phase(geometry=square, vehicle_impact="some-lanes-closed")])
    assert lies_along(event, trip(agency.city))
    assert not lies_along(event, trip(agency.city, *EAST_ON_LENINA))


def dark(agency, streets: str):
    signal = TrafficSignal.objects.get(city=agency.city, name__contains=streets)
    there = {"geometry": signal.geometry, "vehicle_impact": "unknown"}
    return published(agency, kind="signal-outage", signal=signal, signal_mode="off", phases=[phase(**there)])


def test_a_dark_light_counts_where_its_crossing_is_passed(agency):
    event = dark(agency, "Кремлёвская")
    assert lies_along(event, trip(agency.city, (-300, 200), (150, 200)))
    assert not lies_along(event, trip(agency.city))  # it begins behind the crossing


def test_a_dark_light_is_that_of_both_carriageways(agency):
    event = dark(agency, "Ленина")
    assert lies_along(event, trip(agency.city, *EAST_ON_LENINA))
    assert lies_along(event, trip(agency.city, *WEST_ON_LENINA))
    assert not lies_along(event, trip(agency.city))


def test_what_nobody_published_is_silent(agency):
    way = trip(agency.city)
    draft(agency)
    assert told(way) == []


def test_what_is_over_is_silent(agency):
    event = published(agency)
    actions.cancel(event, by=None, at=NOW)
    assert not lies_along(event, trip(agency.city))


def test_past_its_term_it_lies_there_until_somebody_confirms_its_end(agency):
    event = published(
        agency, at=NOW - 3 * DAY, phases=[phase(planned_start=NOW - 2 * DAY, planned_end=NOW - timedelta(hours=1))]
    )
    way = trip(agency.city)
    assert event.state_at(NOW) == "overdue"
    assert lies_along(event, way)
    confirming.finish(event, by=None, at=NOW)
    event.refresh_from_db()
    assert not lies_along(event, way)


def test_a_night_that_began_the_day_before_is_driven_on(small_city):
    """From Friday 23:00 to Saturday 01:00, asked of Saturday."""
    saturday = NOW + timedelta(days=2, hours=12)
    way = trip(small_city, schedule=hours("23:00", "01:00", ["fri"]))
    runs = way.runs_between(saturday, saturday + timedelta(hours=12))
    assert runs == [(saturday, saturday + timedelta(hours=1))]


def test_the_trips_of_an_event_are_found_by_one_query_of_theirs(agency, django_assert_num_queries):
    for _number in range(3):
        trip(agency.city)
    event = published(agency)
    with django_assert_num_queries(3):  # phases, their spans, trips
        assert trips.trips_along(event, NOW).count() == 3


def test_what_lies_along_a_trip_is_found_by_few_queries(agency, django_assert_num_queries):
    for _number in range(3):
        published(agency)
    way = Trip.objects.select_related("city").get(pk=trip(agency.city).pk)
    with django_assert_num_queries(5):  # on segments, at signals and what they light, phases, their places
        assert len(told(way)) == 3


def test_the_trips_of_an_event_are_found_by_an_index(agency):
    emptied("closures_trip")
    event = published(agency)
    made = trip(agency.city)
    elsewhere = [made.segments[0] + 1_000_000, made.segments[0] + 1_000_001]
    made.pk = None
    Trip.objects.bulk_create(
        Trip(**_values(made) | {"secret": f"s{number}", "segments": elsewhere, "enters": [0, 0], "leaves": [1, 1]})
        for number in range(2_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE closures_trip")
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = trips.trips_along(event, NOW).explain()
    assert " trip_on_segments " in plan, plan


def _values(made: Trip) -> dict:
    return {
        field.attname: getattr(made, field.attname) for field in Trip._meta.concrete_fields if not field.primary_key
    }
