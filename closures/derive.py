"""What follows from the phases: spans on the network, places in words, and the event's union for indexes and lists."""

from collections.abc import Callable, Iterable
from datetime import datetime

import shapely
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Exists, Func, OuterRef, Q, Value
from psycopg.types.range import TimestamptzRange

from closures.facts import facts_of
from closures.models import Phase, RoadEvent, SegmentSpan
from closures.models.lists import IMPACT_ORDER, Direction
from closures.snapshot import snapshot
from closures.wording import heading
from closures.workflow import Status
from roadmap.geometry import geos_of, metres_a_degree, shape_of
from roadmap.grammar import dates
from roadmap.grammar.english import dates as english_dates
from roadmap.matching import Span, match_geometry
from roadmap.models import City, Road, RoadSegment
from roadmap.schedule import HORIZON, Schedule, Window
from roadmap.stretches import describe, describe_signal

NEAR_M = 50.0  # more than a drawing may lie beside its street
DERIVED = (
    "geometry",
    "during",
    "in_force",
    "vehicle_impact",
    "direction",
    "headline",
    "place",
    "hours",
    "headline_en",
    "place_en",
    "hours_en",
    "roads",
    "is_confirmed",
)


def rebuild_spans(phase: Phase, *, in_words: bool = True) -> None:
    """Spans and the place in words, from the geometry as drawn.

    Words that a dispatcher chose (a crossing of three streets has two names to be told by) stay while they fit.
    """
    event = phase.event
    spans = match_geometry(event.city, phase.geometry, phase.direction)
    phase.spans.all().delete()
    SegmentSpan.objects.bulk_create(_row(phase, span) for span in spans)
    if in_words:
        phase.places = _chosen(phase, spans) or _places(event, phase, spans)
        phase.save(update_fields=["places"])


def _row(phase: Phase, span: Span) -> SegmentSpan:
    return SegmentSpan(
        phase=phase,
        segment_id=span.segment_id,
        start_position=span.start_position,
        end_position=span.end_position,
        direction=span.direction,
    )


def _chosen(phase: Phase, spans: list[Span]) -> list[dict]:
    """The words that came with the phase, if they are of the streets that it lies on."""
    held = set(Road.objects.filter(segments__in=[span.segment_id for span in spans]).values_list("name", flat=True))
    return phase.places if phase.places and all(place.get("on") in held for place in phase.places) else []


def _places(event: RoadEvent, phase: Phase, spans: list[Span]) -> list[dict]:
    if event.declared.is_at_signal and event.signal:
        return describe_signal(event.signal)
    places = describe(event.city, spans)
    if places and phase.toward and phase.direction != Direction.BOTH:
        places[0]["toward"] = phase.toward
    return places


def derive(event: RoadEvent, at: datetime) -> None:
    """Saves the event's union, outer interval, windows and words; the phases must be saved before."""
    phases = list(event.phases.all())
    windows = _windows(event, phases, at)
    event.geometry = _union([phase.geometry for phase in phases])
    event.during = _outer(windows, phases)
    event.in_force = [] if event.status == Status.CANCELLED else windows
    event.vehicle_impact = min((phase.vehicle_impact for phase in phases), key=IMPACT_ORDER.index)
    directions = {phase.direction for phase in phases}
    event.direction = directions.pop() if len(directions) == 1 else Direction.BOTH
    event.is_confirmed = any(phase.actual_start for phase in phases)
    event.roads = _roads(phases)
    facts = facts_of(snapshot(event), event)
    event.headline, event.place = heading(facts)
    event.headline_en, event.place_en = heading(facts, "en")
    event.hours = _hours(phases, dates.hours_in_brief)
    event.hours_en = _hours(phases, english_dates.hours_in_brief)
    if event.declared.is_at_signal:
        event.validate_constraints()  # a second outage of the signal is told in words, not by the database
    event.save(update_fields=DERIVED)


def _windows(event: RoadEvent, phases: list[Phase], at: datetime) -> list[Window]:
    """When any phase holds, in order; an early end cuts what would come after it."""
    found = []
    for phase in phases:
        timetable = phase.timetable()
        found += timetable.occurrences(timetable.start, timetable.end or max(timetable.start, at) + HORIZON)
    if event.ended_at:
        found = [(start, min(end or event.ended_at, event.ended_at)) for start, end in found if start < event.ended_at]
    return sorted(found, key=lambda window: window[0])


def _outer(windows: list[Window], phases: list[Phase]) -> TimestamptzRange:
    """From the first start to the last end; open when a phase is, though its windows are spelled out only so far."""
    windows = windows or [(phase.start, phase.end) for phase in phases]  # the field ended it before its first hours
    ends = [end for _start, end in windows]
    if phases[0].event.ended_at is None and any(phase.end is None for phase in phases):
        ends.append(None)
    return TimestamptzRange(min(start for start, _end in windows), None if None in ends else max(ends), "[)")


def _union(shapes: list[GEOSGeometry]) -> GEOSGeometry:
    """One shape is itself; several are one multi-geometry of the larger dimension."""
    parts = [shape_of(shape) for shape in shapes]
    if len(parts) == 1:
        return shapes[0]
    top = max(shapely.get_dimensions(part) for part in parts)
    union = shapely.union_all([part for part in parts if shapely.get_dimensions(part) == top])
    return geos_of(shapely.line_merge(union) if top == 1 else union)


def _roads(phases: list[Phase]) -> list[str]:
    """Names of the streets that the phases lie on, in the order of the places."""
    named = [place.get(key) for phase in phases for place in phase.places for key in ("on", "with")]
    spanned = SegmentSpan.objects.filter(phase__in=phases).exclude(segment__road=None)
    held = list(spanned.order_by("segment__road__name").values_list("segment__road__name", flat=True).distinct())
    if len(held) > 5:
        held = []  # an area over many streets is told by its main ones
    return list(dict.fromkeys(name for name in [*named, *held] if name))


def _hours(phases: list[Phase], in_brief: Callable[[Schedule], str]) -> str:
    """The recurring hours in brief, each once; empty when it holds round the clock."""
    return "; ".join(dict.fromkeys(filter(None, (in_brief(phase.timetable()) for phase in phases))))[:300]


def follow_network(city: City, segments: Iterable[int]) -> None:
    """After an import: spans of what is not yet over are made anew where a segment near them changed, came or went."""
    lasting = RoadEvent.objects.filter(city=city, status__in=[Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED])
    east_m, north_m = metres_a_degree(city.box.centroid.y)
    near = Value(NEAR_M / east_m), Value(NEAR_M / north_m)
    around = Func(OuterRef("geometry"), *near, function="ST_Expand", output_field=GeometryField())
    changed = RoadSegment.objects.filter(pk__in=list(segments), geometry__bboverlaps=around)
    touched = Q(Exists(changed)) | Q(spans__isnull=True)  # spans on a segment that went have gone with it
    phases = Phase.objects.filter(touched, event__in=lasting)
    for event in RoadEvent.objects.filter(pk__in=phases.values("event")).select_related("city").locked_in_order():
        for phase in phases.filter(event=event).distinct():
            phase.event = event
            rebuild_spans(phase, in_words=False)
