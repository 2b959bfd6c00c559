"""An agency's events lie in its territory; an administrator may enter them anywhere."""

import pytest
import time_machine
from django.contrib.gis.geos import MultiPolygon

from closures import amending
from roadmap.models import Area, User
from tests.closures.desk import EVENTS, change
from tests.closures.factories import draft, line, phase, published
from tests.closures.test_desk_api import body
from tests.conftest import NOW, signed_in
from tests.plan import area, lonlat

pytestmark = pytest.mark.django_db

WEST, EAST = (-900, 0), (0, 900)
IN_THE_WEST, IN_THE_EAST = ((-195, -200), (-5, -200)), ((100, 200), (200, 200))


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def district(city, name, west, east):
    shape = MultiPolygon(area((west, -500), (east, -500), (east, 500), (west, 500)), srid=4326)
    return Area.objects.create(city=city, name=name, slug=f"a{west}", geometry=shape)


@pytest.fixture
def west(agency):
    area = district(agency.city, "Западный округ", *WEST)
    agency.territory.add(area)
    return area


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def entered(desk, *points):
    shape = {"type": "LineString", "coordinates": [lonlat(*point) for point in points]}
    stages = [stage | {"geometry": shape} for stage in body()["phases"]]
    return desk.post(EVENTS, body(phases=stages), content_type="application/json")


def test_without_a_territory_all_of_the_city_is_ones_own(desk):
    assert entered(desk, *IN_THE_EAST).status_code == 201


def test_outside_of_it_not_even_a_draft_is_saved(west, desk):
    assert entered(desk, *IN_THE_WEST).status_code == 201
    told = entered(desk, *IN_THE_EAST)
    assert told.status_code == 400
    assert "Западный округ" in told.json()["phases"]["0"]["geometry"][0]


def test_a_change_does_not_lead_out_of_it(west, desk, agency):
    event = draft(agency, phases=[phase(geometry=line(*IN_THE_WEST))])
    stage = {
        "planned_start": "2026-06-12T22:00",
        "geometry": {"type": "LineString", "coordinates": [lonlat(*point) for point in IN_THE_EAST]},
    }
    assert "geometry" in change(desk, event.pk, {"phases": [stage]}).json()["phases"]["0"]


def test_of_several_places_the_one_outside_is_named(west, desk):
    shapes = [
        {"geometry": {"type": "LineString", "coordinates": [lonlat(*point) for point in points]}}
        for points in (IN_THE_WEST, IN_THE_EAST)
    ]
    stage = {"planned_start": "2026-06-12T22:00", "locations": shapes}
    told = desk.post(EVENTS, body(phases=[stage]), content_type="application/json").json()
    assert list(told["phases"]["0"]["locations"]) == ["1"]


def test_a_street_along_the_border_or_in_two_areas_is_inside(west, desk, agency):
    assert entered(desk, (-100, 200), (30, 200)).status_code == 201
    assert entered(desk, (-100, 200), (80, 200)).status_code == 400
    assert entered(desk, (-100, 200), (200, 200)).status_code == 400
    agency.territory.add(district(agency.city, "Восточный округ", *EAST))
    assert entered(desk, (-100, 200), (200, 200)).status_code == 201


def test_an_administrator_and_imports_may_go_beyond(west, agency):
    chief = User.objects.create_user("chief", password="pass-word-1", agency=agency, roles=["administrator"])
    assert entered(signed_in(chief), *IN_THE_EAST).status_code == 201
    event = published(agency, phases=[phase(geometry=line(*IN_THE_EAST))])
    assert amending.change(event, fields={"reason": "иное"}, by=None, at=NOW).verb == "changed"


def test_an_administrator_chooses_it(west, agency, client):
    client.force_login(User.objects.create_user("chief", password="pass-word-1", roles=["administrator"]))
    assert "Западный округ" in client.get(f"/admin/roadmap/agency/{agency.pk}/change/").content.decode()
