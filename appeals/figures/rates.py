"""How many messages were answered on time, in a way that no trick improves.

on time = closed on time ÷ (closed + open overdue)

* A message that came back counts as never closed: it is open again, under its first clock, until it is answered anew.
* Forwarding restarts nothing, and what was late before stays with the body that had it then (appeals/violations.py).
* A message joined to another within its term is not counted: the first one is. Neither is one that was no road matter
  and was told so in time. After the term both are closed late, so that nothing late is hidden that way.
* What was split is as many messages as it went to bodies and topics: parts of one topic with one body are one, which
  is as late as the latest of them and on time when all are.
* Open messages whose term still runs count for nothing yet.
* Under 30 cases no rate is told, and none is told without its interval (Wilson, 95 of 100).
"""

from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Count, F, FilteredRelation, Func, IntegerField, Q, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from appeals.models import Appeal
from appeals.models.appeal import AppealQuerySet
from appeals.models.violation import Kind
from appeals.workflow import OPEN, Status

FEWEST = 30
Z = 1.959964  # of the normal distribution: 95 of 100 lie within
DONE = (Status.ANSWERED, Status.CLOSED)
SET_ASIDE = (Status.REJECTED, Status.DUPLICATE)
ON_TIME, LATE, OVERDUE, UNCOUNTED = 1, 2, 3, 0  # what became of a message: closed on time or late, open past its term


@dataclass(frozen=True)
class Rate:
    """Of some messages: those closed in time, all that count as closed, and those open past their term."""

    on_time: int = 0
    closed: int = 0
    open_overdue: int = 0

    @property
    def cases(self) -> int:
        return self.closed + self.open_overdue

    @property
    def late(self) -> int:
        return self.cases - self.on_time

    @property
    def is_hidden(self) -> bool:
        """Too few to say anything."""
        return self.cases < FEWEST

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where it is hidden."""
        return None if self.is_hidden else self.on_time / self.cases

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's, between which the true share lies 95 times of 100; None where the share is hidden."""
        return None if self.is_hidden else wilson(self.on_time, self.cases)

    @property
    def percent(self) -> int | None:
        return None if self.share is None else round(100 * self.share)

    @property
    def percents(self) -> tuple[int, int] | None:
        """The interval in whole percents."""
        return None if self.interval is None else tuple(round(100 * edge) for edge in self.interval)

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.on_time + other.on_time, self.closed + other.closed, self.open_overdue + other.open_overdue)


def wilson(good: int, cases: int) -> tuple[float, float]:
    """Lower and upper edge of the score interval of a share (E. B. Wilson, 1927), from 0 to 1. `cases` is not 0."""
    share = good / cases
    middle = share + Z**2 / (2 * cases)
    reach = Z * sqrt(share * (1 - share) / cases + Z**2 / (4 * cases**2))
    whole = 1 + Z**2 / cases
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def with_lateness(messages: AppealQuerySet) -> AppealQuerySet:
    """Each beside its broken term, if any, and `counted_agency`: who had it when that was broken, else who has it."""
    broken = FilteredRelation("violations", condition=Q(violations__kind=Kind.ANSWER))
    return messages.alias(broken=broken).annotate(counted_agency=Coalesce("broken__agency", "agency"))


def counted_once(messages: AppealQuerySet, at: datetime) -> AppealQuerySet:
    """Of messages `with_lateness`, without parts of the same whole, topic and body as another that counts for them."""
    return messages.exclude(pk__in=_twins(at).values("pk"))


def _twins(at: datetime) -> AppealQuerySet:
    parts = Appeal.objects.exclude(split_from=None).order_by()
    numbers = ArraySubquery(parts.values("pk").union(parts.values("split_from")))
    family = with_lateness(Appeal.objects.filter(_IsAmong("pk", numbers)))
    alike = [Coalesce("split_from", "pk"), F("category"), F("counted_agency")]
    place = Window(RowNumber(), partition_by=alike, order_by=[_told_for_others(at).desc(), F("pk").asc()])
    return family.order_by().annotate(place_among_alike=place).filter(place_among_alike__gt=1)


class _IsAmong(Func):
    """Numbers found first, whatever a planner thinks of how many they are: then each row is read by its index, and
    never all messages beside them."""

    template, arg_joiner, output_field = "%(expressions)s)", " = ANY(", BooleanField()


def _told_for_others(at: datetime) -> Case:
    """The greatest number stands for all parts that are one message."""
    return Case(
        When(open_overdue(at), then=Value(4)),
        When(closed(at) & ~on_time(at), then=Value(3)),
        When(status__in=OPEN, then=Value(2)),
        When(on_time(at), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def late(at: datetime) -> Q:
    """Of messages `with_lateness`: the term is broken, whether the clock has written it down by now or not."""
    return (
        Q(broken__isnull=False)
        | Q(status__in=OPEN, answer_due_at__lt=at)
        | Q(status__in=DONE, answered_at__gt=F("answer_due_at"))
        | Q(status__in=SET_ASIDE, settled_at__gt=F("answer_due_at"))
    )


def on_time(at: datetime) -> Q:
    return Q(status__in=DONE, broken__isnull=True, answered_at__lte=F("answer_due_at"))


def closed(at: datetime) -> Q:
    return Q(status__in=DONE) | Q(status__in=SET_ASIDE) & late(at)


def open_overdue(at: datetime) -> Q:
    return Q(status__in=OPEN) & (Q(broken__isnull=False) | Q(answer_due_at__lt=at))


def punctuality(at: datetime) -> Case:
    """One number for each of messages `with_lateness`, for SQL that counts them in several ways."""
    return Case(
        When(on_time(at), then=Value(ON_TIME)),
        When(closed(at), then=Value(LATE)),
        When(open_overdue(at), then=Value(OVERDUE)),
        default=Value(UNCOUNTED),
        output_field=IntegerField(),
    )


def counts(at: datetime) -> dict[str, Count]:
    """By the names of Rate."""
    return {
        "on_time": Count("pk", filter=on_time(at)),
        "closed": Count("pk", filter=closed(at)),
        "open_overdue": Count("pk", filter=open_overdue(at)),
    }
