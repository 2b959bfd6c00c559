"""The works of a city that a year's programme holds: drafts of all its bodies and what is published, not yet over.

Bodies of one city plan together, so the place, time and performer of a draft are seen by the staff of all of them; to
open or move it stays its own body's (RoadEvent.objects.editable_by).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.types.range import TimestamptzRange

from closures.kinds import WORKS
from closures.models import RoadEvent
from closures.models.event import RoadEventQuerySet
from closures.workflow import Status
from roadmap.models import City, User
from roadmap.models.people import Role

PLANNED = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)
MOVABLE = (Status.DRAFT,)  # what the public knows of is not moved by a drag
NOT_DRAWN = ("geometry", "detour_geometry", "in_force", "held_on", "spells", "reach")


@dataclass(frozen=True)
class Year:
    """By the city's clock; `start` included, `end` not."""

    number: int
    start: datetime
    end: datetime

    @classmethod
    def of(cls, city: City, number: int) -> "Year":
        return cls(number, *(datetime(each, 1, 1, tzinfo=city.zone) for each in (number, number + 1)))

    def week_of(self, moment: datetime) -> int:
        """From 1 to 53, counted from New Year; before the year the first, after it the last."""
        day = (moment.astimezone(self.start.tzinfo).date() - self.start.date()).days
        return max(1, min(53, day // 7 + 1))

    def day_of(self, moment: datetime) -> tuple[int, int] | None:
        """Its week, and how many days of that are over; None outside the year."""
        day = (moment.astimezone(self.start.tzinfo).date() - self.start.date()).days
        return (self.week_of(moment), day % 7) if self.start <= moment < self.end else None


def may_see(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.DISPATCHER, Role.APPROVER)


def works_in(city: City, year: Year) -> RoadEventQuerySet:
    """The earliest first."""
    within = TimestamptzRange(year.start, year.end, "[)")
    works = RoadEvent.objects.filter(city=city, kind__in=WORKS, status__in=PLANNED, during__overlap=within)
    return works.order_by("during__startswith", "pk")


def last_moment(event: RoadEvent, year: Year) -> datetime:
    """The last that is still within it; what has no end goes on to the end of the year."""
    end = min(event.end, year.end) if event.end else year.end
    return end - timedelta(seconds=1)
