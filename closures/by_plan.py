"""What the plan says has happened, while nobody has confirmed it: the clock's verbs. The actual times stay empty."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from closures import posts
from closures.derive import derive
from closures.kinds.states import State
from closures.models import RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.models.lists import Basis
from closures.recording import record
from closures.workflow import MoveRefused, Status, check_move
from roadmap.accounts.places import Spot


@transaction.atomic
def start(event: RoadEvent, *, at: datetime, spots: Sequence[Spot] | None = None) -> RoadEventChange:
    """The planned start has come: recorded with basis `plan`; the actual times stay empty.

    Raises MoveRefused where somebody cancelled, moved or started it between the clock's look and the lock.
    """
    event = RoadEvent.objects.locked(event.pk)
    if event.status != Status.PUBLISHED or event.started_at or event.start > at:
        raise MoveRefused(_("It was changed meanwhile."))
    event.started_at, event.start_basis = event.start, Basis.PLAN
    event.save(update_fields=["started_at", "start_basis"])
    entry = record(event, Verb.STARTED, by=None, at=at, basis=Basis.PLAN)
    posts.announce(entry, spots=spots)
    return entry


@transaction.atomic
def start_stage(event: RoadEvent, *, at: datetime, spots: Sequence[Spot] | None = None) -> RoadEventChange:
    """The start of a later stage has come: told once, whoever confirmed it or nobody.

    Raises MoveRefused where somebody ended, moved or told it between the clock's look and the lock.
    """
    event = RoadEvent.objects.locked(event.pk)
    if not event.has_untold_stage(at):
        raise MoveRefused(_("It was changed meanwhile."))
    entry = record(event, Verb.STAGE, by=None, at=at)
    posts.announce(entry, spots=spots)
    return entry


@transaction.atomic
def remind(event: RoadEvent, *, at: datetime) -> None:
    """Once, on the eve. Raises MoveRefused where somebody moved, began or ended it between the look and the lock."""
    looked_at, event = event, RoadEvent.objects.locked(event.pk)
    if event.version != looked_at.version or event.reminded_at is not None:
        raise MoveRefused(_("It was changed meanwhile."))
    RoadEvent.objects.filter(pk=event.pk).update(reminded_at=at)
    posts.remind(event, at=at)


@transaction.atomic
def mark_overdue(event: RoadEvent, *, at: datetime, spots: Sequence[Spot] | None = None) -> RoadEventChange:
    """Its end, or that of a stage before the next one, has come and nobody confirmed it: told once, until it is moved.

    Raises MoveRefused where somebody ended, moved or told it between the clock's look and the lock.
    """
    event = RoadEvent.objects.locked(event.pk)
    if not event.has_lapsed_untold(at) or event.state_at(at) != State.OVERDUE:
        raise MoveRefused(_("It was changed meanwhile."))
    event.overdue_at = at
    event.save(update_fields=["overdue_at"])
    entry = record(event, Verb.OVERDUE, by=None, at=at)
    posts.announce(entry, spots=spots)
    return entry


@transaction.atomic
def end_by_plan(event: RoadEvent, *, at: datetime, spots: Sequence[Spot] | None = None) -> RoadEventChange:
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
    entry = record(event, Verb.FINISHED, by=None, at=at, basis=Basis.PLAN)
    posts.announce(entry, spots=spots)
    return entry
