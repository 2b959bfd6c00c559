"""The whole way with a real worker: put down, handed to the broker, asked, suggested."""

import pytest
from django.utils import timezone

from closures import clock, suggestions
from closures.models import ReadingSuggestion
from closures.reading import read_notice
from closures.reading.second import is_unsure
from roadmap.language.gazetteer import Gazetteer
from roadmap.models import City
from tests.closures.reading.second_notices import PUBLISHED, VAGUE, answer, place
from tests.conftest import process_environment
from tests.doubles.model import ModelDouble
from tests.workers import broker, wait_until, workers  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handed_over():
    """Here texts are really handed to the broker."""


def test_a_worker_asks_and_a_second_hand_over_asks_nobody_again(broker, settings, tmp_path):  # noqa: F811
    assert is_unsure(read_notice(VAGUE, PUBLISHED, Gazetteer()))
    City.objects.filter(slug="small-city").update(second_reader_requests_a_month=5)
    with ModelDouble() as model:
        model.standing = answer(places=[place("street", on="улица Пушкина")], windows=[], detour_streets=[])
        settings.SECOND_READER_URL, settings.SECOND_READER_MODEL = model.url, "small"
        environment = process_environment(
            REDIS_URL=broker, SECOND_READER_URL=model.url, SECOND_READER_MODEL=settings.SECOND_READER_MODEL
        )
        at, city = timezone.now(), City.objects.get(slug="small-city")
        row = suggestions.ask_second_reader(VAGUE, at, city, at=at)
        clock.look_after_suggestions()
        with workers(environment, tmp_path, "-c", "2", "-P", "prefork") as start:
            start()
            wait_until(lambda: ReadingSuggestion.objects.get(pk=row.pk).state != "waiting" and model.calls)
            wait_until(lambda: ReadingSuggestion.objects.get(pk=row.pk).state == "suggested")
        assert len(model.calls) == 1


def test_the_clock_looks_after_what_waits(settings):
    assert settings.CELERY_BEAT_SCHEDULE["second-reader"]["task"] == clock.look_after_suggestions.name
