"""Where a city's centre is: a place's node of the map tells it, an administrator may say otherwise."""

import pytest
from django.forms import ValidationError

from roadmap.importers.extract import Extract, Node
from roadmap.importers.whereabouts import centre_in
from roadmap.models import City, SettingChange, User
from roadmap.postgis import box_of
from roadmap.setting_up.city import PlaceField
from tests.conftest import signed_in
from tests.plan import lonlat


def node(kind: str, name: str, lon: float = 65.53) -> Node:
    return Node(1, (lon, 57.15), {"place": kind, "name": name})


@pytest.mark.parametrize(
    ("nodes", "lon"),
    [
        ([node("city", "Тюмень")], 65.53),
        ([node("village", "Луговое", 65.5), node("town", "Заречный")], 65.53),
        ([node("city", "Другой", 65.5), node("city", "тюмень", 65.54)], 65.54),
        ([node("city", "Один"), node("city", "Другой")], None),
        ([node("city", "Тюмень", 70)], None),
        ([node("village", "Луговое")], None),
        ([], None),
    ],
    ids=["one", "a town", "of that name", "two others", "outside", "a village", "nothing"],
)
def test_a_map_tells_the_centre_by_the_node_of_its_place(nodes, lon):
    centre = centre_in(Extract(nodes=nodes), City(name="Тюмень", slug="tyumen", box=box_of(65.4, 57.1, 65.7, 57.2)))
    assert (centre and centre.x) == lon


@pytest.mark.parametrize("told", ["57.153, 65.5343", "57.153 65.5343", " 57.153; 65.5343 "])
def test_a_place_is_typed_latitude_first(told):
    assert PlaceField().clean(told).coords == (65.5343, 57.153)


@pytest.mark.parametrize("told", ["57.153", "центр", "57,153, 65,5343", "nan, inf"])
def test_what_is_no_pair_of_degrees_is_refused(told):
    with pytest.raises(ValidationError):
        PlaceField().clean(told)


PAGE = "/desk/setup/centre/"


@pytest.fixture
def office(small_city):
    return signed_in(User.objects.create_user("boss", roles=["administrator"]))


def test_the_guide_leads_to_a_map_on_which_the_centre_is_put(office, small_city):
    assert PAGE in office.get("/desk/setup/").content.decode()
    page = office.get(PAGE).content.decode()
    assert 'id="map"' in page and 'name="centre"' in page
    lon, lat = lonlat(120, 40)
    assert office.post(PAGE, {"centre": f"{lat:.5f}, {lon:.5f}"}).status_code == 302
    small_city.refresh_from_db()
    assert (round(small_city.centre.x, 5), round(small_city.centre.y, 5)) == (round(lon, 5), round(lat, 5))
    entry = SettingChange.objects.get()
    assert (entry.by.username, entry.differences) == ("boss", [["centre", "", f"{lat:.5f}, {lon:.5f}"]])


def test_a_centre_outside_the_city_is_refused_beside_its_field(office, small_city):
    answer = office.post(PAGE, {"centre": "65.53430, 57.15300"})
    assert answer.status_code == 422
    assert "сначала широта" in answer.content.decode()
    assert City.objects.get().centre == small_city.centre
