"""What those who lead see each morning: what came in, what was broken, what is due, what grows, what is dark."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from appeals.figures.asked import Asked
from appeals.figures.growing import Growing, growing
from appeals.models import Appeal, Violation
from appeals.models.appeal import AppealQuerySet, leads_city
from appeals.models.violation import Kind
from closures.kinds import AT_SIGNAL
from closures.kinds.states import State
from closures.models import RoadEvent
from closures.models.event import RoadEventQuerySet
from roadmap.models import Agency, City, User
from roadmap.models.people import Role

DAY = timedelta(days=1)
OLDEST = 10


@dataclass(frozen=True)
class Holding:
    """So many new messages are with a body, and there with a person, if anybody has taken them."""

    agency: Agency
    person: User | None
    count: int
    asked: Asked


@dataclass(frozen=True)
class Breach:
    """Terms broken by a body, each with its list. `person` had the messages then; if nobody had, the head answers."""

    agency: Agency
    person: User | None
    answers: int
    first_replies: int
    answers_asked: Asked
    first_replies_asked: Asked

    @property
    def who(self) -> str:
        return self.person.shown_name if self.person else self.agency.head


@dataclass(frozen=True)
class Morning:
    """As of `at`; `since` is yesterday's midnight by the city's clock. Each number with what its list is asked."""

    city: City
    at: datetime
    since: datetime
    came: int
    came_asked: Asked
    holdings: list[Holding]
    breaches: list[Breach]
    due_today: int
    due_asked: Asked
    overdue: int
    overdue_asked: Asked
    open_asked: Asked
    oldest: list[Appeal]
    unmended: int
    unmended_asked: Asked
    disputed: int
    disputed_asked: Asked
    growing: list[Growing]
    dark: int
    unconfirmed: int

    @property
    def broken(self) -> int:
        return sum(breach.answers + breach.first_replies for breach in self.breaches)


def morning_of(user: User, at: datetime) -> Morning:
    """For somebody with a city (`may_see`); a bounded number of questions."""
    city = user.city
    rows = Appeal.objects.overseen_by(user)
    today = at.astimezone(city.zone).date()
    yesterday = today - DAY
    since = city.midnight(yesterday)
    asked = Asked(city)
    of_period = asked.but(first=yesterday, last=today)
    holdings = _holdings(rows, of_period, at)

    def count(what: Asked) -> int:
        return what.rows(rows, at).order_by().count()

    due, overdue = asked.but(show="due-today"), asked.but(show="overdue")
    unmended, disputed = asked.but(show="unmended"), asked.but(show="disputed")
    return Morning(
        city=city,
        at=at,
        since=since,
        came=sum(one.count for one in holdings),
        came_asked=of_period,
        holdings=holdings,
        breaches=_breaches(rows, of_period, since, at),
        due_today=count(due),
        due_asked=due,
        overdue=count(overdue),
        overdue_asked=overdue,
        open_asked=asked.but(show="open"),
        oldest=oldest(rows),
        unmended=count(unmended),
        unmended_asked=unmended,
        disputed=count(disputed),
        disputed_asked=disputed,
        growing=growing(rows, asked, at),
        dark=dark(events_overseen_by(user), at).count(),
        unconfirmed=events_overseen_by(user).silent(at).count(),
    )


def may_see(user: User) -> bool:
    return user.has_role(Role.LEADER) and user.city is not None


def _holdings(rows: AppealQuerySet, asked: Asked, at: datetime) -> list[Holding]:
    """The most first."""
    came = asked.rows(rows, at).order_by()
    counted = came.values_list("agency", "assignee").annotate(count=Count("pk"))
    found = list(counted.order_by("-count", "agency", "assignee"))
    bodies, people = _bodies(one[0] for one in found), _people(one[1] for one in found)
    return [
        Holding(bodies[body], people.get(person), count, asked.but(has=bodies[body], person=person or 0))
        for body, person, count in found
    ]


def _breaches(rows: AppealQuerySet, asked: Asked, since: datetime, at: datetime) -> list[Breach]:
    """The worst first."""
    broken = Violation.objects.new_between(since, at).filter(appeal__in=rows.order_by().values("pk"))
    counts = {
        "answers": Count("pk", filter=Q(kind=Kind.ANSWER)),
        "first_replies": Count("pk", filter=Q(kind=Kind.FIRST_REPLY)),
    }
    counted = broken.order_by().values_list("agency", "person").annotate(**counts)
    found = list(counted.order_by("-answers", "-first_replies", "agency", "person"))
    bodies, people = _bodies(one[0] for one in found), _people(one[1] for one in found)
    return [
        Breach(
            bodies[body],
            people.get(person),
            answers,
            first_replies,
            *(asked.but(agency=bodies[body], person=person or 0, show=show) for show in ("broken", "unreplied")),
        )
        for body, person, answers, first_replies in found
    ]


def _bodies(numbers) -> dict[int, Agency]:
    return Agency.objects.in_bulk(set(numbers))


def _people(numbers) -> dict[int, User]:
    return User.objects.in_bulk({number for number in numbers if number})


def oldest(rows: AppealQuerySet) -> list[Appeal]:
    """Of the open ones those that came in first."""
    waiting = rows.open().select_related("category", "agency", "assignee", "city")
    return list(waiting.order_by("submitted_at", "pk")[:OLDEST])


def events_overseen_by(user: User) -> RoadEventQuerySet:
    """Of the bodies whose messages the user oversees."""
    events = RoadEvent.objects.filter(city=user.city)
    return events if leads_city(user) or user.is_staff else events.filter(agency__in=Agency.objects.below(user.agency))


def dark(events: RoadEventQuerySet, at: datetime) -> RoadEventQuerySet:
    """Traffic lights that are out at the moment, confirmed or by the plan."""
    return events.filter(kind__in=AT_SIGNAL).in_states([State.ACTIVE, State.OVERDUE], at)
