"""Places in words on the small city's plan: the right metres of the right streets."""

import pytest

from roadmap.models import Address, RoadSegment
from roadmap.places.on_network import point_of, spans_of
from roadmap.postgis import point_at
from roadmap.stretches import NoStretch, describe
from tests.plan import lonlat

pytestmark = pytest.mark.django_db


def metres(spans):
    """Street → metres held."""
    rows = RoadSegment.objects.select_related("road").in_bulk([span.segment_id for span in spans])
    held = {}
    for span in spans:
        row = rows[span.segment_id]
        name = row.road.name if row.road else None
        held[name] = held.get(name, 0) + (span.end_position - span.start_position) * row.length_m
    return {name: round(length) for name, length in held.items()}


def between(on, start, end):
    return {"type": "between", "on": on, "from": start, "to": end}


@pytest.mark.parametrize(
    ("place", "held"),
    [
        (between("улица Пушкина", "улица Баумана", "Речной переулок"), 200),
        (between("улица Пушкина", "Речной переулок", "Кремлёвская улица"), 400),
        (between("проспект Ленина", "Кремлёвская улица", "улица Баумана"), 400),  # both carriageways
        (between("улица Баумана", "улица Пушкина", "улица 8 Марта"), 400),
    ],
)
def test_a_stretch_between_crossings(small_city, place, held):
    assert metres(spans_of(small_city, place)) == {place["on"]: held}


def test_old_and_other_names_mean_the_same_street(small_city):
    road = RoadSegment.objects.filter(road__name="улица Баумана").first().road
    for name in (*road.variants, *road.old_names):
        spans = spans_of(small_city, between("улица Пушкина", name, "Речной переулок"))
        assert metres(spans) == {"улица Пушкина": 200}


def test_a_range_of_houses_cuts_the_street_abreast_of_them(small_city):
    """Houses stand every so many metres on улица Пушкина; the piece between two is as long as they are apart."""
    one, other = Address.objects.filter(road__name="улица Пушкина").order_by("point")[:2]
    place = {"type": "range_of_houses", "on": "улица Пушкина", "from": one.house, "to": other.house}
    apart = abs(one.point.x - other.point.x) * 60_527
    assert metres(spans_of(small_city, place))["улица Пушкина"] == pytest.approx(apart, abs=3)


def test_from_a_crossing_to_a_house(small_city):
    house = Address.objects.filter(road__name="улица Пушкина", point__left=point_at(*lonlat(190, 0))).order_by(
        "-point"
    )[0]
    place = between("улица Пушкина", "Речной переулок", f"дом {house.house}")
    apart = abs(lonlat(200, 0)[0] - house.point.x) * 60_527
    assert metres(spans_of(small_city, place))["улица Пушкина"] == pytest.approx(apart, abs=3)


def test_a_crossing_is_its_legs_and_its_middle(small_city):
    place = {"type": "crossing", "on": "улица Пушкина", "with": "улица Баумана"}
    assert metres(spans_of(small_city, place)) == {"улица Пушкина": 60, "улица Баумана": 30}
    assert point_of(small_city, place).coords == pytest.approx(lonlat(0, 200), abs=2e-5)


def test_a_house_is_the_street_before_it(small_city):
    spans = spans_of(small_city, {"type": "address", "on": "улица Пушкина", "house": "13"})
    assert metres(spans) == {"улица Пушкина": pytest.approx(50, abs=2)}


def test_a_bridge_is_its_roadway(small_city):
    spans = spans_of(small_city, {"type": "bridge", "on": None, "name": "Садовый мост"})
    assert list(metres(spans)) == ["улица Пушкина"]


def test_a_whole_street(small_city):
    spans = spans_of(small_city, {"type": "street", "on": "Садовая улица"})
    assert describe(small_city, spans) == [{"type": "street", "on": "Садовая улица"}]


@pytest.mark.parametrize(
    "place",
    [
        {"type": "street", "on": "улица Нигде"},
        between("улица Пушкина", "улица 8 Марта", "Речной переулок"),  # they do not meet
        between("улица Пушкина", "дом 999", "Речной переулок"),
        {"type": "crossing", "on": "Садовая улица", "with": "улица Баумана"},
        {"type": "landmark", "on": None, "name": "Луна"},
    ],
)
def test_what_the_network_does_not_have_is_said(small_city, place):
    with pytest.raises(NoStretch):
        spans_of(small_city, place)
