"""Metres of a degree, at 60° north and at the 180th meridian. Expected lengths are those of PROJ's geodesics."""

import numpy
import pyproj
import pytest
import shapely
from django.contrib.gis.geos import Point

from roadmap.geometry import distance_m, flattened, is_swapped, metres_a_degree, utm_srid, widened
from roadmap.postgis import box_around

GLOBE = pyproj.Geod(ellps="WGS84")
PLACES = [
    (30.3, 60.0),
    (-62.2, 60.0),
    (65.54, 57.15),
    (36.8, -1.3),
    (179.9995, 64.73),
    (-179.9995, -16.8),
    (25.8, 78.2),
]


def away(place, course, metres):
    return GLOBE.fwd(*place, course, metres)[:2]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("course", range(0, 360, 45))
def test_a_distance_is_that_on_the_globe(place, course):
    assert distance_m(place, away(place, course, 500.0)) == pytest.approx(500, abs=0.05)


def test_a_degree_at_60_north_is_half_as_long_to_the_east():
    east, north = metres_a_degree(60)
    assert (east, north) == (pytest.approx(55_800, abs=1), pytest.approx(111_412, abs=1))


def test_across_the_180th_meridian_it_is_near():
    assert distance_m((179.9999, 66.0), (-179.9999, 66.0)) == pytest.approx(9.08, abs=0.02)


@pytest.mark.parametrize("place", PLACES)
def test_a_widened_box_holds_all_within_reach_and_little_more(place):
    west, south, east, north = widened((*place, *place), 1000.0)
    for course in range(0, 360, 15):
        lon, lat = away(place, course, 1000.0)
        if abs(lon - place[0]) < 180:
            assert west <= lon <= east
        assert south <= lat <= north
    assert distance_m((west, south), (west, north)) < 2050
    assert distance_m((west, place[1]), (east, place[1])) < 2050


@pytest.mark.parametrize("lon", [179.9995, -179.9995])
def test_a_box_ends_at_the_180th_meridian(lon):
    west, _south, east, _north = box_around(Point(lon, 64.73, srid=4326), 500).extent
    assert -180 <= west < east <= 180
    assert east - west < 0.02


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_at_a_pole_there_is_still_an_answer(pole):
    assert all(length > 0 for length in metres_a_degree(pole))
    box = widened((0, pole, 0, pole), 100)
    assert (box[1] >= -90, box[3] <= 90) == (True, True)


@pytest.mark.parametrize("lat", [60.0, -16.8])
def test_flat_shapes_have_their_lengths(lat):
    line = shapely.LineString([(179.99, lat), away((179.99, lat), 45, 400.0)])
    assert shapely.length(flattened(numpy.array([line]), lat))[0] == pytest.approx(400, rel=0.001)


def test_swapped_is_what_lies_inside_only_the_other_way_round():
    city = (65.0, 57.0, 66.0, 58.0)
    assert is_swapped((57.2, 65.1, 57.3, 65.2), city)
    assert not is_swapped((65.1, 57.2, 65.2, 57.3), city)
    assert not is_swapped((10.0, 20.0, 11.0, 21.0), city)
    assert not is_swapped((57.5, 57.5, 57.5, 57.5), (57.0, 57.0, 58.0, 58.0))


@pytest.mark.parametrize(
    ("place", "srid"), [((30.3, 60.0), 32636), ((179.99, 64.7), 32660), ((-180.0, 64.7), 32601), ((180.0, -17), 32760)]
)
def test_the_zone_of_metres(place, srid):
    assert utm_srid(*place) == srid
