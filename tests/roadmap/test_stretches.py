"""From crossings to segments and from spans to words, on the small city's plan."""

import pytest

from roadmap.matching import match_geometry
from roadmap.models import Address, Road, RoadSegment, TrafficSignal
from roadmap.postgis import point_at
from roadmap.stretches import NoStretch, Street, courses_of, describe, describe_signal, legs, lines_of
from tests.plan import area, line, lonlat

pytestmark = pytest.mark.django_db


def street(city, name):
    return Street.of(Road.objects.select_related("city").get(city=city, name=name))


def crossing(of, name):
    return next(one for one in of.crossings if name in one.roads)


def metres(spans):
    lengths = RoadSegment.objects.in_bulk([span.segment_id for span in spans])
    return round(sum((s.end_position - s.start_position) * lengths[s.segment_id].length_m for s in spans))


def test_crossings_come_in_order_along_the_street(small_city):
    names = [one.roads for one in street(small_city, "улица Пушкина").crossings]
    assert names == [("Кремлёвская улица",), ("улица Баумана",), ("Речной переулок",), ("Садовая улица",)]


def test_a_crossing_of_a_dual_carriageway_is_one(small_city):
    baumana = street(small_city, "улица Баумана")
    assert [one.roads[0] for one in baumana.crossings].count("проспект Ленина") == 1
    assert len(crossing(baumana, "проспект Ленина").junctions) == 2


def test_a_stretch_between_two_crossings(small_city):
    pushkina = street(small_city, "улица Пушкина")
    spans = pushkina.between(crossing(pushkina, "Кремлёвская улица"), crossing(pushkina, "Речной переулок"))
    assert metres(spans) == 400
    assert {span.direction for span in spans} == {"both"}


def test_a_stretch_of_a_dual_carriageway_takes_both_sides(small_city):
    lenina = street(small_city, "проспект Ленина")
    spans = lenina.between(crossing(lenina, "улица Баумана"), crossing(lenina, "Речной переулок"))
    assert metres(spans) == 400


def test_one_direction_of_a_dual_carriageway_is_one_side(small_city):
    lenina = street(small_city, "проспект Ленина")
    one, other = crossing(lenina, "улица Баумана"), crossing(lenina, "Речной переулок")
    east, west = lenina.between(one, other, "forward"), lenina.between(one, other, "backward")
    assert metres(east) == metres(west) == 200
    assert {span.segment_id for span in east}.isdisjoint(span.segment_id for span in west)


def test_a_crossing_of_another_street_is_refused(small_city):
    with pytest.raises(NoStretch):
        street(small_city, "улица Пушкина").crossing(-1)


def test_the_line_of_a_stretch_is_one_piece(small_city):
    pushkina = street(small_city, "улица Пушкина")
    spans = pushkina.between(crossing(pushkina, "Кремлёвская улица"), crossing(pushkina, "Речной переулок"))
    assert len(lines_of(spans, small_city)) == 1


def test_a_stretch_is_told_by_its_street_and_crossings(small_city):
    spans = match_geometry(small_city, line((0, 200), (200, 200)))
    place = {"type": "between", "on": "улица Пушкина", "from": "улица Баумана", "to": "Речной переулок"}
    assert describe(small_city, spans) == [place]


def test_ends_come_in_the_order_of_the_street_however_it_was_drawn(small_city):
    there = describe(small_city, match_geometry(small_city, line((0, 200), (200, 200))))
    assert describe(small_city, match_geometry(small_city, line((200, 200), (0, 200)))) == there


@pytest.mark.parametrize(
    ("points", "ends"),
    [
        (((0, 200), (200, 200)), ("улица Баумана", "Речной переулок")),
        (((200, 200), (0, 200)), ("Речной переулок", "улица Баумана")),
    ],
)
def test_ends_come_in_the_order_of_what_was_drawn(small_city, points, ends):
    drawn = line(*points)
    (place,) = describe(small_city, match_geometry(small_city, drawn), courses_of(drawn, small_city))
    assert (place["from"], place["to"]) == ends
    (place,) = describe(small_city, match_geometry(small_city, drawn), courses_of(drawn, small_city, "backward"))
    assert (place["to"], place["from"]) == ends


