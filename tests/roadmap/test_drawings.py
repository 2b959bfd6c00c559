"""What is drawn in a planner's file: GeoJSON, KML and GPX give the same lines; what is no drawing says so."""

import json
import tracemalloc
from io import BytesIO

import pytest
import shapely

from roadmap.drawings import MOST_BYTES, MOST_SHAPES, NoDrawing, read_drawing
from tests.plan import area, line, lonlat

LINE, OTHER, SQUARE = line((0, 200), (200, 200)), line((0, 0), (200, 0)), area((0, 0), (100, 0), (100, 100), (0, 100))
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Работы</name>%s</Placemark></Document></kml>'
GPX = '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>%s</trkseg></trk></gpx>'


def geojson(*shapes, **more) -> bytes:
    features = [{"type": "Feature", "properties": {}, "geometry": json.loads(shape.geojson)} for shape in shapes]
    return json.dumps({"type": "FeatureCollection", "features": features} | more).encode()


def places(shape, height: str = "") -> str:
    return " ".join(f"{lon},{lat}{height}" for lon, lat in shape)


def kml(inner: str) -> bytes:
    return (KML % inner).encode()


def gpx(shape) -> bytes:
    return (GPX % "".join(f'<trkpt lon="{lon}" lat="{lat}"><ele>60</ele></trkpt>' for lon, lat in shape)).encode()


def kml_line(shape, height: str = "") -> str:
    return f"<LineString><coordinates>\n {places(shape, height)} \n</coordinates></LineString>"


def kml_ring(name: str, ring) -> str:
    return f"<{name}><LinearRing><coordinates>{places(ring)}</coordinates></LinearRing></{name}>"


def read(city, content: bytes):
    return read_drawing(BytesIO(content), city)


@pytest.mark.parametrize(
    "content",
    [
        geojson(LINE),
        b"\xef\xbb\xbf\n" + geojson(LINE),
        LINE.geojson.encode(),
        kml(kml_line(LINE)),
        kml(kml_line(LINE, ",61.5")),
        kml(f"<MultiGeometry>{kml_line(LINE)}</MultiGeometry>"),
        gpx(LINE),
    ],
    ids=["collection", "mark of order", "bare", "kml", "kml with heights", "kml, several", "gpx"],
)
def test_every_format_gives_the_line(small_city, content):
    (found,) = read(small_city, content)
    assert found.equals_exact(LINE, 1e-7)


def test_heights_and_points_are_left_out(small_city):
    raised = {"type": "LineString", "coordinates": [[*lonlat(0, 0), 60.5], [*lonlat(50, 0), 61]]}
    point = {"type": "Point", "coordinates": lonlat(0, 0)}
    content = json.dumps({"type": "GeometryCollection", "geometries": [point, raised]}).encode()
    (found,) = read(small_city, content)
    assert not found.hasz
    assert found.coords == (lonlat(0, 0), lonlat(50, 0))


def test_several_lines_stay_several(small_city):
    assert len(read(small_city, geojson(LINE, OTHER))) == 2
    assert len(read(small_city, kml(kml_line(LINE) + kml_line(OTHER)))) == 2


def test_an_area_with_a_hole_is_the_same_in_both(small_city):
    hole = area((20, 20), (40, 20), (40, 40), (20, 40))
    told = {"type": "Polygon", "coordinates": [[*map(list, SQUARE[0])], [*map(list, hole[0])]]}
    rings = kml_ring("outerBoundaryIs", SQUARE[0]) + kml_ring("innerBoundaryIs", hole[0])
    one = read(small_city, json.dumps(told).encode())
    other = read(small_city, kml(f"<Polygon>{rings}</Polygon>"))
    assert one.equals_exact(other, 1e-7)
    assert one.area == pytest.approx(SQUARE.area - hole.area)


NESTED = {"type": "GeometryCollection", "geometries": []}
for _number in range(10):
    NESTED = {"type": "GeometryCollection", "geometries": [NESTED]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "не читается"),
        (b"hello", "не читается"),
        (b"{", "не читается"),
        (b'{"type": "FeatureCollection"}', "не читается"),
        (b'{"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[65]]}}', "не читается"),
        (b'{"type": "LineString", "coordinates": "65,57"}', "не читается"),
        (json.dumps(NESTED).encode(), "не читается"),
        (b"[" * 100_000, "не читается"),
        (b'{"a":' * 100_000, "не читается"),
        (b"<svg/>", "не читается"),
        (b"<OGRVRTDataSource><OGRVRTLayer name='passwd'/></OGRVRTDataSource>", "не читается"),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', "не читается"),
        (kml("<LineString><coordinates>65 57</coordinates></LineString>"), "не читается"),
        (kml("<Polygon/>"), "не читается"),
        (kml("<Point><coordinates>65.5,57.1</coordinates></Point>"), "нет ни линии"),
        (b'{"type": "FeatureCollection", "features": []}', "нет ни линии"),
        (geojson(LINE, SQUARE), "и линии, и области"),
        (b'{"type": "LineString", "coordinates": []}', "нет ни линии"),
        (b'{"type": "MultiLineString", "coordinates": [[]]}', "нет ни линии"),
        (b'{"type": "MultiPolygon", "coordinates": [[], [[]]]}', "нет ни линии"),
        (kml("<LineString><coordinates/></LineString>"), "нет ни линии"),
        (b'{"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}', "не читается"),
        (b'{"type": "GeometryCollection", "geometries": ["x"]}', "не читается"),
        (geojson(*[LINE] * 201), "больше 200"),
        (b" " * (MOST_BYTES + 1), "больше 5"),
    ],
)
def test_what_is_no_drawing_says_why(small_city, content, told):
    with pytest.raises(NoDrawing, match=told):
        read(small_city, content)


FLOODS = {
    "a long line": kml(f"<LineString><coordinates>{'65,57 ' * 10_001}</coordinates></LineString>"),
    "a line without an end": kml(f"<LineString><coordinates>{'65,57 ' * 400_000}</coordinates></LineString>"),
    "many lines": json.dumps({"type": "MultiLineString", "coordinates": [[[65, 57], [66, 57]] * 50] * 101}).encode(),
    "attributes": b"<kml " + b" ".join(b'a%d="1"' % number for number in range(120_000)) + b"/>",
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_points_is_refused_before_it_is_drawn(small_city, flood):
    with pytest.raises(NoDrawing, match="больше 10000"):
        read(small_city, flood)


def test_no_more_shapes_are_made_than_are_taken(small_city, monkeypatch):
    made, empty = [], b'{"type": "LineString", "coordinates": []}'
    from_geojson = shapely.from_geojson
    monkeypatch.setattr(shapely, "from_geojson", lambda told: made.append(told) or from_geojson(told))
    with pytest.raises(NoDrawing, match="больше 200"):
        read(small_city, b'{"type": "GeometryCollection", "geometries": [%s]}' % b",".join([empty] * 1000))
    assert len(made) == MOST_SHAPES + 1


@pytest.mark.parametrize("nothing", [b"<a>" * 300_000, b"<a/>" * 300_000 + b"</kml>"], ids=["deep", "wide"])
def test_a_megabyte_of_nothing_takes_no_memory(small_city, nothing):
    tracemalloc.start()
    try:
        with pytest.raises(NoDrawing):
            read(small_city, b"<kml>" + nothing)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6 * 2**20
