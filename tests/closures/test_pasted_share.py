"""Real notices of Tyumen on the demonstration's map: how many become drafts without a hand on the map, and that none of
these is wrong.

The map is schematic: of many notices it lacks a street, a crossing or a house. What it has is what is asked of here.
"""

import json
from datetime import datetime

import pytest

from closures.reading.pasted import Pasted, read_pasted
from roadmap.importers.run import import_file
from roadmap.models import City, Road
from roadmap.places import on_network
from roadmap.stretches import NoStretch
from tests.conftest import NOW, ROOT, SHARED

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]

LEAST_COMPLETE = 0.9  # of those whose labelled places the map has


@pytest.fixture
def tyumen(db):
    import_file(ROOT / "fixtures" / "tyumen" / "tyumen.osm", city_slug="tyumen", zone="Asia/Yekaterinburg", at=NOW)
    return City.objects.get(slug="tyumen")


def notices() -> list[dict]:
    paths = sorted((SHARED / "data" / "texts").glob("announcements*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["city"] == "Тюмень" and row["place"]]


def has(city: City, place: dict) -> bool:
    try:
        return bool(on_network.spans_of(city, place))
    except NoStretch:
        return False


def is_complete(pasted: Pasted) -> bool:
    located = [entry.signal or location.values["geometry"] for entry in pasted.entries for location in entry.locations]
    return bool(located) and all(located)


def first_place(pasted: Pasted) -> dict:
    return pasted.entries[0].locations[0].values["places"][0]


def test_what_the_map_has_is_placed_and_what_is_placed_is_right(tyumen):
    drawn = set(Road.objects.filter(city=tyumen, segments__isnull=False).values_list("name", flat=True))
    loaded = [row for row in notices() if drawn.issuperset(row["streets"])]
    whole = [row for row in loaded if all(has(tyumen, place) for place in [row["place"], *row.get("more_places", [])])]
    read = {row["id"]: read_pasted(row["text"], _written(row), tyumen) for row in loaded}
    complete = [row for row in whole if is_complete(read[row["id"]])]
    wrong = [row["id"] for row in loaded if is_complete(read[row["id"]]) and not _is_label(read[row["id"]], row)]
    print(f"{len(loaded)} notices on loaded streets, {len(whole)} of places that the map has, {len(complete)} complete")
    assert len(whole) >= 8
    assert len(complete) >= LEAST_COMPLETE * len(whole), [row["id"] for row in whole if row not in complete]
    assert wrong == []


def _written(row: dict) -> datetime:
    return datetime.fromisoformat(row["published"]).replace(tzinfo=None)


def _is_label(pasted: Pasted, row: dict) -> bool:
    """The same place; the ends of a stretch in any order."""
    told, label = first_place(pasted), row["place"]
    return told["type"] == label["type"] and set(told.values()) == set(label.values())
