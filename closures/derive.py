"""What follows from the phases: spans on the network, places in words, and the event's union for indexes and lists."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Value
from django.utils import timezone
from psycopg.types.range import TimestamptzRange

from closures.detours.laid import lay
from closures.facts import facts_of
from closures.kinds.passages import Passage, passage_of
from closures.models import Phase, PhasePlace, PublicVersion, RoadEvent, SegmentSpan
from closures.models.event import LEAST_ROAD
from closures.models.lists import IMPACT_ORDER, Direction, VehicleClass, VehicleImpact
from closures.snapshot import snapshot
from closures.toward import along_traffic, with_toward
from closures.wording import Facts, heading
from closures.workflow import Status
from roadmap.geometry import metres_a_degree, united
from roadmap.importers.tags import RANKS
from roadmap.language.grammar import dates
from roadmap.language.grammar.english import dates as english_dates
from roadmap.matching import match_geometry
from roadmap.models import City, Road, RoadSegment
from roadmap.places.on_network import in_order
from roadmap.schedule import HORIZON, Window, joined
from roadmap.spans import APART_M, Span, leaves_a_way
from roadmap.stretches import MOST_STREETS, courses_of, describe, describe_signal

NEAR_M = APART_M  # of the other carriageway; more than a drawing may lie beside its street
NO_TRUCKS = {"type": "no-trucks"}  # WZDx 4.2 restriction type
LASTING = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)
WORDS = ("headline", "headline_en", "place", "place_en")
OF_BOTH = (
    *("geometry", "during", "told", "in_force", "held_on", "passage", "direction", "roads"),
    *(*WORDS, "hours", "hours_en"),
)
OF_NETWORK = (*WORDS, "geometry", "direction", "passage", "roads")
DERIVED_OF_PHASE = (*OF_BOTH, "told_impact", "told_restrictions", "told_classes", "weight")
DERIVED = (
    *OF_BOTH,
    *("spells", "reach", "stages", "vehicle_impact", "restrictions", "vehicle_classes", "exemptions"),
    *("road_class", "held_m", "is_confirmed"),
)


def rebuild_spans(phase: Phase, *, of_same_place: bool = False) -> None:
    """Spans, and the words of its locations, from their geometry as drawn.

    Words that a dispatcher chose (a crossing of three streets has two names to be told by) stay while they fit; where
    it is the network that moved (`of_same_place`), old words are better than none.
    """
    phase.spans.all().delete()
    for location in phase.locations.all():
        spans = match_geometry(phase.event.city, location.geometry, location.direction)
        SegmentSpan.objects.bulk_create(_row(phase, span) for span in spans)
        words = _words(phase.event, location, spans) or (location.words if of_same_place else [])
        location.words = with_toward(phase.event.city, location, spans, words)
        location.save(update_fields=["words"])


def _row(phase: Phase, span: Span) -> SegmentSpan:
    return SegmentSpan(
        phase=phase,
        segment_id=span.segment_id,
        start_position=span.start_position,
        end_position=span.end_position,
        direction=span.direction,
    )


def _words(event: RoadEvent, location: PhasePlace, spans: list[Span]) -> list[dict]:
    """Ends of a stretch come in the order of its traffic; where both directions are meant, in that of the drawing."""
    courses = courses_of(location.geometry, event.city, location.direction)
    if chosen := _chosen(location, spans):
        return [in_order(event.city, place, courses) for place in chosen]
    if event.declared.is_at_signal and event.signal:
        return describe_signal(event.signal)
    return describe(event.city, spans, courses)


def _chosen(location: PhasePlace, spans: list[Span]) -> list[dict]:
    """The words that came with the location, if they are of the streets that it lies on.

    A landmark that stands on no street, and a place beside the network, are of none that could contradict them. A
    street's name alone is described anew: only a part of it may be held.
    """
    held = set(Road.objects.filter(segments__in=[span.segment_id for span in spans]).values_list("name", flat=True))
    streets = {place["on"] for place in location.words if place.get("on")}
    is_whole_street = any(place["type"] == "street" for place in location.words)
    return location.words if not held or (streets <= held and not is_whole_street) else []


def derive(event: RoadEvent, at: datetime) -> None:
    """Saves what follows of each phase and of the whole event; phases, locations and spans must be saved before."""
    phases = list(event.phases.prefetch_related("locations", _spans()))
    for phase in phases:
        phase.event = event
        _derive_phase(phase, at)
    _note_when_told(phases)
    facts = facts_of(snapshot(event, phases), event)
    for phase, alone in zip(phases, facts.alone(), strict=True):
        _name(phase, alone)
        phase.save(update_fields=DERIVED_OF_PHASE)
    _derive_event(event, phases, facts)


def _spans() -> Prefetch:
    """With the name of the street that each lies on, its class and the metres held."""
    held_m = (F("end_position") - F("start_position")) * F("segment__length_m")
    told = {"street": F("segment__road__name"), "highway": F("segment__highway"), "held_m": held_m}
    return Prefetch("spans", SegmentSpan.objects.annotate(**told))


def _name(named: Phase | RoadEvent, facts: Facts) -> None:
    named.headline, named.place = heading(facts)
    named.headline_en, named.place_en = heading(facts, "en")


def _derive_phase(phase: Phase, at: datetime) -> None:
    phase.geometry, phase.direction = _as_one(phase.locations.all())
    phase.in_force = [] if phase.event.status == Status.CANCELLED else _windows(phase, at)
    phase.held_on = _held_on(phase, at)
    phase.during = _outer(phase)
    phase.told_impact = VehicleImpact.ALL_LANES_OPEN if phase.is_for_some else phase.vehicle_impact
    phase.told_restrictions = _told_restrictions(phase)
    phase.told_classes = phase.vehicle_classes if phase.is_for_some else []
    phase.weight = 2 * IMPACT_ORDER.index(phase.told_impact) + (not phase.is_for_some)  # a ban is more than nothing
    phase.passage = _passage(phase)
    phase.roads = _roads([phase])
    phase.hours = dates.timetable_in_brief(phase.timetable())[:300]
    phase.hours_en = english_dates.timetable_in_brief(phase.timetable())[:300]


def _passage(phase: Phase) -> Passage:
    """The network is asked only where it matters."""
    passage = passage_of(phase.vehicle_impact, is_for_some=phase.is_for_some)
    return Passage.LIMITED if passage is Passage.CLOSED and _leaves_a_way(phase) else passage


def _leaves_a_way(phase: Phase) -> bool:
    """By its spans on the network; beside it, by what was entered."""
    rows = phase.spans.all()
    spans = [Span(row.segment_id, row.start_position, row.end_position, row.direction) for row in rows]
    return leaves_a_way(phase.event.city, spans) if spans else phase.direction != Direction.BOTH


def _windows(phase: Phase, at: datetime) -> list[Window]:
    """When it holds, in order; an early end of the event cuts what would come after it."""
    timetable, ended_at = phase.timetable(), phase.event.ended_at
    found = timetable.occurrences(timetable.start, timetable.end or max(timetable.start, at) + HORIZON)
    if ended_at:
        found = [(start, min(end or ended_at, ended_at)) for start, end in found if start < ended_at]
    return found


def _held_on(phase: Phase, at: datetime) -> list[Window]:
    """When it goes on by its hours though the plan is over: until somebody confirms, or the city's plan counts."""
    until = _held_until(phase, at)
    if until is None:
        return []
    onward = replace(phase.timetable(), end=until)
    return [(max(start, phase.end), end) for start, end in onward.occurrences(phase.end, until)]


