"""Nothing is lost in silence: what shares an id, a place or a name, what was deleted, cut short or projected."""

import bz2
import gzip
import json
import unicodedata

import pytest
from django.utils import translation

from roadmap.importers import wholeness
from roadmap.importers.extract import Refused
from roadmap.importers.network import draw_up
from roadmap.importers.reading import read
from roadmap.language.text import clean_name

from .maps import at, geojson, line, osm

MIRA = {"highway": "residential", "name": "улица Мира"}
BRIDGE = {"highway": "primary", "name": "Мостовая улица", "bridge": "yes", "layer": "1"}
TUNNEL = {"highway": "primary", "name": "Подземная улица", "tunnel": "yes"}
CROSS = {1: (-100, 0), 2: (0, 0), 3: (100, 0), 4: (0, -100), 5: (0, 100)}


def drawn(path):
    extract = read(path)
    return draw_up(extract), extract


def keys(network):
    return {piece.key for piece in network.pieces}


def refused(path) -> str:
    with translation.override("en"), pytest.raises(Refused) as refusal:
        drawn(path)
    return str(refusal.value)


def rewritten(path, *changes):
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


# --- ways and nodes that share an id or a place ---------------------------------------------------------------------


def test_a_way_in_pieces_of_one_id_is_whole(tmp_path):
    ways = [(10, [1, 2], MIRA), (10, [2, 3], MIRA), (11, [4, 2], MIRA)]
    network, extract = drawn(osm(tmp_path / "a.osm", CROSS, ways))
    assert keys(network) == {"10:1-2", "10:2-3", "11:4-2"}
    assert not +extract.skipped


def test_the_same_way_twice_is_counted(tmp_path):
    network, extract = drawn(osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA), (10, [1, 2], MIRA)]))
    assert keys(network) == {"10:1-2"}
    assert extract.skipped["way-twice"] == 1


def test_of_two_versions_the_newer_counts(tmp_path):
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2, 3], MIRA), (10, [1, 3], MIRA), (10, [1, 2], MIRA)])
    older, newer, oldest = (f'<way id="10">{refs}<tag' for refs in map(references, ([1, 2, 3], [1, 3], [1, 2])))
    rewritten(path, *((text, text.replace("10", f'10" version="{n}', 1)) for text, n in ((older, 4), (newer, 7))))
    network, extract = drawn(path)
    assert oldest in path.read_text()
    assert keys(network) == {"10:1-3"}
    assert extract.skipped["way-twice"] == 1


def references(nodes):
    return "".join(f'<nd ref="{node}"/>' for node in nodes)


def test_two_nodes_in_one_place_are_one(tmp_path):
    nodes = {**CROSS, 6: (0, 0)}
    path = osm(tmp_path / "a.osm", nodes, [(10, [1, 6, 2, 3], MIRA), (11, [4, 6, 5], MIRA)])
    network, _ = drawn(path)
    assert keys(network) == {"10:1-2", "10:2-3", "11:4-2", "11:2-5"}


def test_a_street_that_ends_on_anothers_place_meets_it(tmp_path):
    nodes = {**CROSS, -6: (0, 0)}
    network, _ = drawn(osm(tmp_path / "a.osm", nodes, [(10, [1, 2, 3], MIRA), (11, [4, -6], MIRA)]))
    assert keys(network) == {"10:1-2", "10:2-3", "11:4-2"}


def test_a_bridge_with_a_node_above_a_streets_node_does_not_meet_it(tmp_path):
    nodes = {**CROSS, 6: (0, 0)}
    network, _ = drawn(osm(tmp_path / "a.osm", nodes, [(10, [1, 2, 3], MIRA), (11, [4, 6, 5], BRIDGE)]))
    assert keys(network) == {"10:1-3", "11:4-5"}


def test_a_node_that_stands_in_two_places_is_counted(tmp_path):
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA)])
    rewritten(path, ('<node id="3"', '<node id="2"'))
    assert drawn(path)[1].skipped["node-in-two-places"] == 1


