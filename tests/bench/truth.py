"""How often the public list, over real HTTP, tells of made-up events what is not true of them."""

import json
from collections.abc import Iterator

from django.utils import timezone

from roadmap.models import City, RoadSegment
from tests import truth

from .bench import Bench
from .figures import Figure
from .load import refresh_statistics

EVENTS, MOMENTS = 2_000, 20
STREETS = 50
SHOWN = 3  # differences that are told


def measure(bench: Bench) -> Iterator[Figure]:
    """In cities of its own, one a rule of when the plan counts."""
    now = timezone.now().replace(second=0, microsecond=0)
    count = min(EVENTS, bench.events) // len(truth.RULES) + 1
    streets = RoadSegment.objects.filter(city=bench.city).order_by("key").values_list("geometry", flat=True)
    places, asked, wrong = list(streets[:STREETS]), 0, []
    for seed, city in enumerate(truth.cities(bench.city)):
        truth.make_up(count, city, places, now, seed)
        refresh_statistics()
        questions = truth.questions(now, MOMENTS, places, seed)
        wrong += _differences(bench, city, questions)
        asked += len(questions)
    note = f"of {count * len(truth.RULES)} made-up events, {asked} questions; {'; '.join(map(str, wrong[:SHOWN]))}"
    yield Figure("truth, differences", float(len(wrong)), 0.0, unit="", note=note.removesuffix("; "))


def _differences(bench: Bench, city: City, questions: list[truth.Question]) -> list[tuple]:
    true = truth.Truth(city)

    def ask(address: str) -> dict:
        return json.loads(bench.client.fetch(address).body)

    return [each for question in questions for each in truth.differences(ask, city, true, question, timezone.now)]
