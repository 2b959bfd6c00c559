"""Topics that grow faster than chance."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from appeals.figures.asked import Asked
from appeals.figures.chance import is_beyond_chance
from appeals.models import Category
from appeals.models.appeal import AppealQuerySet
from appeals.models.category import TOPIC

DAY, WEEK = timedelta(days=1), timedelta(days=7)
FASTEST = 3
LEAST_GROWN = 5  # messages in a week


@dataclass(frozen=True)
class Growing:
    """Messages of a topic in the last seven whole days and in the seven before."""

    category: Category
    before: int
    now: int
    asked: Asked


def growing(rows: AppealQuerySet, asked: Asked, at: datetime) -> list[Growing]:
    """Topics that grow faster than chance, the fastest first: seven whole days beside the seven before."""
    today = at.astimezone(asked.city.zone).date()
    middle = asked.city.midnight(today - WEEK)
    lately = asked.but(first=today - 2 * WEEK, last=today - DAY).rows(rows, at).order_by()
    counts = {
        "before": Count("pk", filter=Q(submitted_at__lt=middle)),
        "now": Count("pk", filter=Q(submitted_at__gte=middle)),
    }
    counted = lately.annotate(topic=TOPIC).values("topic").annotate(**counts)
    grown = sorted(
        (row for row in counted if has_grown(row["before"], row["now"])),
        key=lambda row: (-row["now"] / max(row["before"], 1), -row["now"], row["topic"]),
    )[:FASTEST]
    topics = Category.objects.in_bulk({row["topic"] for row in grown})
    week = asked.but(first=today - WEEK, last=today - DAY)
    return [
        Growing(topics[row["topic"]], row["before"], row["now"], week.but(category=topics[row["topic"]]))
        for row in grown
    ]


def has_grown(before: int, now: int) -> bool:
    """From 1 to 3 is no alarm, from 10 to 25 is one."""
    return now >= LEAST_GROWN and is_beyond_chance(now, before)
