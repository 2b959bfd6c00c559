"""Districts, agencies and official street names."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from roadmap.models import Agency, Area, Road

from ..conftest import ROOT
from .maps import at

AREAS = ROOT / "fixtures" / "small_city_areas.geojson"
SQUARE = [at(-100, -100), at(100, -100), at(100, 100), at(-100, 100), at(-100, -100)]
BOW = [at(-100, -100), at(100, 100), at(100, -100), at(-100, 100), at(-100, -100)]


@pytest.fixture
def run(small_city, capsys):
    def run(command, path, *options):
        call_command(command, str(path), *options)
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    return run


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def feature(ring, **properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]} if ring else None,
    }


def collection(*features):
    return {"type": "FeatureCollection", "features": features}


def test_districts_and_their_agencies(run, small_city):
    assert run("import_areas", AREAS) == {"city": "small-city", "areas": 2, "agencies": 2}
    west = Area.objects.get(city=small_city, slug="zapadny")
    assert (west.name, west.agency.phone) == ("Западный округ", "+7 (3452) 00-00-11")


def test_districts_again_are_updated_not_doubled(run, small_city):
    run("import_areas", AREAS)
    before = set(Area.objects.filter(city=small_city).values_list("pk", flat=True))
    Area.objects.filter(city=small_city).update(name="?")
    run("import_areas", AREAS)
    assert before == set(Area.objects.filter(city=small_city).values_list("pk", flat=True))
    assert not Area.objects.filter(name="?").exists()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\0" * 100,
        "[]",
        collection(),
        collection(feature(None, name="Без границ", slug="x")),
        collection(feature(SQUARE, slug="x")),
        collection(feature(BOW, name="Бабочка", slug="x")),
        collection(feature([pair[::-1] for pair in SQUARE], name="Наоборот", slug="x")),
        collection(
            feature(SQUARE, name="Хороший", slug="ok"), feature(SQUARE, name="Плохой", slug="x", kind="village")
        ),
        collection(feature(SQUARE, name="Хороший", slug="ok", agency={"name": "без имени"})),
        collection(feature(SQUARE, name="Ок", slug="ok", agency={"slug": "a", "name": "А", "email": "not an address"})),
    ],
)
def test_wrong_areas_are_refused_whole(run, write, content):
    with pytest.raises(CommandError):
        run("import_areas", write("areas.geojson", content), "--city", "small-city")
    assert not Area.objects.filter(slug__in=["ok", "x"]).exists()


def test_agencies_with_their_parents(run, write, small_city):
    rows = [
        {"slug": "child", "name": "Участок", "parent": "parent", "role_note": "ямы"},
        {"slug": "parent", "name": "Управление", "parent": None},
    ]
    assert run("import_agencies", write("a.json", rows))["agencies"] == 2
    child = Agency.objects.get(city=small_city, slug="child")
    assert (child.parent.name, child.duty) == ("Управление", "ямы")


def test_an_agency_of_an_unknown_parent_is_refused(run, write):
    rows = [{"slug": "child", "name": "Участок", "parent": "nobody"}]
    with translation.override("en"), pytest.raises(CommandError, match="nobody"):
        run("import_agencies", write("a.json", rows))
    assert not Agency.objects.filter(slug="child").exists()


STREETS = """name\tkind_word\tvariants\told_names
улица Пушкина\tулица\tПушкинская|А. Пушкина\tКолхозная улица
Баумана улица\t\t\t
Дальняя улица\tулица\t\t
"""


def test_a_city_s_list_adds_names_and_streets(run, write, small_city):
    summary = run("import_street_names", write("s.tsv", STREETS))
    assert summary == {"city": "small-city", "streets": 3, "new": 1, "known": 2}
    known = Road.objects.get(city=small_city, name="улица Пушкина")
    assert known.variants == ["Pushkin Street", "Пушкинская", "А. Пушкина"]
    assert known.old_names == ["Колхозная улица"]
    assert "Баумана улица" in Road.objects.get(city=small_city, name="улица Баумана").variants
    far = Road.objects.get(city=small_city, name="Дальняя улица")
    assert (far.segments.count(), far.kind_word) == (0, "улица")


def test_a_list_twice_changes_nothing(run, write, small_city):
    path = write("s.tsv", STREETS)
    run("import_street_names", path)
    before = list(Road.objects.filter(city=small_city).order_by("pk").values())
    assert run("import_street_names", path)["new"] == 0
    assert before == list(Road.objects.filter(city=small_city).order_by("pk").values())


@pytest.mark.parametrize("content", ["", "\0\0\0", "name\n", "улица\tпроспект\n1\t2\n"])
def test_a_list_without_streets_is_refused(run, write, content):
    with pytest.raises(CommandError):
        run("import_street_names", write("s.tsv", content))


def test_an_unknown_city_is_refused(run):
    with pytest.raises(CommandError):
        run("import_areas", AREAS, "--city", "atlantis")
