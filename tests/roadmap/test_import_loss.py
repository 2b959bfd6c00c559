"""An import that would take away more than a fifth of a known city's network asks whether it is meant."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from roadmap.importers.run import import_file
from roadmap.models import City, RoadSegment

from ..conftest import NOW
from .maps import osm

STREETS = 10
NODES = {n: (200 * (n % 2), 100 * (n // 2)) for n in range(2 * STREETS)}


def ways(numbers, **more):
    tags = {"highway": "residential", **more}
    return [(100 + n, [2 * n, 2 * n + 1], {**tags, "name": f"{n}-я улица"}) for n in numbers]


@pytest.fixture
def town(db, tmp_path):
    """Ten parallel streets of one length."""
    import_file(osm(tmp_path / "town.osm", NODES, ways(range(STREETS))), city_slug="town", at=NOW)
    return City.objects.get(slug="town")


def state():
    return list(City.objects.order_by("pk").values()), sorted(RoadSegment.objects.values_list("pk", "key"))


def imported(path, *options):
    with translation.override("en"):
        call_command("import_roads", str(path), "--city", "town", *options, stdout=StringIO())


def test_a_loss_of_more_than_a_fifth_is_refused_and_changes_nothing(town, tmp_path):
    path, before = osm(tmp_path / "part.osm", NODES, ways(range(7))), state()
    with pytest.raises(CommandError, match=r"3 of the 10 segments of Town \(0\.6 of 2\.0 km\).*--force") as refusal:
        imported(path)
    assert refusal.value.returncode == 1
    assert state() == before


def test_with_force_it_is_done(town, tmp_path):
    imported(osm(tmp_path / "part.osm", NODES, ways(range(7))), "--force")
    assert RoadSegment.objects.filter(city=town).count() == 7


def test_a_fifth_may_go(town, tmp_path):
    imported(osm(tmp_path / "part.osm", NODES, ways(range(8))))
    assert RoadSegment.objects.filter(city=town).count() == 8


def test_a_few_long_streets_are_a_loss_of_length(town, tmp_path):
    """One of ten segments, but three quarters of the length."""
    nodes = {**NODES, 98: (0, 2000), 99: (6000, 2000)}
    long = [(999, [98, 99], {"highway": "primary", "name": "Шоссе"})]
    imported(osm(tmp_path / "whole.osm", nodes, [*ways(range(STREETS)), *long]))
    with pytest.raises(CommandError, match=r"6\.0 of 8\.0 km"):
        imported(osm(tmp_path / "part.osm", nodes, ways(range(STREETS))))


def test_a_neighbour_of_the_same_size_takes_the_whole_city_away(town, tmp_path):
    beside = {n: (east + 150, north + 50) for n, (east, north) in NODES.items()}
    with pytest.raises(CommandError, match="10 of the 10"):
        imported(osm(tmp_path / "neighbour.osm", beside, ways(range(STREETS))))


def test_another_source_of_the_same_streets_takes_nothing_away(town, tmp_path):
    """Other ids, and every line a little beside."""
    nodes = {n + 500: (east + 10, north + 12) for n, (east, north) in NODES.items()}
    lines = [(way, [node + 500 for node in refs], tags) for way, refs, tags in ways(range(STREETS))]
    imported(osm(tmp_path / "other.osm", nodes, lines))
    assert RoadSegment.objects.filter(city=town).count() == STREETS


def test_a_drawing_may_be_replaced_by_the_real_city(town, tmp_path):
    City.objects.filter(pk=town.pk).update(is_schematic=True)
    imported(osm(tmp_path / "real.osm", NODES, ways(range(2))))
    assert RoadSegment.objects.filter(city=town).count() == 2


def test_the_start_with_a_citys_extract_asks_too(town, tmp_path, settings):
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    path, before = osm(tmp_path / "town.osm", NODES, ways(range(3))), state()
    with translation.override("en"), pytest.raises(CommandError, match="--force"):
        call_command("prepare", roads=path, no_demo=True, stdout=StringIO(), stderr=StringIO())
    assert state() == before