def _held_until(phase: Phase, at: datetime) -> datetime | None:
    """None where it does not hold on; where the plan never counts, as far as windows are spelled out."""
    event = phase.event
    if phase.planned_end is None or phase.actual_end is not None or event.status not in LASTING:
        return None
    hours = event.city.plan_counts_after_h
    return max(phase.end, at) + HORIZON if hours is None else phase.end + timedelta(hours=hours)


def _outer(phase: Phase) -> TimestamptzRange:
    """From its first window to its last; open where it has no end, though its windows are spelled out only so far."""
    ended_at = phase.event.ended_at
    if phase.is_called_off:
        return TimestamptzRange(ended_at, ended_at, "[]")  # nothing of what is over lies in the future
    if not phase.in_force:
        start, end = phase.start, ended_at or phase.end  # it was ended before its first hours
        return TimestamptzRange(start, end if end is None or end > start else None, "[)")
    is_open = phase.end is None and ended_at is None
    return TimestamptzRange(phase.in_force[0][0], None if is_open else phase.in_force[-1][1], "[)")


def _note_when_told(phases: list[Phase]) -> None:
    """Each is told of from the end of those before it, as what comes next, until it ends or ceases to hold on."""
    for phase in phases:
        phase.told = phase.during
    phases = [phase for phase in phases if not phase.is_called_off]
    reaches = [(phase.during.lower, _reach_of(phase)) for phase in phases]
    for phase, (start, until) in zip(phases, reaches, strict=True):
        before = [end for began, end in reaches if began < start]
        since = None if not before else start if None in before else min(start, max(before))
        phase.told = TimestamptzRange(since, until, "[)")


