"""Real extracts. Expected numbers come from the files' own description and from counting their tags."""

import json

import pytest
from django.core.management import call_command
from django.db.models import Count

from roadmap.importers.run import import_file
from roadmap.models import Address, City, Junction, Road, RoadSegment, TrafficSignal

from ..conftest import NOW, SHARED

NETWORKS = SHARED / "data" / "street-network"
pytestmark = [pytest.mark.shared_data, pytest.mark.django_db]


def test_kazan_in_pieces_and_as_a_graph(capsys):
    call_command("import_roads", str(NETWORKS / "kazan_reconstructed.osm.pbf"))
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"segments", "roads", "junctions", "signals", "addresses", "skipped", "seconds"} <= summary.keys()
    assert summary["city"] == "kazan-reconstructed"
    assert 9_700 < summary["segments"] < 9_900  # a network of 9,836 edges
    assert 250 < summary["signals"] < 400  # 506 nodes
    city = City.objects.get(slug="kazan-reconstructed")
    assert (city.metric_srid, city.time_zone) == (32639, "Europe/Moscow")
    pushkin = Road.objects.get(city=city, name="улица Пушкина")
    on_it = Junction.objects.filter(city=city, roads=pushkin).values("pk")
    crossings = Junction.objects.filter(pk__in=on_it).annotate(streets=Count("roads")).filter(streets__gt=1)
    assert crossings.count() >= 10
    assert TrafficSignal.objects.filter(city=city, name__contains=" — ").count() > 200
    assert RoadSegment.objects.filter(city=city, direction="forward").exists()
    check_that_a_graph_is_the_same_network(city, summary)


def check_that_a_graph_is_the_same_network(city, pieces):
    graph = import_file(NETWORKS / "kazan_edges.geojson.gz", city_slug=city.slug, at=NOW)
    assert graph.segments == pytest.approx(pieces["segments"], rel=0.01)
    assert graph.roads == pytest.approx(pieces["roads"], rel=0.01)
    assert RoadSegment.objects.filter(city=city).count() == graph.segments
    # 1,916 of the 17,768 edges are one-way
    assert RoadSegment.objects.filter(city=city, direction="forward").count() == pytest.approx(1_916, rel=0.01)


def test_moscow():
    summary = import_file(NETWORKS / "moscow_ostankino.osm.gz", at=NOW)
    assert summary.roads == 39
    assert 20 <= summary.signals < 46
    assert Address.objects.filter(city__slug=summary.city).count() == summary.addresses > 300


def test_andorra():
    summary = import_file(NETWORKS / "andorra.osm.pbf", at=NOW)
    city = City.objects.get(slug="andorra")
    assert (city.time_zone, city.metric_srid) == ("Europe/Andorra", 32631)
    assert summary.segments > 1_500
