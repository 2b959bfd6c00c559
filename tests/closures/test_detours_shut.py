"""Which parts of streets are shut, for whom and when."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product

import pytest

from closures.detours import blocking, shut
from closures.detours.whom import concerned, is_shut_by
from closures.models import Phase
from closures.models.asked import Asked
from roadmap.paths import BUS, CAR, LORRY
from tests.closures.factories import active, draft, line, phase
from tests.conftest import NOW

HOUR = timedelta(hours=1)
LIMIT_T = {"type": "reduced-weight", "value": 3.5, "unit": "tons"}
LOW = {"type": "reduced-height", "value": 3.5, "unit": "meters"}


def held(**values) -> dict:
    return phase(planned_start=NOW - HOUR, planned_end=NOW + 48 * HOUR, **values)


def parts(city, vehicle=CAR, *, at=NOW, now=NOW):
    """(how much of the segment, direction) of what is shut then."""
    box = city.box
    return [
        (round(span.end_position - span.start_position, 1), span.direction)
        for span in shut(city, Asked(now, at=at), vehicle)(box)
    ]


def test_a_closed_street_is_shut_from_end_to_end_in_both_directions(agency, small_city):
    active(agency)
    assert parts(small_city) == [(1.0, "both")]


def test_part_of_a_segment_and_one_direction_stay_what_they_are(agency, small_city):
    active(agency, phases=[held(geometry=line((50, 200), (150, 200)), direction="forward")])
    ((share, direction),) = parts(small_city)
    assert (share, direction) == (0.5, direction)
    assert direction != "both"


def test_it_is_shut_in_its_hours_only(agency, small_city):
    """At night from 22 to 6; NOW is noon."""
    hours = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}]}
    active(agency, phases=[held(schedule=hours)])
    assert parts(small_city) == []
    assert parts(small_city, at=NOW + 11 * HOUR) == [(1.0, "both")]
    night = Asked(NOW, window=(NOW + 9 * HOUR, NOW + 12 * HOUR))
    assert len(list(blocking(small_city, night, CAR, small_city.box))) == 1


def test_a_draft_shuts_nothing(agency, small_city):
    draft(agency, phases=[held()])
    assert parts(small_city) == []


def test_a_narrowed_street_is_no_shut_one(agency, small_city):
    active(agency, phases=[held(vehicle_impact="some-lanes-closed")])
    active(agency, phases=[held(vehicle_impact="alternating-one-way")])
    assert parts(small_city) == []


def test_a_ban_for_lorries_shuts_it_for_them_alone(agency, small_city):
    active(agency, phases=[held(vehicle_classes=["lorry"])])
    assert (parts(small_city), parts(small_city, LORRY), parts(small_city, BUS)) == ([], [(1.0, "both")], [])


def test_a_limit_of_height_counts_by_the_height(agency, small_city):
    active(agency, phases=[held(vehicle_impact="all-lanes-open", restrictions=[LOW])])
    assert parts(small_city) == []
    assert parts(small_city, LORRY) == [(1.0, "both")]
    assert parts(small_city, replace(LORRY, height_m=3.4)) == []


def test_one_query_for_the_whole_city(agency, small_city, django_assert_num_queries):
    for _number in range(3):
        active(agency)
    with django_assert_num_queries(1):
        assert len(parts(small_city)) == 3


CLOSED, OPEN = "all-lanes-closed", "all-lanes-open"


@pytest.mark.parametrize(
    ("vehicle", "told", "nothing"),
    [
        (CAR, (CLOSED, [], [], []), True),
        (CAR, (CLOSED, ["all"], [], []), True),
        (CAR, ("unknown", [], [], []), False),
        (BUS, (CLOSED, [], ["public-transport"], []), False),
        (CAR, (CLOSED, [], ["public-transport", "residents"], []), True),
        (LORRY, (CLOSED, ["lorry"], [], [LIMIT_T]), True),
        (replace(LORRY, weight_t=3.0), (CLOSED, ["lorry"], [], [LIMIT_T]), False),
        (LORRY, (OPEN, [], [], [{"type": "no-trucks"}]), True),
        (BUS, (OPEN, [], [], [{"type": "no-trucks"}]), False),
        (LORRY, (OPEN, [], [], [{"type": "axle-load-limit", "value": 6000, "unit": "kilograms"}]), True),
        (LORRY, (OPEN, [], [], [{"type": "reduced-width", "value": 300, "unit": "centimeters"}]), False),
        (LORRY, (OPEN, [], [], [{"type": "reduced-weight"}]), False),
    ],
)
def test_what_is_left_for_a_vehicle(vehicle, told, nothing):
    assert is_shut_by(_phase(*told), vehicle) is nothing


def _phase(impact: str, classes: list[str], exemptions: list[str], restrictions: list[dict]) -> Phase:
    told = {"vehicle_classes": classes, "exemptions": exemptions, "restrictions": restrictions}
    return Phase(vehicle_impact=impact, **told)


def test_whoever_is_shut_out_is_concerned():
    """Whatever else is said of the phase."""
    impacts, classes = (CLOSED, OPEN, "some-lanes-closed"), ([], ["lorry"], ["bus", "car"])
    bans = [LIMIT_T, LOW, {"type": "no-trucks"}]
    restrictions = [list(some) for number in range(4) for some in combinations(bans, number)]
    vehicles = [CAR, LORRY, BUS, replace(LORRY, weight_t=3.0, height_m=3.0)]
    for told in product(impacts, classes, ([], ["public-transport"]), restrictions):
        phase = _phase(*told)
        shut_out = [vehicle for vehicle in vehicles if is_shut_by(phase, vehicle)]
        assert all(any(some.has(vehicle) for some in concerned(phase)) for vehicle in shut_out), told
