"""Files that must be refused: a clear message, exit status 1, and nothing has changed."""

import gzip
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from roadmap import basemap
from roadmap.importers.extract import Refused
from roadmap.importers.run import import_file
from roadmap.models import City, Road, RoadSegment

from ..conftest import NOW, SMALL_CITY
from .maps import geojson, line, osm

STREET = {"highway": "residential", "name": "улица Мира"}
TEXT = SMALL_CITY.read_bytes()
A_LINE = {"type": "LineString", "coordinates": [[65.54, 57.15], [65.55, 57.15]]}


def collection(**feature) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", **feature}]}).encode()


HOSTILE = {
    "cut.osm": TEXT[: len(TEXT) // 2],
    "cut-at-a-line.osm": TEXT.rpartition(b"</osm>")[0],
    "empty.osm": b"",
    "nul.osm": bytes(5000),
    "web-page.osm": b"<!doctype html><html><body>Not found</body></html>",
    "no-road.osm": b'<osm version="0.6"><node id="1" lat="57.15" lon="65.54"/></osm>',
    "nothing.osm": b'<osm version="0.6"></osm>',
    "far-out.osm": TEXT.replace(b'lat="57.', b'lat="5700.'),
    "beyond-the-pole.osm": TEXT.replace(b'lat="57.', b'lat="97.'),
    "no-number.osm": TEXT.replace(b'lat="57.1517959"', b'lat="abc"'),
    "cp1251.osm": TEXT.decode().encode("cp1251", "replace"),
    "cut.osm.gz": gzip.compress(TEXT)[:-40],
    "plain.osm.gz": TEXT[:10_000],
    "text.osm.gz": gzip.compress(b"hello " * 500),
    "empty.osm.gz": b"",
    "xml.osm.pbf": TEXT,
    "empty.osm.pbf": b"",
    "nul.osm.pbf": bytes(5000),
    "picture.png": b"\x89PNG\r\n",
    "cut.geojson": b'{"type": "FeatureCollection", "features": [{"type": "Fea',
    "empty.geojson": b"",
    "nul.geojson": bytes(5000),
    "deep.geojson": b"[" * 100_000,
    "list.geojson": b"[1, 2]",
    "no-features.geojson": b'{"type": "FeatureCollection"}',
    "zero-features.geojson": b'{"type": "FeatureCollection", "features": []}',
    "no-highway.geojson": collection(properties={"name": "улица Мира"}, geometry=A_LINE),
    "null-properties.geojson": collection(properties=None, geometry=None),
    "metres.geojson": collection(
        properties=STREET,
        geometry={"type": "LineString", "coordinates": [[7295900.1, 7780000.5], [7295950.1, 7780000.5]]},
    ),
    "words.geojson": collection(
        properties=STREET, geometry={"type": "LineString", "coordinates": [["a", "b"], [None]]}
    ),
    "infinite.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"highway":"primary"},'
    b'"geometry":{"type":"LineString","coordinates":[[1e999,1],[NaN,2]]}}]}',
    "hundreds-of-digits.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
    b'{"highway":"primary"},"geometry":{"type":"LineString","coordinates":[[%b,1],[2,1e308]]}}]}' % (b"9" * 400),
    "cut.geojson.gz": gzip.compress(b'{"type": "FeatureCollection", "features": []}')[:-9],
    "plain.geojson.gz": b'{"type": "FeatureCollection", "features": []}',
}


def state():
    return (
        list(City.objects.order_by("pk").values()),
        sorted(RoadSegment.objects.values_list("pk", "key", "length_m")),
        Road.objects.count(),
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_file_is_refused_and_changes_nothing(small_city, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    before, files = state(), sorted(basemap.folder().glob("*"))
    with translation.override("en"), pytest.raises(CommandError) as refusal:
        call_command("import_roads", str(path))
    assert len(str(refusal.value)) > 20
    assert refusal.value.returncode == 1
    assert state() == before
    assert sorted(basemap.folder().glob("*")) == files


def test_a_missing_file_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="nowhere.osm"):
        call_command("import_roads", str(tmp_path / "nowhere.osm"))


def test_an_unknown_zone_is_refused(small_city):
    before = state()
    with pytest.raises(CommandError, match="Mars/Olympus"):
        call_command("import_roads", str(SMALL_CITY), "--zone", "Mars/Olympus")
    assert state() == before


@pytest.mark.parametrize("slug", ["не город", "../etc", "a" * 51])
def test_an_impossible_slug_is_refused(small_city, slug):
    before = state()
    with pytest.raises(CommandError):
        call_command("import_roads", str(SMALL_CITY), "--city", slug)
    assert state() == before


def test_swapped_coordinates_are_seen_by_the_city_that_they_miss(small_city, tmp_path):
    feature = line((-100, 0), (100, 0), **STREET)
    feature["geometry"]["coordinates"] = [pair[::-1] for pair in feature["geometry"]["coordinates"]]
    with translation.override("en"), pytest.raises(Refused, match="swapped"):
        import_file(geojson(tmp_path / "a.geojson", feature), at=NOW)


def test_swapped_coordinates_are_seen_by_the_lengths_in_the_file(db, tmp_path):
    """OSMnx writes `length` in metres; with the axes swapped the lines have other lengths."""
    features = [line((-5000 - 9 * n, 0), (-4800 - 9 * n, 0), length=200.0, **STREET) for n in range(5)]
    for feature in features:
        feature["geometry"]["coordinates"] = [pair[::-1] for pair in feature["geometry"]["coordinates"]]
    with translation.override("en"), pytest.raises(Refused, match="swapped"):
        import_file(geojson(tmp_path / "a.geojson", *features), city_slug="new-city", at=NOW)
    assert not City.objects.filter(slug="new-city").exists()


def test_roads_far_from_the_named_city_are_refused(small_city, tmp_path):
    path = osm(tmp_path / "a.osm", {1: (500_000, 0), 2: (500_100, 0)}, [(10, [1, 2], STREET)])
    with translation.override("en"), pytest.raises(Refused, match="outside the city"):
        import_file(path, city_slug="small-city", at=NOW)


def test_a_base_map_that_cannot_be_made_undoes_the_import(small_city, tmp_path, monkeypatch):
    monkeypatch.setattr("roadmap.importers.basemap.PROGRAM", "/bin/false")
    path = osm(tmp_path / "a.osm", {1: (0, 0), 2: (100, 0)}, [(10, [1, 2], STREET)])
    before = state()
    with translation.override("en"), pytest.raises(Refused, match="base map"):
        import_file(path, at=NOW, force=True)
    assert state() == before


def test_control_characters_in_names_do_not_stop_an_import(small_city, tmp_path):
    feature = line((-50, 0), (50, 0), highway="residential", name="улица\0Мира", surface="asp\0halt", ref="\0")
    import_file(geojson(tmp_path / "a.geojson", feature), at=NOW, force=True)
    assert RoadSegment.objects.get(city=small_city).road.name == "улица Мира"
