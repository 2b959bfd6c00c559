"""The verbs of a road event: entered, reviewed, shown, cancelled. Amending, confirming, the plan, joining and taking
back have rooms beside this one. API, pages, commands and the clock all call these.

`at` is when it happens, `by` who does it (None is the clock). `spots` limits where texts go (None: all that carry it).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from closures import holding, posts
from closures.approval import check_change_of_shown, check_publisher
from closures.derive import derive
from closures.detours.laid import lay
from closures.filling import fill
from closures.models import RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.models.lists import Basis
from closures.phases import replace_phases
from closures.recording import as_it_stands, record
from closures.street import links
from closures.validation import check_still_to_come
from closures.workflow import MoveRefused, Status, check_move
from roadmap.accounts.places import Spot
from roadmap.models import Agency, City, User


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
    fill(event, fields)
    event.save()
    links.make(event, at=at)
    replace_phases(event, phases, at, by)
    derive(event, at)
    lay(event, at)
    record(event, Verb.DRAFTED, by=by, at=at)
    return event


@transaction.atomic
def submit_for_review(event: RoadEvent, *, by: User, at: datetime, comment: str = "") -> RoadEventChange:
    event = RoadEvent.objects.locked(event.pk)
    check_move(event.status, Status.IN_REVIEW)
    event.status = Status.IN_REVIEW
    event.save(update_fields=["status"])
    return record(event, Verb.SUBMITTED, by=by, at=at, comment=comment)


@transaction.atomic
def send_back(event: RoadEvent, *, by: User, at: datetime, comment: str) -> RoadEventChange:
    """From review to its author, who reads why. Raises MoveRefused, ValidationError."""
    event = RoadEvent.objects.locked(event.pk)
    check_move(event.status, Status.DRAFT)
    if not comment:
        raise ValidationError({"comment": _("Say what is to be changed.")})
    event.status = Status.DRAFT
    event.save(update_fields=["status"])
    return record(event, Verb.RETURNED, by=by, at=at, comment=comment)


@transaction.atomic
def publish(
    event: RoadEvent,
    *,
    by: User | None,
    at: datetime,
    spots: Sequence[Spot] | None = None,
    ask: Callable[[RoadEvent], object] | None = None,
) -> RoadEventChange:
    """Shows the event to the public and announces it. Raises MoveRefused, ValidationError, and what `ask` raises: it is
    called once all of the event is as it will be, and before others of the city have to wait."""
    event = RoadEvent.objects.locked(event.pk)
    event.hold_signal()
    _check_not_over(event)
    check_move(event.status, Status.PUBLISHED)
    check_publisher(event, by)
    before = holding.before_step(event, by)
    phases = list(event.phases.prefetch_related("locations"))
    check_still_to_come([phase.end for phase in phases], at)
    event.status = Status.PUBLISHED
    event.published_at = event.published_at or at
    if event.start and event.start <= at:
        event.started_at, event.start_basis = event.start, Basis.PLAN
    event.validate_constraints()
    event.save()
    if ask:
        ask(event)
    change = record(event, Verb.PUBLISHED, by=by, at=at, undo=before, phases=phases)
    posts.announce(
        change, spots=spots, phases=phases
    )  # rows in the table of deliveries; each is handed over after commit
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
    return record(event, Verb.FINISHED, by=by, at=at, basis=Basis.PLAN)


@transaction.atomic
def cancel(
    event: RoadEvent,
    *,
    by: User | None,
    at: datetime,
    comment: str = "",
    spots: Sequence[Spot] | None = None,
    proposed_by: User | None = None,
) -> RoadEventChange:
    """It will not be. What was published stays, and says so."""
    event = RoadEvent.objects.locked(event.pk)
    was_public = event.published_at is not None
    check_move(event.status, Status.CANCELLED)
    check_change_of_shown(event, by, proposed_by)
    before = holding.before_change(event, by)
    event.status = Status.CANCELLED
    event.save()
    derive(event, at)
    entry = record(event, Verb.CANCELLED, by=by, at=at, comment=comment, proposed_by=proposed_by, undo=before)
    if was_public:
        posts.announce(entry, spots=spots)
    return entry


def as_cancelled(event: RoadEvent, *, by: User, at: datetime) -> RoadEventChange:
    """The version that `cancel` would make, in memory alone. Raises MoveRefused."""
    check_move(event.status, Status.CANCELLED)
    called_off = RoadEvent.objects.select_related("city", "agency").get(pk=event.pk)
    called_off.status = Status.CANCELLED
    return as_it_stands(called_off, Verb.CANCELLED, by=by, at=at)


def _check_not_over(event: RoadEvent) -> None:
    if event.status == Status.FINISHED:
        raise MoveRefused(_("It is over: take it up again instead."))
