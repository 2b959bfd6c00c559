"""Files that are awkward but honest."""

import gzip

import pytest

from roadmap.importers.network import draw_up
from roadmap.importers.reading import read
from roadmap.importers.roads import NameBook, spelling
from roadmap.importers.slugs import slug_of

from .maps import osm

STREET = {"highway": "residential", "name": "улица Мира"}


def drawn(path):
    extract = read(path)
    return draw_up(extract), extract


def keys(network):
    return {piece.key for piece in network.pieces}


def test_ids_from_an_editor_are_negative(tmp_path):
    nodes = {-1: (-100, 0), -2: (0, 0), -3: (100, 0), -4: (0, 100)}
    path = osm(tmp_path / "a.osm", nodes, [(-10, [-1, -2, -3], STREET), (-11, [-2, -4], STREET)])
    network, _ = drawn(path)
    assert keys(network) == {"-10:-1--2", "-10:-2--3", "-11:-2--4"}


def test_the_order_inside_the_file_does_not_matter(tmp_path):
    path = osm(tmp_path / "a.osm", {1: (0, 0), 2: (100, 0)}, [(10, [1, 2], STREET)])
    head, first, second, way, tail = path.read_text().split("\n")
    path.write_text("\n".join([head, way, second, first, tail]))
    assert keys(drawn(path)[0]) == {"10:1-2"}


def test_the_known_part_of_a_way_at_the_edge_is_kept(tmp_path):
    nodes = {1: (0, 0), 2: (100, 0), 5: (400, 0), 6: (500, 0), 9: (900, 0)}
    ways = [(10, [1, 2, 3, 4, 5, 6], STREET), (11, [7, 8, 9], STREET)]
    network, extract = drawn(osm(tmp_path / "a.osm", nodes, ways))
    assert keys(network) == {"10:1-2", "10:5-6"}
    assert extract.skipped["nodes-missing"] == 1


def test_a_way_that_meets_itself_is_cut_there(tmp_path):
    nodes = {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (200, 100), 5: (100, 100)}
    network, _ = drawn(osm(tmp_path / "a.osm", nodes, [(10, [1, 2, 3, 4, 5, 2], STREET)]))
    assert keys(network) == {"10:1-2", "10:2-2"}


def test_two_pieces_between_the_same_nodes_have_different_keys(tmp_path):
    nodes = {1: (0, 0), 2: (100, 0), 3: (50, 50), 4: (0, 100)}
    ways = [(10, [1, 2, 3, 1], STREET), (11, [2, 4], STREET), (12, [1, 4], STREET)]
    network, _ = drawn(osm(tmp_path / "a.osm", nodes, ways))
    assert {"10:1-2", "10:2-1", "11:2-4", "12:1-4"} == keys(network)
    ways = [(10, [1, 2, 1, 2], STREET)]
    network, _ = drawn(osm(tmp_path / "b.osm", nodes, ways))
    assert keys(network) == {"10:1-2", "10:2-1", "10:1-2#2"}


def test_bridges_do_not_meet_the_street_below(tmp_path):
    nodes = {1: (-100, 0), 2: (100, 0), 3: (0, -100), 4: (0, 100)}
    ways = [(10, [1, 2], STREET), (11, [3, 4], {**STREET, "bridge": "yes", "layer": "1"})]
    network, _ = drawn(osm(tmp_path / "a.osm", nodes, ways))
    assert len(network.pieces) == 2


def test_points_without_length_and_jumps_are_skipped(tmp_path):
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 0), 4: (9_000_000 / 60, 0)}
    ways = [(10, [1, 2], STREET), (11, [2, 3], STREET), (12, [2, 4], STREET)]
    network, extract = drawn(osm(tmp_path / "a.osm", nodes, ways))
    assert keys(network) == {"10:1-2"}
    assert (extract.skipped["too-long"], extract.skipped["no-length"]) == (1, 1)


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "footway"}, "not-for-vehicles"),
        ({"highway": "service", "service": "parking_aisle"}, "minor-service"),
        ({"highway": "service", "access": "private"}, "minor-service"),
    ],
)
def test_what_is_left_out_is_counted(tmp_path, tags, reason):
    ways = [(10, [1, 2], STREET), (11, [1, 2], tags)]
    network, extract = drawn(osm(tmp_path / "a.osm", {1: (0, 0), 2: (100, 0)}, ways))
    assert len(network.pieces) == 1
    assert extract.skipped[reason] == 1