def test_a_graphs_node_that_stands_in_two_places_keeps_its_lines_where_they_are(tmp_path):
    one, other = line((0, 0), (100, 0), u=1, v=2, **MIRA), line((0, 500), (100, 500), u=1, v=3, **MIRA)
    network, extract = drawn(geojson(tmp_path / "a.geojson", one, other))
    assert [round(shape.length, 4) for shape in network.lines] == [0.0017, 0.0017]
    assert extract.skipped["node-in-two-places"] == 1


def test_a_part_that_is_missing_is_counted(tmp_path):
    network, extract = drawn(osm(tmp_path / "a.osm", CROSS, [(10, [1, 2, 99], MIRA)]))
    assert keys(network) == {"10:1-2"}
    assert extract.skipped["part-missing"] == 1


def test_a_way_of_one_node_is_counted(tmp_path):
    ways = [(10, [1, 2], MIRA), (11, [3], MIRA), (12, [3, 3], MIRA)]
    network, extract = drawn(osm(tmp_path / "a.osm", CROSS, ways))
    assert keys(network) == {"10:1-2"}
    assert extract.skipped["no-length"] == 2


# --- levels ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("above", [BRIDGE, TUNNEL, {**BRIDGE, "bridge": "viaduct;yes"}, {**BRIDGE, "layer": "2"}])
def test_a_bridge_that_shares_a_node_with_the_street_below_does_not_meet_it(tmp_path, above):
    network, _ = drawn(osm(tmp_path / "a.osm", CROSS, [(10, [1, 2, 3], MIRA), (11, [4, 2, 5], above)]))
    assert keys(network) == {"10:1-3", "11:4-5"}
    assert not any(network.graph.is_crossing(node) for node in network.graph.junctions)


@pytest.mark.parametrize(
    "beside",
    [
        {**BRIDGE, "bridge": "no"},
        {**BRIDGE, "layer": "0"},
        {**TUNNEL, "tunnel": "building_passage"},
        {"highway": "primary", "layer": "1"},
    ],
)
def test_on_one_level_they_meet(tmp_path, beside):
    network, _ = drawn(osm(tmp_path / "a.osm", CROSS, [(10, [1, 2, 3], MIRA), (11, [4, 2, 5], beside)]))
    assert keys(network) == {"10:1-2", "10:2-3", "11:4-2", "11:2-5"}


def test_a_bridge_meets_the_street_where_it_ends(tmp_path):
    network, _ = drawn(osm(tmp_path / "a.osm", CROSS, [(10, [1, 2, 3], MIRA), (11, [4, 2], BRIDGE)]))
    assert keys(network) == {"10:1-2", "10:2-3", "11:4-2"}


def test_a_ramp_stays_with_the_level_that_it_leads_to(tmp_path):
    nodes = {**CROSS, 6: (50, 50)}
    ramp = {"highway": "primary_link", "bridge": "yes", "layer": "1"}
    ways = [(10, [1, 2, 3], MIRA), (11, [4, 2, 5], BRIDGE), (12, [6, 2], ramp)]
    network, extract = drawn(osm(tmp_path / "a.osm", nodes, ways))
    (twin,) = extract.twins
    assert keys(network) == {"10:1-3", f"11:4-{twin}", f"11:{twin}-5", f"12:6-{twin}"}
    assert network.graph.is_crossing(twin)
    again, _ = drawn(osm(tmp_path / "b.osm", nodes, ways[::-1]))
    assert keys(again) == keys(network)


def test_lines_share_no_vertex_across_levels(tmp_path):
    below = [line((-100, 0), (0, 0), **MIRA), line((0, 0), (100, 0), **MIRA)]  # cut just under the bridge
    network, _ = drawn(geojson(tmp_path / "a.geojson", *below, line((0, -100), (0, 0), (0, 100), **BRIDGE)))
    assert len(network.pieces) == 3
    assert not any(network.graph.is_crossing(node) for node in network.graph.junctions)


