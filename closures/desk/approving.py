"""A change of what is shown: done, or put before a second person, looked at by that one, and carried out."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from closures import actions, amending, posts, proposals
from closures.approval import NeedsApproval
from closures.conflicts import Clash
from closures.desk.changing import take_change, try_change
from closures.desk.clashes import asked_about, check_clashes
from closures.desk.event_form import EventInput, entry_of
from closures.desk.verb_forms import CommentInput, ReopenInput
from closures.differences import Difference, differences
from closures.history import moved_shapes
from closures.models import ProposedChange, RoadEvent, RoadEventChange
from closures.models.clash import Identity
from closures.snapshot import snapshot
from roadmap.api.fields import Parts
from roadmap.models import User


def do_or_propose(
    event: RoadEvent,
    verb: str,
    values: Mapping,
    do: Callable[[User | None], object],
    *,
    by: User,
    at: datetime,
    over: str = "",
) -> bool:
    """Whether it waits now. `do(proposed_by)`: without a name it is done; where a second person has to see it first,
    it is tried out in the writer's name (`over`: see closures.proposals). Raises what `do` raises."""
    try:
        with transaction.atomic():
            do(None)
    except NeedsApproval:
        told = {name: values[name] for name in PROPOSABLE[verb].form().fields if name in values}
        return proposals.propose(event, verb, told, by=by, at=at, trial=lambda: do(by), over=over) is not None
    return False


def carry_out(event: RoadEvent, proposal: ProposedChange, *, by: User, at: datetime, reason_by: User | None) -> None:
    """The event must be locked; `reason_by` has said why what clashes goes on: its author of what clashed then, an
    approver of all that does now. Of what nobody but a source has proposed the approver is the person who decided it.

    Raises what the verb raises.
    """
    reason_for = proposal.answered if reason_by == proposal.by else None
    who = {"by": by, "at": at, "proposed_by": proposal.by or by, "reason_by": reason_by, "reason_for": reason_for}
    PROPOSABLE[proposal.verb].carry_out(event, proposal.values, **who)


def _change(event: RoadEvent, values: Mapping, **who) -> None:
    take_change(event, entry_of(values, event.city), **who)


def _reopen(
    event: RoadEvent, values: Mapping, *, reason_by: User | None, reason_for: Collection[Identity] | None, **who
) -> None:
    told = _checked(ReopenInput, event, values)
    told.pop("confirmed", None)
    reason = told.pop("clash_reason", "")
    amending.reopen(event, **who, **told)
    reopened, why = RoadEvent.objects.get(pk=event.pk), {"reason": reason, "by": reason_by, "reason_for": reason_for}
    check_clashes(reopened, who["at"], **why)


def _cancel(event: RoadEvent, values: Mapping, *, by: User, at: datetime, proposed_by: User, **_why) -> None:
    """What is called off clashes with nothing."""
    told = _checked(CommentInput, event, values)
    actions.cancel(event, by=by, at=at, proposed_by=proposed_by, **told)


def _checked(form: type, event: RoadEvent, values: Mapping) -> dict:
    with timezone.override(event.city.zone):
        filled = form(data=values)
        filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)


@dataclass(frozen=True)
class Outcome:
    """What a change that waits would make of the event: how it differs from what stands, in words and for a map, what
    it would clash with (`asked`: what nobody has given a reason for yet), and the post that would go out; empty where
    nobody would be told."""

    differences: list[Difference]
    shapes: dict
    clashes: list[Clash]
    asked: list[Clash]
    post: str


def outcome_of(proposal: ProposedChange, at: datetime) -> Outcome:
    """As the event stands now: it is made and taken back, so the row is held meanwhile and no GET may ask for it.

    Raises what the verb raises.
    """
    event, clashes = proposal.event, []
    before = snapshot(event)
    with transaction.atomic():
        change = PROPOSABLE[proposal.verb].try_out(event, proposal.values, by=proposal.by, at=at)
        state, post = (change.state, _post_of(change)) if change else (before, "")
        if proposal.verb != ProposedChange.Verb.CANCEL:  # what is called off clashes with nothing
            clashes = asked_about(RoadEvent.objects.select_related("city", "agency").get(pk=event.pk), at)
        transaction.set_rollback(True)
    answered = proposal.answered if proposal.values.get("clash_reason") else ()
    asked = [clash for clash in clashes if clash.identity not in answered]
    told = [clash for clash in clashes if clash not in asked]
    return Outcome(differences(before, state, event.city.zone, at), moved_shapes(state, before), told, asked, post)


def _post_of(change: RoadEventChange) -> str:
    return posts.texts_of(change).long if posts.is_told(change) else ""


def _try_change(event: RoadEvent, values: Mapping, **who) -> RoadEventChange | None:
    return try_change(event, entry_of(values, event.city), **who)


def _try_reopening(event: RoadEvent, values: Mapping, **who) -> RoadEventChange:
    told = _checked(ReopenInput, event, values)
    return amending.try_reopening(event, planned_end=told.get("planned_end"), **who)


def _try_cancelling(event: RoadEvent, values: Mapping, **who) -> RoadEventChange:
    _checked(CommentInput, event, values)
    return actions.as_cancelled(event, **who)


@dataclass(frozen=True)
class Proposable:
    """A verb that may wait: `form` says what is kept of what came, no more than what is read; `carry_out` does it, and
    `try_out` makes the version that it would be, for who rolls it back."""

    form: type[Parts]
    carry_out: Callable[..., None]
    try_out: Callable[..., RoadEventChange | None]


PROPOSABLE = {
    ProposedChange.Verb.CHANGE: Proposable(EventInput, _change, _try_change),
    ProposedChange.Verb.REOPEN: Proposable(ReopenInput, _reopen, _try_reopening),
    ProposedChange.Verb.CANCEL: Proposable(CommentInput, _cancel, _try_cancelling),
}
