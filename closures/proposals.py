"""A change of what is shown, waiting for a second person: proposed, approved, returned, withdrawn.

What would differ is tried out and rolled back, when it is proposed and each time when it is looked at: what the
approver reads is what would happen to the event as it stands now. The history keeps each step: who, when, and why.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from closures import holding, recording
from closures.approval import is_approver
from closures.models import KnownClash, ProposedChange, RoadEvent, RoadEventChange, SourceItem, SourceRow, WorksSource
from closures.models.change import Verb
from closures.models.clash import Identity
from closures.workflow import MoveRefused
from roadmap.models import User


class OwnWaits(MoveRefused):
    """Their change that waits is to be read first: this one would take its place."""


@transaction.atomic
def propose(
    event: RoadEvent,
    verb: str,
    values: dict,
    *,
    by: User | None,
    at: datetime,
    trial: Callable[[], object],
    source: WorksSource | None = None,
    over: str = "",
) -> ProposedChange | None:
    """The event must be locked. `trial` does it, and raises what is wrong with it; None where nothing would differ.
    With a `source` it is that which tells it, and `by` who took its file over, if anybody did.

    `over` is the digest of the own change that was read, and is a part of this one.

    Raises MoveRefused where somebody else's waits already, OwnWaits where an own one does that was not read.
    """
    waiting = ProposedChange.objects.filter(event=event).select_related("by", "source").first()
    if waiting and not waiting.is_returned and not _is_from(waiting, by, source):
        words = _("A change waits for approval already (%(who)s): it is approved or returned first.")
        raise MoveRefused(words % {"who": waiting.author})
    if waiting and source is None and waiting.by == by:
        _check_read(waiting, verb, over)
    before = _known(event)
    made, known = _tried(event, trial)
    if made is None:
        return None
    told = {"verb": verb, "values": values, "clashes": sorted(known - before, key=str), "by": by, "at": at}
    told |= {"source": source, "returned_by": None, "returned_at": None, "comment": ""}
    recording.note(event, Verb.PROPOSED, by=by, at=at, comment=str(values.get("comment") or "")[:300])
    return ProposedChange.objects.update_or_create(event=event, defaults=told)[0]


def _check_read(waiting: ProposedChange, verb: str, over: str) -> None:
    """One waits at a time: another verb would drop it, and so would a change that knows nothing of it.

    Raises MoveRefused, OwnWaits.
    """
    if verb != waiting.verb:
        raise MoveRefused(_("A change of yours waits for approval already: withdraw it first."))
    if verb == ProposedChange.Verb.CHANGE and over != waiting.digest:
        raise OwnWaits(_("A change of yours waits for approval already: put this into it, on the event's page."))


def _is_from(waiting: ProposedChange, by: User | None, source: WorksSource | None) -> bool:
    """A source's newer word takes the place of its older one, whoever took them over; a person's own only their own."""
    return waiting.source == source if source or waiting.source else waiting.by == by


def _tried(event: RoadEvent, trial: Callable[[], object]) -> tuple[RoadEventChange | None, set[Identity]]:
    """The version that it would make, which is not kept (None where nothing would differ), and the clashes that would
    be known then."""
    version = event.version
    with transaction.atomic():
        trial()
        made = event.changes.filter(version__gt=version).order_by("-version").first()
        known = _known(event)
        transaction.set_rollback(True)
    return made, known


def _known(event: RoadEvent) -> set[Identity]:
    return {row.identity_of(event) for row in KnownClash.objects.of(event).open()}


def check_approver(proposal: ProposedChange, by: User) -> None:
    """Raises MoveRefused."""
    if not is_approver(by):
        raise MoveRefused(_("An approver has to see this change."))
    if by.pk in _authors_of(proposal):
        raise MoveRefused(_("You entered it yourself: somebody else approves it."))
    if proposal.is_returned:
        raise MoveRefused(_("It was returned: its author sends it again first."))


def may_approve(proposal: ProposedChange, user: User) -> bool:
    """Also one that was returned: when its author has sent it again."""
    return is_approver(user) and user.pk not in _authors_of(proposal)


def _authors_of(proposal: ProposedChange) -> set[int]:
    """Whoever has worded it, also before others did or in one that was withdrawn, or has uploaded the file that words
    it: since the last change of the event was approved."""
    changes = proposal.event.changes.standing()
    is_approved = Q(proposed_by__isnull=False) & ~Q(by=F("proposed_by"))
    end = changes.filter(is_approved).order_by("-version").first()
    worded = changes.filter(verb=Verb.PROPOSED, version__gt=end.version if end else 0)
    rows = SourceRow.objects.filter(event=proposal.event, outcome=SourceRow.Outcome.PROPOSED)
    uploaded = rows.filter(run__taken_at__gte=end.at) if end else rows
    return {proposal.by_id, *worded.values_list("by", flat=True), *uploaded.values_list("run__by", flat=True)}


def waiting_of(event: RoadEvent) -> ProposedChange:
    """Held. Raises MoveRefused where none is there."""
    found = (
        ProposedChange.objects.select_for_update(of=("self",))
        .select_related("by", "source")
        .filter(event=event)
        .first()
    )
    if found is None:
        raise MoveRefused(_("No change of this event waits for approval."))
    return found


@transaction.atomic
def send_back(proposal: ProposedChange, *, by: User, at: datetime, comment: str) -> None:
    """To its author, who reads why. Raises MoveRefused."""
    check_approver(proposal, by)
    proposal.returned_by, proposal.returned_at, proposal.comment = by, at, comment
    proposal.save(update_fields=["returned_by", "returned_at", "comment"])
    recording.note(proposal.event, Verb.SENT_BACK, by=by, at=at, comment=comment)


@transaction.atomic
def approve(proposal: ProposedChange, told: dict, *, by: User, do: Callable[[], object]) -> None:
    """`do` does it; `told` is what the approver adds to its values. Taken back, it waits again as it was sent."""
    check_approver(proposal, by)
    as_sent = holding.as_text(proposal)
    proposal.values = proposal.values | told
    do()
    items = SourceItem.objects.filter(event=proposal.event, source=proposal.source_id)
    holding.keep_proposal(proposal.event, as_sent, items)
    items.update(difference="", digest="")  # the next reading tells what a hand has corrected beside it
    proposal.delete()


@transaction.atomic
def withdraw(proposal: ProposedChange, *, by: User, at: datetime, comment: str = "") -> None:
    """By its author, or by an approver. Raises MoveRefused."""
    if proposal.by != by and not is_approver(by):
        raise MoveRefused(_("Only its author or an approver withdraws it."))
    give_up(proposal, by=by, at=at, comment=comment)


@transaction.atomic
def give_up(proposal: ProposedChange, *, by: User | None, at: datetime, comment: str) -> None:
    """It waits no more, and nothing of it was done."""
    recording.note(proposal.event, Verb.WITHDRAWN, by=by, at=at, comment=comment)
    proposal.delete()
