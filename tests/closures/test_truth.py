"""What the list tells is what was entered: at any moment, in any window, phase by phase."""

import pytest

from tests import truth
from tests.conftest import NOW

EVENTS, MOMENTS = 200, 6

pytestmark = pytest.mark.django_db


def test_the_list_is_true_at_any_moment_and_in_any_window(agency, client, monkeypatch):
    monkeypatch.setattr("closures.api.public.timezone.now", lambda: NOW)
    truth.make_up(EVENTS, agency, NOW)
    for question in truth.questions(NOW, MOMENTS):
        told, split = (client.get(question.address(**more)).json() for more in ({}, {"split": "phase"}))
        assert told["next"] is None
        assert truth.differences(told["features"], split["features"], question, NOW) == []