def test_a_graph_says_itself_where_roads_meet(tmp_path):
    """The edges of OSMnx end in nodes of OpenStreetMap; its `bridge` is that of any part of an edge."""
    street = [line((-100, 0), (0, 0), u=1, v=2, **MIRA), line((0, 0), (100, 0), u=2, v=3, **MIRA)]
    bridge = [line((0, -100), (0, 0), u=4, v=2, **BRIDGE), line((0, 0), (0, 100), u=2, v=5, **BRIDGE)]
    network, _ = drawn(geojson(tmp_path / "a.geojson", *street, *bridge))
    assert network.graph.is_crossing(2)


# --- what an editor or a server says of the file --------------------------------------------------------------------


def test_what_an_editor_deleted_is_not_there(tmp_path):
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA), (11, [2, 3], MIRA), (-12, [2, 4], MIRA)])
    rewritten(
        path,
        ('<way id="11"', "<way id='11' visible='true' action='delete'"),
        ('<way id="-12"', '<way action="modify" id="-12"'),
    )
    network, extract = drawn(path)
    assert keys(network) == {"10:1-2", "-12:2-4"}
    assert extract.skipped["deleted"] == 1


def test_a_deleted_node_leaves_the_rest_of_its_way(tmp_path):
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2, 3], MIRA)])
    rewritten(path, ('<node id="3"', '<node id="3" action="delete"'))
    network, extract = drawn(path)
    assert keys(network) == {"10:1-2"}
    assert extract.skipped["part-missing"] == 1


def test_what_is_not_visible_is_not_there(tmp_path):
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA), (11, [2, 3], MIRA)])
    rewritten(path, ('<way id="11"', '<way id="11" visible="false" version="2"'))
    network, extract = drawn(path)
    assert keys(network) == {"10:1-2"}
    assert extract.skipped["deleted"] == 1


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
@pytest.mark.parametrize("remark", ["runtime error: Query timed out after 25 s", "runtime error: out of memory"])
def test_an_answer_that_was_cut_short_is_refused_in_its_own_words(tmp_path, pack, remark):
    text = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA)]).read_text(encoding="utf-8")
    ending = {bytes: "", gzip.compress: ".gz", bz2.compress: ".bz2"}[pack]
    path = tmp_path / f"b.osm{ending}"
    path.write_bytes(pack(text.replace("</osm>", f"<remark> {remark} </remark></osm>").encode()))
    assert remark in refused(path)


def test_a_remark_is_found_where_two_pieces_of_the_file_meet(tmp_path, monkeypatch):
    monkeypatch.setattr(wholeness, "CHUNK", 64)
    monkeypatch.setattr(wholeness, "LONGEST_REMARK", 60)
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA)])
    for filling in range(64):
        path.write_text(f'<osm version="0.6">{" " * filling}<remark>runtime error</remark></osm>')
        assert "runtime error" in refused(path)


def test_other_remarks_are_not_in_the_way(tmp_path):
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA)])
    assert keys(drawn(rewritten(path, ("</osm>", "<remark>made by hand</remark></osm>")))[0]) == {"10:1-2"}


def test_a_graph_that_was_cut_short_is_refused_in_its_own_words(tmp_path):
    collection = {"type": "FeatureCollection", "features": [line((0, 0), (9, 0), **MIRA)], "remark": "runtime error: x"}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(collection))
    assert "runtime error: x" in refused(path)


@pytest.mark.parametrize("ending", ["osm.gz", "geojson.gz", "osm.bz2"])
def test_a_file_that_swells_is_refused(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(wholeness, "SWELLS_FROM", 1 << 20)
    path = tmp_path / f"a.{ending}"
    pack = bz2.compress if ending.endswith("bz2") else gzip.compress
    start = b'{"features": [' if "json" in ending else b'<osm version="0.6">'
    path.write_bytes(pack(start + b" " * (4 << 20)))
    assert "unpacks to more" in refused(path)


def test_entities_that_multiply_are_refused(tmp_path):
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], {**MIRA, "name": "улица NAME"})])
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    rewritten(path, ("<osm ", f'<!DOCTYPE osm [<!ENTITY a0 "много">{entities}]><osm '), ("NAME", "&a9;"))
    assert "a.osm" in refused(path)


