"""Vector tiles by ST_AsMVT. The small city lies in tile 14/11174/4986 and its neighbours."""

from datetime import timedelta
from math import asinh, floor, pi, radians, tan

import pytest
import time_machine

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
    from closures import actions

    actions.finish(active(agency), by=None, at=NOW + timedelta(hours=1))
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
