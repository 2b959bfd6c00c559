"""A street's name goes on past crossings: pieces strung to long lines."""

import random

from shapely import LineString

from roadmap.importers.strokes import strung
from roadmap.models import RoadSegment

WEST, CROSSING, EAST = (65.0, 57.0), (65.1, 57.0), (65.2, 57.0)
NORTH, SOUTH = (65.1, 57.1), (65.1, 56.9)


def ends(lines) -> list[set]:
    return sorted(({line.coords[0], line.coords[-1]} for line in lines), key=sorted)


def test_a_crossing_of_four_pieces_is_passed_straight_on():
    arms = [LineString([place, CROSSING]) for place in (WEST, NORTH, EAST, SOUTH)]
    assert ends(strung(arms)) == ends([LineString([WEST, EAST]), LineString([NORTH, SOUTH])])


def test_a_sharp_turn_ends_the_line():
    assert len(strung([LineString([WEST, CROSSING]), LineString([CROSSING, NORTH])])) == 2


def test_it_does_not_matter_which_way_and_in_which_order_the_pieces_were_drawn():
    places = [(65.0 + number / 100, 57.0) for number in range(12)]
    pieces = [LineString(pair) for pair in zip(places, places[1:], strict=False)]
    turned = [LineString([*piece.coords][::-1]) if number % 3 else piece for number, piece in enumerate(pieces)]
    random.Random(1).shuffle(turned)
    (whole,) = strung(turned)
    assert sorted(whole.coords) == places
    assert {whole.coords[0], whole.coords[-1]} == {places[0], places[-1]}


def test_a_ring_is_one_line_and_ends_where_it_began():
    corners = [(65.0, 57.0), (65.01, 57.0), (65.015, 57.01), (65.01, 57.02), (65.0, 57.02), (64.995, 57.01)]
    pieces = [LineString(pair) for pair in zip(corners, [*corners[1:], corners[0]], strict=True)]
    lines = strung(pieces)
    assert sum(line.length for line in lines) == sum(piece.length for piece in pieces)


def test_no_piece_is_lost_or_doubled(small_city):
    segments = RoadSegment.objects.filter(city=small_city, road__name="проспект Ленина")
    pieces = [LineString(segment.geometry.coords) for segment in segments]
    lines = strung(pieces)
    assert len(lines) == 2  # the carriageways; one of them goes on beyond both ends
    assert abs(sum(line.length for line in lines) - sum(piece.length for piece in pieces)) < 1e-9