def _reach_of(phase: Phase) -> datetime | None:
    """When nothing of it is left; None where that is open."""
    if phase.during.upper is None:
        return None
    if phase.held_on and phase.event.city.plan_counts_after_h is None:
        return None
    until = _held_until(phase, phase.during.upper)
    return phase.during.upper if until is None else max(until, phase.during.upper)


def _derive_event(event: RoadEvent, all_phases: list[Phase], facts: Facts) -> None:
    """Of those that were called off it keeps place and names only."""
    phases = [phase for phase in all_phases if not phase.is_called_off] or all_phases
    gravest = min(phases, key=lambda phase: phase.gravity)
    event.geometry, event.direction = _as_one(all_phases)
    event.during = _range_over([phase.during for phase in phases])
    event.told = _range_over([phase.told for phase in phases])
    event.spells = joined((phase.during.lower, phase.during.upper) for phase in phases)
    event.reach = joined((phase.during.lower, phase.told.upper) for phase in phases)
    event.in_force = joined(window for phase in phases for window in phase.in_force)
    event.held_on = joined(window for phase in phases for window in phase.held_on)
    event.stages = len(all_phases)
    event.vehicle_impact = gravest.told_impact
    event.passage = min((Passage(phase.passage) for phase in phases), key=list(Passage).index)
    event.restrictions, event.vehicle_classes = gravest.told_restrictions, gravest.told_classes
    event.exemptions = gravest.exemptions
    event.is_confirmed = all(phase.actual_start for phase in phases)
    event.roads = _roads(all_phases)
    spans = [span for phase in all_phases for span in phase.spans.all()]
    event.road_class = min((RANKS.get(span.highway, LEAST_ROAD) for span in spans), default=LEAST_ROAD)
    event.held_m = round(sum(span.held_m for span in spans))
    if len(all_phases) > 1:
        _name(event, facts.as_it_stands(is_over=event.status == Status.FINISHED))
    else:
        for name in WORDS:
            setattr(event, name, getattr(gravest, name))
    event.hours, event.hours_en = (_each_once(phases, name)[:300] for name in ("hours", "hours_en"))
    if event.declared.is_at_signal:
        event.validate_constraints()  # a second outage of the signal is told in words, not by the database
    event.save(update_fields=DERIVED)


def _told_restrictions(phase: Phase) -> list[dict]:
    """WZDx restrictions, that for lorries made of the vehicle classes among them."""
    is_for_lorries = phase.is_for_some and VehicleClass.LORRY in phase.vehicle_classes
    is_closed = phase.vehicle_impact == VehicleImpact.ALL_LANES_CLOSED
    has_it = any(restriction["type"] == NO_TRUCKS["type"] for restriction in phase.restrictions)
    return phase.restrictions if has_it or not (is_for_lorries and is_closed) else [*phase.restrictions, NO_TRUCKS]


