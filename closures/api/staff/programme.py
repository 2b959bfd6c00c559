"""A draft of the year's programme, moved by days."""

from datetime import datetime

from closures.api.staff.moves import CommentInput, Move
from closures.models import RoadEvent
from closures.programme.moving import shift
from roadmap.api.fields import Whole
from roadmap.models import User


class ShiftInput(CommentInput):
    days = Whole(min_value=-366, max_value=366)


class Shift(Move):
    """A draft begins and ends so many days later, or earlier, with all its stages."""

    form = ShiftInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, days: int, comment: str = "") -> None:
        shift(event, days=days, by=by, at=at, comment=comment)
