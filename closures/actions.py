"""The verbs of a road event. Admin, API, pages, commands and the clock all call these.

`at` is when it happens, `by` who does it (None is the clock). `channels` limits where texts go (None: all configured).
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from closures import posts
from closures.derive import derive, rebuild_spans
from closures.models import Phase, RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.models.kinds import Basis, Kind
from closures.signals import road_event_changed
from closures.snapshot import snapshot
from closures.validation import FIRST_YEAR, PhaseRefused, check_phase
from closures.workflow import MoveRefused, Status, check_move
from roadmap.models import Agency, City, TrafficSignal, User

MOST_PHASES = 50


@transaction.atomic
def draft(
    *, kind: str, city: City, agency: Agency, fields: dict, phases: Sequence[dict], by: User | None, at: datetime
) -> RoadEvent:
    """A new event that nobody outside sees yet. Raises ValidationError with the field named."""
    event = RoadEvent(kind=kind, city=city, agency=agency, created_by=by, created_at=at, updated_at=at)
    _fill(event, fields)
    event.save()
    _replace_phases(event, phases)
    derive(event, at)
    _record(event, Verb.DRAFTED, by=by, at=at)
    return event


@transaction.atomic
def submit_for_review(event: RoadEvent, *, by: User, at: datetime) -> RoadEventChange:
    event = RoadEvent.objects.locked(event.pk)
    check_move(event.status, Status.IN_REVIEW)
    event.status = Status.IN_REVIEW
    event.save(update_fields=["status"])
    return _record(event, Verb.SUBMITTED, by=by, at=at)


@transaction.atomic
def publish(
    event: RoadEvent, *, by: User | None, at: datetime, channels: Sequence[str] | None = None
) -> RoadEventChange:
    """Shows the event to the public and announces it. Raises MoveRefused, ValidationError."""
    event = RoadEvent.objects.locked(event.pk)
    _hold_signal(event)
    check_move(event.status, Status.PUBLISHED)
    event.status = Status.PUBLISHED
    event.published_at = event.published_at or at
    if event.start and event.start <= at:
        event.started_at, event.start_basis = event.start, Basis.PLAN
    event.validate_constraints()
    event.save()
    change = _record(event, Verb.PUBLISHED, by=by, at=at)
    posts.announce(change, channels=channels)  # rows in the table of deliveries; each is handed over after commit
    return change


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
) -> RoadEventChange:
    """A new version. Of a published event the public is told; a finished one whose end moves on is open again."""
    event = RoadEvent.objects.locked(event.pk)
    old_end = event.end
    _fill(event, fields)
    _hold_signal(event)
    if phases is not None:
        _replace_phases(event, phases)
    elif "signal" in fields and event.kind == Kind.SIGNAL_OUTAGE:
        _move_to_signal(event)
    if event.status == Status.FINISHED:
        _take_up_again(event, at)
    elif event.status == Status.CANCELLED:
        check_move(event.status, Status.PUBLISHED)
    event.save()
    derive(event, at)
    if event.start > at:
        event.started_at, event.start_basis = None, ""  # put off: the clock tells of the new start
        event.save(update_fields=["started_at", "start_basis"])
    is_draft = event.status in (Status.DRAFT, Status.IN_REVIEW)
    verb = Verb.DRAFTED if is_draft else Verb.EXTENDED if event.end != old_end else Verb.CHANGED
    entry = _record(event, verb, by=by, at=at, comment=comment)
    if not is_draft:
        posts.announce(entry, channels=channels)
    return entry


def _take_up_again(event: RoadEvent, at: datetime) -> None:
    check_move(event.status, Status.PUBLISHED)
    ends = [phase.end for phase in event.phases.all()]
    if all(end is not None and end <= at for end in ends):
        raise ValidationError({"planned_end": _("The event is over; give an end that is still to come.")})
    event.status, event.ended_at, event.end_basis = Status.PUBLISHED, None, ""


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
def confirm(
    event: RoadEvent,
    *,
    by: User,
    at: datetime,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    channels: Sequence[str] | None = None,
) -> RoadEventChange:
    """The field says when the phase of the day really began, or really ended. It overrides the plan."""
    event = RoadEvent.objects.locked(event.pk)
    check_open(event)
    phase = _phase_of_the_day(event, at)
    if started_at:
        phase.actual_start = _not_later(started_at, at, "started_at")
        known = event.started_at if event.start_basis == Basis.FIELD else None
        event.started_at, event.start_basis = min(known or started_at, started_at), Basis.FIELD
    if ended_at:
        phase.actual_end = _not_later(ended_at, at, "ended_at")
    if phase.end is not None and phase.end <= phase.start:
        raise ValidationError({"ended_at": _("The end must be later than the start.")})
    phase.save(update_fields=["actual_start", "actual_end"])
    event.save(update_fields=["started_at", "start_basis"])
    derive(event, at)
    entry = _record(event, Verb.CONFIRMED, by=by, at=at, basis=Basis.FIELD)
    posts.announce(entry, channels=channels)
    return entry


@transaction.atomic
def finish(
    event: RoadEvent,
    *,
    by: User | None,
    at: datetime,
    basis: str = Basis.FIELD,
    channels: Sequence[str] | None = None,
) -> RoadEventChange:
    """The road is open. By the plan the end is the planned one; from the field it is now, and stands as actual."""
    event = RoadEvent.objects.locked(event.pk)
    check_move(event.status, Status.FINISHED)
    if event.start is None or at <= event.start:
        raise ValidationError({"status": _("It has not begun yet: cancel it instead.")})
    if basis == Basis.PLAN and (event.end is None or at < event.end):
        raise MoveRefused(_("It was changed meanwhile."))
    event.status, event.end_basis = Status.FINISHED, basis
    event.ended_at = event.end if basis == Basis.PLAN and event.end else at
    if basis == Basis.FIELD:
        _end_phases(event, at)
    event.save()
    derive(event, at)
    entry = _record(event, Verb.FINISHED, by=by, at=at, basis=basis)
    posts.announce(entry, channels=channels)
    return entry


def _end_phases(event: RoadEvent, at: datetime) -> None:
    for phase in event.phases.all():
        if phase.start < at and (phase.end is None or phase.end > at):
            phase.actual_end = at
            phase.save(update_fields=["actual_end"])


@transaction.atomic
def cancel(
    event: RoadEvent, *, by: User | None, at: datetime, comment: str = "", channels: Sequence[str] | None = None
) -> RoadEventChange:
    """It will not be. What was published stays, and says so."""
    event = RoadEvent.objects.locked(event.pk)
    was_public = event.published_at is not None
    check_move(event.status, Status.CANCELLED)
    event.status = Status.CANCELLED
    event.save()
    derive(event, at)
    entry = _record(event, Verb.CANCELLED, by=by, at=at, comment=comment)
    if was_public:
        posts.announce(entry, channels=channels)
    return entry


def _hold_signal(event: RoadEvent) -> None:
    """Two outages of one signal at once would each wait for the other's constraint; so they wait for the signal."""
    if event.signal_id:
        TrafficSignal.objects.select_for_update().get(pk=event.signal_id)


