"""What lies along a trip, in its direction and in its hours; and along which trips an event lies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from psycopg.types.range import TimestamptzRange

from closures.detours.whom import Some, concerned
from closures.kinds import KINDS
from closures.models import Phase, RoadEvent, Trip
from closures.models.asked import Asked
from closures.models.phase import PhaseQuerySet
from closures.models.trip import MEASURES, MEETS, TripQuerySet
from closures.workflow import Status
from roadmap.geometry import widened
from roadmap.models import TrafficSignal
from roadmap.models.network import CROSSING_WITHIN_M
from roadmap.paths import VEHICLES
from roadmap.postgis import box_of, rows_of
from roadmap.schedule import HORIZON, Window
from roadmap.week import minutes_within

ON_THE_WAY = [kind.value for kind in KINDS.values() if kind.is_on_the_way]
MOST = 100  # phases along one trip

# Phases of a window, each with the first part of the way that it holds some of.
ALONG = """
SELECT span.phase_id, min(part.number)
FROM unnest(%(segments)s::bigint[], %(enters)s::float8[], %(leaves)s::float8[])
     WITH ORDINALITY AS part(segment, enters, leaves, number)
JOIN closures_segmentspan AS span ON {meets}
JOIN closures_phase AS phase ON phase.id = span.phase_id AND phase.{span} && %(within)s::tstzrange
GROUP BY span.phase_id
"""
TOLD_ALONG = ALONG.format(meets=MEETS, span="told")
PLANNED_ALONG = ALONG.format(meets=MEETS, span="during")  # also of what is over or called off


@dataclass(frozen=True)
class Matter:
    """A phase that lies along a trip; `windows` are the times at which it holds while the trip is driven, `number` is
    the part of the way (from 1) on which the driver meets it."""

    phase: Phase
    number: int
    windows: tuple[Window, ...]


def matters(trip: Trip, since: datetime, until: datetime, *, now: datetime) -> list[Matter]:
    """What holds between these moments while the trip is driven, in the order of the way. The trip may be unsaved."""
    asked, runs = Asked(now, window=(since, until)), trip.runs_between(since, until)
    met = _met_on_segments(trip, TOLD_ALONG, asked.within) | _met_at_signals(trip, Phase.objects.answering(asked))
    phases = Phase.objects.answering(asked).filter(
        pk__in=met, event__status=Status.PUBLISHED, event__city=trip.city_id, event__kind__in=ON_THE_WAY
    )
    found = [
        Matter(phase, met[phase.pk], tuple(_both(phase.held_as_of(now), runs)))
        for phase in phases.select_related("event__city", "event__agency").prefetch_related("locations")[:MOST]
        if _is_concerned(trip, phase)
    ]
    return sorted((one for one in found if one.windows), key=lambda one: (one.number, one.phase.pk))


def _met_on_segments(trip: Trip, along: str, within: TimestamptzRange) -> dict[int, int]:
    values = {"segments": trip.segments, "enters": trip.enters, "leaves": trip.leaves, "within": within}
    return dict(rows_of(along, values))


def _met_at_signals(trip: Trip, phases: PhaseQuerySet) -> dict[int, int]:
    """Dark lights of the crossings that are passed; the part that leads there comes first."""
    place = {junction: number for number, junction in enumerate(trip.junctions, start=1)}
    outages = phases.filter(event__city=trip.city_id, event__signal__isnull=False)
    around = box_of(*widened(trip.geometry.extent, CROSSING_WITHIN_M))
    near = dict(outages.filter(geometry__bboverlaps=around).values_list("pk", "event__signal"))
    crossings = TrafficSignal.objects.junctions_of(set(near.values()))
    passed = {signal: [place[one] for one in crossing if one in place] for signal, crossing in crossings.items()}
    return {phase: min(passed[signal]) for phase, signal in near.items() if passed.get(signal)}


def events_along(trip: Trip, since: datetime) -> set[int]:
    """Numbers of the events that a calendar of the trip holds: those that lie along it in its hours by their plan,
    over or called off since then."""
    within = TimestamptzRange(since, None)
    planned = Phase.objects.filter(event__city=trip.city_id, event__kind__in=ON_THE_WAY, during__overlap=within)
    met = _met_on_segments(trip, PLANNED_ALONG, within) | _met_at_signals(trip, planned)
    phases = planned.filter(pk__in=met).select_related("event__city").order_by("-during")[:MOST]
    return {phase.event_id for phase in phases if _is_concerned(trip, phase) and _is_planned_in_hours(phase, trip)}


def _is_planned_in_hours(phase: Phase, trip: Trip) -> bool:
    windows = phase.timetable().occurrences(phase.start, phase.end or phase.start + HORIZON)
    held = minutes_within(windows, trip.city.zone)
    return any(start < ends and begins < end for start, end in held for begins, ends in trip.week)


def trips_along(event: RoadEvent, at: datetime) -> TripQuerySet:
    """The trips of its city along which something of the event lies from now on: on the way, in its direction, in its
    hours and for its vehicle."""
    phases = event.phases.prefetch_related("spans").select_related("event__city") if _is_on_the_way(event) else ()
    found = [_along(phase, at) for phase in phases]
    trips = Trip.objects.filter(city=event.city_id)
    return trips & reduce(or_, found) if found else trips.none()


def _is_on_the_way(event: RoadEvent) -> bool:
    return event.kind in ON_THE_WAY


def _along(phase: Phase, at: datetime) -> TripQuerySet:
    signal = phase.event.signal_id
    there = (
        Trip.objects.through(TrafficSignal.objects.junctions_of([signal])[signal])
        if signal
        else Trip.objects.along(phase)
    )
    ahead = [(max(start, at), end) for start, end in phase.held_as_of(at) if end is None or end > at]
    return there.driven_in(minutes_within(ahead, phase.event.city.zone)).filter(_are_concerned(phase))


def _both(some: Iterable[Window], others: Sequence[Window]) -> Iterable[Window]:
    for start, end in some:
        for begins, ends in others:
            first, last = max(start, begins), min((each for each in (end, ends) if each), default=None)
            if last is None or first < last:
                yield first, last


def _is_concerned(trip: Trip, phase: Phase) -> bool:
    return any(some.has(trip.driven) for some in concerned(phase))


def _are_concerned(phase: Phase) -> Q:
    """The same of rows."""
    return reduce(or_, map(_are, concerned(phase)))


def _are(some: Some) -> Q:
    return Q(vehicle__in=some.kinds) & reduce(or_, (_exceed(*limit) for limit in some.over), Q())


def _exceed(measure: str, limit: float) -> Q:
    if measure in MEASURES:
        return Q(**{f"{measure}__gt": limit})
    return Q(vehicle__in=[kind for kind, usual in VEHICLES.items() if getattr(usual, measure) > limit])