def test_a_region_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("roadmap.importers.extract.MOST_NODES", 3)
    assert "more than a city" in refused(osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA), (11, [2, 3], MIRA)]))
    lines = [line((0, north), (9, north), **MIRA) for north in (0, 9)]
    assert "more than a city" in refused(geojson(tmp_path / "a.geojson", *lines))


def test_a_broken_half_of_a_packed_file_is_refused(tmp_path):
    text = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA)]).read_bytes()
    for pack, ending in ((gzip.compress, "gz"), (bz2.compress, "bz2")):
        path = tmp_path / f"b.osm.{ending}"
        path.write_bytes(pack(text)[:-12])
        assert f"b.osm.{ending}" in refused(path)


# --- coordinates ----------------------------------------------------------------------------------------------------


def projected(path, crs, *coordinates):
    feature = {"type": "Feature", "properties": MIRA, "geometry": {"type": "LineString", "coordinates": coordinates}}
    member = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    path.write_text(json.dumps({"type": "FeatureCollection", **member, "features": [feature]}))
    return path


@pytest.mark.parametrize("crs", ["EPSG:3857", "urn:ogc:def:crs:EPSG::32641", "WGS 84 / UTM zone 41N", None])
def test_metres_are_refused_as_such(tmp_path, crs):
    path = projected(tmp_path / "a.geojson", crs, [500_000.0, 6_100_000.0], [500_100.0, 6_100_000.0])
    assert "not degrees" in refused(path)


def test_metres_that_could_be_degrees_are_refused_by_what_the_file_says(tmp_path):
    path = projected(tmp_path / "a.geojson", "EPSG:3857", [10.0, 20.0], [10.01, 20.0])
    assert "not degrees: the file says EPSG:3857" in refused(path)


def test_metres_from_a_corner_of_the_map_are_refused_as_such(tmp_path):
    assert "not degrees" in refused(projected(tmp_path / "a.geojson", None, [10.0, 20.0], [150.0, 80.0]))


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_a_projection_of_degrees_is_read(tmp_path, crs):
    assert len(drawn(projected(tmp_path / "a.geojson", crs, at(0, 0), at(100, 0)))[0].pieces) == 1


@pytest.mark.parametrize("ends", [(179.999, -179.999), (-179.999, 179.999)])
def test_a_street_across_the_180th_meridian_is_named(tmp_path, ends):
    path = projected(tmp_path / "a.geojson", None, [ends[0], 65.0], [ends[1], 65.0])
    assert "180th meridian (улица Мира)" in refused(path)


def test_a_city_on_both_sides_of_the_180th_meridian_is_refused_as_such(tmp_path):
    west = projected(tmp_path / "a.geojson", None, [179.99, -16.8], [179.995, -16.8])
    east = json.loads(projected(tmp_path / "b.geojson", None, [-179.99, -16.8], [-179.995, -16.8]).read_text())
    both = json.loads(west.read_text())
    both["features"] += east["features"]
    west.write_text(json.dumps(both))
    assert "180th meridian" in refused(west)


@pytest.mark.parametrize("east", [179.98, -179.98])
def test_a_city_beside_the_180th_meridian_is_imported(tmp_path, east):
    path = projected(tmp_path / "a.geojson", None, [east, 65.0], [east + 0.001, 65.0])
    assert len(drawn(path)[0].pieces) == 1


def test_a_road_far_from_all_others_does_not_blow_the_city_up(tmp_path):
    near = [line((0, 100 * n), (500, 100 * n), **MIRA) for n in range(6)]
    astray = line((200_000, 0), (200_500, 0), **MIRA)
    network, extract = drawn(geojson(tmp_path / "a.geojson", *near, astray))
    assert len(network.pieces) == 6
    assert extract.skipped["far-from-all-others"] == 1
    assert network.bounds[2] < at(501, 0)[0]


