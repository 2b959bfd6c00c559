"""Administrative districts of the extract itself."""

import pytest

from roadmap.importers.run import import_file
from roadmap.models import Area, City

from ..conftest import NOW
from .maps import osm

NODES = {1: (-300, -100), 2: (0, -100), 3: (300, -100), 4: (300, 100), 5: (0, 100), 6: (-300, 100)}
STREET = (10, [1, 2, 3], {"highway": "residential", "name": "улица Мира"})
BORDERS = [(20, [2, 5], {}), (21, [5, 6, 1, 2], {}), (22, [5, 4, 3, 2], {})]


def boundary(number, ways, name, level="9"):
    tags = {"type": "boundary", "boundary": "administrative", "admin_level": level, "name": name}
    return number, ways, tags


EAST, WEST = boundary(30, [20, 22], "Восточный округ"), boundary(31, [20, 21], "Западный округ")


@pytest.fixture
def bring(db, tmp_path):
    def bring(*relations, borders=BORDERS):
        path = osm(tmp_path / "town.osm", NODES, [STREET, *borders], relations)
        return import_file(path, city_slug="town", at=NOW)

    return bring


def names():
    return set(Area.objects.filter(city__slug="town").values_list("name", flat=True))


def test_districts_come_with_the_extract(bring):
    assert bring(EAST, WEST).areas == 2
    assert names() == {"Восточный округ", "Западный округ"}
    east = Area.objects.get(name="Восточный округ", city__slug="town")
    assert east.slug == "vostochnyy-okrug"
    assert east.geometry.extent[0] == pytest.approx(65.54)
    assert east.english_name == "Vostochnyy District"


def test_a_district_is_called_in_english_as_mappers_or_an_administrator_wrote(bring):
    def with_english(name, relation):
        number, ways, tags = relation
        return number, ways, tags | {"name:en": name}

    bring(with_english("Eastern District", EAST), WEST)
    east = Area.objects.get(name="Восточный округ", city__slug="town")
    assert east.english_name == "Eastern District"
    Area.objects.filter(pk=east.pk).update(names={"en": "The East"})
    bring(with_english("Eastern District", EAST), WEST)
    east.refresh_from_db()
    assert east.english_name == "The East"


def test_a_border_that_the_extract_cuts_is_no_district(bring):
    assert bring(EAST, WEST, borders=BORDERS[:2]).areas == 0
    assert names() == set()


def test_the_finest_level_that_divides_the_city_counts(bring):
    whole = boundary(32, [21, 22], "Город", level="8")
    assert bring(EAST, WEST, whole).areas == 2


def test_an_imported_list_of_districts_stays(bring):
    bring(EAST, WEST)
    city = City.objects.get(slug="town")
    Area.objects.filter(city=city, name="Западный округ").update(name="Закатный округ")
    before = set(Area.objects.filter(city=city).values_list("pk", "name"))
    bring(EAST, WEST)
    assert before == set(Area.objects.filter(city=city).values_list("pk", "name"))