def check_open(event: RoadEvent) -> None:
    if event.status != Status.PUBLISHED:
        raise ValidationError({"status": _("Only a published event can be confirmed.")})


def _phase_of_the_day(event: RoadEvent, at: datetime) -> Phase:
    """The last phase that has begun by the plan, else the first."""
    phases = list(event.phases.all())
    return next((phase for phase in reversed(phases) if phase.planned_start <= at), phases[0])


def _not_later(moment: datetime, at: datetime, field: str) -> datetime:
    if moment.year < FIRST_YEAR:
        raise ValidationError({field: _("Is the year right?")})
    if moment > at:
        raise ValidationError({field: _("This moment is still to come.")})
    return moment


def _fill(event: RoadEvent, fields: dict) -> None:
    for name, value in fields.items():
        setattr(event, name, value)
    if event.kind == Kind.SIGNAL_OUTAGE and event.signal is None:
        raise ValidationError({"signal": _("Choose the traffic signal.")})
    if event.signal and event.signal.city_id != event.city_id:
        raise ValidationError({"signal": _("This signal stands in another city.")})
    # Derived columns are filled from the phases; constraints are checked when they are.
    event.clean_fields(exclude={"geometry", "during", "in_force", "status", "created_at", "updated_at"})


def _replace_phases(event: RoadEvent, phases: Sequence[dict]) -> None:
    """The phases as given, in order; what the field confirmed of a phase that stays is kept."""
    if not phases:
        raise ValidationError({"phases": _("Say where and when.")})
    if len(phases) > MOST_PHASES:
        raise ValidationError({"phases": _("More than %d phases.") % MOST_PHASES})
    before = {phase.number: phase for phase in event.phases.all()}
    event.phases.all().delete()
    for number, values in enumerate(phases, start=1):
        try:
            _add_phase(event, number, dict(values), before.get(number))
        except ValidationError as error:
            raise PhaseRefused(number, error.message_dict) from error


def _add_phase(event: RoadEvent, number: int, values: dict, before: Phase | None) -> None:
    if event.kind == Kind.SIGNAL_OUTAGE:
        values["geometry"] = event.signal.geometry
    check_phase(event.kind, event.city, values)
    phase = Phase(event=event, number=number, **values)
    if before is not None:
        phase.actual_start, phase.actual_end = before.actual_start, before.actual_end
        if phase.planned_end != before.planned_end and (phase.planned_end is None or _ends_later(phase)):
            phase.actual_end = None  # the end was moved on after the field had reported one
        if phase.end is not None and phase.end <= phase.start:
            raise ValidationError(
                {"planned_end": _("The field reported other times; the end must be later than the start.")}
            )
    phase.full_clean(exclude={"event"})
    phase.save()
    rebuild_spans(phase)


def _move_to_signal(event: RoadEvent) -> None:
    """An outage lies where its signal stands."""
    for phase in event.phases.all():
        phase.geometry = event.signal.geometry
        phase.save(update_fields=["geometry"])
        rebuild_spans(phase)


def _ends_later(phase: Phase) -> bool:
    return phase.actual_end is not None and phase.planned_end > phase.actual_end


def _record(
    event: RoadEvent, verb: str, *, by: User | None, at: datetime, basis: str = "", comment: str = ""
) -> RoadEventChange:
    entry = RoadEventChange.record(event, verb, snapshot(event), by=by, at=at, basis=basis, comment=comment)
    transaction.on_commit(lambda: road_event_changed.send(RoadEvent, change=entry), robust=True)
    return entry
