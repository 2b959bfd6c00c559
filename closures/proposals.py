"""A change of what is shown, waiting for a second person: proposed, approved, returned, withdrawn.

What would differ is tried out and rolled back, when it is proposed and each time when it is looked at: what the
approver reads is what would happen to the event as it stands now.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from closures.approval import is_approver
from closures.models import ProposedChange, RoadEvent, RoadEventChange
from closures.workflow import MoveRefused
from roadmap.models import User


@transaction.atomic
def propose(
    event: RoadEvent, verb: str, values: dict, *, by: User, at: datetime, trial: Callable[[], object]
) -> ProposedChange | None:
    """The event must be locked. `trial` does it, and raises what is wrong with it; None where nothing would differ.

    Raises MoveRefused where somebody else's waits already.
    """
    waiting = ProposedChange.objects.filter(event=event).select_related("by").first()
    if waiting and not waiting.is_returned and waiting.by != by:
        words = _("A change by %(who)s waits for approval already: it is approved or returned first.")
        raise MoveRefused(words % {"who": waiting.by.shown_name})
    if tried(event, trial) is None:
        return None
    told = {"verb": verb, "values": values, "by": by, "at": at, "returned_by": None, "returned_at": None, "comment": ""}
    return ProposedChange.objects.update_or_create(event=event, defaults=told)[0]


def tried(event: RoadEvent, trial: Callable[[], object]) -> RoadEventChange | None:
    """The version that it would make, which is not kept; None where nothing would differ."""
    version = event.version
    with transaction.atomic():
        trial()
        made = event.changes.filter(version__gt=version).order_by("-version").first()
        transaction.set_rollback(True)
    return made


def check_approver(proposal: ProposedChange, by: User) -> None:
    """Raises MoveRefused."""
    if not is_approver(by):
        raise MoveRefused(_("An approver has to see this change."))
    if proposal.by == by:
        raise MoveRefused(_("You entered it yourself: somebody else approves it."))
    if proposal.is_returned:
        raise MoveRefused(_("It was returned: its author sends it again first."))


def waiting_of(event: RoadEvent) -> ProposedChange:
    """Held. Raises MoveRefused where none is there."""
    found = ProposedChange.objects.select_for_update(of=("self",)).select_related("by").filter(event=event).first()
    if found is None:
        raise MoveRefused(_("No change of this event waits for approval."))
    return found


def send_back(proposal: ProposedChange, *, by: User, at: datetime, comment: str) -> None:
    """To its author, who reads why. Raises MoveRefused."""
    check_approver(proposal, by)
    proposal.returned_by, proposal.returned_at, proposal.comment = by, at, comment
    proposal.save(update_fields=["returned_by", "returned_at", "comment"])


def withdraw(proposal: ProposedChange, *, by: User) -> None:
    """By its author, or by an approver. Raises MoveRefused."""
    if proposal.by != by and not is_approver(by):
        raise MoveRefused(_("Only its author or an approver withdraws it."))
    proposal.delete()
