"""Publication at a set time."""

from collections.abc import Collection
from datetime import datetime

from rest_framework.exceptions import ValidationError

from closures import scheduled
from closures.api.staff.moves import CommentInput, Move, PublishInput
from closures.models import RoadEvent
from roadmap.api.fields import MomentField
from roadmap.models import User


class ScheduleInput(PublishInput):
    publish_at = MomentField()


class Schedule(Move):
    """A draft is published at that moment, if it still can be then; set again, it is another moment."""

    form = ScheduleInput

    def move(
        self,
        event: RoadEvent,
        *,
        by: User,
        at: datetime,
        publish_at: datetime,
        comment: str = "",
        confirmed: Collection[str] = (),
    ) -> None:
        told = {"publish_at": publish_at, "confirmed": confirmed, "comment": comment}
        asked = scheduled.schedule(event, by=by, at=at, **told)
        if asked:
            raise ValidationError({"unusual": [{"code": str(each.code), "text": each.text} for each in asked]})


class Unschedule(Move):
    """The set time counts no more."""

    form = CommentInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, comment: str = "") -> None:
        scheduled.unschedule(event, by=by, at=at, comment=comment)
