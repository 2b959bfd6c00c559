"""The demonstration city's drawing: it follows from its tables, hangs together and is true enough."""

import csv
import gzip
import importlib.util
import json
import re
import tomllib
import xml.etree.ElementTree as ET
from collections import defaultdict

import pytest
import shapely

from roadmap.geometry import shape_of, to_metres
from roadmap.importers.run import import_file
from roadmap.matching import link_point
from roadmap.models import Address, City, RoadSegment, TrafficSignal
from roadmap.places.numbering import BESIDE_M
from roadmap.postgis import point_at
from tests.conftest import NOW, ROOT, SHARED

TYUMEN = ROOT / "fixtures" / "tyumen"
POINTS = SHARED / "data" / "tyumen-city" / "addressed_points.json.gz"
KIND_WORDS = {"улица", "ул", "проезд", "тракт", "переулок", "бульвар", "автомобильная", "дорога"}


@pytest.fixture(scope="module")
def draw():
    spec = importlib.util.spec_from_file_location("tyumen_draw", TYUMEN / "draw.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def streets() -> list[tuple[str, list[str]]]:
    """(name, nodes) of each way for vehicles."""
    found = []
    for way in ET.parse(TYUMEN / "tyumen.osm").iter("way"):
        tags = {tag.get("k"): tag.get("v") for tag in way.iter("tag")}
        if tags.get("highway") not in (None, "footway"):
            found.append((tags["name"], [node.get("ref") for node in way.iter("nd")]))
    return found


@pytest.fixture
def tyumen(db) -> City:
    import_file(TYUMEN / "tyumen.osm", city_slug="tyumen", zone="Asia/Yekaterinburg", at=NOW)
    return City.objects.get(slug="tyumen")


def listed_names() -> dict[str, list[str]]:
    """Name of each street of the city's list → how else it is called."""
    with (TYUMEN / "streets.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {row["name"]: [name for name in (row["variants"] or "").split("|") if name] for row in rows}


def test_the_drawing_follows_from_its_tables(draw):
    text = "\n".join(draw.xml(*draw.assemble())) + "\n"

    assert text == (TYUMEN / "tyumen.osm").read_text(encoding="utf-8")


def test_at_least_sixty_streets_whose_names_are_in_the_citys_list(streets):
    names = {name for name, _nodes in streets}

    assert len(names) >= 60
    assert names <= listed_names().keys()


def test_a_street_of_the_list_is_called_by_each_of_its_variants():
    names = listed_names()

    assert names["улица Александра Пушкина"] == ["улица Пушкина", "А. Пушкина"]
    assert not [name for more in names.values() for name in more if set(name) & set("|;")]


def test_all_streets_hang_together(streets):
    parts: list[set[str]] = []
    for _name, nodes in streets:
        touched = [part for part in parts if part & set(nodes)]
        parts = [part for part in parts if part not in touched] + [set(nodes).union(*touched)]

    assert len(parts) == 1


def test_streets_that_cross_have_a_crossing(draw):
    """A bridge over another street would be a reason for one without; there is none in the drawing."""
    pieces = [
        (street.name, shapely.LineString([(a.x, a.y), (b.x, b.y)]))
        for street in draw.read_streets(TYUMEN / "streets.txt")
        for a, b in draw.pairwise(street.vertices)
    ]
    tree = shapely.STRtree([line for _name, line in pieces])
    crossing = [
        (name, pieces[other][0])
        for name, line in pieces
        for other in tree.query(line, predicate="crosses")
        if pieces[other][0] != name
    ]

    assert crossing == []


def test_at_least_forty_traffic_lights(tyumen):
    assert TrafficSignal.objects.filter(city=tyumen).count() >= 40


def test_places_of_the_demonstration_are_streets_of_the_drawing(streets):
    names = {name for name, _nodes in streets}
    events = tomllib.loads((TYUMEN / "events.toml").read_text(encoding="utf-8"))["event"]
    named = [place[key] for event in events for place in event["phase"] for key in ("on", "from", "to") if key in place]
    ways_round = [name for event in events for name in event.get("detour_roads", [])]

    assert set(named) | set(ways_round) <= names


def test_every_house_stands_beside_its_street(tyumen):
    streets = defaultdict(list)
    for road, line in RoadSegment.objects.filter(city=tyumen, road__isnull=False).values_list("road", "geometry"):
        streets[road].append(to_metres(shape_of(line), tyumen.metric_srid))
    for house in Address.objects.filter(city=tyumen):
        place = to_metres(shape_of(house.point), tyumen.metric_srid)
        assert min(line.distance(place) for line in streets[house.road_id]) <= BESIDE_M, house


@pytest.mark.shared_data
def test_four_of_five_addresses_get_their_street(tyumen, streets):
    """Of the published addresses whose street is drawn."""
    drawn = {name for name, _nodes in streets}
    called = {words(name): street for street, more in listed_names().items() for name in (street, *more)}
    rows = json.loads(gzip.decompress(POINTS.read_bytes()))["row"]
    told = [(called.get(words(row["fields"]["address"].split(",")[0])), row["fields"]["mark"]) for row in rows]
    known = [(street, json.loads(mark)) for street, mark in told if street in drawn]
    right = [street for street, (lat, lon) in known if link_point(tyumen, point_at(lon, lat)).street == street]

    assert len(known) >= 350
    assert len(right) >= 0.8 * len(known)


def words(text: str) -> frozenset[str]:
    """The words of a name that tell it from others: «ул. Щербакова» → {«щербакова»}."""
    bare = re.sub(r"\d+\s*км.*|\(.*|\u200b", "", text.lower().replace("ё", "е"))
    return frozenset(word for word in re.split(r"[\s.]+", bare) if word and word not in KIND_WORDS)