def test_two_halves_of_a_city_are_both_kept(tmp_path):
    halves = [line((far, 100 * n), (far + 500, 100 * n), **MIRA) for n in range(3) for far in (0, 100_000)]
    assert len(drawn(geojson(tmp_path / "a.geojson", *halves))[0].pieces) == 6


def test_a_village_at_the_end_of_a_long_road_belongs_to_the_city(tmp_path):
    near = [line((0, 100 * n), (500, 100 * n), **MIRA) for n in range(1, 60)]
    road = [line((29_000 * n, 0), (29_000 * (n + 1), 0), **MIRA) for n in range(8)]
    assert len(drawn(geojson(tmp_path / "a.geojson", *near, *road))[0].pieces) == 59 + 8


# --- GeoJSON in all its shapes --------------------------------------------------------------------------------------

FEATURES = [line((0, 0), (100, 0), **MIRA), line((0, 50), (100, 50), **MIRA)]
COLLECTION = {"type": "FeatureCollection", "features": FEATURES}
SHAPES = {
    "bom.geojson": "\ufeff" + json.dumps(COLLECTION),
    "crlf.geojson": json.dumps(COLLECTION, indent=1).replace("\n", "\r\n"),
    "late-type.geojson": json.dumps({"features": FEATURES, "name": "x", "type": "FeatureCollection"}),
    "lines.geojsonl": "\n".join(map(json.dumps, FEATURES)),
    "crlf-lines.ndjson": "\r\n".join(map(json.dumps, FEATURES)) + "\r\n",
    "sequence.geojsons": "".join(f"\x1e{json.dumps(feature)}\n" for feature in FEATURES),
    "nested.geojson": json.dumps({"type": "FeatureCollection", "features": [COLLECTION]}),
    "two.json": json.dumps({**COLLECTION, "features": FEATURES[:1]})
    + json.dumps({**COLLECTION, "features": FEATURES[1:]}),
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("chunk", [7, 1 << 20])
def test_geojson_in_all_its_shapes(tmp_path, monkeypatch, name, chunk):
    monkeypatch.setattr("roadmap.importers.json_values.CHUNK", chunk)
    path = tmp_path / name
    path.write_bytes(SHAPES[name].encode())
    assert len(drawn(path)[0].pieces) == 2


def test_one_feature_is_a_network(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(FEATURES[0]), encoding="utf-16")
    assert len(drawn(path)[0].pieces) == 1


@pytest.mark.parametrize(
    "text", ['{"elements": []}', '{"features": [{}', '{"a": 1', '{"a" 1}', '{"features": [{} {}]}', "{} x", "", "7"]
)
def test_what_is_no_collection_is_refused(tmp_path, text):
    path = tmp_path / "a.geojson"
    path.write_text(text)
    assert "a.geojson" in refused(path)


def test_a_value_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("roadmap.importers.json_values.CHUNK", 100)
    monkeypatch.setattr("roadmap.importers.json_values.LARGEST_VALUE", 1000)
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "' + "я" * 5000)
    assert "longer than" in refused(path)


def test_a_vertex_that_is_no_place_is_counted(tmp_path):
    feature = line((0, 0), (100, 0), **MIRA)
    feature["geometry"]["coordinates"].insert(1, [None, 57.0])
    network, extract = drawn(geojson(tmp_path / "a.geojson", feature))
    assert len(network.pieces) == 1
    assert extract.skipped["part-missing"] == 1


# --- names and values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        unicodedata.normalize("NFD", "Майская улица"),
        "Майская\u00a0улица",
        "Май\u00adская улица",
        "\ufeffМайская улица",
        "Майская\u200b улица\u200e",
        "Май\u200dская\u2060 \u202aулица\u202c",
        "Mайcкaя улица",
        " Майская\tулица\r\n",
    ],
)
def test_names_alike_to_the_eye_are_one_street(tmp_path, typed):
    ways = [(10, [1, 2], {**MIRA, "name": "Майская улица"}), (11, [2, 3], {**MIRA, "name": typed})]
    network, _ = drawn(osm(tmp_path / "a.osm", CROSS, ways))
    assert list(network.streets) == ["Майская улица"]


