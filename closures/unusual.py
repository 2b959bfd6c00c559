"""What is seldom meant of an event that goes out: whoever publishes it is asked once more, and told what is unusual."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closures.detours import contradictions, unknown_streets
from closures.models import Phase, RoadEvent
from closures.stages import numbered
from closures.toward import is_toward_unknown
from roadmap.geometry import shape_of, to_metres
from roadmap.moments import moment_words, period_words
from roadmap.schedule import Window
from roadmap.spans import Span, length_m

LONG_M = 5_000
LONG = timedelta(days=366)


class Code(models.TextChoices):
    ROUND_THE_CLOCK = "full-day-hours", gettext_lazy("hours that begin and end at the same minute")
    OVERLAP = "overlapping-hours", gettext_lazy("hours given twice or overlapping")
    PAST = "past-end", gettext_lazy("an end in the past")
    LONG_STREET = "long-street", gettext_lazy("a long street without an end")
    LONG_TERM = "long-term", gettext_lazy("a term of over a year")
    UNKNOWN_TOWARD = "unknown-toward", gettext_lazy("a “toward” that the map does not know")
    UNKNOWN_DETOUR = "unknown-detour-street", gettext_lazy("a street of the detour that the city does not have")
    CONTRADICTED_DETOUR = "contradicted-detour", gettext_lazy("a detour that contradicts itself or what is shut")
    TWO_AT_ONCE = "overlapping-stages", gettext_lazy("stages that hold in one place at once and differ")


@dataclass(frozen=True)
class Unusual:
    """`text` names what it is and where, so that the same code of another stage is another matter."""

    code: Code
    text: str


def unusual_in(event: RoadEvent, at: datetime) -> list[Unusual]:
    phases = list(event.phases.all())
    found = [Unusual(code, text) for phase in phases for code, text in _of_phase(event, phase, at, phases)]
    found += [Unusual(Code.TWO_AT_ONCE, text) for text in _contradictions(event, phases, at)]
    ends = [phase.end for phase in phases if phase.actual_end is None]
    if ends and None not in ends and (end := max(ends)) <= at:
        words = _("The end is past: %(end)s.") % {"end": moment_words(end, event.city.zone, at)}
        found.append(Unusual(Code.PAST, words))
    words = _("The detour: the city’s map has no street “%s”.")
    found += [Unusual(Code.UNKNOWN_DETOUR, words % street) for street in unknown_streets(event)]
    return [*found, *(Unusual(Code.CONTRADICTED_DETOUR, text) for text in contradictions(event, at))]


def left_unconfirmed(
    event: RoadEvent, at: datetime, *, confirmed: Collection[str], known: Collection[Unusual] = ()
) -> list[Unusual]:
    """Of the event as it is written by now; `known` is what was there already."""
    written = RoadEvent.objects.select_related("city", "agency").get(pk=event.pk)
    return [each for each in unusual_in(written, at) if each not in known and each.code not in confirmed]


def _of_phase(event: RoadEvent, phase: Phase, at: datetime, phases: list[Phase]) -> Iterator[tuple[Code, str]]:
    where = _where(phase, phases)
    timetable = phase.timetable()
    for entry in timetable.given:
        if entry.is_same_minute:
            words = _("from %(clock)s to %(clock)s is a day and a night without a break.")
            yield Code.ROUND_THE_CLOCK, where + words % {"clock": f"{entry.start:%H:%M}"}
    if timetable.has_overlapping_hours:
        yield Code.OVERLAP, where + _("the hours are given twice or overlap.")
    if phase.end is None and (length_m := _length_m(event, phase)) >= LONG_M:
        yield (
            Code.LONG_STREET,
            where + _("%(length)s km without an end.") % {"length": number_format(round(length_m / 1000, 1))},
        )
    if phase.end is not None and phase.end - phase.start > LONG:
        term = period_words(phase.start, phase.end, event.city.zone, at)
        yield Code.LONG_TERM, where + _("more than a year: %(term)s.") % {"term": term}
    for location in phase.locations.all():
        if is_toward_unknown(event.city, location):
            words = _("toward “%s”: the map does not know where that is and cannot check that it lies ahead.")
            yield Code.UNKNOWN_TOWARD, where + words % location.toward


def _contradictions(event: RoadEvent, phases: list[Phase], at: datetime) -> Iterator[str]:
    """Of two phases that hold at once on one stretch for the same vehicles and leave them different ways."""
    for one, other in combinations(phases, 2):
        if _says_otherwise(one, other) and (both := _first_of_both(one, other)) and _is_same_place(one, other):
            words = _("%(one)s and %(other)s hold at once in the same place, and differ: %(when)s.")
            names = {"one": _name(one, other, phases), "other": _name(other, one, phases)}
            yield words % (names | {"when": period_words(*both, event.city.zone, at)})


def _says_otherwise(one: Phase, other: Phase) -> bool:
    """A ban for some beside what holds for all contradicts nothing."""
    return one.told_classes == other.told_classes and _leaves(one) != _leaves(other)


def _leaves(phase: Phase) -> tuple[str, list[str]]:
    return phase.vehicle_impact, [lane["status"] for lane in phase.lanes]


def _first_of_both(one: Phase, other: Phase) -> Window | None:
    """The first time at which both hold. Their windows are in order."""
    ours, theirs = list(one.in_force), list(other.in_force)
    while ours and theirs:
        (one_start, one_end), (other_start, other_end) = ours[0], theirs[0]
        start, end = max(one_start, other_start), _earlier(one_end, other_end)
        if end is None or start < end:
            return start, end
        (ours if one_end == end else theirs).pop(0)
    return None


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def _is_same_place(one: Phase, other: Phase) -> bool:
    """On the network with a direction in common; beside it, as it was drawn."""
    spans, others = (_spans(phase) for phase in (one, other))
    if spans and others:
        return any(span.shares(each) and span.ways & each.ways for span in spans for each in others)
    return one.geometry.intersects(other.geometry)


def _name(phase: Phase, other: Phase, phases: list[Phase]) -> str:
    """Its stage; of two places of one stage its place."""
    stages = numbered(each.planned for each in phases)
    stage, beside = (stages[phases.index(each)] for each in (phase, other))
    return phase.shown_place if stage == beside else _("Stage %d") % stage


def _where(phase: Phase, phases: list[Phase]) -> str:
    """Its stage, if there are several; its place, if it is not alone in the stage."""
    stages = numbered(each.planned for each in phases)
    stage = stages[phases.index(phase)]
    stage_words = _("Stage %d: ") % stage if len(set(stages)) > 1 else ""
    place_words = f"{phase.shown_place}: " if stages.count(stage) > 1 and phase.place else ""
    return f"{stage_words}{place_words}"


def _length_m(event: RoadEvent, phase: Phase) -> float:
    """Metres of street, of which both sides count once; beside the network, of what was drawn."""
    if phase.geometry.dims != 1:
        return 0.0
    return length_m(event.city, _spans(phase)) or to_metres(shape_of(phase.geometry), event.city.metric_srid).length


def _spans(phase: Phase) -> list[Span]:
    return [Span(row.segment_id, row.start_position, row.end_position, row.direction) for row in phase.spans.all()]
