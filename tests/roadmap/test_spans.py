"""How long a street spans are and what they leave of it, on the small city's plan (fixtures/small_city.md)."""

import pytest

from roadmap.matching import match_geometry
from roadmap.models import Road, RoadSegment
from roadmap.spans import leaves_a_way, length_m
from roadmap.stretches import Street
from tests.plan import area, line

pytestmark = pytest.mark.django_db

PUSHKINA = ((-150, 200), (150, 200))
EASTBOUND = ((-150, -10), (150, -10))  # of проспект Ленина, 20 m south of the other side
MARTA = ((150, -200), (-150, -200))  # one way without another side


def between(city, name, one, other, direction):
    street = Street.of(Road.objects.select_related("city").get(city=city, name=name))
    ends = [next(crossing for crossing in street.crossings if end in crossing.roads) for end in (one, other)]
    return street.between(*ends, direction)


def lenina(city, direction):
    return between(city, "проспект Ленина", "Кремлёвская улица", "Речной переулок", direction)


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_a_two_way_street_shut_in_one_direction_leaves_a_way(small_city, direction):
    assert leaves_a_way(small_city, match_geometry(small_city, line(*PUSHKINA), direction))


def test_a_two_way_street_shut_in_both_directions_leaves_none(small_city):
    assert not leaves_a_way(small_city, match_geometry(small_city, line(*PUSHKINA)))


def test_two_spans_that_shut_a_direction_each_leave_none(small_city):
    spans = [span for way in ("forward", "backward") for span in match_geometry(small_city, line(*PUSHKINA), way)]
    assert not leaves_a_way(small_city, spans)


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_one_carriageway_leaves_the_other(small_city, direction):
    assert leaves_a_way(small_city, lenina(small_city, direction))


def test_both_carriageways_leave_no_way(small_city):
    assert not leaves_a_way(small_city, lenina(small_city, "both"))


def test_a_carriageway_and_a_piece_of_the_other_leave_no_way(small_city):
    piece = between(small_city, "проспект Ленина", "улица Баумана", "Речной переулок", "backward")
    assert not leaves_a_way(small_city, lenina(small_city, "forward") + piece)


def test_another_street_beside_it_is_no_other_side(small_city):
    north = RoadSegment.objects.filter(pk__in=[span.segment_id for span in lenina(small_city, "backward")])
    spans = lenina(small_city, "forward")
    north.update(road=Road.objects.get(city=small_city, name="Садовая улица"))
    assert not leaves_a_way(small_city, spans)


@pytest.mark.parametrize("direction", ["both", "forward"])
def test_a_one_way_street_without_another_side_leaves_none(small_city, direction):
    assert not leaves_a_way(small_city, match_geometry(small_city, line(*MARTA), direction))


def test_a_short_closed_piece_leaves_no_way(small_city):
    assert not leaves_a_way(small_city, match_geometry(small_city, line((40, 200), (60, 200))))


def test_each_street_must_leave_a_way(small_city):
    one_side = lenina(small_city, "forward")
    assert not leaves_a_way(small_city, one_side + match_geometry(small_city, line((40, 200), (60, 200))))


def test_where_carriageways_join_again_a_way_is_left(small_city):
    """Beyond x = 260 проспект Ленина is a single two-way street."""
    assert leaves_a_way(small_city, match_geometry(small_city, line((100, -10), (260, 0), (330, 0)), "forward"))


def test_a_closed_area_leaves_no_way(small_city):
    assert not leaves_a_way(small_city, match_geometry(small_city, area((-50, 150), (50, 150), (50, 250), (-50, 250))))


def test_nothing_held_leaves_every_way(small_city):
    assert leaves_a_way(small_city, [])


def test_the_length_of_a_dual_carriageway_is_of_the_street(small_city):
    assert length_m(small_city, lenina(small_city, "both")) == pytest.approx(400, abs=2)
    assert length_m(small_city, lenina(small_city, "forward")) == pytest.approx(400, abs=2)


def test_a_two_way_street_is_as_long_as_it_is(small_city):
    spans = match_geometry(small_city, line(*PUSHKINA))
    again = match_geometry(small_city, line(*PUSHKINA), "forward")
    assert length_m(small_city, spans) == length_m(small_city, spans + again) == pytest.approx(300, abs=2)


def test_parts_of_one_segment_are_counted_for_themselves(small_city):
    spans = [s for x in (20, 120) for s in match_geometry(small_city, line((x, 200), (x + 50, 200)))]
    assert {span.segment_id for span in spans} == {spans[0].segment_id}
    assert length_m(small_city, spans) == pytest.approx(100, abs=2)


def test_nothing_has_no_length(small_city):
    assert length_m(small_city, []) == 0


def test_sides_are_asked_in_two_queries(small_city, django_assert_num_queries):
    spans = lenina(small_city, "both")
    with django_assert_num_queries(2):
        leaves_a_way(small_city, spans)
