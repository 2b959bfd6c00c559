"""Thirty notices and typed lines of our own, in fifteen shapes each for two cities: drafts without a hand on the map.

What is right is told by the text, what is on the map by its streets: a stretch lies on its street and reaches both that
bound it.
"""

import json
from datetime import datetime

import pytest
from django.utils import translation

from closures.reading.pasted import read_pasted
from roadmap.geometry import shape_of, to_metres
from roadmap.importers.run import import_file
from roadmap.models import City, RoadSegment
from roadmap.stretches import lines_of
from tests.conftest import NOW, ROOT, SHARED

pytestmark = pytest.mark.django_db

TEXTS = [json.loads(line) for line in (ROOT / "tests/texts/pasted.jsonl").read_text(encoding="utf-8").splitlines()]
NEAR_M = 60  # from a stretch's end to the middle of the street that bounds it
LONGEST_M = 4_000


def of_city(name: str) -> list:
    return [pytest.param(text, id=text["id"], marks=marks_of(text)) for text in TEXTS if text["city"] == name]


def marks_of(text: dict) -> list:
    """What is known to be wrong is said; a test that then passes says so."""
    return [pytest.mark.xfail(reason=text["known"], strict=True)] if "known" in text else []


def city_of(blocker, path, slug: str, zone: str):
    with blocker.unblock():
        import_file(path, city_slug=slug, zone=zone, at=NOW)
        city = City.objects.get(slug=slug)
        yield city
        city.delete()


@pytest.fixture(scope="module")
def tyumen(django_db_setup, django_db_blocker):
    path = ROOT / "fixtures" / "tyumen" / "tyumen.osm"
    yield from city_of(django_db_blocker, path, "tyumen", "Asia/Yekaterinburg")


@pytest.fixture(scope="module")
def kazan(django_db_setup, django_db_blocker):
    path = SHARED / "data" / "street-network" / "kazan_reconstructed.osm.pbf"
    yield from city_of(django_db_blocker, path, "kazan", "Europe/Moscow")


@pytest.mark.parametrize("text", of_city("Тюмень"))
def test_a_notice_of_tyumen_is_a_draft_on_the_network(tyumen, text):
    check(tyumen, text)


@pytest.mark.parametrize(
    ("language", "around"),
    [
        (
            "ru",
            [
                "между «улица Белинского» и «улица Республики»",
                "между «улица Луначарского» и «конец улицы»",
            ],
        ),
        (
            "en",
            [
                "between “улица Белинского” and “улица Республики”",
                "between “улица Луначарского” and “the end of the street”",
            ],
        ),
    ],
)
def test_stretches_between_the_same_two_streets_are_told_apart_by_what_lies_around_them(tyumen, language, around):
    """Ямская meets Луначарского twice, before Полевая and behind it."""
    text = "Ямская от Полевой до Луначарского закрыта с 12 по 15 июня."
    with translation.override(language):
        (entry,) = read_pasted(text, datetime(2026, 6, 10, 12), tyumen).entries
    (ask,) = [ask for ask in entry.locations[0].asks if ask.field == "from"]
    assert [choice.text.partition(", ")[2] for choice in ask.choices] == around


@pytest.mark.shared_data
@pytest.mark.parametrize("text", of_city("Казань"))
def test_a_notice_of_kazan_is_a_draft_on_the_network(kazan, text):
    check(kazan, text)


def check(city: City, text: dict) -> None:
    entries = read_pasted(text["text"], datetime.fromisoformat(text["written"]), city).entries
    told = [
        {
            "places": [place for location in entry.locations for place in _as_told(location.values)],
            "start": entry.phases[0]["planned_start"],
            "end": entry.phases[-1]["planned_end"],
        }
        for entry in entries
    ]
    assert told == text["drafts"]
    for entry in entries:
        assert entry.signal or all(location.values["geometry"] for location in entry.locations)
        assert not [ask for location in entry.locations for ask in location.asks if ask.is_open]
        for location in () if entry.signal else entry.locations:
            assert 0 < location.length_m <= LONGEST_M
            assert lies_right(city, location)


def _as_told(values: dict) -> list[dict]:
    """In the order of the text, whichever way the traffic runs."""
    if values["direction"] != "backward":
        return values["places"]
    return [place | {"from": place["to"], "to": place["from"]} for place in values["places"]]


def lies_right(city: City, location) -> bool:
    (place,) = location.values["places"]
    rows = RoadSegment.objects.filter(pk__in=[span.segment_id for span in location.spans])
    streets = set(rows.exclude(road=None).values_list("road__name", flat=True))
    if place["type"] == "crossing":
        return {place["on"], place["with"]} <= streets
    shape = to_metres(shape_of(lines_of(list(location.spans), city)), city.metric_srid)
    return streets == {place["on"]} and all(_apart_m(city, shape, place[end]) <= NEAR_M for end in ("from", "to"))


def _apart_m(city: City, shape, name: str) -> float:
    lines = RoadSegment.objects.filter(city=city, road__name=name).values_list("geometry", flat=True)
    return min(to_metres(shape_of(line), city.metric_srid).distance(shape) for line in lines)
