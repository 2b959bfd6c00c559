"""Vector tiles by ST_AsMVT. The small city lies in tile 14/11174/4986 and its neighbours."""

import json
from datetime import timedelta
from itertools import product
from math import asinh, floor, pi, radians, tan

import pyogrio
import pytest
import time_machine

from closures import confirming
from roadmap.models import RoadSegment
from tests.closures.factories import active, draft, phase
from tests.conftest import NOW
from tests.plan import lonlat

pytestmark = pytest.mark.django_db


def tile_of(z: int, lon: float, lat: float) -> tuple[int, int]:
    """The slippy map's own formula."""
    x = (lon + 180) / 360 * 2**z
    y = (1 - asinh(tan(radians(lat))) / pi) / 2 * 2**z
    return floor(x), floor(y)


def address(layer: str, z: int, place=(0, 200)) -> str:
    x, y = tile_of(z, *lonlat(*place))
    return f"/tiles/{layer}/{z}/{x}/{y}.mvt"


def test_a_tile_holds_the_streets_that_lie_in_it(anonymous, small_city):
    response = anonymous.get(address("road-segments", 14))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert b"road-segments" in response.content
    assert "улица Пушкина".encode() in response.content


def test_minor_roads_are_left_out_of_low_zooms(anonymous, small_city):
    near, far = (anonymous.get(address("road-segments", zoom)).content for zoom in (12, 11))
    assert b"residential" in near
    assert b"residential" not in far


def test_published_events_are_in_the_tile_and_drafts_are_not(anonymous, agency):
    draft(agency, phases=[phase(vehicle_impact="flagging")])
    assert anonymous.get(address("road-events", 12)).content == b""
    active(agency, phases=[phase(planned_start=NOW - timedelta(hours=1), planned_end=None)])
    content = anonymous.get(address("road-events", 12)).content
    assert b"all-lanes-closed" in content
    assert b"flagging" not in content


def test_what_is_over_leaves_the_tile(anonymous, agency):
    confirming.finish(active(agency), by=None, at=NOW + timedelta(hours=1))
    assert anonymous.get(address("road-events", 12)).content == b""


def test_an_empty_tile_is_an_answer_too(anonymous, small_city):
    response = anonymous.get("/tiles/road-segments/14/0/0.mvt")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    "tile",
    [
        "nothing/1/0/0",
        "road-segments/1/2/0",
        "road-segments/1/0/2",
        "road-segments/21/0/0",
        "road-segments/99999999/0/0",
    ],
)
def test_a_tile_that_cannot_be_is_not_found(anonymous, small_city, tile):
    assert anonymous.get(f"/tiles/{tile}.mvt").status_code == 404


