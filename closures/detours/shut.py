"""Which parts of streets are shut, for whom and when."""

from collections.abc import Iterator
from functools import partial

from django.contrib.gis.geos import Polygon
from django.db.models import Q

from closures.detours.whom import is_shut_by
from closures.models import Phase, RoadEvent, SegmentSpan
from closures.models.asked import Asked
from closures.models.lists import VehicleImpact
from roadmap.models import City
from roadmap.paths import Shut, Vehicle
from roadmap.spans import Span

MAY_SHUT = Q(vehicle_impact=VehicleImpact.ALL_LANES_CLOSED) | ~Q(restrictions=[])
OF_A_PHASE = ("vehicle_impact", "vehicle_classes", "exemptions", "restrictions")


def shut(city: City, asked: Asked, vehicle: Vehicle) -> Shut:
    """As roadmap.paths.way takes it: of a box the parts that are shut for it at the moment or in the window."""
    return partial(_shut_in, city, asked, vehicle)


def _shut_in(city: City, asked: Asked, vehicle: Vehicle, box: Polygon) -> list[Span]:
    return [span_of(row) for row in blocking(city, asked, vehicle, box)]


def blocking(city: City, asked: Asked, vehicle: Vehicle, box: Polygon) -> Iterator[SegmentSpan]:
    """In one query, each with `phase` (its traffic and event's number only)."""
    phases = Phase.objects.filter(MAY_SHUT, event__in=RoadEvent.objects.filter(city=city).told(asked))
    spans = SegmentSpan.objects.filter(phase__in=phases.answering(asked.inside(box))).select_related("phase")
    for row in spans.only(*SPAN_FIELDS).order_by("pk"):
        if is_shut_by(row.phase, vehicle):
            yield row


SPAN_FIELDS = (
    *("segment_id", "start_position", "end_position", "direction"),
    *(f"phase__{name}" for name in ("event_id", "number", *OF_A_PHASE)),
)


def span_of(row: SegmentSpan) -> Span:
    return Span(row.segment_id, row.start_position, row.end_position, row.direction)
