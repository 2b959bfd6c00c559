"""What the list tells is what was entered: at any moment, in any window, phase by phase, whatever is asked for."""

import pytest

from roadmap.models import RoadSegment
from tests import truth
from tests.conftest import NOW

EVENTS, MOMENTS = 200, 6

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rule", range(len(truth.RULES)), ids=[f"plan-counts-after-{hours}" for hours in truth.RULES])
def test_the_list_is_true_at_any_moment_and_in_any_window(small_city, client, monkeypatch, rule):
    monkeypatch.setattr("closures.api.public.timezone.now", lambda: NOW)
    city = truth.cities(small_city)[rule]
    places = list(RoadSegment.objects.filter(city=small_city).order_by("key").values_list("geometry", flat=True))
    truth.make_up(EVENTS // len(truth.RULES) + 1, city, places, NOW, seed=rule)
    true = truth.Truth(city)
    for question in truth.questions(NOW, MOMENTS, places, seed=rule):
        found = truth.differences(lambda address: client.get(address).json(), city, true, question, lambda: NOW)
        assert found == []
