"""Four ways to say where, one answer: words, a drawn line, a drawn area and a file hold the same spans."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from closures.models import RoadEvent
from roadmap.models import RoadSegment
from tests.closures.desk import EVENTS
from tests.conftest import signed_in
from tests.plan import area, line, lonlat

pytestmark = pytest.mark.django_db
DRAWING, MATCH, STRETCH = (f"/api/staff/v1/{name}/" for name in ("drawing", "match", "stretch"))
TIMES = {"planned_start": "2027-06-12T22:00", "planned_end": "2027-06-15T06:00"}
PUSHKINA = line((0, 200), (200, 200))
# улица Пушкина from Баумана to Речной переулок, and nothing of either; see fixtures/small_city.md
AROUND = area((3, 190), (197, 190), (197, 210), (3, 210))

SWAPPED = json.dumps({"type": "LineString", "coordinates": [lonlat(0, 0)[::-1], lonlat(9, 9)[::-1]]}).encode()


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def sent(desk, content: bytes):
    return desk.post(DRAWING, {"file": SimpleUploadedFile("place.txt", content)})


def matched(desk, geometry: dict) -> dict:
    answer = desk.post(MATCH, {"geometry": geometry}, "application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def held(desk, geometry: dict, kind: str = "closure") -> set[tuple]:
    """What is stored: segment, rounded positions, direction."""
    body = {"kind": kind, "phases": [TIMES | {"geometry": geometry}]}
    answer = desk.post(EVENTS, body, "application/json")
    assert answer.status_code == 201, answer.content
    spans = RoadEvent.objects.get(pk=answer.json()["id"]).phases.get().spans
    rows = spans.values_list("segment", "start_position", "end_position", "direction")
    return {(segment, round(start, 1), round(end, 1), direction) for segment, start, end, direction in rows}


def test_a_file_a_line_an_area_and_words_hold_the_same_spans(desk):
    told = json.loads(PUSHKINA.geojson)
    from_file = sent(desk, PUSHKINA.geojson.encode()).json()["geometry"]
    by_words = desk.get(STRETCH, road_and_crossings(desk)).json()["geometry"]
    by_area = matched(desk, json.loads(AROUND.geojson))["geometry"]
    ways = [matched(desk, told)["geometry"], matched(desk, from_file)["geometry"], by_words, by_area]
    spans = [held(desk, geometry) for geometry in ways]
    assert len(spans[0]) > 0
    assert all(each == spans[0] for each in spans)


def road_and_crossings(desk) -> dict:
    (road,) = desk.get("/api/v1/roads/", {"q": "улица Пушкина"}).json()["results"][:1]
    crossings = desk.get(f"/api/v1/roads/{road['id']}/junctions/").json()["results"]
    ends = {
        name: next(one["id"] for one in crossings if street in one["roads"])
        for name, street in (("from", "улица Баумана"), ("to", "Речной переулок"))
    }
    return {"road": road["id"], **ends}


def test_an_area_of_a_closure_shuts_every_street_inside(desk):
    """A flood over the middle of the town: all that lies in it, each street up to its edge."""
    flood = area((-50, -60), (250, -60), (250, 250), (-50, 250))
    answer = matched(desk, json.loads(flood.geojson))
    shut = RoadSegment.objects.filter(pk__in=[each["segment"] for each in answer["segments"]])
    streets = {"улица Пушкина", "проспект Ленина", "улица Баумана", "Речной переулок"}
    assert set(shut.values_list("road__name", flat=True)) == streets
    assert {segment for segment, *_where in held(desk, answer["geometry"])} == {segment.pk for segment in shut}
    assert {place["on"] for place in answer["places"]} == streets


@pytest.mark.parametrize(
    ("content", "field", "words"),
    [
        (b"hello", "file", "не читается"),
        (line((90_000, 0), (90_100, 0)).geojson.encode(), "geometry", "вне города"),
        (SWAPPED, "geometry", "переставлены"),
        (area((0, 0), (50, 50), (50, 0), (0, 50)).geojson.encode(), "geometry", "пересекает"),
    ],
    ids=["no file of ours", "elsewhere", "swapped", "crosses itself"],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(desk, content, field, words):
    answer = sent(desk, content)
    assert answer.status_code == 400
    assert words in answer.json()[field][0]


def test_without_a_file_or_a_role_nothing_is_read(desk, anonymous, operator):
    assert desk.post(DRAWING).json() == {"file": ["Выберите файл."]}
    assert sent(anonymous, PUSHKINA.geojson.encode()).status_code == 403
    assert sent(signed_in(operator), PUSHKINA.geojson.encode()).status_code == 403
