"""GeoJSON whose properties are OSM's keys, as OSMnx, Overpass and GDAL write it."""

import pytest

from roadmap.importers.network import draw_up
from roadmap.importers.reading import read
from roadmap.importers.tags import lanes, travel

from .maps import at, geojson, line

MIRA = {"highway": "residential", "name": "улица Мира"}


@pytest.fixture
def drawn(tmp_path):
    def drawn(*features):
        return draw_up(read(geojson(tmp_path / "a.geojson", *features)))

    return drawn


@pytest.mark.parametrize(
    ("properties", "way"),
    [
        ({"osm_id": 5}, 5),
        ({"osmid": 5}, 5),
        ({"id": "5"}, 5),
        ({"@id": "way/5"}, 5),
        ({"osmid": [9, 5, 7]}, 5),
        ({"osmid": "[9, 5]"}, 5),
        ({"osm_id": -5}, -5),
    ],
)
def test_the_way_id(drawn, properties, way):
    (piece,) = drawn(line((0, 0), (100, 0), **MIRA, **properties)).pieces
    assert piece.way.id == way


def test_the_id_of_the_feature_itself_will_do(drawn):
    (piece,) = drawn(line((0, 0), (100, 0), **MIRA) | {"id": "way/5"}).pieces
    assert piece.way.id == 5


@pytest.mark.parametrize(
    ("oneway", "expected"),
    [("yes", 1), (True, 1), ("true", 1), ("True", 1), ("-1", -1), (-1, -1), (False, 0), ("no", 0), (None, 0)],
)
def test_one_way(drawn, oneway, expected):
    (piece,) = drawn(line((0, 0), (100, 0), oneway=oneway, **MIRA)).pieces
    assert travel(piece.way.tags) == expected
    assert piece.is_oneway == bool(expected)


def test_the_two_directions_of_a_street_are_one(drawn):
    there, back = line((0, 0), (50, 5), (100, 0), **MIRA), line((100, 0), (50, 5), (0, 0), **MIRA)
    (piece,) = drawn(there, back).pieces
    assert not piece.is_oneway


def test_two_opposite_one_way_lines_in_one_place_are_a_two_way_street(drawn):
    there, back = line((0, 0), (100, 0), oneway=True, **MIRA), line((100, 0), (0, 0), oneway=True, **MIRA)
    (piece,) = drawn(there, back).pieces
    assert not piece.is_oneway


def test_carriageways_apart_stay_two(drawn):
    there, back = line((0, 0), (100, 0), oneway=True, **MIRA), line((100, 9), (0, 9), oneway=True, **MIRA)
    assert [piece.is_oneway for piece in drawn(there, back).pieces] == [True, True]


def test_lines_are_cut_where_they_share_a_vertex(drawn):
    network = drawn(line((-100, 0), (0, 0), (100, 0), **MIRA), line((0, 0), (0, 100), **MIRA))
    assert len(network.pieces) == 3
    assert [network.graph.arms[node] for node in network.graph.junctions].count(3) == 1


def test_lines_that_cross_without_a_vertex_are_not_cut(drawn):
    assert len(drawn(line((-100, 0), (100, 0), **MIRA), line((0, -100), (0, 100), **MIRA)).pieces) == 2


@pytest.mark.parametrize("name", [["улица Мира", "улица Победы"], "['улица Мира', 'улица Победы']"])
def test_of_several_names_the_first_counts(drawn, name):
    network = drawn(line((0, 0), (100, 0), highway="residential", name=name))
    assert list(network.streets) == ["улица Мира"]


def test_a_merged_line_goes_to_the_street_that_has_no_other(drawn):
    names = ["улица Мира", "улица Победы"]
    network = drawn(line((0, 0), (100, 0), **MIRA), line((100, 0), (200, 0), highway="residential", name=names))
    assert set(network.streets) == set(names)


@pytest.mark.parametrize("given", [2, 2.0, "2", ["2", "3"], "['3', '2']", "2;3"])
def test_lanes_in_all_their_forms(drawn, given):
    (piece,) = drawn(line((0, 0), (100, 0), lanes=given, **MIRA)).pieces
    assert lanes(piece.way.tags) == 2


def test_what_is_missing_is_not_a_name(drawn):
    network = drawn(line((0, 0), (100, 0), highway="residential", name=float("nan")))
    assert not network.streets


def test_a_graphs_nodes_keep_their_ids(drawn):
    (piece,) = drawn(line((0, 0), (100, 0), u=11, v=22, osmid=5, **MIRA)).pieces
    assert piece.nodes == [11, 22]


def test_many_lines_in_one_feature(drawn):
    feature = line((0, 0), (100, 0), osm_id=5, **MIRA)
    feature["geometry"] = {
        "type": "MultiLineString",
        "coordinates": [[at(0, 0), at(100, 0)], [at(100, 0), at(100, 100)]],
    }
    assert [piece.way.id for piece in drawn(feature).pieces] == [5, 5]


def test_tags_of_gdal_and_nested_tags(drawn):
    gdal = line((0, 0), (9, 0), highway="residential", other_tags='"name:ru"=>"улица Мира","lanes"=>"4"')
    nested = line((0, 50), (9, 50), tags={"highway": "residential", "name": "улица Победы"})
    assert set(drawn(gdal, nested).streets) == {"улица Мира", "улица Победы"}


def test_signals_houses_and_land_come_too(tmp_path):
    def point(east, north, **properties):
        geometry = {"type": "Point", "coordinates": [round(number, 7) for number in at(east, north)]}
        return {"type": "Feature", "properties": properties, "geometry": geometry}

    park = line((0, 0), (50, 0), (50, 50), (0, 0), leisure="park")
    park["geometry"] = {"type": "Polygon", "coordinates": [park["geometry"]["coordinates"]]}
    streets = [line((-100, 0), (0, 0), (100, 0), **MIRA), line((0, 0), (0, 100), **MIRA)]
    signal, house = point(0, 0, highway="traffic_signals"), point(9, 9, **{"addr:street": "ул. Мира"})
    extract = read(geojson(tmp_path / "a.geojson", *streets, signal, house, park))
    assert len(draw_up(extract).signals) == 1
    assert [area.tags for area in extract.areas] == [{"leisure": "park"}]


def test_what_nothing_uses_is_not_kept(tmp_path):
    fence = line((0, 50), (100, 50), barrier="fence", name="забор")
    edge = line((0, 0), (100, 0), u=11, v=22, key=0, osmid=5, length=100.0, **MIRA)
    assert [(way.id, way.tags) for way in read(geojson(tmp_path / "a.geojson", fence, edge)).ways] == [(5, MIRA)]
