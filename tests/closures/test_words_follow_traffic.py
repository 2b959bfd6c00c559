"""«От А до Б» means that traffic runs from A to B: made-up one-way stretches of the demonstration city's own streets.

What runs where is judged by the drawing alone: it begins nearer to the crossing that is told first.
"""

import random

import pytest
import shapely
from django.conf import settings

from closures.derive import rebuild_spans
from closures.models import Phase, PhasePlace
from roadmap.geometry import shape_of, to_metres
from roadmap.importers.run import import_file
from roadmap.models import City, Road
from roadmap.stretches import NoStretch, Street, lines_of
from tests.closures.factories import draft
from tests.conftest import NOW

TYUMEN = settings.BASE_DIR / "fixtures" / "tyumen" / "tyumen.osm"
STRETCHES = 40
ENDS = ("from", "to")


@pytest.fixture
def tyumen(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    import_file(TYUMEN, city_slug="tyumen", zone="Asia/Yekaterinburg", at=NOW)
    return City.objects.get(slug="tyumen")


def made_up(city, chance):
    """A street, two of its crossings and a direction in which somebody drives between them, drawn as the desk does."""
    streets = [Street.of(road) for road in Road.objects.filter(city=city).select_related("city").order_by("pk")]
    streets = [street for street in streets if len(street.crossings) > 2]
    while True:
        street, direction = chance.choice(streets), chance.choice(["forward", "backward"])
        one, other = chance.sample(street.crossings, 2)
        if one.roads[0] == other.roads[0]:
            continue
        try:
            spans = street.between(one, other, direction)
        except NoStretch:
            continue
        yield street, lines_of(spans, city, street.course(one.junctions, other.junctions)), direction


def words_of(event, geometry, direction, chosen):
    held = Phase.objects.get(event=event)
    held.locations.all().delete()
    PhasePlace.objects.create(phase=held, geometry=geometry, direction=direction, words=chosen)
    rebuild_spans(held)
    return held.locations.get().words[0]


def travel_ends(city, geometry, direction):
    """Where the traffic comes in and where it leaves: of the longest line."""
    shape = to_metres(shape_of(geometry), city.metric_srid)
    course = max(getattr(shape, "geoms", [shape]), key=lambda part: part.length)
    ends = [shapely.Point(course.coords[end]) for end in (0, -1)]
    return ends if direction == "forward" else ends[::-1]


def crossing_points(street, name):
    return [street.nodes[node] for one in street.crossings if name in one.roads for node in one.junctions]


def test_the_words_of_one_direction_come_in_the_order_of_its_traffic(tyumen, agency):
    chance = random.Random(20260610)
    agency.city = tyumen
    agency.save()
    event = draft(agency)
    compared = 0
    for street, geometry, direction in made_up(tyumen, chance):
        told = words_of(event, geometry, direction, [])
        against = [told | {"from": told["to"], "to": told["from"]}] if told["type"] == "between" else []
        for words in (told, words_of(event, geometry, direction, against)):
            points = [crossing_points(street, words.get(end)) for end in ENDS]
            if words["type"] != "between" or not all(points):
                continue
            start, stop = travel_ends(tyumen, geometry, direction)
            one, other = (
                min(found, key=lambda point: min(point.distance(start), point.distance(stop))) for found in points
            )
            there, back = (start.distance(a) + stop.distance(b) for a, b in ((one, other), (other, one)))
            assert there < back, (street.road.name, direction, words)
            compared += 1
        if compared >= STRETCHES:
            return
