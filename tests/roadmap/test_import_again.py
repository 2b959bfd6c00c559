"""The same city a second time: ids of what did not change stay."""

from datetime import date

import pytest

from roadmap import basemap
from roadmap.importers.run import import_file
from roadmap.models import Address, City, Junction, Place, Road, RoadSegment, TrafficSignal

from ..conftest import NOW, SMALL_CITY
from .maps import geojson, line, osm

MIRA = {"highway": "residential", "name": "улица Мира"}
SADOVAYA = {"highway": "residential", "name": "Садовая улица"}
NODES = {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (100, 100)}
TOLD = []


def follow(city, changed):
    TOLD.append((city.slug, set(changed)))
    assert (basemap.folder() / city.basemap).is_file(), "told last: what it holds does not wait for the base map"


@pytest.fixture
def told(settings):
    TOLD.clear()
    settings.NETWORK_FOLLOWERS = [f"{__name__}.follow"]
    return TOLD


@pytest.fixture
def bring(db, tmp_path):
    """Imports a small map into a city of its own."""

    def bring(nodes, ways):
        return import_file(osm(tmp_path / "town.osm", nodes, ways), city_slug="town", at=NOW)

    return bring


def rows():
    return {segment.key: segment for segment in RoadSegment.objects.filter(city__slug="town")}


def test_everything_keeps_its_id(small_city):
    models = (RoadSegment, Road, Junction, TrafficSignal, Address, Place)
    before = [set(model.objects.filter(city=small_city).values_list("pk", flat=True)) for model in models]
    summary = import_file(SMALL_CITY, at=NOW)
    assert summary.changed == 0
    assert before == [set(model.objects.filter(city=small_city).values_list("pk", flat=True)) for model in models]


def test_a_change_is_taken_over_under_the_same_id(bring, told):
    bring(NODES, [(10, [1, 2, 3], MIRA)])
    before = rows()["10:1-3"]
    bring(NODES, [(10, [1, 2, 3], {**MIRA, "maxspeed": "40", "name": "улица Победы"})])
    after = rows()["10:1-3"]
    assert (after.pk, after.max_speed_kmh, after.road.name) == (before.pk, 40, "улица Победы")
    assert told[-1] == ("town", {before.pk})
    assert not Road.objects.filter(city__slug="town", name="улица Мира").exists()


def test_a_new_crossing_replaces_only_the_piece_that_it_cuts(bring, told):
    bring(NODES, [(10, [1, 2, 3], MIRA), (12, [3, 4], MIRA)])
    before = rows()
    bring(NODES, [(10, [1, 2, 3], MIRA), (11, [2, 4], SADOVAYA), (12, [3, 4], MIRA)])
    after = rows()
    assert set(after) == {"10:1-2", "10:2-3", "11:2-4", "12:3-4"}
    assert after["12:3-4"].pk == before["12:3-4"].pk
    fresh = {segment.pk for key, segment in after.items() if key != "12:3-4"}
    assert told[-1][1] == fresh | {before["10:1-3"].pk}


def test_a_street_that_becomes_one_way_keeps_its_id(bring):
    bring(NODES, [(10, [1, 2], MIRA)])
    before = rows()["10:1-2"]
    bring(NODES, [(10, [1, 2], {**MIRA, "oneway": "-1"})])
    after = rows()["10:1-2"]
    assert (after.pk, after.direction) == (before.pk, "forward")
    assert (after.start_id, after.end_id) == (before.end_id, before.start_id)


def test_what_people_entered_stays(bring):
    bring(NODES, [(10, [1, 2], MIRA)])
    Road.objects.filter(city__slug="town").update(variants=["Мира"], case_forms={"genitive": "улицы Мира"})
    RoadSegment.objects.filter(city__slug="town").update(gost_group="Б")
    bring(NODES, [(10, [1, 2], {**MIRA, "alt_name": "Мирная", "lanes": "3"})])
    road = Road.objects.get(city__slug="town")
    assert (road.variants, road.case_forms) == (["Мира", "Мирная"], {"genitive": "улицы Мира"})
    assert rows()["10:1-2"].gost_group == "Б"


def test_other_cities_are_not_touched(small_city, bring):
    before = set(RoadSegment.objects.filter(city=small_city).values_list("pk", flat=True))
    bring(NODES, [(10, [1, 2], MIRA)])
    assert before == set(RoadSegment.objects.filter(city=small_city).values_list("pk", flat=True))


def test_an_extract_goes_to_the_city_that_it_overlaps(small_city, tmp_path):
    path = osm(tmp_path / "other_town.osm", NODES, [(10, [1, 2], MIRA)])
    assert import_file(path, at=NOW, force=True).city == "small-city"


def test_a_new_city_is_named_after_the_file(db, tmp_path):
    nodes = {1: (-1_300_000, 0), 2: (-1_300_100, 0)}  # at 44° east
    summary = import_file(osm(tmp_path / "nizhny_novgorod.osm", nodes, [(10, [1, 2], MIRA)]), at=NOW)
    city = City.objects.get(slug=summary.city)
    assert (city.slug, city.name) == ("nizhny-novgorod", "Nizhny novgorod")
    assert (city.time_zone, city.imported_at) == ("Europe/Moscow", None)


def test_only_an_import_by_hand_is_the_city_to_show(small_city):
    City.objects.filter(pk=small_city.pk).update(is_schematic=True)
    import_file(SMALL_CITY, at=NOW)
    small_city.refresh_from_db()
    assert (small_city.imported_at, small_city.is_schematic) == (None, True)
    import_file(SMALL_CITY, by_hand=True, at=NOW)
    small_city.refresh_from_db()
    assert (small_city.imported_at, small_city.is_schematic) == (NOW, False)


def test_the_base_map_gets_a_new_name_and_the_last_one_stays(bring, django_capture_on_commit_callbacks):
    names = []
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            names.append(bring(NODES, [(10, [1, 2], MIRA)]).basemap)
    assert len(set(names)) == 3
    assert City.objects.get(slug="town").basemap == names[-1]
    assert {path.name for path in basemap.folder().glob("town-*")} == set(names[1:])


def test_the_directions_of_a_street_may_change_places_in_a_file(db, tmp_path):
    there, back = line((0, 0), (50, 9), (100, 0), osmid=7, **MIRA), line((100, 0), (50, 9), (0, 0), osmid=7, **MIRA)
    import_file(geojson(tmp_path / "town.geojson", there, back), city_slug="town", at=NOW)
    before = {key: segment.pk for key, segment in rows().items()}
    summary = import_file(geojson(tmp_path / "town.geojson", back, there), city_slug="town", at=NOW)
    assert (len(before), summary.changed) == (1, 0)
    assert before == {key: segment.pk for key, segment in rows().items()}


def test_what_was_set_by_hand_goes_over_to_the_parts_of_a_segment_that_is_cut(bring):
    """A new street meets the way in its middle."""
    bring(NODES, [(10, [1, 2, 3], MIRA), (12, [3, 4], MIRA)])
    RoadSegment.objects.filter(osm_way_id=10).update(gost_group="Б", no_dig_until=date(2030, 1, 1))
    bring(NODES, [(10, [1, 2, 3], MIRA), (11, [2, 4], SADOVAYA), (12, [3, 4], MIRA)])
    known = {row.key: (row.gost_group, row.no_dig_until) for row in rows().values()}
    there = ("Б", date(2030, 1, 1))
    assert known == {"10:1-2": there, "10:2-3": there, "11:2-4": ("", None), "12:3-4": ("", None)}
