"""/districts.geojson: how the ground of the map names the city and its districts."""

import json

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from roadmap.models import Area
from tests.plan import lonlat

pytestmark = pytest.mark.django_db


def square(west: int, south: int, east: int, north: int) -> MultiPolygon:
    """In metres of the plan on paper."""
    corners = [
        lonlat(*corner) for corner in ((west, south), (east, south), (east, north), (west, north), (west, south))
    ]
    return MultiPolygon(Polygon(corners), srid=4326)


@pytest.fixture
def halves(small_city):
    Area.objects.filter(city=small_city).delete()
    for name, slug, outline in (
        ("Западный район", "west", square(-600, -300, 100, 500)),
        ("Восточный район", "east", square(100, -300, 600, 500)),
    ):
        Area.objects.create(city=small_city, kind=Area.Kind.DISTRICT, name=name, slug=slug, geometry=outline)


def told(anonymous) -> dict[str, list]:
    answer = anonymous.get("/districts.geojson")
    assert answer["Content-Type"].startswith("application/geo+json")
    by_class: dict[str, list] = {}
    for feature in json.loads(answer.content)["features"]:
        by_class.setdefault(feature["properties"]["class"], []).append(feature)
    return by_class


def test_the_city_is_named_as_its_row_has_it(anonymous, small_city):
    small_city.name, small_city.names = "Тестоград", {"en": "Testograd"}
    small_city.save()
    (city,) = told(anonymous)["city"]
    assert (city["properties"]["name"], city["properties"]["name_en"]) == ("Тестоград", "Testograd")


def test_each_district_is_named_inside_it(anonymous, halves):
    places = [(each["properties"]["name"], each["geometry"]["coordinates"]) for each in told(anonymous)["district"]]
    border, _north = lonlat(100, 0)
    assert {name for name, _ in places} == {"Западный район", "Восточный район"}
    assert all((east < border) == (name == "Западный район") for name, (east, _) in places)


def test_a_district_is_named_in_english_alike_on_the_map_and_in_its_row(anonymous, halves):
    def on_the_map() -> set[str]:
        return {each["properties"]["name_en"] for each in told(anonymous)["district"]}

    assert on_the_map() == {"Zapadnyy District", "Vostochnyy District"}
    Area.objects.filter(slug="west").update(names={"en": "West End"})
    assert on_the_map() == {"West End", "Vostochnyy District"}


def test_a_wide_district_has_further_places_for_its_name_for_those_who_are_near(anonymous, halves):
    wide = square(-60_000, -60_000, 100, 60_000)
    Area.objects.filter(slug="west").update(geometry=wide)
    places = [each for each in told(anonymous)["district"] if each["properties"]["name"] == "Западный район"]
    zooms = [each["properties"]["from"] for each in places]
    assert (zooms.count(10), 100 < zooms.count(13) < 250) == (1, True)


def test_a_border_that_two_districts_share_is_drawn_once(anonymous, halves):
    (borders,) = told(anonymous)["border"]
    lines = borders["geometry"]["coordinates"]
    shared = [line for line in lines if {round(position[0], 4) for position in line} == {round(lonlat(100, 0)[0], 4)}]
    assert len(shared) == 1


def test_a_city_without_districts_has_no_borders(anonymous, small_city):
    Area.objects.filter(city=small_city).delete()
    assert set(told(anonymous)) == {"city"}


def test_what_did_not_change_is_not_sent_again_and_a_new_name_is(anonymous, halves):
    tag = anonymous.get("/districts.geojson")["ETag"]
    assert anonymous.get("/districts.geojson", headers={"if-none-match": tag}).status_code == 304
    Area.objects.filter(slug="west").update(name="Закатный район")
    again = anonymous.get("/districts.geojson", headers={"if-none-match": tag})
    assert (again.status_code, "Закатный район" in again.content.decode()) == (200, True)


def test_it_costs_three_queries(anonymous, halves, django_assert_num_queries):
    with django_assert_num_queries(3):  # the city, the stamp, the districts
        anonymous.get("/districts.geojson")
