"""Publication at a set time."""

from datetime import datetime

from closures import scheduled
from closures.api.staff.moves import Move
from closures.desk.clashes import Clashing
from closures.desk.unusual import refusal
from closures.desk.verb_forms import CommentInput, PublishInput
from closures.models import RoadEvent
from roadmap.api.fields import MomentField
from roadmap.models import User


class ScheduleInput(PublishInput):
    publish_at = MomentField()


class Schedule(Move):
    """A draft is published at that moment, if it still can be then; set again, it is another moment."""

    form = ScheduleInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, **values) -> None:
        try:
            scheduled.schedule(event, by=by, at=at, **values)
        except scheduled.Asks as asks:
            raise (Clashing(asks.clashes) if asks.clashes else refusal(asks.unusual)) from asks


class Unschedule(Move):
    """The set time counts no more."""

    form = CommentInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, comment: str = "") -> None:
        scheduled.unschedule(event, by=by, at=at, comment=comment)