def test_every_street_of_a_line_is_told_however_short(small_city):
    """600 m of улица Пушкина and, round the corner, 80 m of Речной переулок."""
    drawn = line((-400, 200), (200, 200), (200, 120))
    places = describe(small_city, match_geometry(small_city, drawn), courses_of(drawn, small_city))
    assert [place["on"] for place in places] == ["улица Пушкина", "Речной переулок"]
    assert places[1]["from"] == "улица Пушкина"


@pytest.mark.parametrize(
    ("points", "expected"),
    [  # without house numbers; Садовая улица has one crossing, at (600, 200)
        (((600, 180), (600, 80)), {"type": "landmark", "on": "Садовая улица", "name": "улица Пушкина"}),
        (((600, 40), (600, -40)), {"type": "landmark", "on": "Садовая улица", "name": "улица Пушкина"}),
        (
            ((420, 200), (380, 200)),
            {"type": "between", "on": "улица Пушкина", "from": "Садовая улица", "to": "Речной переулок"},
        ),
    ],
)
def test_a_part_of_a_street_is_never_told_as_the_whole(small_city, points, expected):
    Address.objects.filter(city=small_city).delete()
    drawn = line(*points)
    assert describe(small_city, match_geometry(small_city, drawn), courses_of(drawn, small_city)) == [expected]


@pytest.mark.parametrize(
    ("house_at", "expected"),
    [
        ((680, 0), {"type": "address", "on": "Садовая улица", "house": "41"}),  # behind a yard
        ((680, 100), {"type": "landmark", "on": "Садовая улица", "name": "улица Пушкина"}),
    ],
)
def test_a_short_piece_is_told_by_the_house_that_stands_back_from_the_street(small_city, house_at, expected):
    Address.objects.filter(city=small_city).delete()
    road = Road.objects.get(city=small_city, name="Садовая улица")
    Address.objects.create(city=small_city, road=road, house="41", point=point_at(*lonlat(*house_at)))
    assert describe(small_city, match_geometry(small_city, line((600, 28), (600, -28)))) == [expected]


def test_a_whole_street_is_told_by_its_name(small_city):
    spans = street(small_city, "Садовая улица").whole()
    assert describe(small_city, spans) == [{"type": "street", "on": "Садовая улица"}]


def test_a_piece_between_houses_is_told_by_their_numbers(small_city):
    (place,) = describe(small_city, match_geometry(small_city, line((60, 200), (130, 200))))
    assert place["type"] == "range_of_houses"
    assert place["on"] == "улица Пушкина"


def test_the_legs_of_a_crossing_are_told_as_a_crossing(small_city):
    spans = legs(small_city, point_at(*lonlat(0, 200)))
    assert metres(spans) == 90  # улица Пушкина both ways and улица Баумана to the south, 30 m each
    (place,) = describe(small_city, spans)
    assert place == {"type": "crossing", "on": "улица Пушкина", "with": "улица Баумана"}


def test_an_area_is_told_by_its_main_streets(small_city):
    places = describe(small_city, match_geometry(small_city, area((-150, 100), (150, 100), (150, 260), (-150, 260))))
    assert places[0]["on"] == "улица Пушкина"
    assert {place["on"] for place in places} == {"улица Пушкина", "улица Баумана"}


def test_nothing_under_the_drawing_has_no_words(small_city):
    assert describe(small_city, []) == []


def test_a_signal_is_told_by_its_crossing(small_city):
    places = [describe_signal(signal)[0] for signal in TrafficSignal.objects.filter(city=small_city)]
    assert {"type": "crossing", "on": "проспект Ленина", "with": "улица Баумана"} in places
