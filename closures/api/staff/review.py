"""The second person: an event in review, and a change of what is shown, approved or returned with a comment."""

from datetime import datetime

from django.utils.translation import gettext as _

from closures import actions, proposals
from closures.api.staff.moves import Move
from closures.approval import NeedsApproval, is_approver
from closures.desk.approving import carry_out
from closures.desk.event_form import words
from closures.desk.verb_forms import CommentInput
from closures.desk.versions import check_proposal
from closures.models import ProposedChange, RoadEvent
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
        """The approver's words stand in the place of the author's, which the history keeps beside the proposal; why
        what clashes goes on is kept in the name of whose words they are."""
        found = self.waiting(event, proposal, by)
        given = {"clash_reason": clash_reason, "comment": comment}
        told = {name: said for name, said in given.items() if said}
        who = {"by": by, "at": at, "reason_by": by if clash_reason else found.by}
        proposals.approve(found, told, by=by, do=lambda: carry_out(event, found, **who))


class Withdraw(Move):
    """A change that waits, or was returned, is given up by its author or by an approver."""

    form = CommentInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, comment: str = "") -> None:
        proposals.withdraw(proposals.waiting_of(event), by=by, at=at, comment=comment)
