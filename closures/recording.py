"""One step of an event in its history, and what follows from it: it is held for a while, told, and shown anew."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from closures import holding
from closures.models import Phase, PublicVersion, RoadEvent, RoadEventChange
from closures.snapshot import snapshot
from roadmap import effects
from roadmap.models import User

TELLING = "road-event-changed"  # the effect by which all but the posts follow


def record(
    event: RoadEvent,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    basis: str = "",
    comment: str = "",
    proposed_by: User | None = None,
    undo: dict | None = None,
    phases: Sequence[Phase] | None = None,
) -> RoadEventChange:
    """The next version of a locked event. `undo` is the event before the step: nothing of it leaves before the agency's
    hold is over; `phases` are given where they are at hand.
    """
    until = holding.held_until(event, undo, at)
    told = {"basis": basis, "comment": comment, "proposed_by": proposed_by, "held_until": until}
    entry = _next_version(event, verb=verb, by=by, at=at, state=snapshot(event, phases), **told)
    if undo is not None:
        holding.hold(event, undo, until)
    if event.published_at is not None:
        PublicVersion.move(event.city_id)
    effects.leave(TELLING, entry.pk, at=at, not_before=until, change=entry.pk)
    return entry


def _next_version(event: RoadEvent, *, at: datetime, **told: object) -> RoadEventChange:
    event.version += 1
    event.updated_at = at
    event.save(update_fields=["version", "updated_at"])
    return RoadEventChange.objects.create(event=event, version=event.version, at=at, **told)


@transaction.atomic
def note(event: RoadEvent, verb: str, *, by: User | None, at: datetime, comment: str = "") -> RoadEventChange:
    """A version in which nothing of the event is another, but what was done about it is remembered."""
    return record(RoadEvent.objects.locked(event.pk), verb, by=by, at=at, comment=comment)


def as_it_stands(event: RoadEvent, verb: str, *, by: User, at: datetime, basis: str = "") -> RoadEventChange:
    """The next version of the row as it stands in memory, for who looks at it: it is not saved, and nobody is told."""
    state = snapshot(event)
    return RoadEventChange(event=event, version=event.version + 1, verb=verb, state=state, by=by, at=at, basis=basis)
