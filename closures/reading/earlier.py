"""A notice that speaks of an event which was published before: which one that is, and what would become of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from closures.models import RoadEvent
from closures.models.event import HELD
from closures.reading.beyond import opens_in_part
from closures.reading.entry import Entry
from closures.reading.notice import Notice
from closures.reading.part_of import ahead, has_other_place, rest_of, spans_of
from closures.reading.pasted import Pasted
from closures.reading.speaks_of import EXTENSION, NEW, POSTPONEMENT, REOPENING
from closures.reading.taken_out import Cut, TakenOut, stages_of, told_of
from closures.workflow import Status
from roadmap.models import City, RoadSegment, User
from roadmap.moments import moment_words, period_words, until_words
from roadmap.spans import Span

RECENT = timedelta(days=60)  # what was over before is not spoken of
MOST = 20  # that are compared
MOST_TOLD = 5
LEAST_SHARE = 0.3  # of the shorter of the two stretches
CLEARLY = 1.5  # times as likely as the next one


@dataclass(frozen=True)
class Earlier:
    """`verb` is the API's (change, reopen, finish, cancel; empty where nothing is left to do), `moment` what it gets:
    of a change the end, and `start` where that moves, too. By “part” it is changed to go on without the `cuts`."""

    event: RoadEvent
    verb: str
    moment: datetime | None
    difference: str
    score: float
    start: datetime | None = None
    cuts: tuple[Cut, ...] = ()


def earlier_events(user: User, pasted: Pasted, entry: Entry, at: datetime) -> list[Earlier]:
    """The likeliest first; none where the notice speaks of something new, or of what nobody entered here."""
    if pasted.speaks_of == NEW:
        return []
    likely = _likely(RoadEvent.objects.editable_by(user), pasted, entry, at)
    if opens_in_part(pasted.notice):
        words = _("Not all of it opens, or for a while only: enter that in the event.")
        return [Earlier(event, "", None, words, score) for score, event in likely]
    found = [_earlier(pasted, entry, event, score, at) for score, event in likely]
    return [each for one in found for each in (_stage_by_stage(pasted, entry, one, at) if one.verb else [one])]


def events_of_others(user: User, pasted: Pasted, entry: Entry, city: City, at: datetime) -> list[RoadEvent]:
    """What the notice may speak of, and others have to write: the likeliest first."""
    if pasted.speaks_of == NEW:
        return []
    mine = RoadEvent.objects.editable_by(user).values("pk")
    return [event for _score, event in _likely(city.road_events.exclude(pk__in=mine), pasted, entry, at)]


def is_clear(found: Sequence[Earlier]) -> bool:
    """Nobody has to be asked which one is meant."""
    return bool(found) and (len(found) == 1 or found[0].score >= CLEARLY * found[1].score)


def _likely(events: QuerySet, pasted: Pasted, entry: Entry, at: datetime) -> list[tuple[float, RoadEvent]]:
    candidates = _candidates(events, entry, at)
    lengths = _lengths(entry, candidates)
    found = [(_score(entry, pasted.notice, event, lengths), event) for event in candidates]
    return sorted((pair for pair in found if pair[0] > 0), key=lambda pair: (-pair[0], -pair[1].pk))[:MOST_TOLD]


def _candidates(events: QuerySet, entry: Entry, at: datetime) -> list[RoadEvent]:
    """On the same segments; where the notice's place is not on the map, on the same streets."""
    shown = events.filter(status__in=HELD, published_at__isnull=False)
    shown = shown.exclude(status=Status.FINISHED, ended_at__lt=at - RECENT).select_related("city", "agency")
    shown = shown.prefetch_related("phases__spans", "phases__locations")
    if entry.signal:
        return list(shown.filter(signal=entry.signal).order_by("-updated_at")[:MOST])
    segments = {span.segment_id for span in entry.spans}
    if segments:
        held = shown.filter(phases__spans__segment__in=segments).distinct()
    else:
        held = shown.filter(roads__overlap=entry.streets) if entry.streets else shown.none()
    return list(held.order_by("-updated_at")[:MOST])


def _spans(event: RoadEvent) -> list[Span]:
    return [span for phase in event.phases.all() for span in spans_of(phase)]


