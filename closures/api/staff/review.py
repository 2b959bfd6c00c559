"""The second person: an event in review, and a change of what is shown, approved or returned with a comment."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from closures import actions, proposals
from closures.api.staff.clashes import check_clashes
from closures.api.staff.events import entry_of, take_change, words
from closures.api.staff.moves import CommentInput, Move, Reopen
from closures.api.staff.versions import check_proposal
from closures.approval import NeedsApproval, is_approver
from closures.differences import Difference, differences
from closures.models import ProposedChange, RoadEvent, RoadEventChange
from closures.workflow import Status
from roadmap.api.fields import Parts, Text
from roadmap.models import User


class ReturnInput(Parts):
    comment = Text(max_length=300, help_text="what is to be changed; its author reads it")
    proposal = words(64, help_text="of a change that waits: the `proposal` of the event that was read")


class ApproveInput(CommentInput):
    proposal = words(64, help_text="the `proposal` of the event that was read; another one by now is answered with 412")
    clash_reason = words(300)


class OfProposal(Move):
    """A verb on the change that waits, as it was read: what its author has put in its place since is another one."""

    def waiting(self, event: RoadEvent, named: str, by: User) -> ProposedChange:
        found = proposals.waiting_of(event)
        proposals.check_approver(found, by)
        check_proposal(event, found.digest, named, self.told_as)
        return found


class Return(OfProposal):
    """What waits for a second person goes back to its author: an event in review, or a change of what is shown."""

    form = ReturnInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, comment: str, proposal: str = "") -> None:
        if not is_approver(by) and event.agency.needs_second_person:
            raise NeedsApproval(_("Only an approver returns it."))
        if event.status == Status.IN_REVIEW:
            actions.send_back(event, by=by, at=at, comment=comment)
        else:
            proposals.send_back(self.waiting(event, proposal, by), by=by, at=at, comment=comment)


class Approve(OfProposal):
    """A change that waits is done: as the event stands now, by the approver, in the name of who entered it."""

    form = ApproveInput

    def move(
        self,
        event: RoadEvent,
        *,
        by: User,
        at: datetime,
        comment: str = "",
        clash_reason: str = "",
        proposal: str = "",
    ) -> None:
        """What clashes by now goes on for the approver's reason, else for the author's."""
        found = self.waiting(event, proposal, by)
        if clash_reason:
            found.values = found.values | {"clash_reason": clash_reason}
        carry_out(event, found, by=by, at=at)
        found.delete()


class Withdraw(Move):
    """A change that waits, or was returned, is given up by its author or by an approver."""

    form = CommentInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, comment: str = "") -> None:
        proposals.withdraw(proposals.waiting_of(event), by=by)


def carry_out(event: RoadEvent, proposal: ProposedChange, *, by: User, at: datetime) -> None:
    """The event must be locked. Raises what the verb raises."""
    CARRIED_OUT[ProposedChange.Verb(proposal.verb)](event, proposal.values, by=by, at=at, proposed_by=proposal.by)


def _change(event: RoadEvent, values: Mapping, **who) -> None:
    take_change(event, entry_of(values, event.city), **who)


def _reopen(event: RoadEvent, values: Mapping, **who) -> None:
    told = _checked(Reopen.form, event, values)
    told.pop("confirmed", None)
    reason = told.pop("clash_reason", "")
    actions.reopen(event, **who, **told)
    check_clashes(RoadEvent.objects.get(pk=event.pk), who["at"], reason=reason, by=who["by"])


def _cancel(event: RoadEvent, values: Mapping, **who) -> None:
    actions.cancel(event, **who, **_checked(CommentInput, event, values))


CARRIED_OUT = {
    ProposedChange.Verb.CHANGE: _change,
    ProposedChange.Verb.REOPEN: _reopen,
    ProposedChange.Verb.CANCEL: _cancel,
}


def _checked(form: type, event: RoadEvent, values: Mapping) -> dict:
    with timezone.override(event.city.zone):
        filled = form(data=values)
        filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)


def difference_of(proposal: ProposedChange, at: datetime) -> tuple[RoadEventChange | None, list[Difference]]:
    """What it would make of the event as it stands, and how that differs. Raises what the verb raises; why it goes on
    though it clashes, the approver is asked when he approves."""
    event = proposal.event
    proposal.values = proposal.values | {"clash_reason": proposal.values.get("clash_reason") or "…"}
    made = proposals.tried(event, lambda: carry_out(event, proposal, by=proposal.by, at=at))
    before = event.changes.order_by("-version").first()
    return made, differences(before.state, made.state, event.city.zone, at) if made else []
