"""Weights of roads by the error of a position. Expected values from the normal distribution's table."""

import pytest

from roadmap.likelihood import along, are_alike, noise_of, share, side_of, weight


def test_one_standard_deviation_off_weighs_six_tenths():
    assert weight(15, 15) == pytest.approx(0.6065, abs=1e-4)
    assert weight(0, 15) == 1


def test_streets_are_alike_where_the_nearer_is_less_than_a_tenth_likelier():
    """exp(x / 2σ²) = 1.1 where x = 2 · 225 · ln 1.1 = 42.9 m²: from the axis 6.5 m, from 10 m off 12 m."""
    assert are_alike(0, 6.5, 15)
    assert not are_alike(0, 6.6, 15)
    assert are_alike(10, 11.9, 15)
    assert not are_alike(10, 12.1, 15)


def test_what_the_phone_tells_counts_down_to_the_error_of_the_map():
    assert (noise_of(None), noise_of(40.0), noise_of(1.0)) == (15, 40, 8)


def test_two_streets_at_the_same_distance_share_alike_and_one_alone_has_nearly_all():
    assert share(5, [5], 15) == pytest.approx(0.5, abs=0.01)
    assert share(5, [], 15) > 0.99
    assert share(5, [], 500) < 0.1, "a rough position says little even where there is one road"


def test_a_way_that_passes_by_weighs_twice_one_that_begins_there():
    """Of equal length: half of the Gaussian runs along the one that begins abreast of the pin."""
    through = along([(-50, 10), (50, 10)], 15)
    beginning = along([(0, 10), (100, 10)], 15)
    assert through / beginning == pytest.approx(2, abs=0.01)


def test_corners_and_doubled_points_change_nothing():
    straight = along([(-50, 3), (50, 3)], 15)
    assert along([(-50, 3), (-50, 3), (0, 3), (50, 3)], 15) == pytest.approx(straight)
    assert along([(5, 3), (5, 3)], 15) == 0


@pytest.mark.parametrize(
    ("pin", "side"), [((0, 9), "north"), ((9, 9), "north-east"), ((-9, 0), "west"), ((1, -9), "south")]
)
def test_the_side_is_a_point_of_the_compass(pin, side):
    assert side_of(pin) == side
