"""The last step of an event is taken back while its posts wait, or they are sent at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from closures import conflicts, holding, posts
from closures.derive import derive
from closures.models import PublicVersion, RoadEvent, SiteReport
from closures.models.change import Verb
from closures.recording import TELLING, record
from closures.workflow import MoveRefused, Status
from roadmap import delivery, effects
from roadmap.models import User


@transaction.atomic
def undo(event: RoadEvent, *, by: User, at: datetime) -> Sequence[RoadEvent]:
    """The last step is taken back while nothing of it has left: the event is as it was, and readers hear of neither. So
    is the other one, where the step was of two. Gives back what was written, this event first.

    Raises MoveRefused where it is too late.
    """
    both = holding.of_one_step(event)
    for each in both:
        _put_back(each, at)
    for each in both:
        _record(each, by=by, at=at)  # from here on others of the city wait
    return both


def _put_back(event: RoadEvent, at: datetime) -> None:
    event.hold_signal()
    step = holding.checked_step(event, at)
    undone = event.changes.get(version=step.version)
    if not effects.take_back(TELLING, undone.pk) or not all(
        delivery.take_back(subject, step.version) for subject in (event.subject, posts.reminder_of(event))
    ):
        raise MoveRefused(holding.too_late())
    posts.take_from_digests(event, step.version, at)
    SiteReport.objects.filter(change=undone).ask_again()
    holding.put_back(event, step, at)
    event.validate_constraints()
    derive(event, at)
    step.delete()


def _record(event: RoadEvent, *, by: User, at: datetime) -> None:
    record(event, Verb.UNDONE, by=by, at=at)
    PublicVersion.move(event.city_id)  # it was on the map for a moment, also where it is no more
    if event.status == Status.PUBLISHED:
        conflicts.come_back(event, event.changes.get(version=event.version - 1).at)


@transaction.atomic
def send_now(event: RoadEvent, *, by: User, at: datetime) -> None:
    """In an emergency: what waits leaves at once, and is not taken back any more; history keeps who said so.

    Raises MoveRefused.
    """
    for each in holding.of_one_step(event):
        step = holding.checked_step(each, at)
        effects.bring_forward(TELLING, each.changes.get(version=step.version).pk, at=at)
        for subject in (each.subject, posts.reminder_of(each)):
            delivery.bring_forward(subject, step.version, at=at)
        step.delete()
        record(each, Verb.SENT_NOW, by=by, at=at)
