"""Which city an answer is about, with its shapes and without."""

from datetime import timedelta

import pytest

from roadmap.models import City
from roadmap.postgis import box_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def cities():
    """By their slugs, in the order in which they are shown unless told."""
    days = {"old": 2, "new": 1, "never": None}
    for slug, ago in days.items():
        City.objects.create(
            slug=slug,
            name=slug,
            metric_srid=32642,
            box=box_of(65, 57, 66, 58),
            time_zone="Asia/Omsk" if slug == "old" else "Asia/Yekaterinburg",
            imported_at=None if ago is None else NOW - timedelta(days=ago),
        )


def test_without_its_shapes_it_is_the_same_city(cities, settings):
    for chosen, slug in (("", "new"), ("old", "old")):
        settings.CITY = chosen
        assert City.objects.light() == City.objects.shown() == City.objects.get(slug=slug)
    settings.CITY = "nowhere"
    assert City.objects.light() is City.objects.shown() is None


def test_a_slug_comes_before_the_city_shown(cities, settings):
    settings.CITY = "new"
    assert City.objects.light("old").zone.key == "Asia/Omsk"
    assert City.objects.light("nowhere") is None


def test_a_shape_is_fetched_where_somebody_asks_for_it(cities, django_assert_num_queries):
    with django_assert_num_queries(1):
        city = City.objects.light()
    with django_assert_num_queries(1):
        assert city.bounds == (65, 57, 66, 58)
