"""Borders by upload: the property with the name is chosen, what would come is seen, then taken; nothing is removed."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from roadmap.models import Area, SettingChange, Upload, User
from roadmap.setting_up import area_file
from tests.conftest import signed_in
from tests.plan import area

pytestmark = pytest.mark.django_db
PAGE = "/desk/setup/areas/"
NORTH = area((-500, 0), (500, 0), (500, 400), (-500, 400))
SOUTH = area((-500, -400), (500, -400), (500, 0), (-500, 0))


@pytest.fixture
def office(agency):
    return signed_in(User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"]))


def feature(shape, **properties) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shape.json)}


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


TWO = (feature(NORTH, id=1, okrug="Северный", en="North"), feature(SOUTH, id=2, okrug="Южный", en="South"))


def sent(office, content: bytes, name: str = "borders.geojson"):
    return office.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)


def chosen(**more) -> dict:
    return {"name": "okrug", "english": "en", "kind": "district"} | more


def test_the_name_is_chosen_seen_and_taken(office, small_city):
    page = sent(office, collection(*TWO))
    assert page.status_code == 200
    assert [value for value, _label in page.context["form"].fields["name"].choices] == ["okrug", "en"]
    address = f"{PAGE}{Upload.objects.get().pk}/"
    seen = office.get(address, chosen())
    assert [(each.name, each.is_known) for each in seen.context["shown"]] == [("Северный", False), ("Южный", False)]
    assert not Area.objects.filter(city=small_city).exists()
    assert office.post(address, chosen()).status_code == 302
    assert set(Area.objects.filter(city=small_city).values_list("name", "kind")) == {
        ("Северный", "district"),
        ("Южный", "district"),
    }
    assert Area.objects.get(name="Северный").names == {"en": "North"}
    assert SettingChange.objects.get().verb == "imported"
    office.post(address, chosen(name="en"))  # once only
    assert Area.objects.filter(city=small_city).count() == 2


def test_a_second_file_renews_borders_and_removes_nothing(office, small_city, agency):
    for features in (TWO, TWO[:1]):
        sent(office, collection(*features))
        office.post(f"{PAGE}{Upload.objects.latest('pk').pk}/", chosen())
        Area.objects.filter(name="Северный").update(agency=agency)
    assert Area.objects.filter(city=small_city).count() == 2
    assert Area.objects.get(name="Северный").agency == agency
    sent(office, collection(*TWO))
    seen = office.get(f"{PAGE}{Upload.objects.latest('pk').pk}/", chosen())
    assert [each.is_known for each in seen.context["shown"]] == [True, True]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.geojson"),
        (b"{", "a.geojson"),
        (b"[" * 100_000, "a.geojson"),
        (collection(), "a.geojson"),
        (collection(feature(NORTH, id=1)), "a.geojson"),
        (collection(*TWO), "a.zip"),
        (b" " * (area_file.MOST_BYTES + 1), "a.json"),
        (b'{"features": [5, null, {"properties": 7}]}', "a.json"),
    ],
    ids=["empty", "cut off", "deep", "no areas", "no names", "another kind", "large", "no features"],
)
def test_what_holds_no_named_areas_is_refused(office, content, name):
    answer = sent(office, content, name)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Upload.objects.exists()


AWAY = area((90_000, 0), (91_000, 0), (91_000, 400), (90_000, 400))
CROSSED = area((-500, 0), (500, 400), (500, 0), (-500, 400))


SWAPPED = {"type": "Polygon", "coordinates": [[pair[::-1] for pair in json.loads(SOUTH.json)["coordinates"][0]]]}


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        (feature(SOUTH, okrug="Северный"), "«Северный»"),
        (feature(AWAY, okrug="Дальний"), "2 «Дальний» лежит вне города"),
        (feature(CROSSED, okrug="Кривой"), "2 «Кривой» пересекает"),
        ({"properties": {"okrug": "Без границы"}, "geometry": None}, "2 «Без границы»"),
        ({"properties": {"okrug": "Наоборот"}, "geometry": SWAPPED}, "широта стоит перед долготой"),
    ],
    ids=["twice", "elsewhere", "crosses itself", "no shape", "swapped"],
)
def test_one_wrong_area_stops_all_and_says_which_and_why(office, small_city, feature, words):
    sent(office, collection(TWO[0], feature))
    address = f"{PAGE}{Upload.objects.get().pk}/"
    for answer in (office.get(address, chosen(english="")), office.post(address, chosen(english=""))):
        assert words in str(answer.context["form"].non_field_errors())
    assert answer.status_code == 422
    assert not Area.objects.filter(city=small_city).exists()


def test_what_has_no_name_is_left_out_and_said(office, small_city):
    sent(office, collection(feature(SOUTH, id=1), TWO[0], feature(SOUTH, okrug=" "), 5))
    address = f"{PAGE}{Upload.objects.get().pk}/"
    seen = office.get(address, chosen())
    assert [each.name for each in seen.context["shown"]] == ["Северный"]
    assert "1, 3, 4." in seen.content.decode()
    assert office.post(address, chosen()).status_code == 302
    assert list(Area.objects.filter(city=small_city).values_list("name", flat=True)) == ["Северный"]


def test_a_property_that_is_not_there_is_refused(office):
    sent(office, collection(*TWO))
    answer = office.post(f"{PAGE}{Upload.objects.get().pk}/", chosen(name="nonsense"))
    assert answer.status_code == 422 and not Area.objects.filter(name="Северный").exists()


def test_strangers_find_none_of_it(office, dispatcher):
    sent(office, collection(*TWO))
    stranger = signed_in(dispatcher)
    for address in (PAGE, f"{PAGE}{Upload.objects.get().pk}/"):
        assert stranger.get(address).status_code == stranger.post(address).status_code == 404