def _lengths(entry: Entry, events: Sequence[RoadEvent]) -> dict[int, float]:
    held = {span.segment_id for spans in (entry.spans, *map(_spans, events)) for span in spans}
    return dict(RoadSegment.objects.filter(pk__in=held).values_list("pk", "length_m"))


def _score(entry: Entry, notice: Notice, event: RoadEvent, lengths: dict[int, float]) -> float:
    """How much of the shorter stretch is shared; more where the old end is the one that the text tells, or the event
    still holds."""
    share = 1.0 if entry.signal else _share(entry.spans, _spans(event), lengths) if entry.spans else 0.5
    if share < LEAST_SHARE:
        return 0.0
    is_old_end = notice.old_end is not None and event.end is not None and _is_same_day(event, notice.old_end)
    is_held = event.status == Status.PUBLISHED
    is_same_cause = entry.fields.get("cause") not in ("", "unknown") and entry.fields.get("cause") == event.cause
    return share * (1 + 2 * is_old_end + 0.5 * is_held + 0.5 * is_same_cause)


def _share(ours: Sequence[Span], theirs: Sequence[Span], lengths: dict[int, float]) -> float:
    shared = sum(_shared(one, other) * lengths.get(one.segment_id, 0) for one in ours for other in theirs)
    least = min(_metres(ours, lengths), _metres(theirs, lengths))
    return min(shared / least, 1.0) if least else 0.0


def _shared(one: Span, other: Span) -> float:
    if not one.shares(other) or not one.ways & other.ways:
        return 0.0
    return min(one.end_position, other.end_position) - max(one.start_position, other.start_position)


def _metres(spans: Sequence[Span], lengths: dict[int, float]) -> float:
    return sum((span.end_position - span.start_position) * lengths.get(span.segment_id, 0) for span in spans)


def _is_same_day(event: RoadEvent, told: datetime) -> bool:
    """A last day is told by itself or by the midnight after it."""
    end = event.end.astimezone(event.city.zone).replace(tzinfo=None)
    return abs(end - told) <= timedelta(days=1)


# --- what would become of it


def _earlier(pasted: Pasted, entry: Entry, event: RoadEvent, score: float, at: datetime) -> Earlier:
    if pasted.speaks_of == EXTENSION:
        return _moved(event, _end_told(pasted, entry, event), score, at)
    if pasted.speaks_of == POSTPONEMENT:
        return _postponed(event, entry, score, at)
    if pasted.speaks_of == REOPENING:
        return _opened(event, entry, score, at)
    return _called_off(event, score, at)


def _stage_by_stage(pasted: Pasted, entry: Entry, earlier: Earlier, at: datetime) -> list[Earlier]:
    """Of several stages of one place, none of which the text tells, a person says which: all of it or one."""
    is_of_one_place = entry.signal or not has_other_place(entry, ahead(list(earlier.event.phases.all()), at))
    stages = stages_of(pasted, earlier.event, earlier.moment or at, at) if is_of_one_place else []
    if not stages:
        return [_of_the_whole(pasted, entry, earlier, at)]
    whole = _("all stages: %(difference)s") % {"difference": earlier.difference}
    return [replace(earlier, difference=whole), *(_without(earlier, stage, at) for stage in stages)]


def _without(earlier: Earlier, part: TakenOut, at: datetime) -> Earlier:
    ends = [cut.end for cut in part.cuts if cut.end]
    words = (
        _("open since %(moment)s: %(part)s; goes on: %(rest)s") if ends else _("called off: %(part)s; stays: %(rest)s")
    )
    moment = moment_words(max(ends), earlier.event.city.zone, at) if ends else ""
    told = words % {"moment": moment, "part": part.told, "rest": part.rest}
    return replace(earlier, verb="part", moment=None, start=None, difference=told, cuts=part.cuts)