def _as_one(held: Sequence[PhasePlace] | Sequence[Phase]) -> tuple[GEOSGeometry, str]:
    """The lines of all, side by side, with their direction; where it differs, each is turned with its traffic."""
    geometries, directions = [each.geometry for each in held], {each.direction for each in held}
    if directions == {Direction.FORWARD, Direction.BACKWARD}:
        return united([along_traffic(each.geometry, each.direction) for each in held]), Direction.FORWARD
    return united(geometries), directions.pop() if len(directions) == 1 else Direction.BOTH


def _range_over(ranges: list[TimestamptzRange]) -> TimestamptzRange:
    starts, ends = [each.lower for each in ranges], [each.upper for each in ranges]
    start, end = None if None in starts else min(starts), None if None in ends else max(ends)
    return TimestamptzRange(start, end, "[)" if start is None or start != end else "[]")


def _roads(phases: list[Phase]) -> list[str]:
    """Names of the streets that the phases lie on, each once, in the order of the places."""
    named = [place.get(key) for phase in phases for place in phase.places for key in ("on", "with")]
    held = [name for phase in phases for name in _streets_of(phase)]
    return list(dict.fromkeys(name for name in [*named, *held] if name))


def _streets_of(phase: Phase) -> list[str]:
    """By name; an area over many streets is told by its main ones alone."""
    held = sorted({span.street for span in phase.spans.all() if span.street})
    return [] if phase.geometry.dims == 2 and len(held) > MOST_STREETS else held


def _each_once(phases: list[Phase], words: str) -> str:
    return "; ".join(dict.fromkeys(getattr(phase, words) for phase in phases if getattr(phase, words)))


def follow_network(city: City, segments: Iterable[int]) -> None:
    """After an import: what follows from the network is made anew of whatever is not yet over and lies near a segment
    that changed, came or went; each way round is laid anew, wherever it leads."""
    at, touched = timezone.now(), _touched(city, segments)
    has_way = Q(detour_geometry__isnull=False) | ~Q(detour="") | ~Q(detour_roads=[])
    lasting = Q(has_way, city=city, status__in=LASTING)
    events = RoadEvent.objects.filter(Q(pk__in=touched.values("event")) | lasting)
    for event in events.select_related("city", "agency", "signal").locked_in_order():
        if phases := touched.filter(event=event).distinct():
            rebuild_event(event, phases, at)
        else:
            lay(event, at)
    PublicVersion.move(city.pk)


def rebuild_event(event: RoadEvent, phases: Iterable[Phase], at: datetime) -> int:
    """How many of its phases; what follows from the spans is derived as well.

    No version, as nobody changed the event; but whoever asks what changed since then is told of other words or places.
    """
    before, rebuilt = _as_told(event), list(phases)
    for phase in rebuilt:
        phase.event = event
        rebuild_spans(phase, of_same_place=True)
    derive(event, at)
    lay(event, at)
    if _as_told(event) != before:
        RoadEvent.objects.filter(pk=event.pk).update(updated_at=at)
    return len(rebuilt)


def _as_told(event: RoadEvent) -> tuple[list[tuple], list[tuple]]:
    """All of the event's places that the network has a say in."""
    phases = event.phases.order_by("number").values_list(*OF_NETWORK)
    places = PhasePlace.objects.filter(phase__event=event).order_by("phase__number", "number")
    return list(phases), list(places.values_list("geometry", "toward", "words"))


def _touched(city: City, segments: Iterable[int]) -> QuerySet[Phase]:
    """Of segments that went nobody knows where they were: spans on them have gone with them, and where traffic passes
    by, it may have been on one of them."""
    east_m, north_m = metres_a_degree(city.box.centroid.y)
    near = Value(NEAR_M / east_m), Value(NEAR_M / north_m)
    around = Func(OuterRef("geometry"), *near, function="ST_Expand", output_field=GeometryField())
    changed = RoadSegment.objects.filter(pk__in=list(segments), geometry__bboverlaps=around)
    passed_by = Q(passage=Passage.LIMITED, vehicle_impact=VehicleImpact.ALL_LANES_CLOSED)
    lasting = RoadEvent.objects.filter(city=city, status__in=LASTING)
    return Phase.objects.filter(Q(Exists(changed)) | Q(spans__isnull=True) | passed_by, event__in=lasting)
