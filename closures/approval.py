"""Who may show an event to the public where the agency wants a second person, and who may change what is shown.

What the street tells (it began, it is open) is a fact and waits for nobody; what somebody decides is seen by an
approver first: publication, changes, cancelling, taking up again. Nobody approves what they entered or changed last.
The clock and imports (`by` None) are nobody, and are not asked.
"""

from django.utils.translation import gettext as _

from closures.models import RoadEvent
from closures.workflow import MoveRefused, Status
from roadmap.models import User
from roadmap.models.people import Role

SHOWN = (Status.PUBLISHED, Status.FINISHED)


class NeedsApproval(MoveRefused):
    """It is to be proposed instead."""


def is_approver(user: User) -> bool:
    return user.has_role(Role.APPROVER)


def check_publisher(event: RoadEvent, by: User | None) -> None:
    """Raises NeedsApproval, or MoveRefused of what an approver has written."""
    if by is None or not event.agency.needs_second_person:
        return
    if not is_approver(by) or event.status == Status.DRAFT:
        raise NeedsApproval(_("In your agency an approver publishes: send it for review."))
    if wrote(event, by):
        raise MoveRefused(_("You entered or changed it yourself: somebody else approves it."))


def may_publish(event: RoadEvent, user: User) -> bool:
    try:
        check_publisher(event, user)
    except MoveRefused:
        return False
    return True


def may_enter_at_once(user: User) -> bool:
    """Publish what they have just entered."""
    return user.agency is None or not user.agency.needs_second_person


def wrote(event: RoadEvent, user: User) -> bool:
    """Entered it, or is the last who changed the draft, by whatever verb."""
    last = event.changes.of_content().order_by("-version").values_list("by", flat=True).first()
    return user.pk in (event.created_by_id, last)


def check_change_of_shown(event: RoadEvent, by: User | None, proposed_by: User | None) -> None:
    """`proposed_by` has entered it, and `by` has approved it (see closures.proposals). Raises NeedsApproval."""
    if by is None or proposed_by is not None or event.status not in SHOWN:
        return
    if event.agency.needs_second_person:
        raise NeedsApproval(_("In your agency an approver has to see this change first."))