def test_names_in_other_languages_are_variants(tmp_path):
    tags = {"highway": "residential", "name": "Pushkin uramı", "name:ru": "улица Пушкина", "alt_name": "А;Б"}
    ways = [(10, [1, 2], tags), (11, [2, 3], {"highway": "residential", "name:ru": "улица Мира"})]
    network, _ = drawn(osm(tmp_path / "a.osm", {1: (0, 0), 2: (9, 0), 3: (99, 0)}, ways))
    assert list(network.streets["Pushkin uramı"].variants) == ["улица Пушкина", "А", "Б"]
    assert "улица Мира" in network.streets


def test_packed_files_are_read(tmp_path):
    plain = osm(tmp_path / "a.osm", {1: (0, 0), 2: (100, 0)}, [(10, [1, 2], STREET)])
    packed = tmp_path / "a.osm.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert keys(drawn(packed)[0]) == {"10:1-2"}


def test_a_multipolygon_with_a_hole_is_one_area(tmp_path):
    nodes = {1: (0, 0), 2: (300, 0), 3: (300, 300), 4: (0, 300)}
    nodes |= {5: (100, 100), 6: (200, 100), 7: (200, 200), 8: (100, 200)}
    ways = [(10, [1, 2], STREET), (20, [1, 2, 3], {}), (21, [3, 4, 1], {}), (22, [5, 6, 7, 8, 5], {})]
    path = osm(tmp_path / "a.osm", nodes, ways, [(30, [20, 21, 22], {"type": "multipolygon", "natural": "water"})])
    (lake,) = read(path).areas
    assert len(lake.geometry.interiors) == 1


@pytest.mark.parametrize("written", ["ул. Пушкина", "Пушкина улица", "УЛИЦА ПУШКИНА", "улица  Пушкина "])
def test_a_street_is_found_by_any_spelling(written):
    assert NameBook([("улица Пушкина", []), ("переулок Пушкина", [])]).find(written) == "улица Пушкина"


def test_a_name_wins_over_somebody_elses_variant():
    book = NameBook([("улица Мира", ["улица Ленина"]), ("улица Ленина", [])])
    assert book.find("улица Ленина") == "улица Ленина"


def test_yo_and_ye_are_the_same_letter():
    assert spelling("Кремлёвская улица") == spelling("Кремлевская улица")


def test_slugs_are_latin_and_unique():
    assert slug_of("улица 8 Марта") == "ulitsa-8-marta"
    assert slug_of("улица Мира", {"ulitsa-mira", "ulitsa-mira-2"}) == "ulitsa-mira-3"
    assert slug_of("…") == "x"
    assert len(slug_of("я" * 500)) <= 200


def test_thousands_of_names_may_share_a_slug():
    """Each is free within a few looks, not as many as there are before it."""

    class Taken(set):
        looks = 0

        def __contains__(self, slug):
            self.looks += 1
            return super().__contains__(slug)

    taken = Taken()
    for number in range(1, 3001):
        slug = slug_of("улица Мира", taken)
        assert slug == (f"ulitsa-mira-{number}" if number > 1 else "ulitsa-mira")
        taken.add(slug)
    assert taken.looks < 3000 * 30


def test_a_name_without_its_kind_word_is_found_where_it_is_the_only_one():
    book = NameBook([("улица Пушкина", []), ("улица Мира", []), ("переулок Мира", [])])
    assert book.find("Пушкина") == "улица Пушкина"
    assert book.find("Мира") is None
    assert book.find("переулок Пушкина") is None


def test_places_of_nodes_may_stand_in_the_way(tmp_path):
    path = tmp_path / "overpass.osm"
    path.write_text(
        '<osm version="0.6"><way id="10"><nd ref="1" lat="57.15" lon="65.54"/><nd ref="2" lat="57.15" lon="65.55"/>'
        '<tag k="highway" v="residential"/></way></osm>'
    )
    assert keys(drawn(path)[0]) == {"10:1-2"}
