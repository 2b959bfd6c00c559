"""Values as OpenStreetMap's wiki has them, and as files have them."""

import pytest

from roadmap.importers import tags
from roadmap.language.text import clean_name


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("60", 60),
        ("RU:urban", 60),
        ("RU:rural", 90),
        ("RU:living_street", 20),
        ("40 mph", 64),
        ("60;40", 40),
        ("30 km/h", 30),
        ("none", None),
        ("signals", None),
        ("9999", None),
        ("", None),
    ],
)
def test_speed(value, expected):
    assert tags.speed_kmh({"maxspeed": value}) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("2", 2), ("2;3", 2), ("3;2", 2), ("1.5", 1), ("0", None), ("many", None), ("999", None)]
)
def test_lanes(value, expected):
    assert tags.lanes({"lanes": value}) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"oneway": "yes"}, 1),
        ({"oneway": "true"}, 1),
        ({"oneway": "1"}, 1),
        ({"oneway": "-1"}, -1),
        ({"oneway": "no"}, 0),
        ({"oneway": "reversible"}, 0),
        ({"oneway": "alternating"}, 0),
        ({}, 0),
        ({"junction": "roundabout"}, 1),
        ({"junction": "roundabout", "oneway": "no"}, 0),
        ({"highway": "motorway"}, 1),
        ({"highway": "motorway", "oneway": "no"}, 0),
    ],
)
def test_direction_of_travel(given, expected):
    assert tags.travel(given) == expected


@pytest.mark.parametrize(
    ("highway", "expected"),
    [
        ("residential", "residential"),
        ("primary_link", "primary_link"),
        ("residential;unclassified", "residential"),
        ("footway", ""),
        ("construction", ""),
        ("", ""),
    ],
)
def test_class_of_a_road_for_vehicles(highway, expected):
    assert tags.road_class({"highway": highway}) == expected


def test_texts_lose_what_a_database_refuses():
    assert clean_name("улица\0 Мира\n ") == "улица Мира"
    assert len(clean_name("я" * 1000)) == 200