def test_an_unchanged_tile_is_not_sent_twice(anonymous, small_city):
    first = anonymous.get(address("road-segments", 14))
    again = anonymous.get(address("road-segments", 14), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_same_content_is_the_same_tile_in_whatever_order_its_rows_are_found(anonymous, small_city):
    before = anonymous.get(address("road-segments", 14))
    first = RoadSegment.objects.order_by("pk").first()
    RoadSegment.objects.filter(pk=first.pk).update(lanes=first.lanes)  # the row moves to the table's end
    assert anonymous.get(address("road-segments", 14))["ETag"] == before["ETag"]


def test_a_tile_costs_two_queries(anonymous, small_city, django_assert_num_queries):
    with django_assert_num_queries(2):  # the city, and the tile
        anonymous.get(address("road-segments", 14))


def test_a_tile_tells_the_state_of_its_moment(anonymous, agency):
    active(agency)
    for at, state in (
        (NOW, b"active"),
        (NOW - timedelta(days=1), b"planned"),
        (NOW + timedelta(days=2, hours=1), b"overdue"),
    ):
        with time_machine.travel(at, tick=False):
            assert state in anonymous.get(address("road-events", 12)).content


FAR = 12


@pytest.fixture
def read(tmp_path, client):
    """Rows of a layer of the tile at a place, each a dict; none where the tile has no such layer."""

    def read(path: str, layer: str) -> list[dict]:
        file = tmp_path / "tile.mvt"
        file.write_bytes(client.get(path).content)
        if not file.stat().st_size or layer not in [name for name, _ in pyogrio.list_layers(file)]:
            return []
        meta, _, _, columns = pyogrio.raw.read(file, layer=layer, read_geometry=False)
        return [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]

    return read


def around(z: int, tile: tuple[int, int]) -> list[str]:
    """Queries aside, the addresses of a tile and of all that touch it."""
    x, y = tile
    return [f"/tiles/road-events/{z}/{x + dx}/{y + dy}.mvt" for dx, dy in product((-1, 0, 1), repeat=2)]


@pytest.fixture
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


ANSWERS = {  # of four events, one begun a day after the other, the first two days ago, each for three days
    "": 4,
    "at=2026-06-12T12:00": 2,
    "at=2026-06-15T12:00": 0,
    "from=2026-06-10&to=2026-06-12": 4,
    "kind=repair-zone": 1,
    "passage=limited": 2,
    "vehicle_class=lorry": 0,
}


def test_from_afar_the_signs_stand_for_what_the_list_answers(client, agency, read, noon):
    for number in range(4):
        start = NOW + timedelta(days=number - 2)
        impact = "all-lanes-closed" if number % 2 else "some-lanes-closed"
        stage = phase(planned_start=start, planned_end=start + timedelta(days=3), vehicle_impact=impact)
        active(agency, kind="closure" if number else "repair-zone", phases=[stage])
    for asked, count in ANSWERS.items():
        listed = {each["id"] for each in client.get(f"/api/v1/road-events/?{asked}").json()["features"]}
        tiles = around(FAR, tile_of(FAR, *lonlat(0, 200)))
        signs = [sign for path in tiles for sign in read(f"{path}?{asked}", "signs")]
        told = [int(number) for sign in signs for number in sign["events"].split(",")]
        assert sorted(told) == sorted(listed), asked
        assert sum(sign["count"] for sign in signs) == len(listed) == count, asked


def test_the_gravest_of_a_cell_gives_the_sign(agency, read, noon):
    impacts = ("all-lanes-closed", "all-lanes-open")
    grave, slight = (active(agency, phases=[phase(vehicle_impact=impact)]) for impact in impacts)
    (sign,) = read(address("road-events", FAR), "signs")
    assert (sign["event"], sign["passage"], sign["count"]) == (grave.pk, "closed", 2)
    assert sorted(sign["events"].split(",")) == sorted([str(grave.pk), str(slight.pk)])


def test_where_too_many_are_in_a_cell_they_are_counted_only(agency, read, noon):
    for _ in range(13):
        active(agency)
    (sign,) = read(address("road-events", FAR), "signs")
    assert (sign["count"], sign["events"]) == (13, "")


def test_from_afar_a_short_line_lies_under_its_sign(agency, read, noon):
    active(agency)
    assert read(address("road-events", 8), "lines") == []
    assert len(read(address("road-events", 13), "lines")) == 1


@pytest.mark.parametrize(
    "asked", ["kind=nothing", "passage=wide", "at=yesterday", "from=2026-06-12&to=2026-06-10", "colour=red"]
)
def test_a_tile_refuses_what_the_list_refuses(client, small_city, asked):
    tile, listed = client.get(f"{address('road-events', FAR)}?{asked}"), client.get(f"/api/v1/road-events/?{asked}")
    assert (tile.status_code, json.loads(tile.content)) == (listed.status_code, listed.json()) == (400, listed.json())


def test_a_tile_of_events_costs_two_queries(client, agency, django_assert_num_queries):
    active(agency)
    with django_assert_num_queries(2):  # the city, and the tile
        client.get(f"{address('road-events', FAR)}?kind=closure")
