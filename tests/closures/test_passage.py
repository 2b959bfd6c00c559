"""What a phase leaves of the way, told by the network: one side of a street or all of it."""

import pytest

from closures.kinds.passages import Passage, passage_of
from closures.shown import traffic_words
from tests.closures.factories import area, draft, line, phase

pytestmark = pytest.mark.django_db

TWO_WAY = ((-150, 200), (150, 200))  # улица Пушкина
ONE_WAY = ((150, -200), (-150, -200))  # улица 8 Марта, which has no other side
EASTBOUND = ((-150, -10), (150, -10))  # the southern carriageway of проспект Ленина
ONE_SIDE = ((-150, -15), (150, -15), (150, -5), (-150, -5))  # around that carriageway alone
CROSSING = ((-50, 150), (50, 150), (50, 250), (-50, 250))


def passages(agency, kind="closure", **values) -> tuple[str, str]:
    event = draft(agency, kind=kind, phases=[phase(**values)])
    return event.phases.get().passage, event.passage


@pytest.mark.parametrize(
    ("points", "direction", "passage"),
    [
        (TWO_WAY, "both", Passage.CLOSED),
        (TWO_WAY, "forward", Passage.LIMITED),
        (ONE_WAY, "forward", Passage.CLOSED),
        (ONE_WAY, "both", Passage.CLOSED),
        (EASTBOUND, "forward", Passage.LIMITED),
        (EASTBOUND, "both", Passage.CLOSED),
    ],
)
def test_a_closed_line_leaves_what_the_other_side_is(agency, points, direction, passage):
    assert passages(agency, geometry=line(*points), direction=direction) == (passage, passage)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "движение закрыто"),
        ({"direction": "forward"}, "закрыто в одном направлении"),
        ({"vehicle_classes": ["lorry"]}, "закрыто для грузовых машин"),
        ({"vehicle_classes": ["lorry"], "direction": "forward"}, "закрыто для грузовых машин"),
    ],
)
def test_words_go_with_the_colour(agency, given, told):
    assert traffic_words(draft(agency, phases=[phase(geometry=line(*TWO_WAY), **given)]).phases.get()) == told


def test_a_closed_area_leaves_no_way(agency):
    assert passages(agency, kind="repair-zone", geometry=area(*CROSSING)) == (Passage.CLOSED, Passage.CLOSED)


def test_an_area_over_one_carriageway_leaves_the_other(agency):
    assert passages(agency, kind="repair-zone", geometry=area(*ONE_SIDE)) == (Passage.LIMITED, Passage.LIMITED)


@pytest.mark.parametrize(("direction", "passage"), [("both", Passage.CLOSED), ("backward", Passage.LIMITED)])
def test_beside_the_network_what_was_entered_counts(agency, direction, passage):
    beside = line((-3000, 3000), (-3000, 3100))
    assert passages(agency, geometry=beside, direction=direction) == (passage, passage)


def test_a_narrowed_one_way_street_is_not_shut(agency):
    told = passages(agency, geometry=line(*ONE_WAY), direction="forward", vehicle_impact="some-lanes-closed")
    assert told == (Passage.LIMITED, Passage.LIMITED)


@pytest.mark.parametrize(
    ("impact", "is_for_some", "told"),
    [
        ("all-lanes-closed", False, "closed"),
        ("all-lanes-closed", True, "restricted"),
        ("some-lanes-closed", False, "limited"),
        ("all-lanes-open", False, "open"),
        ("all-lanes-open", True, "open"),
        ("unknown", False, "unknown"),
        ("unknown", True, "restricted"),
    ],
)
def test_what_an_impact_leaves_of_the_way(impact, is_for_some, told):
    assert passage_of(impact, is_for_some=is_for_some) == told
