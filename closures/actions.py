"""The verbs of a road event. Admin, API, pages, commands and the clock all call these.

`at` is when it happens, `by` who does it (None is the clock). `channels` limits where texts go (None: all configured).
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from closures import holding, posts
from closures.approval import check_change_of_shown, check_publisher
from closures.corrections import check_only_words
from closures.derive import DERIVED, derive
from closures.detours.laid import lay
from closures.kinds.states import State
from closures.models import Phase, PublicVersion, RoadEvent, RoadEventChange, SiteReport
from closures.models.change import Verb
from closures.models.lists import Basis, Source, is_better
from closures.phases import move_to_signal, replace_phases
from closures.snapshot import snapshot
from closures.stages import ending_last, to_the_minute
from closures.validation import check_confirmed, check_past, check_phase, check_windows
from closures.workflow import MoveRefused, Status, check_move
from roadmap import delivery, effects
from roadmap.models import Agency, City, TrafficSignal, User

TELLING = "road-event-changed"  # the effect by which all but the posts follow
RENEWED_BEFORE = timedelta(days=30)  # the spelled-out windows of what has no end run out


@transaction.atomic
def draft(
    *,
    kind: str,
    city: City,
    agency: Agency,
    fields: dict,
    phases: Sequence[dict],
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> RoadEvent:
    """A new event that nobody outside sees yet; `key` is the form's, under which it is found again.

    Raises ValidationError with the field named.
    """
    event = RoadEvent(kind=kind, city=city, agency=agency, created_by=by, created_at=at, updated_at=at, entry_key=key)
    _fill(event, fields)
    event.save()
    replace_phases(event, phases, at, by)
    derive(event, at)
    lay(event)
    _record(event, Verb.DRAFTED, by=by, at=at)
    return event


@transaction.atomic
def note(event: RoadEvent, verb: str, *, by: User | None, at: datetime, comment: str = "") -> RoadEventChange:
    """A version in which nothing of the event is another, but what was done about it is remembered."""
    return _record(RoadEvent.objects.locked(event.pk), verb, by=by, at=at, comment=comment)


@transaction.atomic
def submit_for_review(event: RoadEvent, *, by: User, at: datetime, comment: str = "") -> RoadEventChange:
    event = RoadEvent.objects.locked(event.pk)
    check_move(event.status, Status.IN_REVIEW)
    event.status = Status.IN_REVIEW
    event.save(update_fields=["status"])
    return _record(event, Verb.SUBMITTED, by=by, at=at, comment=comment)


@transaction.atomic
def send_back(event: RoadEvent, *, by: User, at: datetime, comment: str) -> RoadEventChange:
    """From review to its author, who reads why. Raises MoveRefused, ValidationError."""
    event = RoadEvent.objects.locked(event.pk)
    check_move(event.status, Status.DRAFT)
    if not comment:
        raise ValidationError({"comment": _("Say what is to be changed.")})
    event.status = Status.DRAFT
    event.save(update_fields=["status"])
    return _record(event, Verb.RETURNED, by=by, at=at, comment=comment)


@transaction.atomic
def publish(
    event: RoadEvent, *, by: User | None, at: datetime, channels: Sequence[str] | None = None
) -> RoadEventChange:
    """Shows the event to the public and announces it. Raises MoveRefused, ValidationError."""
    event = RoadEvent.objects.locked(event.pk)
    _hold_signal(event)
    _check_not_over(event)
    check_move(event.status, Status.PUBLISHED)
    check_publisher(event, by)
    before = holding.before_step(event, by)
    _check_still_to_come(event, at)
    event.status = Status.PUBLISHED
    event.published_at = event.published_at or at
    if event.start and event.start <= at:
        event.started_at, event.start_basis = event.start, Basis.PLAN
    event.validate_constraints()
    event.save()
    change = _record(event, Verb.PUBLISHED, by=by, at=at, undo=before)
    posts.announce(change, channels=channels)  # rows in the table of deliveries; each is handed over after commit
    return change


@transaction.atomic
def file_away(event: RoadEvent, *, by: User | None, at: datetime, is_public: bool) -> RoadEventChange:
    """A draft whose time has passed becomes history, over by its plan; nobody is told. Raises MoveRefused."""
    event = RoadEvent.objects.locked(event.pk)
    if event.status != Status.DRAFT or event.end is None or event.end > at:
        raise MoveRefused(_("Only a draft whose end is past can be filed away."))
    event.status = Status.FINISHED
    event.started_at, event.ended_at = event.start, event.end
    event.start_basis = event.end_basis = Basis.PLAN
    event.published_at = at if is_public else None
    event.save()
    derive(event, at)
    return _record(event, Verb.FINISHED, by=by, at=at, basis=Basis.PLAN)


@transaction.atomic
def change(
    event: RoadEvent,
    *,
    fields: dict,
    phases: Sequence[dict] | None = None,
    by: User | None,
    at: datetime,
    comment: str = "",
    channels: Sequence[str] | None = None,
    proposed_by: User | None = None,
    told_as: Verb | None = None,
) -> RoadEventChange:
    """A new version. Of a published event the public is told; a finished one whose end moves on is open again, else
    only its words are corrected and it stays finished; a cancelled one stays as it is.

    `told_as` is what it is called where another verb did it; else it follows from what changed.

    Where nothing differs, nothing is written and nobody is told: the version that stands is given back.
    """
    event = RoadEvent.objects.locked(event.pk)
    _check_not_cancelled(event)
    check_change_of_shown(event, by, proposed_by)
    before, old_end, undo = _all_of(event), event.end, _before_change(event, by)
    _take_over(event, fields, phases, at, proposed_by or by)
    if event.status == Status.FINISHED:
        check_only_words(before, _all_of(event))
    derive(event, at)
    lay(event)
    _await_anew(event, at, old_end)
    if _all_of(event) == before:
        return event.changes.latest("version")
    verb = told_as or _verb_of_change(event, old_end)
    entry = _record(event, verb, by=by, at=at, comment=comment, proposed_by=proposed_by, undo=undo)
    if event.published_at is not None:
        posts.announce(entry, channels=channels)
    return entry


def _before_change(event: RoadEvent, by: User | None) -> dict | None:
    """Nobody is told of a draft, so nothing of it is held."""
    return holding.before_step(event, by) if event.published_at else None


def _take_over(event: RoadEvent, fields: dict, phases: Sequence[dict] | None, at: datetime, by: User | None) -> None:
    """What was given; what follows from it is derived after."""
    old_ends = _ends_of(event)
    _fill(event, fields)
    _hold_signal(event)
    if phases is not None:
        replace_phases(event, phases, at, by)
    elif "signal" in fields and event.declared.is_at_signal:
        move_to_signal(event)
    ends = _ends_of(event)
    if event.status == Status.FINISHED and ends != old_ends and len(ends) >= len(old_ends):
        _take_up_again(event, at)
    event.save()


def _verb_of_change(event: RoadEvent, old_end: datetime | None) -> Verb:
    if event.status in (Status.DRAFT, Status.IN_REVIEW):
        return Verb.DRAFTED
    return Verb.CHANGED if to_the_minute(event.end) == to_the_minute(old_end) else Verb.EXTENDED


def _check_not_over(event: RoadEvent) -> None:
    if event.status == Status.FINISHED:
        raise MoveRefused(_("It is over: take it up again instead."))


def _check_not_cancelled(event: RoadEvent) -> None:
    if event.status == Status.CANCELLED:
        words = _("The event is cancelled: nothing of it changes any more. Should it take place, enter a new one.")
        raise MoveRefused(words)


@transaction.atomic
def reopen(
    event: RoadEvent,
    *,
    by: User,
    at: datetime,
    planned_end: datetime | None = None,
    comment: str = "",
    channels: Sequence[str] | None = None,
    proposed_by: User | None = None,
) -> RoadEventChange:
    """Work goes on after all, until `planned_end` or without an end: in all places that were opened last. A stage that
    was called off is to come again, at its own time.
    """
    event = RoadEvent.objects.locked(event.pk)
    _hold_signal(event)
    if event.status != Status.FINISHED:
        raise MoveRefused(_("Only what is over can be taken up again."))
    check_change_of_shown(event, by, proposed_by)
    old_end, phases, undo = event.end, list(event.phases.all()), holding.before_step(event, by)
    for phase in ending_last(phases):
        phase.planned_end, phase.actual_end, phase.end_source = planned_end, None, ""
        check_phase(event.city, phase)
        phase.save(update_fields=["planned_end", "actual_end", "end_source"])
    check_windows(phases, at)
    _take_up_again(event, at)
    event.save()
    derive(event, at)
    _await_anew(event, at, old_end)
    entry = _record(event, Verb.EXTENDED, by=by, at=at, comment=comment, proposed_by=proposed_by, undo=undo)
    posts.announce(entry, channels=channels)
    return entry


def _all_of(event: RoadEvent) -> dict:
    """Everything that a change can change."""
    return snapshot(event) | {"detour_geometry": event.detour_geometry, "permitted": event.permitted}


def _ends_of(event: RoadEvent) -> list[datetime | None]:
    return [phase.end for phase in event.phases.all()]


def _take_up_again(event: RoadEvent, at: datetime) -> None:
    check_move(event.status, Status.PUBLISHED)
    _check_still_to_come(event, at)
    event.status, event.ended_at, event.end_basis = Status.PUBLISHED, None, ""
    event.published_at = event.published_at or at  # what was filed away was never shown


def _await_anew(event: RoadEvent, at: datetime, old_end: datetime | None) -> None:
    """What was put off is told by the clock when its new time comes."""
    if event.start > at:
        event.started_at, event.start_basis = None, ""
    if event.end != old_end or event.state_at(at) != State.OVERDUE:
        event.overdue_at = None  # be it the end of a stage alone that moved
    event.save(update_fields=["started_at", "start_basis", "overdue_at"])


def _check_still_to_come(event: RoadEvent, at: datetime) -> None:
    """What is over is no news: it would be announced and ended in one breath."""
    if all(end is not None and end <= at for end in _ends_of(event)):
        raise ValidationError({"planned_end": _("The event is over; give an end that is still to come.")})


@transaction.atomic
def start(event: RoadEvent, *, at: datetime, channels: Sequence[str] | None = None) -> RoadEventChange:
    """The planned start has come: recorded with basis `plan`; the actual times stay empty.

    Raises MoveRefused where somebody cancelled, moved or started it between the clock's look and the lock.
    """
    event = RoadEvent.objects.locked(event.pk)
    if event.status != Status.PUBLISHED or event.started_at or event.start > at:
        raise MoveRefused(_("It was changed meanwhile."))
    event.started_at, event.start_basis = event.start, Basis.PLAN
    event.save(update_fields=["started_at", "start_basis"])
    entry = _record(event, Verb.STARTED, by=None, at=at, basis=Basis.PLAN)
    posts.announce(entry, channels=channels)
    return entry


@transaction.atomic
def start_stage(event: RoadEvent, *, at: datetime, channels: Sequence[str] | None = None) -> RoadEventChange:
    """The start of a later stage has come: told once, whoever confirmed it or nobody.

    Raises MoveRefused where somebody ended, moved or told it between the clock's look and the lock.
    """
    event = RoadEvent.objects.locked(event.pk)
    if not _has_untold_stage(event, at):
        raise MoveRefused(_("It was changed meanwhile."))
    entry = _record(event, Verb.STAGE, by=None, at=at)
    posts.announce(entry, channels=channels)
    return entry


def _has_untold_stage(event: RoadEvent, at: datetime) -> bool:
    return RoadEvent.objects.with_untold_stage(at).filter(pk=event.pk).exists()


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
    channels: Sequence[str] | None = None,
) -> RoadEventChange:
    """Somebody (`source`) says when a phase really began, or really ended: its number, or those of several; else the
    one of the day, with those that hold at the same times.

    It overrides the plan; without a moment it began as was confirmed, else as planned. What moves history asks for a
    reason (`comment`), and so does who knows it less well than the one who said it first. Where nothing is left to
    come, the event is finished. What was confirmed already is nobody's news, as in `change`.
    """
    event = RoadEvent.objects.locked(event.pk)
    check_open(event)
    before, was_begun = _all_of(event), event.started_at is not None
    confirmed = _phases_of(event, phase, at)
    began_early = was_begun and any(each.start > at for each in confirmed)
    for each in confirmed:
        _confirm_phase(each, started_at, ended_at, source=source, at=at, reason=comment)
    if started_at:
        check_windows(event.phases.all(), at)
    is_over = _follow_confirmed(event, at)
    if _all_of(event) == before:
        return event.changes.latest("version")
    if is_over:
        verb = Verb.FINISHED
    elif ended_at:
        verb = Verb.CHANGED  # a part of it is free, and that is worth telling
    elif was_begun and (began_early or _has_untold_stage(event, at)):
        verb = Verb.STAGE
    else:
        verb = Verb.CONFIRMED if was_begun or event.started_at is None else Verb.STARTED
    entry = _record(event, verb, by=by, at=at, basis=source, comment=comment)
    posts.announce(entry, channels=channels)
    return entry


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


@transaction.atomic
def finish(
    event: RoadEvent,
    *,
    by: User | None,
    at: datetime,
    source: str = Source.OFFICE,
    ended_at: datetime | None = None,
    comment: str = "",
    channels: Sequence[str] | None = None,
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
    entry = _record(event, Verb.FINISHED, by=by, at=at, basis=source, comment=comment, undo=before)
    posts.announce(entry, channels=channels)
    return entry


@transaction.atomic
def mark_overdue(event: RoadEvent, *, at: datetime, channels: Sequence[str] | None = None) -> RoadEventChange:
    """Its end, or that of a stage before the next one, has come and nobody confirmed it: told once, until it is moved.

    Raises MoveRefused where somebody ended, moved or told it between the clock's look and the lock.
    """
    event = RoadEvent.objects.locked(event.pk)
    if not event.has_lapsed_untold(at) or event.state_at(at) != State.OVERDUE:
        raise MoveRefused(_("It was changed meanwhile."))
    event.overdue_at = at
    event.save(update_fields=["overdue_at"])
    entry = _record(event, Verb.OVERDUE, by=None, at=at)
    posts.announce(entry, channels=channels)
    return entry


@transaction.atomic
def end_by_plan(event: RoadEvent, *, at: datetime, channels: Sequence[str] | None = None) -> RoadEventChange:
    """Nobody confirmed the end, and the city's hours after it have passed: the plan counts. The actual end stays empty.

    Raises MoveRefused where somebody ended or moved it between the clock's look and the lock.
    """
    event = RoadEvent.objects.locked(event.pk)
    check_move(event.status, Status.FINISHED)
    if event.plan_counts_at is None or at < event.plan_counts_at:
        raise MoveRefused(_("It was changed meanwhile."))
    event.status, event.ended_at, event.end_basis = Status.FINISHED, event.end, Basis.PLAN
    event.save()
    derive(event, at)
    entry = _record(event, Verb.FINISHED, by=None, at=at, basis=Basis.PLAN)
    posts.announce(entry, channels=channels)
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


@transaction.atomic
def cancel(
    event: RoadEvent,
    *,
    by: User | None,
    at: datetime,
    comment: str = "",
    channels: Sequence[str] | None = None,
    proposed_by: User | None = None,
) -> RoadEventChange:
    """It will not be. What was published stays, and says so."""
    event = RoadEvent.objects.locked(event.pk)
    was_public = event.published_at is not None
    check_move(event.status, Status.CANCELLED)
    check_change_of_shown(event, by, proposed_by)
    before = _before_change(event, by)
    event.status = Status.CANCELLED
    event.save()
    derive(event, at)
    entry = _record(event, Verb.CANCELLED, by=by, at=at, comment=comment, proposed_by=proposed_by, undo=before)
    if was_public:
        posts.announce(entry, channels=channels)
    return entry


@transaction.atomic
def undo(event: RoadEvent, *, by: User, at: datetime) -> RoadEventChange:
    """The last step is taken back while nothing of it has left: the event is as it was, and readers hear of neither.

    Raises MoveRefused where it is too late.
    """
    event = RoadEvent.objects.locked(event.pk)
    _hold_signal(event)
    step = holding.checked_step(event, at)
    undone = event.changes.get(version=step.version)
    if not effects.take_back(TELLING, undone.pk) or not delivery.take_back(event.subject, step.version):
        raise MoveRefused(holding.too_late())
    SiteReport.objects.filter(change=undone).ask_again()
    holding.put_back(event, step)
    event.validate_constraints()
    derive(event, at)
    lay(event)
    step.delete()
    entry = _record(event, Verb.UNDONE, by=by, at=at)
    PublicVersion.move(event.city_id)  # it was on the map for a moment, also where it is no more
    return entry


@transaction.atomic
def send_now(event: RoadEvent, *, by: User, at: datetime) -> None:
    """In an emergency: what waits leaves at once, and is not taken back any more. Raises MoveRefused."""
    event = RoadEvent.objects.locked(event.pk)
    step = holding.checked_step(event, at)
    effects.bring_forward(TELLING, event.changes.get(version=step.version).pk, at=at)
    delivery.bring_forward(event.subject, step.version, at=at)
    step.delete()


@transaction.atomic
def remark(event: RoadEvent, *, by: User | None, at: datetime, comment: str) -> RoadEventChange:
    """Nothing of it changes: words to its body, in its history alone."""
    event = RoadEvent.objects.locked(event.pk)
    return _record(event, Verb.REMARKED, by=by, at=at, comment=comment)


@transaction.atomic
def renew(event: RoadEvent, *, at: datetime) -> None:
    """What has no end goes on: its windows are spelled out anew from here. No version: nothing is new to anybody."""
    event = RoadEvent.objects.locked(event.pk)
    if event.status == Status.PUBLISHED:
        derive(event, at)
        PublicVersion.move(event.city_id)


@transaction.atomic
def derive_anew(pk: int, *, at: datetime) -> None:
    """No version: nothing is new to anybody."""
    event = RoadEvent.objects.locked(pk)
    derive(event, at)
    lay(event)
    PublicVersion.move(event.city_id)


def _hold_signal(event: RoadEvent) -> None:
    """Two outages of one signal at once would each wait for the other's constraint; so they wait for the signal."""
    if event.signal_id:
        TrafficSignal.objects.select_for_update().get(pk=event.signal_id)


