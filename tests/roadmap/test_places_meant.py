"""What somebody may mean who types a place: streets, houses, crossings, bridges, districts of the small city."""

import json

import pytest
from django.utils import translation

from roadmap.models import Area, Road
from roadmap.places import crossings
from roadmap.places.typed import meant_by
from tests.plan import lonlat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("districts")]


def first(city, typed):
    found = meant_by(city, typed, 5)
    return (found[0].kind, found[0].label) if found else None


@pytest.mark.parametrize(
    ("typed", "kind", "label"),
    [
        ("пуш", "street", "улица Пушкина"),
        ("на улице пушкина", "street", "улица Пушкина"),
        ("по Пушкиной", "street", "улица Пушкина"),
        ("ул. Пушкена", "street", "улица Пушкина"),
        ("кремлевской", "street", "Кремлёвская улица"),
        ("по Садовой улице", "street", "Садовая улица"),
        ("в речном переулке", "street", "Речной переулок"),
        ("8 марта", "street", "улица 8 Марта"),
        ("Pushkina", "street", "улица Пушкина"),
        ("Kremlyovskaya Street", "street", "Кремлёвская улица"),
        ("ulica Baumana", "street", "улица Баумана"),
        ("geirbyf", "street", "улица Пушкина"),
        ("Пушкина 13", "house", "улица Пушкина, 13"),
        ("ул. Пушкина, д. 13, кв. 4", "house", "улица Пушкина, 13"),
        ("Пушкина и Баумана", "crossing", "улица Пушкина / улица Баумана"),
        ("угол Кремлёвской и Пушкина", "crossing", "Кремлёвская улица / улица Пушкина"),
        ("перекресток ленина/баумана", "crossing", "проспект Ленина / улица Баумана"),
        ("Пушкина Баумана", "crossing", "улица Пушкина / улица Баумана"),
        ("Пушкина-Баумана", "crossing", "улица Пушкина / улица Баумана"),
        ("кремлевская пушкина", "crossing", "Кремлёвская улица / улица Пушкина"),
        ("corner of Pushkina and Baumana", "crossing", "улица Пушкина / улица Баумана"),
        ("садовом мосту", "bridge", "Садовый мост"),
        ("Западный район", "district", "Западный округ"),
        ("западном округе", "district", "Западный округ"),
    ],
)
def test_a_place_is_found_as_people_say_it(small_city, typed, kind, label):
    assert first(small_city, typed) == (kind, label)


def test_a_label_typed_again_means_the_same(small_city):
    for language in ("ru", "en"):
        with translation.override(language):
            typed = ["Пушкина", "Пушкина 13", "Пушкина и Баумана", "Садовый мост", "Западный округ"]
            found = [meant_by(small_city, words, 1)[0] for words in typed]
            assert [meant_by(small_city, one.label, 1)[0] for one in found] == found


def test_an_old_name_is_told(small_city):
    road = Road.objects.get(city=small_city, name="улица Баумана")
    old = road.old_names[0]
    (found, *_others) = meant_by(small_city, old, 5)
    assert (found.label, found.note) == ("улица Баумана", f"Прежнее название: {old}")


def test_where_a_crossing_is(small_city):
    """The avenue's two carriageways are 20 m apart: one crossing, in the middle between them."""
    (found,) = meant_by(small_city, "Ленина и Баумана", 5)
    assert found.point.coords == pytest.approx(lonlat(0, 0), abs=2e-5)
    assert found.url.startswith("/junctions/")


def test_streets_that_do_not_meet_are_no_crossing(small_city):
    assert "crossing" not in [one.kind for one in meant_by(small_city, "Садовая и Баумана", 5)]


def test_a_street_does_not_cross_itself(small_city):
    assert "crossing" not in [one.kind for one in meant_by(small_city, "Пушкина и Пушкина", 5)]


def test_of_like_names_on_both_sides_the_likeliest_pair_comes_first(small_city):
    """All four meet: проспект Ленина and Кремлёвская улица bear other names here."""
    for name, other in (("проспект Ленина", "проезд Пушкина"), ("Кремлёвская улица", "проезд Баумана")):
        Road.objects.filter(city=small_city, name=name).update(name=other, kind_word="проезд", names={})
    found = [one.label for one in meant_by(small_city, "проезд Пушкина и проезд Баумана", 9) if one.kind == "crossing"]
    assert found[0] == "проезд Пушкина / проезд Баумана"
    assert found[-1] == "улица Пушкина / улица Баумана"


