"""What somebody says has really happened: a stage began or ended, or the road is open. It overrides the plan."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from closures import holding, posts
from closures.derive import derive
from closures.kinds.states import State
from closures.models import Phase, RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.models.lists import Basis, Source, is_better
from closures.recording import record
from closures.snapshot import all_of
from closures.validation import check_confirmed, check_past, check_windows
from closures.workflow import Status, check_move
from roadmap.accounts.places import Spot
from roadmap.models import User


@transaction.atomic
def confirm(
    event: RoadEvent,
    *,
    by: User | None,
    at: datetime,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    phase: int | Collection[int] | None = None,
    source: str = Source.OFFICE,
    comment: str = "",
    spots: Sequence[Spot] | None = None,
) -> RoadEventChange:
    """Somebody (`source`) says when a phase really began, or really ended: its number, or those of several; else the
    one of the day, with those that hold at the same times.

    It overrides the plan; without a moment it began as was confirmed, else as planned. What moves history asks for a
    reason (`comment`), and so does who knows it less well than the one who said it first. Where nothing is left to
    come, the event is finished. What was confirmed already is nobody's news, as in `change`.
    """
    event = RoadEvent.objects.locked(event.pk)
    _check_open(event)
    before, was_begun = all_of(event), event.started_at is not None
    confirmed = _phases_of(event, phase, at)
    began_early = was_begun and any(each.start > at for each in confirmed)
    for each in confirmed:
        _confirm_phase(each, started_at, ended_at, source=source, at=at, reason=comment)
    if started_at:
        check_windows(event.phases.all(), at)
    is_over = _follow_confirmed(event, at)
    if all_of(event) == before:
        return event.changes.latest("version")
    if is_over or ended_at:
        verb = Verb.FINISHED if is_over else Verb.CHANGED  # a part of it is free, and that is worth telling
    else:
        verb = _verb_of_start(event, at, was_begun=was_begun, began_early=began_early)
    entry = record(event, verb, by=by, at=at, basis=source, comment=comment)
    posts.announce(entry, spots=spots)
    return entry


def _verb_of_start(event: RoadEvent, at: datetime, *, was_begun: bool, began_early: bool) -> Verb:
    if was_begun and (began_early or event.has_untold_stage(at)):
        return Verb.STAGE
    return Verb.CONFIRMED if was_begun or event.started_at is None else Verb.STARTED


def _follow_confirmed(event: RoadEvent, at: datetime) -> bool:
    """What follows from confirmed times; whether the event is over by them."""
    derive(event, at)
    is_over = _note_what_began_and_ended(event, at)
    event.save()
    if is_over:
        derive(event, at)
    if event.overdue_at and event.state_at(at) != State.OVERDUE:
        event.overdue_at = None  # what had lapsed is over, and another stage is on or to come
        event.save(update_fields=["overdue_at"])
    return is_over


def _confirm_phase(
    phase: Phase,
    started_at: datetime | None,
    ended_at: datetime | None,
    *,
    source: str,
    at: datetime,
    reason: str,
) -> None:
    if started_at is None and ended_at is None:
        started_at = phase.actual_start or phase.planned_start
    told = {name: moment for name, moment in (("started_at", started_at), ("ended_at", ended_at)) if moment}
    check_confirmed(phase, told, at=at, reason=reason)
    if started_at and (reason or started_at != phase.actual_start or is_better(source, phase.start_source)):
        phase.actual_start, phase.start_source = started_at, source
    if ended_at and (reason or ended_at != phase.actual_end or is_better(source, phase.end_source)):
        phase.actual_end, phase.end_source = ended_at, source
    if phase.end is not None and phase.end <= phase.start:
        raise ValidationError({"ended_at": _("The end must be later than the start.")})
    phase.save(update_fields=["actual_start", "start_source", "actual_end", "end_source"])


def _note_what_began_and_ended(event: RoadEvent, at: datetime) -> bool:
    """The event began with the first hours of its first phase; it is over where each of them is."""
    phases = list(event.phases.all())
    first = min(phases, key=lambda phase: phase.during.lower)
    if first.during.lower <= at:
        event.started_at, event.start_basis = first.during.lower, first.start_source or Basis.PLAN
    if not all(phase.is_over_at(at) for phase in phases):
        return False
    last = max(phases, key=lambda phase: phase.end)
    event.status, event.ended_at, event.end_basis = Status.FINISHED, last.end, last.end_source or Basis.PLAN
    return True


def _check_open(event: RoadEvent) -> None:
    if event.status != Status.PUBLISHED:
        raise ValidationError({"status": _("Only a published event can be confirmed.")})


def _phases_of(event: RoadEvent, asked: int | Collection[int] | None, at: datetime) -> list[Phase]:
    phases = list(event.phases.all())
    if asked is None:
        of_the_day = event.phases.of_the_day(at).planned
        return [phase for phase in phases if phase.planned == of_the_day]
    numbers = {asked} if isinstance(asked, int) else set(asked)
    found = [phase for phase in phases if phase.number in numbers]
    if len(found) < len(numbers):
        raise ValidationError({"phase": [_("This event has no such stage.")]})
    return found


@transaction.atomic
def finish(
    event: RoadEvent,
    *,
    by: User | None,
    at: datetime,
    source: str = Source.OFFICE,
    ended_at: datetime | None = None,
    comment: str = "",
    spots: Sequence[Spot] | None = None,
) -> RoadEventChange:
    """The road is open since `ended_at`, else since now, as somebody (`source`) confirms; what the plan has ended may
    be confirmed later.

    What moves history asks for a reason (`comment`).
    """
    event = RoadEvent.objects.locked(event.pk)
    if not event.is_over_by_plan:
        check_move(event.status, Status.FINISHED)
    if event.start is None or at <= event.start:
        raise ValidationError({"status": _("It has not begun yet: cancel it instead.")})
    before = holding.before_step(event, by)
    event.status, event.ended_at, event.end_basis = Status.FINISHED, ended_at or at, source
    _end_phases(event, event.ended_at, source=source, at=at, reason=comment)
    event.save()
    derive(event, at)
    entry = record(event, Verb.FINISHED, by=by, at=at, basis=source, comment=comment, undo=before)
    posts.announce(entry, spots=spots)
    return entry


def _end_phases(event: RoadEvent, ended_at: datetime, *, source: str, at: datetime, reason: str) -> None:
    """Those that would hold longer end then, and the last stage that has begun does, also later than planned."""
    check_past(ended_at, at, "ended_at")
    begun = [phase for phase in event.phases.all() if phase.start < ended_at]
    if not begun:
        raise ValidationError({"ended_at": _("The end must be later than the start.")})
    last = max(begun, key=lambda phase: (phase.start, phase.end or ended_at))
    for phase in begun:
        if phase.end is None or phase.end > ended_at or (phase.planned == last.planned and phase.actual_end is None):
            check_confirmed(phase, {"ended_at": ended_at}, at=at, reason=reason)
            phase.actual_end, phase.end_source = ended_at, source
            phase.save(update_fields=["actual_end", "end_source"])