def check_open(event: RoadEvent) -> None:
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


def _fill(event: RoadEvent, fields: dict) -> None:
    for name, value in fields.items():
        setattr(event, name, value)
    if event.declared.is_at_signal and event.signal is None:
        raise ValidationError({"signal": _("Choose the traffic signal.")})
    if event.signal and event.signal.city_id != event.city_id:
        raise ValidationError({"signal": _("This signal stands in another city.")})
    # Derived columns are filled from the phases; constraints are checked when they are.
    event.clean_fields(exclude={*DERIVED, "status", "created_at", "updated_at"})


def _record(
    event: RoadEvent,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    basis: str = "",
    comment: str = "",
    proposed_by: User | None = None,
    undo: dict | None = None,
) -> RoadEventChange:
    """`undo` is the event before the step: nothing of it leaves before the agency's hold is over."""
    until = holding.held_until(event, undo, at)
    told = {"basis": basis, "comment": comment, "proposed_by": proposed_by, "held_until": until}
    entry = RoadEventChange.record(event, verb, snapshot(event), by=by, at=at, **told)
    if undo is not None:
        holding.hold(event, undo, until)
    if event.published_at is not None:
        PublicVersion.move(event.city_id)
    effects.leave(TELLING, entry.pk, at=at, not_before=until, change=entry.pk)
    return entry
