"""Random closures of a city, entered by the verbs, and nothing else shut: undone at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from django.contrib.gis.geos import LineString
from django.db import transaction
from shapely import ops

from closures import actions
from closures.models import RoadEvent
from closures.workflow import Status
from roadmap.geometry import geos_of, shape_of
from roadmap.models import Agency, City, RoadSegment

NIGHT = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}]}


@contextmanager
def closed(city: City, count: int, at: datetime) -> Iterator[list[RoadEvent]]:
    with transaction.atomic():
        RoadEvent.objects.filter(city=city).update(status=Status.DRAFT)
        agency = Agency.objects.get_or_create(city=city, slug="closing", defaults={"name": "Closing"})[0]
        dice = Random(7)
        segments = list(RoadSegment.objects.filter(city=city, length_m__gte=40).order_by("key"))
        yield [_closure(dice, agency, segment, at) for segment in dice.sample(segments, count)]
        transaction.set_rollback(True)


def _closure(dice: Random, agency: Agency, segment: RoadSegment, at: datetime) -> RoadEvent:
    """Half of them in part of a segment, a third one way only, a fifth at night."""
    is_one_way = segment.direction == RoadSegment.Direction.FORWARD
    phase = {
        "geometry": _part(segment.geometry, dice) if dice.random() < 0.5 else segment.geometry,
        "direction": "forward" if is_one_way or dice.random() < 0.33 else "both",
        "planned_start": at - timedelta(days=1),
        "planned_end": at + timedelta(days=30),
        "vehicle_impact": "all-lanes-closed",
        "schedule": NIGHT if dice.random() < 0.2 else {},
    }
    event = actions.draft(
        kind="closure", city=agency.city, agency=agency, fields={}, phases=[phase], by=None, at=at - timedelta(days=2)
    )
    actions.publish(event, by=None, at=at - timedelta(days=2))
    event.refresh_from_db()
    return event


def _part(line: LineString, dice: Random) -> LineString:
    start = dice.uniform(0.0, 0.5)
    return geos_of(ops.substring(shape_of(line), start, start + dice.uniform(0.3, 0.5), normalized=True))
