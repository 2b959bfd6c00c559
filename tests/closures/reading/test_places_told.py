"""Where a notice says that something is: near a crossing of its street, or between two streets that a header names."""

from datetime import datetime

import pytest

from closures.reading.pasted import read_pasted
from roadmap.models import RoadSegment

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 6, 10, 12)


def places(city, text: str) -> list[dict]:
    entries = read_pasted(text, WRITTEN, city).entries
    return [location.values["places"][0] for entry in entries for location in entry.locations]


@pytest.mark.parametrize(
    "text",
    [
        "Улицу Пушкина сузят в районе улицы Баумана с 15 июня.",
        "С 15 июня в районе улицы Баумана сузят улицу Пушкина.",
        "С 15 июня проезжую часть улицы Пушкина сузят возле улицы Баумана.",
    ],
)
def test_a_street_near_another_is_shut_itself_and_the_other_not(small_city, text):
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    (location,) = entry.locations
    assert location.values["places"] == [{"type": "landmark", "on": "улица Пушкина", "name": "улица Баумана"}]
    rows = RoadSegment.objects.filter(pk__in=[span.segment_id for span in location.spans])
    assert set(rows.values_list("road__name", flat=True)) == {"улица Пушкина"}
    assert 80 <= location.length_m <= 100
    assert location.asks == ()


@pytest.mark.parametrize(
    "text",
    [
        "Улица Пушкина. Баумана → Речной переулок. Закрыто с 15 по 18 июня.",
        "Улица Пушкина: Баумана – Речной переулок. Закрыто с 15 по 18 июня.",
        "Улица Пушкина: улица Баумана → Речной переулок, закрыта с 15 по 18 июня.",
    ],
)
def test_two_streets_behind_the_name_of_a_third_are_the_ends_of_its_stretch(small_city, text):
    stretch = {"type": "between", "on": "улица Пушкина", "from": "улица Баумана", "to": "Речной переулок"}
    assert places(small_city, text) == [stretch]
