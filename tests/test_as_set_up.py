"""Every test begins with the same rows, whichever ran before it."""

import pytest
from django.utils import translation

from appeals.models import Category
from roadmap.models import City, RoadSegment
from tests import as_set_up


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["one", "another"])
def test_what_a_transactional_test_deletes_is_there_for_the_next(turn):
    assert Category.objects.exists()
    assert RoadSegment.objects.filter(city__slug="small-city").exists()
    City.objects.all().delete()
    Category.objects.all().delete()
    assert not RoadSegment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_new_rows_get_numbers_that_none_of_the_old_has(small_city):
    as_set_up.put_back()
    values = {"metric_srid": small_city.metric_srid, "box": small_city.box}
    assert City.objects.create(slug="another", name="Another", **values).pk > small_city.pk


@pytest.mark.parametrize("turn", ["one", "another"])
def test_the_language_of_one_test_is_not_the_next_ones(turn):
    assert translation.get_language() == "ru"
    translation.activate("en")
