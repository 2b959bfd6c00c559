"""The week's report of messages, which writes itself: totals and change, topics, places, overdue, disputed, growing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from appeals.figures.asked import Asked, disputed
from appeals.figures.cuts import Figures, figures_of
from appeals.figures.growing import Growing, growing
from appeals.models import AppealChange, Violation
from appeals.models.appeal import AppealQuerySet
from appeals.models.change import Verb
from roadmap.models import Agency, City

WEEK, DAY = timedelta(days=7), timedelta(days=1)
PLACES = 10


@dataclass(frozen=True)
class Overdue:
    """Of a body: terms broken in the week, and messages that are open and overdue now."""

    agency: Agency
    broken: int
    waiting: int


@dataclass(frozen=True)
class Week:
    """`figures` of the week and of the `before` it, `answered` in the week, `streets` as (name, count); `…_before` are
    of the week before."""

    first: date
    at: datetime
    figures: Figures
    before: Figures
    answered: int
    answered_before: int
    came_back: int
    came_back_before: int
    disputed: int
    streets: list[tuple[str, int]]
    overdue: list[Overdue]
    growing: list[Growing]

    @property
    def last(self) -> date:
        return self.first + WEEK - DAY

    @property
    def change(self) -> int:
        return self.figures.count - self.before.count


def last_week(city: City, at: datetime) -> date:
    """Monday of the last week that is over by the city's calendar."""
    today = at.astimezone(city.zone).date()
    return today - timedelta(days=today.weekday()) - WEEK


def week_of(overseen: AppealQuerySet, city: City, first: date, at: datetime) -> Week:
    """Of the seven days from `first`, as known at the moment."""
    asked = Asked(city, first=first, last=first + WEEK - DAY)
    earlier, start, end = (city.midnight(day) for day in (first - WEEK, first, first + WEEK))
    came = asked.rows(overseen, at)
    messages = Asked(city).rows(overseen, at)
    return Week(
        first=first,
        at=at,
        figures=figures_of(overseen, asked, at),
        before=figures_of(overseen, asked.but(first=first - WEEK, last=first - DAY), at),
        answered=_answered(messages, start, end),
        answered_before=_answered(messages, earlier, start),
        came_back=_came_back(messages, start, end),
        came_back_before=_came_back(messages, earlier, start),
        disputed=messages.filter(disputed()).order_by().count(),
        streets=streets_of(came),
        overdue=_overdue(overseen, asked, start, end, at),
        growing=growing(overseen, asked, min(end, at)),
    )


def _answered(messages: AppealQuerySet, start: datetime, end: datetime) -> int:
    return messages.filter(answered_at__gte=start, answered_at__lt=end).order_by().count()


def _came_back(messages: AppealQuerySet, start: datetime, end: datetime) -> int:
    back = AppealChange.objects.filter(verb=Verb.REOPENED, at__gte=start, at__lt=end)
    return back.filter(appeal__in=messages.order_by().values("pk")).count()


def streets_of(came: AppealQuerySet) -> list[tuple[str, int]]:
    """Those with the most messages, and how many."""
    counted = came.order_by().exclude(street="").values_list("street").annotate(count=Count("pk"))
    return list(counted.order_by("-count", "street")[:PLACES])


def _overdue(overseen: AppealQuerySet, asked: Asked, start: datetime, end: datetime, at: datetime) -> list[Overdue]:
    """Bodies with anything broken or waiting, the worst first."""
    broken = Violation.objects.answers().new_between(start, end).filter(appeal__in=overseen.order_by().values("pk"))
    in_week = dict(broken.order_by().values_list("agency").annotate(Count("pk")))
    rows = asked.but(first=None, last=None, show="overdue").rows(overseen, at).order_by()
    now = dict(rows.values_list("counted_agency").annotate(Count("pk")))
    bodies = Agency.objects.in_bulk(in_week.keys() | now.keys())
    found = [Overdue(body, in_week.get(pk, 0), now.get(pk, 0)) for pk, body in bodies.items()]
    return sorted(found, key=lambda one: (-one.broken, -one.waiting, str(one.agency)))
