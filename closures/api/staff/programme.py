"""A draft of the year's programme, moved by days."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from closures.api.staff.moves import Move
from closures.desk.verb_forms import CommentInput
from closures.models import RoadEvent
from closures.programme.moving import shift
from roadmap.api.fields import Whole
from roadmap.models import User

MOST_DAYS = 366
TOO_FAR = gettext_lazy("A draft is moved by a year at most: for more open it and change its term there.")


class ShiftInput(CommentInput):
    days = Whole(
        min_value=-MOST_DAYS, max_value=MOST_DAYS, error_messages=dict.fromkeys(("min_value", "max_value"), TOO_FAR)
    )


class Shift(Move):
    """A draft begins and ends so many days later, or earlier, with all its stages."""

    form = ShiftInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, days: int, comment: str = "") -> None:
        shift(event, days=days, by=by, at=at, comment=comment)
