"""The network's public API: streets, their crossings, segments and signals of the small city."""

import json

import pytest
from django.contrib.gis.geos import LineString
from django.test import Client

from roadmap.api.public import SegmentSerializer
from roadmap.models import City, Junction, Road, RoadSegment
from roadmap.postgis import box_of, point_at
from tests.plan import lonlat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_city")]


def names(client, **query):
    return [road["name"] for road in client.get("/api/v1/roads/", query).json()["results"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("пуш", ["улица Пушкина"]),
        ("ул. пушкина", ["улица Пушкина"]),
        ("8 мар", ["улица 8 Марта"]),
        ("пушкена", ["улица Пушкина"]),
        ("", []),
        ("щщщ", []),
    ],
)
def test_a_street_is_found_by_what_was_typed(client, typed, found):
    assert names(client, q=typed) == found


def test_crossings_of_a_street_in_order(client, small_city):
    road = Road.objects.get(city=small_city, name="улица Пушкина")
    crossings = client.get(f"/api/v1/roads/{road.pk}/junctions/").json()["results"]
    assert [one["name"] for one in crossings] == [
        "Кремлёвская улица",
        "улица Баумана",
        "Речной переулок",
        "Садовая улица",
    ]
    assert crossings[1]["point"] == pytest.approx(lonlat(0, 200), abs=2e-5)
    assert client.get("/api/v1/roads/0/junctions/").status_code == 404


def test_segments_by_box_equal_the_serializers(client, small_city):
    (west, south), (east, north) = lonlat(-50, 150), lonlat(50, 250)
    answer = client.get("/api/v1/road-segments/", {"bbox": f"{west},{south},{east},{north}"}).json()
    found = {feature["id"]: feature for feature in answer["features"]}
    slow = json.loads(json.dumps(SegmentSerializer(RoadSegment.objects.filter(pk__in=found), many=True).data))
    assert {feature["id"]: feature for feature in slow["features"]} == found
    assert {feature["properties"]["road"] for feature in found.values()} == {"улица Пушкина", "улица Баумана"}


def test_one_segment(client, small_city):
    segment = RoadSegment.objects.filter(road__name="улица Пушкина").first()
    answer = client.get(f"/api/v1/road-segments/{segment.pk}/").json()
    assert answer["properties"]["osm_way_id"] == segment.osm_way_id
    assert client.get("/api/v1/road-segments/0/").status_code == 404


def test_signals_are_one_a_junction(client):
    features = client.get("/api/v1/traffic-signals/").json()["features"]
    assert len(features) == 2
    assert len(client.get("/api/v1/traffic-signals/", {"q": "ленина"}).json()["features"]) == 1


@pytest.mark.parametrize("path", ["road-segments", "traffic-signals"])
def test_lists_are_bounded_and_cheap_when_nothing_changed(client, path, django_assert_max_num_queries):
    first = client.get(f"/api/v1/{path}/", {"limit": 1})
    assert len(first.json()["features"]) == 1
    assert first.json()["next"]
    with django_assert_max_num_queries(1):
        again = client.get(f"/api/v1/{path}/", {"limit": 1}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("box", "count"), [("177,64,-179,65", 1), ("-179.9,64,-179,65", 0), ("179,64,-179,65", 0)])
def test_a_box_across_the_180th_meridian_finds_what_lies_on_either_side(db, box, count):
    city = City.objects.create(slug="anadyr", name="Анадырь", metric_srid=32660, box=box_of(177, 64, 178, 65))
    ends = [
        Junction.objects.create(city=city, osm_node_id=n, point=point_at(177.5 + n / 1000, 64.73)) for n in range(2)
    ]
    line = LineString(ends[0].point, ends[1].point, srid=4326)
    RoadSegment.objects.create(
        city=city, key="1:0-1", osm_way_id=1, start=ends[0], end=ends[1], geometry=line, length_m=47.6, highway="road"
    )
    answer = Client().get("/api/v1/road-segments/", {"bbox": box, "city": "anadyr"})
    assert (answer.status_code, len(answer.json()["features"])) == (200, count)