@pytest.mark.parametrize("name", ["М5", "Mendeleev ko‘chasi", "کوچه‌ی گل", "क्‍ष", "улица ЖК «Sky»", "Straße 17", "Р-254"])
def test_names_that_are_right_stay(name):
    assert clean_name(name) == name


def test_halves_of_letters_do_not_reach_the_database():
    assert clean_name("улица \ud83d Мира") == "улица Мира"


def test_a_name_of_megabytes_is_cut_without_being_read(tmp_path):
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA)])
    feature = line((0, 0), (100, 0), highway="residential", name="я" * 10_000_000)
    network, _ = drawn(geojson(tmp_path / "a.geojson", feature))
    assert list(network.streets) == ["я" * 200]
    assert "a.osm" in refused(rewritten(path, ("улица Мира", "я" * 10_000_000)))


def test_the_second_of_joined_names_is_a_variant_where_it_is_no_street(tmp_path):
    ways = [(10, [1, 2], {**MIRA, "name": "улица Мира; Старый тракт", "alt_name": "Мирная"}), (11, [2, 3], MIRA)]
    network, _ = drawn(osm(tmp_path / "a.osm", CROSS, ways))
    assert set(network.streets) == {"улица Мира", "Старый тракт"}
    ways = [(10, [1, 2], {**MIRA, "name": "улица Мира; Старый тракт", "alt_name": "Мирная"})]
    network, _ = drawn(osm(tmp_path / "b.osm", CROSS, ways))
    assert list(network.streets["улица Мира"].variants) == ["Старый тракт", "Мирная"]


def test_a_key_that_is_given_twice_has_both_values(tmp_path):
    path = osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], MIRA)])
    rewritten(path, ('<tag k="name"', '<tag k="name" v="Старый тракт"/><tag k="name"'))
    network, _ = drawn(path)
    assert list(network.streets["Старый тракт"].variants) == ["улица Мира"]


def test_a_name_longer_than_a_street_may_have_is_counted(tmp_path):
    _, extract = drawn(osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], {**MIRA, "name": "я" * 201})]))
    assert extract.skipped["name-cut"] == 1


@pytest.mark.parametrize(("oneway", "count"), [("yes;-1", 1), ("yes;no", 1), ("yes;true", 0), ("no", 0)])
def test_directions_that_contradict_are_counted_and_open_to_both(tmp_path, oneway, count):
    network, extract = drawn(osm(tmp_path / "a.osm", CROSS, [(10, [1, 2], {**MIRA, "oneway": oneway})]))
    assert network.pieces[0].is_oneway == (oneway == "yes;true")
    assert extract.skipped["oneway-contradicts"] == count


@pytest.mark.parametrize(
    ("tags", "count"),
    [
        ({"highway": "traffic_signals"}, 1),
        ({"highway": "traffic_signals;crossing"}, 1),
        ({"highway": "crossing", "crossing": "traffic_signals"}, 1),
        ({"highway": "crossing", "crossing": "marked;traffic_signals"}, 1),
        ({"highway": "crossing", "crossing": "marked", "crossing:signals": "yes"}, 1),
        ({"crossing:signals": "separate"}, 1),
        ({"crossing": "yes", "crossing_ref": "pelican"}, 1),
        ({"highway": "crossing", "crossing": "traffic_signals", "crossing:signals": "no"}, 0),
        ({"highway": "crossing", "crossing": "marked"}, 0),
        ({"disused:highway": "traffic_signals", "crossing": "no"}, 0),
    ],
)
def test_signals_in_all_their_tags(tmp_path, tags, count):
    nodes = {**CROSS, 2: (0, 0, tags)}
    network, _ = drawn(osm(tmp_path / "a.osm", nodes, [(10, [1, 2, 3], MIRA), (11, [4, 2, 5], MIRA)]))
    assert len(network.signals) == count
