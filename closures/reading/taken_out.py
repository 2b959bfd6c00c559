"""What a notice takes out of an event that goes on in the rest: places, or stages, each whole.

`part_of` says whether a part only is spoken of; here it is which. Where a place is told in part, a person changes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from closures.models import Phase, PhasePlace, RoadEvent
from closures.reading.entry import Entry
from closures.reading.part_of import LEAST_M, ahead, days_called_off, is_called_off, metres_untold, spans_of
from closures.reading.pasted import Pasted
from closures.reading.speaks_of import CANCELLATION
from closures.wording import places as wording
from roadmap.matching import match_geometry
from roadmap.models import RoadSegment
from roadmap.moments import period_words
from roadmap.spans import Span, length_m


@dataclass(frozen=True)
class Cut:
    """These places of a phase, or all of them: they end then; without an end they do not take place."""

    phase: Phase
    locations: tuple[PhasePlace, ...]
    end: datetime | None


@dataclass(frozen=True)
class TakenOut:
    cuts: tuple[Cut, ...]
    told: str
    rest: str


def told_of(pasted: Pasted, entry: Entry, event: RoadEvent, end: datetime, at: datetime) -> TakenOut | None:
    """What has begun ends then, what is to come does not take place. None where that is not sure."""
    phases = ahead(list(event.phases.all()), at)
    meant = _meant(pasted, phases, at)
    places = _Places(entry, event, meant)
    told = [(phase, places.told_of(phase)) for phase in meant]
    if not entry.spans or any(found is None for _phase, found in told):
        return None
    return _taken_out(event, phases, [(phase, found) for phase, found in told if found], end, at)


def stages_of(pasted: Pasted, event: RoadEvent, end: datetime, at: datetime) -> list[TakenOut]:
    """Each stage to come, where the text calls one place off, tells no day, and has several stages to mean."""
    phases = ahead(list(event.phases.all()), at)
    terms = list(dict.fromkeys(phase.planned for phase in phases))
    if pasted.speaks_of != CANCELLATION or len(terms) < 2 or any(days_called_off(pasted)):
        return []
    by_term = [[(phase, [*phase.locations.all()]) for phase in phases if phase.planned == term] for term in terms]
    return [found for stage in by_term if (found := _taken_out(event, phases, stage, end, at))]


def _meant(pasted: Pasted, phases: Sequence[Phase], at: datetime) -> list[Phase]:
    """By the days that are told; else what has begun, if anything has."""
    if days := list(days_called_off(pasted)) if pasted.speaks_of == CANCELLATION else []:
        return [phase for phase in phases if is_called_off(phase, days)]
    return [phase for phase in phases if phase.start <= at] or list(phases)


class _Places:
    """Which places are told, each asked of the network once: stages often share them."""

    def __init__(self, entry: Entry, event: RoadEvent, phases: Sequence[Phase]):
        self.told, self.city = entry.spans, event.city
        segments = {row.segment_id for phase in phases for row in phase.spans.all()}
        self.lengths = dict(RoadSegment.objects.filter(pk__in=segments).values_list("pk", "length_m"))
        self.known: dict[tuple, bool | None] = {}

    def told_of(self, phase: Phase) -> list[PhasePlace] | None:
        """None where one of them is told in part, or lies beside the network."""
        places = list(phase.locations.all())
        found = [self._is_told(phase, place, is_alone=len(places) == 1) for place in places]
        return None if None in found else [place for place, is_told in zip(places, found, strict=True) if is_told]

    def _is_told(self, phase: Phase, place: PhasePlace, *, is_alone: bool) -> bool | None:
        key = bytes(place.geometry.wkb), place.direction
        if key not in self.known:
            held = spans_of(phase) if is_alone else match_geometry(self.city, place.geometry, place.direction)
            self.known[key] = self._are_told(held)
        return self.known[key]

    def _are_told(self, held: Sequence[Span]) -> bool | None:
        if not held:
            return None
        if not any(one.shares(other) for one in held for other in self.told):
            return False
        untold = metres_untold(held, self.told, self.lengths)
        if untold <= LEAST_M:
            return True
        return None if untold < length_m(self.city, held) - LEAST_M else False


def _taken_out(
    event: RoadEvent,
    phases: Sequence[Phase],
    told: Sequence[tuple[Phase, list[PhasePlace]]],
    end: datetime,
    at: datetime,
) -> TakenOut | None:
    """None where nothing is, or nothing would be left."""
    out = {place.pk for _phase, places in told for place in places}
    rest = [(phase, [one for one in phase.locations.all() if one.pk not in out]) for phase in phases]
    rest = [(phase, places) for phase, places in rest if places]
    if not out or not rest:
        return None
    cuts = (Cut(phase, tuple(places), end if phase.start < end else None) for phase, places in told)
    named = _namer(event, phases, at)
    return TakenOut(tuple(cuts), named(told), named(rest))


def _namer(event: RoadEvent, phases: Sequence[Phase], at: datetime) -> Callable[[Sequence], str]:
    """By places; where stages differ in their times only, by these."""
    has_terms = len({phase.planned for phase in phases}) > 1
    has_places = len({str(place.words) for phase in phases for place in phase.locations.all()}) > 1

    def named(parts: Sequence[tuple[Phase, list[PhasePlace]]]) -> str:
        found = []
        for phase, places in parts:
            where = ", ".join(wording.title(place.words[0]) for place in places if place.words) if has_places else ""
            when = period_words(phase.start, phase.end, event.city.zone, at) if has_terms or not where else ""
            found.append(", ".join(filter(None, (where, when))))
        return "; ".join(dict.fromkeys(found))

    return named