def _of_the_whole(pasted: Pasted, entry: Entry, earlier: Earlier, at: datetime) -> Earlier:
    """Where only a part of the event is spoken of a verb would tell of all of it: what opens is taken out of it, else
    there is none."""
    whole = rest_of(pasted, entry, earlier.event, earlier.moment, at)
    if not whole:
        return earlier
    is_opened = earlier.verb in ("cancel", "finish") and not entry.signal
    if is_opened and (part := told_of(pasted, entry, earlier.event, earlier.moment or at, at)):
        return _without(earlier, part, at)
    words = _(
        "A part of the event only is spoken of (%(part)s): %(difference)s. All of it: %(whole)s. Change that part."
    )
    part = str(entry.signal) if entry.signal else ", ".join(entry.streets)
    told = words % {"part": part, "difference": earlier.difference, "whole": whole}
    return replace(earlier, verb="", moment=None, start=None, difference=told)


def _end_told(pasted: Pasted, entry: Entry, event: RoadEvent) -> datetime | None:
    ends = [window.end for window in entry.windows if window.end]
    told = pasted.notice.new_end or max(ends, default=None)
    return told and told.replace(tzinfo=event.city.zone)


def _moved(event: RoadEvent, end: datetime | None, score: float, at: datetime) -> Earlier:
    if end is None:
        return Earlier(
            event, "", None, _("The text tells no new end that is understood: enter it in the event."), score
        )
    zone = event.city.zone
    told = {
        "new": until_words(end, zone, at),
        "old": until_words(event.end, zone, at) if event.end else _("until further notice"),
    }
    if event.end == end:
        return Earlier(event, "", end, _("The event ends so already: %(new)s.") % told, score)
    verb = "reopen" if event.status == Status.FINISHED else "change"  # it counted as over by the plan
    return Earlier(event, verb, end, _("%(new)s instead of %(old)s") % told, score)


def _postponed(event: RoadEvent, entry: Entry, score: float, at: datetime) -> Earlier:
    """All of its term: what has begun cannot begin later."""
    zone = event.city.zone
    start, end = _term(entry, event)
    if start is None or end is None or event.start is None or event.start <= at:
        return Earlier(
            event, "", None, _("The text tells no other term that is understood: enter it in the event."), score
        )
    told = {
        "new": period_words(start, end, zone, at),
        "old": period_words(event.start, event.end, zone, at),
    }
    return Earlier(event, "change", end, _("%(new)s instead of %(old)s") % told, score, start)


def _term(entry: Entry, event: RoadEvent) -> tuple[datetime | None, datetime | None]:
    """The new days; where the text tells days only, the hours stay."""
    zone = event.city.zone
    starts, ends = ([getattr(one, name) for one in entry.windows] for name in ("start", "end"))
    if not starts or not all([*starts, *ends]):
        return None, None
    start, end = min(starts).replace(tzinfo=zone), max(ends).replace(tzinfo=zone)
    is_of_days = start.hour == start.minute == end.hour == end.minute == 0
    if is_of_days and event.start and event.end and (old := event.start.astimezone(zone)).time() != start.time():
        start = start.replace(hour=old.hour, minute=old.minute)
        return start, start + (event.end - event.start)
    return start, end


def _opened(event: RoadEvent, entry: Entry, score: float, at: datetime) -> Earlier:
    """Open since a moment that was; one that is still to come is another end of the plan."""
    zone = event.city.zone
    told = min((window.start for window in entry.windows if window.start), default=None)
    moment = told.replace(tzinfo=zone) if told else at
    if moment > at:
        return _moved(event, moment, score, at)
    if event.status == Status.PUBLISHED and event.start and event.start > at:
        return _called_off(event, score, at)
    if event.status == Status.FINISHED and not event.is_over_by_plan:
        words = _("It is over already, since %(moment)s.")
        return Earlier(event, "", None, words % {"moment": moment_words(event.ended_at, zone, at)}, score)
    words = _("open since %(moment)s instead of shut %(old)s")
    old = until_words(event.end, zone, at) if event.end else _("until further notice")
    return Earlier(event, "finish", moment, words % {"moment": moment_words(moment, zone, at), "old": old}, score)


def _called_off(event: RoadEvent, score: float, at: datetime) -> Earlier:
    if event.status == Status.FINISHED:
        return Earlier(event, "", None, _("It is over already."), score)
    if event.start and event.start <= at:
        return Earlier(event, "finish", at, _("it has begun: it ends now instead of being called off"), score)
    return Earlier(event, "cancel", None, _("it does not take place"), score)
