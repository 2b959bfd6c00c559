"""The verbs by which an event becomes another than it was: changed, tried out, taken up again. As those of actions.py,
they are called alike by API, pages, commands and the clock.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from closures import holding, posts
from closures.approval import check_change_of_shown
from closures.corrections import check_only_words
from closures.derive import derive
from closures.detours.laid import is_another_way, lay, lay_again
from closures.filling import fill
from closures.kinds.states import State
from closures.models import RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.opened import check_goes_on, check_word, confirmed_ends, opened_since
from closures.phases import ending_last, move_to_signal, replace_phases
from closures.recording import as_it_stands, record
from closures.snapshot import all_of
from closures.stages import to_the_minute
from closures.validation import check_phase, check_still_to_come, check_windows
from closures.workflow import UNSEEN, MoveRefused, Status, check_move
from roadmap.accounts.places import Spot
from roadmap.models import User


@transaction.atomic
def change(
    event: RoadEvent,
    *,
    fields: dict,
    phases: Sequence[dict] | None = None,
    by: User | None,
    at: datetime,
    comment: str = "",
    spots: Sequence[Spot] | None = None,
    proposed_by: User | None = None,
    told_as: Verb | None = None,
    ask: Callable[[RoadEvent], object] | None = None,
) -> RoadEventChange:
    """A new version. Of a published event the public is told; a finished one whose end moves on is open again, else
    only its words are corrected and it stays finished; a cancelled one stays as it is. A part that is open in fact ends
    by the word that `comment` names (closures.opened).

    `told_as` is what it is called where another verb did it; else it follows from what changed.

    Where nothing differs, nothing is written and nobody is told: the version that stands is given back. `ask` as in
    `actions.publish`.
    """
    event = RoadEvent.objects.locked(event.pk)
    _check_not_cancelled(event)
    check_word(phases, comment)
    check_change_of_shown(event, by, proposed_by)
    before, old_end, ends, undo = all_of(event), event.end, confirmed_ends(event), holding.before_change(event, by)
    after = _make(event, before, fields, phases, by=proposed_by or by, at=at)
    if after == before:
        return event.changes.latest("version")
    if ask:
        ask(event)
    verb, basis = (told_as, "") if told_as else _verb_of_change(event, old_end, ends)
    told = {"basis": basis, "comment": comment, "proposed_by": proposed_by}
    entry = record(event, verb, by=by, at=at, undo=undo, **told)
    if event.published_at is not None:
        posts.announce(entry, spots=spots)
    return entry


@transaction.atomic
def try_out(
    event: RoadEvent, *, fields: dict, phases: Sequence[dict] | None = None, by: User, at: datetime
) -> RoadEventChange | None:
    """The row as this change would make it, for who looks at it and rolls it back: the version is not saved, nobody is
    told, and no other writer of the city waits meanwhile. None where nothing differs.

    Raises what `change` raises but NeedsApproval.
    """
    event = RoadEvent.objects.locked(event.pk)
    _check_not_cancelled(event)
    before, old_end, ends = all_of(event), event.end, confirmed_ends(event)
    if _make(event, before, fields, phases, by=by, at=at) == before:
        return None
    verb, basis = _verb_of_change(event, old_end, ends)
    return as_it_stands(event, verb, by=by, at=at, basis=basis)


def _make(
    event: RoadEvent, before: dict, fields: dict, phases: Sequence[dict] | None, *, by: User | None, at: datetime
) -> dict:
    """What was given, and what follows from it; all of the event after that."""
    old_end, ends = event.end, confirmed_ends(event)
    _take_over(event, fields, phases, at, by)
    if event.status == Status.FINISHED:
        check_only_words(before, all_of(event))
    derive(event, at)
    if opened_since(event, ends):
        check_goes_on(event.phases.all(), at)
        old_end = event.end  # what is open lapses no more; the rest may have, and was told so
    _await_anew(event, at, old_end)
    after = all_of(event)
    if is_another_way(before, after):
        lay(event, at)
    return after


@transaction.atomic
def reopen(
    event: RoadEvent,
    *,
    by: User,
    at: datetime,
    planned_end: datetime | None = None,
    comment: str = "",
    spots: Sequence[Spot] | None = None,
    proposed_by: User | None = None,
    ask: Callable[[RoadEvent], object] | None = None,
) -> RoadEventChange:
    """Work goes on after all, until `planned_end` or without an end: in all places that were opened last. A stage that
    was called off is to come again, at its own time. `ask` as in `actions.publish`.
    """
    event = _held_as_over(event.pk)
    check_change_of_shown(event, by, proposed_by)
    undo = holding.before_step(event, by)
    _go_on(event, planned_end, at)
    if ask:
        ask(event)
    entry = record(event, Verb.EXTENDED, by=by, at=at, comment=comment, proposed_by=proposed_by, undo=undo)
    posts.announce(entry, spots=spots)
    return entry


@transaction.atomic
def try_reopening(event: RoadEvent, *, by: User, at: datetime, planned_end: datetime | None = None) -> RoadEventChange:
    """As `try_out`. Raises what `reopen` raises but NeedsApproval."""
    event = _held_as_over(event.pk)
    _go_on(event, planned_end, at)
    return as_it_stands(event, Verb.EXTENDED, by=by, at=at)


def _held_as_over(pk: int) -> RoadEvent:
    event = RoadEvent.objects.locked(pk)
    event.hold_signal()
    if event.status != Status.FINISHED:
        raise MoveRefused(_("Only what is over can be taken up again."))
    return event


def _go_on(event: RoadEvent, planned_end: datetime | None, at: datetime) -> None:
    old_end, phases = event.end, list(event.phases.all())
    for phase in ending_last(phases):
        phase.planned_end, phase.actual_end, phase.end_source = planned_end, None, ""
        check_phase(event.city, phase)
        phase.save(update_fields=["planned_end", "actual_end", "end_source"])
    check_windows(phases, at)
    _take_up_again(event, at)
    event.save()
    derive(event, at)
    lay_again(event)
    _await_anew(event, at, old_end)


def _take_over(event: RoadEvent, fields: dict, phases: Sequence[dict] | None, at: datetime, by: User | None) -> None:
    """What was given; what follows from it is derived after."""
    old_ends = _ends_of(event)
    fill(event, fields)
    event.hold_signal()
    if phases is not None:
        replace_phases(event, phases, at, by)
    elif "signal" in fields and event.declared.is_at_signal:
        move_to_signal(event)
    ends = _ends_of(event)
    if event.status == Status.FINISHED and ends != old_ends and len(ends) >= len(old_ends):
        _take_up_again(event, at)
    event.save()


def _verb_of_change(
    event: RoadEvent, old_end: datetime | None, ends: Mapping[int, datetime | None]
) -> tuple[Verb, str]:
    """And who says so, where a part is open by now: what holds is told anew then, with its term."""
    if event.status in UNSEEN:
        return Verb.DRAFTED, ""
    if opened := opened_since(event, ends):
        return Verb.CHANGED, opened[0].end_source
    return Verb.CHANGED if to_the_minute(event.end) == to_the_minute(old_end) else Verb.EXTENDED, ""


def _ends_of(event: RoadEvent) -> list[datetime | None]:
    return [phase.end for phase in event.phases.all()]


def _take_up_again(event: RoadEvent, at: datetime) -> None:
    check_move(event.status, Status.PUBLISHED)
    check_still_to_come(_ends_of(event), at)
    event.status, event.ended_at, event.end_basis = Status.PUBLISHED, None, ""
    event.published_at = event.published_at or at  # what was filed away was never shown


def _await_anew(event: RoadEvent, at: datetime, old_end: datetime | None) -> None:
    """What was put off is told by the clock when its new time comes."""
    if event.start > at:
        event.started_at, event.start_basis = None, ""
    if event.end != old_end or event.state_at(at) != State.OVERDUE:
        event.overdue_at = None  # be it the end of a stage alone that moved
    event.save(update_fields=["started_at", "start_basis", "overdue_at"])


def _check_not_cancelled(event: RoadEvent) -> None:
    if event.joined_to_id is not None:
        raise MoveRefused(_("It is told in another event: change that one."))
    if event.status == Status.CANCELLED:
        words = _("The event is cancelled: nothing of it changes any more. Should it take place, enter a new one.")
        raise MoveRefused(words)
