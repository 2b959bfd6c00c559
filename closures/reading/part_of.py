"""Whether a notice speaks of a part of an event only: of one of its places, one of its stages, some of its days.

What would become of the whole event is not offered then: the rest would be told wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from closures.models import Phase, RoadEvent
from closures.reading.entry import Entry
from closures.reading.lexicon import EXCEPTED
from closures.reading.pasted import Pasted
from closures.reading.speaks_of import CANCELLATION, EXTENSION, POSTPONEMENT
from roadmap.language.text import plain_in_place
from roadmap.language.times import Window, read_times
from roadmap.models import RoadSegment
from roadmap.moments import period_words
from roadmap.spans import Span

LEAST_M = 30.0  # of an event's streets that a notice does not name: less is how ends are told


def rest_of(pasted: Pasted, entry: Entry, event: RoadEvent, end: datetime | None, at: datetime) -> str:
    """All places, or all terms, of the event where the notice tells some of them; else empty. `end` is the new one.

    «Открыта, кроме участка…»: nobody takes that for the whole either."""
    if EXCEPTED.search(plain_in_place(pasted.notice.text)):
        return event.shown_place
    phases = list(event.phases.all())
    meant = _last(phases) if pasted.speaks_of in (EXTENSION, POSTPONEMENT) else ahead(phases, at)
    if not entry.signal and has_other_place(entry, meant):
        return event.shown_place
    if _has_other_time(pasted, event, phases, end, at):
        return "; ".join(_terms(event, phases, at))
    return ""


def _last(phases: Sequence[Phase]) -> list[Phase]:
    """Those whose end an extension moves."""
    ends = [phase.planned_end for phase in phases]
    last = None if None in ends else max(ends)
    return [phase for phase in phases if phase.planned_end == last]


def ahead(phases: Sequence[Phase], at: datetime) -> list[Phase]:
    return [phase for phase in phases if phase.end is None or phase.end > at] or list(phases)


def _terms(event: RoadEvent, phases: Sequence[Phase], at: datetime) -> list[str]:
    told = (period_words(phase.start, phase.end, event.city.zone, at) for phase in phases)
    return list(dict.fromkeys(told))


# --- places


def has_other_place(entry: Entry, phases: Sequence[Phase]) -> bool:
    if not entry.spans:
        return not {road for phase in phases for road in phase.roads} <= {*entry.streets}
    held = {span for phase in phases for span in spans_of(phase)}
    segments = {span.segment_id for span in held}
    lengths = dict(RoadSegment.objects.filter(pk__in=segments).values_list("pk", "length_m"))
    return metres_untold(held, entry.spans, lengths) > LEAST_M


def spans_of(phase: Phase) -> list[Span]:
    rows = phase.spans.all()
    return [Span(row.segment_id, row.start_position, row.end_position, row.direction) for row in rows]


def metres_untold(held: Iterable[Span], told: Sequence[Span], lengths: Mapping[int, float]) -> float:
    return sum(_untold(span, told) * lengths[span.segment_id] for span in held)


def _untold(span: Span, told: Sequence[Span]) -> float:
    """The share of its segment that is not told, in the direction of which the least is."""
    return max(_left(span, [one for one in told if one.shares(span) and way in one.ways]) for way in span.ways)


def _left(span: Span, told: Sequence[Span]) -> float:
    left, reached = 0.0, span.start_position
    for one in sorted(told, key=lambda each: each.start_position):
        left += max(one.start_position - reached, 0.0)
        reached = max(reached, one.end_position)
    return left + max(span.end_position - reached, 0.0)


# --- times


def _has_other_time(
    pasted: Pasted, event: RoadEvent, phases: Sequence[Phase], end: datetime | None, at: datetime
) -> bool:
    has_stages = len({phase.planned for phase in phases}) > 1
    if pasted.speaks_of == POSTPONEMENT:
        return has_stages
    if pasted.speaks_of == EXTENSION:
        return has_stages and event.end is not None and end is not None and end <= event.end
    left = ahead(phases, at)
    if any(phase.start <= at for phase in left):
        return not all(phase.start <= at for phase in left)
    days = list(days_called_off(pasted)) if pasted.speaks_of == CANCELLATION else []
    return bool(days) and not all(is_called_off(phase, days) for phase in left)


def days_called_off(pasted: Pasted) -> Iterator[Window]:
    """An opening is read for its moment only; of what is called off the days are told, too."""
    notice = pasted.notice
    places = [(one.start, one.end) for one in notice.mentions]
    return (window for window in read_times(notice.text, notice.written, places).windows if window.start)


def is_called_off(phase: Phase, windows: Sequence[Window]) -> bool:
    """Its first day is among them; how long it lasts need not be told."""
    start = phase.start.astimezone(phase.event.city.zone).replace(tzinfo=None)
    return any(
        one.start.date() <= start.date() and (one.end is None or one.end > start or one.end.date() == start.date())
        for one in windows
    )
