"""The small city as on paper (fixtures/small_city.md): every number here was counted or measured there."""

import pytest

from roadmap.models import Address, Junction, LandShape, Place, Road, RoadSegment, TrafficSignal

from .maps import at

SEGMENTS = {
    "улица Пушкина": 7,  # cut at five crossings and at both ends of the bridge
    "проспект Ленина": 10,  # four on each carriageway, one beyond each end
    "улица 8 Марта": 4,
    "Кремлёвская улица": 4,
    "улица Баумана": 3,
    "Речной переулок": 3,
    "Садовая улица": 1,
    None: 4,  # three on the roundabout, the service road
}


@pytest.fixture
def segments(small_city):
    return RoadSegment.objects.filter(city=small_city)


def near(point, place, within_m=1.0):
    """Within a metre or so of a place on paper."""
    east, north = (point[0] - place[0]) * 60_527, (point[1] - place[1]) * 111_363
    return (east**2 + north**2) ** 0.5 <= within_m


def test_ways_are_cut_at_crossings_and_nowhere_else(segments):
    counted = {name: segments.filter(road__name=name).count() for name in SEGMENTS if name}
    counted[None] = segments.filter(road=None).count()
    assert counted == SEGMENTS


def test_a_foot_path_makes_neither_segment_nor_junction(segments, small_city):
    assert not segments.filter(highway="footway").exists()
    assert Junction.objects.filter(city=small_city).count() == 28


@pytest.mark.parametrize(
    ("place", "streets"),
    [
        ((-200, 200), {"улица Пушкина", "Кремлёвская улица"}),
        ((0, 10), {"проспект Ленина", "улица Баумана"}),
        ((0, -10), {"проспект Ленина", "улица Баумана"}),
        ((600, 200), {"улица Пушкина", "Садовая улица"}),
        ((-100, 200), {"улица Пушкина"}),
        ((200, -180), {"Речной переулок"}),
    ],
)
def test_a_junction_knows_the_streets_that_meet(small_city, place, streets):
    found = [j for j in Junction.objects.filter(city=small_city) if near(j.point.coords, at(*place))]
    assert len(found) == 1
    assert set(found[0].roads.values_list("name", flat=True)) == streets


def test_lengths_are_metres_on_the_ground(segments):
    street = segments.filter(road__name="улица Пушкина")
    assert sum(segment.length_m for segment in street) == pytest.approx(1000, rel=0.004)


def test_a_segment_runs_from_its_start_to_its_end(segments):
    for segment in segments.select_related("start", "end"):
        assert segment.geometry[0] == segment.start.point.coords
        assert segment.geometry[-1] == segment.end.point.coords


def test_a_one_way_street_is_drawn_in_the_direction_of_travel(segments):
    for segment in segments.filter(osm_way_id=121):  # oneway=-1: drawn to the east, driven to the west
        assert segment.direction == "forward"
        assert segment.geometry[0][0] > segment.geometry[-1][0]


@pytest.mark.parametrize(("way", "sign"), [(112, 1), (113, -1)])
def test_carriageways_run_opposite_ways(segments, way, sign):
    pair = segments.filter(road__name="проспект Ленина", direction="forward")
    courses = {s.geometry[-1][0] > s.geometry[0][0] for s in pair if s.osm_way_id == way}
    assert len(courses) == 1
    ys = [number for s in pair.filter(osm_way_id=way) for _x, number in s.geometry.coords]
    runs_east = courses.pop()
    assert runs_east == (sum(ys) / len(ys) < 57.15), "the southern carriageway runs east"


def test_a_roundabout_is_one_way_and_counter_clockwise(segments):
    ring = segments.filter(is_roundabout=True)
    assert ring.count() == 3
    assert set(ring.values_list("direction", flat=True)) == {"forward"}
    centre = at(200, -200)
    for arc in ring:
        (ax, ay), (bx, by) = arc.geometry[0], arc.geometry[1]
        turn = (ax - centre[0]) * (by - centre[1]) - (bx - centre[0]) * (ay - centre[1])
        assert turn > 0


@pytest.mark.parametrize(
    ("street", "speed", "lanes", "surface", "highway"),
    [
        ("улица Пушкина", 60, 2, "asphalt", "secondary"),
        ("Кремлёвская улица", 20, 2, "paving_stones", "residential"),
        ("Речной переулок", None, None, "unpaved", "residential"),
    ],
)
def test_what_the_map_says_of_a_street(segments, street, speed, lanes, surface, highway):
    row = segments.filter(road__name=street).values_list("max_speed_kmh", "lanes", "surface", "highway")
    assert set(row) == {(speed, lanes, surface, highway)}


def test_the_bridge(segments, small_city):
    bridge = segments.get(is_bridge=True)
    assert (bridge.layer, bridge.road.name) == (1, "улица Пушкина")
    place = Place.objects.get(city=small_city, kind="bridge")
    assert (place.name, place.road.name) == ("Садовый мост", "улица Пушкина")
    assert place.geometry.geom_type == "LineString"


def test_streets_know_their_other_names(small_city):
    street = Road.objects.get(city=small_city, name="улица Баумана")
    assert set(street.variants) == {"улица Николая Баумана", "Bauman Street"}
    assert street.old_names == ["Большая Проломная улица"]
    assert (street.kind_word, street.slug) == ("улица", "ulitsa-baumana")


def test_one_traffic_light_a_junction(small_city):
    first, second = TrafficSignal.objects.filter(city=small_city).order_by("osm_node_id")
    assert first.name == "улица Пушкина — Кремлёвская улица"
    assert near(first.geometry.coords, at(-200, 200))
    assert second.name == "проспект Ленина — улица Баумана"
    assert near(second.geometry.coords, at(0, 0))  # between the carriageways
    assert set(second.roads.values_list("name", flat=True)) == {"проспект Ленина", "улица Баумана"}
    assert second.junction is not None


def test_house_numbers(small_city):
    addresses = Address.objects.filter(city=small_city)
    assert addresses.count() == 67
    pushkin = addresses.filter(road__name="улица Пушкина")
    assert {"17А", "21/2", "13"} <= set(pushkin.values_list("house", flat=True))
    assert near(pushkin.get(house="1").point.coords, at(-370, 225), within_m=5)
    assert near(pushkin.get(house="13").point.coords, at(60, 225), within_m=25)  # a building: a point inside


def test_landmarks_and_land(small_city):
    landmarks = Place.objects.filter(city=small_city, kind="landmark").values_list("name", flat=True)
    assert set(landmarks) == {"школа № 5", "ТЦ «Речной»", "парк имени Горького"}
    kinds = LandShape.objects.filter(city=small_city).values_list("kind", "name")
    assert set(kinds) == {
        ("water", "река Быстрая"),
        ("water", "Круглый пруд"),
        ("green", "парк имени Горького"),
    }


def test_the_city_is_measured_in_its_own_zone(small_city):
    assert small_city.metric_srid == 32641  # 60° to 66° east, north of the equator
    west, south, east, north = small_city.bounds
    assert near((west, north), at(-600, 400))
    assert near((east, south), at(600, -212), within_m=10)