def test_a_street_of_the_register_is_told_to_have_no_line(small_city):
    Road.objects.create(city=small_city, name="улица Заречная", slug="zarechnaya", kind_word="улица")
    (found,) = meant_by(small_city, "Заречная", 5)
    assert (found.point, found.box) == (None, None)
    assert "на карте её линии нет" in found.note


@pytest.mark.parametrize(
    ("typed", "street", "house"),
    [
        ("Пушкина 9999", "улица Пушкина", 9999),
        ("Садовой 77", "Садовая улица", 77),
        ("8 Марта 90", "улица 8 Марта", 90),
    ],
)
def test_a_house_that_nobody_knows_is_told_to_be_so(small_city, typed, street, house):
    found = meant_by(small_city, typed, 5)[0]
    assert (found.kind, found.label) == ("street", street)
    assert found.note == f"Карта не знает дома {house}: {street}."


@pytest.mark.parametrize("typed", ["", " ", "\0", "%", "_", "«»", "'; DROP TABLE roadmap_road; --", "щщщщщщщ", "/"])
def test_nothing_for_nothing(small_city, typed):
    assert meant_by(small_city, typed, 5) == []


def test_a_megabyte_is_read_no_further_than_a_name(small_city):
    assert first(small_city, "улица Пушкина" + " " * 300 + "щ" * 1_000_000) == ("street", "улица Пушкина")


def test_the_api_answers_with_places(client, small_city):
    answer = client.get("/api/v1/places/", {"q": "пушкина", "limit": 1})
    (found,) = answer.json()["results"]
    assert (found["kind"], found["label"], found["kind_word"]) == ("street", "улица Пушкина", "улица")
    west, south, east, north = found["box"]
    assert west <= found["point"][0] <= east and south <= found["point"][1] <= north
    assert client.get(found["url"]).status_code == 200
    again = client.get("/api/v1/places/", {"q": "пушкина", "limit": 1}, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("typed", ["x" * 10_000, "%_%", "\ud800", "и" * 5_000, "1 " * 3_000])
def test_the_api_bears_any_text(client, small_city, typed):
    assert client.get("/api/v1/places/", {"q": typed.encode("utf-8", "surrogatepass")}).status_code == 200


@pytest.mark.parametrize("typed", ["пушкина", "Пушкина 13", "Pushkina / Baumana", "Пушкина и Баумана", "рщзывапшщ 15"])
def test_the_api_asks_a_bounded_number_of_questions(client, small_city, typed, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        client.get("/api/v1/places/", {"q": typed})


@pytest.mark.parametrize("typed", ["улица Пушкина 9999", "улица 9999", "дом 7", "улица Пушк"])
def test_a_kind_word_and_a_number_are_not_looked_for_as_two_streets(small_city, typed, monkeypatch):
    looked_for = []
    monkeypatch.setattr(crossings, "streets_like", lambda city, words, limit: looked_for.append(words) or [])
    meant_by(small_city, typed, 5)
    assert looked_for == []


def test_the_api_bounds_its_rows(client, small_city):
    assert len(client.get("/api/v1/places/", {"q": "улица", "limit": 2}).json()["results"]) <= 2
    assert client.get("/api/v1/places/", {"limit": 21}).status_code == 400
    assert json.loads(client.get("/api/v1/places/").content) == {"results": []}


def test_the_api_is_asked_for_one_kind(client, small_city):
    def kinds(**asked) -> list[str]:
        return [one["kind"] for one in client.get("/api/v1/places/", {"q": "садов", **asked}).json()["results"]]

    assert set(kinds()) > set(kinds(kind="street")) == {"street"}
    assert client.get("/api/v1/places/", {"q": "садов", "kind": "town"}).status_code == 400
    last = kinds()[-1]
    assert last != kinds()[0]
    assert kinds(kind=last, limit=1) == [last], "the limit is of those, not of all"


@pytest.mark.parametrize("english", ["", "Old Town"])
def test_a_district_is_found_by_its_english_name(client, small_city, english):
    Area.objects.filter(name="Западный округ").update(names={"en": english} if english else {})
    area = Area.objects.get(name="Западный округ")
    asked = {"q": area.english_name, "kind": "district"}
    first, *_others = client.get("/api/v1/places/", asked, headers={"accept-language": "en"}).json()["results"]
    assert first["label"] == (english or "Zapadnyy District")
