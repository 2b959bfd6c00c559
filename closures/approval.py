"""Who may show an event to the public where the agency wants a second person, and who may change what is shown.

What the street tells (it began, it is open) is a fact and waits for nobody; what somebody decides is seen by an
approver first: publication, changes, cancelling, taking up again. Nobody approves what they entered, or changed before
others did.
The clock (`by` None) is nobody, and is not asked; imports see to it themselves (closures.sources.taking).
"""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from closures.models import RoadEvent, RoadEventChange, SourceRow
from closures.workflow import MoveRefused, Status
from roadmap.models import User
from roadmap.models.people import Role

SHOWN = (Status.PUBLISHED, Status.FINISHED)
WRITTEN = (SourceRow.Outcome.CREATED, SourceRow.Outcome.UPDATED, SourceRow.Outcome.PROPOSED)


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
    """Entered what nobody has published yet, or changed it at any time, by whatever verb, also before it was joined to
    this event, or split from another."""
    return any(
        changes.of_content().filter(by=user).exists() or _uploaded(changes, user) for changes in _histories(event)
    )


def _uploaded(changes: QuerySet[RoadEventChange], user: User) -> bool:
    """A file from which one of these events was written, whoever took it over."""
    rows = SourceRow.objects.filter(event__in=changes.values("event"), run__taken_at__isnull=False)
    return rows.filter(run__by=user, outcome__in=WRITTEN).exists()


def _histories(event: RoadEvent) -> Iterator[QuerySet[RoadEventChange]]:
    """Its own, those of the events that are told in it, and that of the one it was a part of, up to then."""
    seen, left = set(), [(event.pk, None)]
    while left:
        pk, until = left.pop()
        if pk in seen:
            continue
        seen.add(pk)
        changes = RoadEventChange.objects.filter(event=pk)
        yield changes if until is None else changes.filter(at__lte=until)
        joined = RoadEvent.objects.filter(joined_to=pk).values_list("pk", flat=True)
        left += [(other, until) for other in joined]
        own = RoadEvent.objects.filter(pk=pk, split_from__isnull=False)
        left += own.values_list("split_from", "created_at")


def check_change_of_shown(event: RoadEvent, by: User | None, proposed_by: User | None) -> None:
    """`proposed_by` has entered it, and `by` has approved it (see closures.proposals). Raises NeedsApproval."""
    if by is None or proposed_by is not None or event.status not in SHOWN:
        return
    if event.agency.needs_second_person:
        raise NeedsApproval(_("In your agency an approver has to see this change first."))
