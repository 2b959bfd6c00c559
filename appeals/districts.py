"""What a district says of itself: works there now and soon, and what became of residents' messages, as figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from appeals.models import Appeal
from appeals.workflow import OPEN, PUBLIC, Status
from closures.layers import answering, event_context, in_order
from closures.shown import Shown
from roadmap.models import Area
from roadmap.question import Question

MOST = 60  # rows of works; the map shows them all
LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Works:
    """Rows for closures/_row.html; `is_cut` where there are more."""

    now: list[dict]
    later: list[dict]
    is_cut: bool


def works_in(area: Area, at: datetime) -> Works:
    """Each with the phases that are told of; one that only touches the district from outside is not of it."""
    question = Question(at=at, area=area.geometry)
    found = list(in_order(answering(area.city, question), area.city, question)[: MOST + 1])
    rows = [event_context(event, question) for event in found[:MOST]]
    return Works(
        now=[row for row in rows if row["shown"].is_in_force],
        later=[row for row in rows if not row["shown"].is_in_force],
        is_cut=len(found) > MOST,
    )


def shapes_in(works: Works) -> list[Shown]:
    """Those of the rows, what lies on top last."""
    return sorted((row["shown"] for row in (*works.now, *works.later)), key=lambda shown: shown.depth, reverse=True)


@dataclass(frozen=True)
class Figures:
    """Messages of the last year: [(status, label, count)], those whose term is over, and the answers given in time."""

    by_status: list[tuple[str, str, int]]
    total: int
    overdue: int
    answered: int
    in_time: int


def figures_of(area: Area, at: datetime) -> Figures:
    """One query; what it counts anybody could count on the map."""
    of_area = Appeal.objects.public().filter(area=area, submitted_at__gte=at - LOOKED_BACK)
    numbers = {
        "late": Q(status__in=OPEN, answer_due_at__lt=at),
        "replied": Q(answered_at__isnull=False),
        "in_time": Q(answered_at__lte=F("answer_due_at")),
        **{str(status): Q(status=status) for status in PUBLIC},
    }
    counted = of_area.aggregate(**{name: Count("pk", filter=which) for name, which in numbers.items()})
    by_status = [(str(status), str(Status(status).label), counted[status]) for status in PUBLIC]
    return Figures(
        by_status,
        sum(count for _status, _label, count in by_status),
        *(counted[name] for name in ("late", "replied", "in_time")),
    )
