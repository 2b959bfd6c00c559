"""What stands where in a list: now before tonight, soon and later; in each the gravest first, or the nearest."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, Expression, F, FloatField, Func, Min, Q, QuerySet, Subquery, Value, When
from django.db.models.lookups import Exact
from psycopg.types.range import TimestamptzRange

from closures.kinds import AT_SIGNAL
from closures.kinds.passages import Passage
from closures.kinds.states import State
from roadmap.postgis import MetresTo
from roadmap.question import Question
from roadmap.time_groups import TimeGroup, seven_days, the_night

from .state import InForceAt, StateAt

NUMBER = FloatField()
NUMBERS = ArrayField(NUMBER)
AT_SIGNALS = Passage.LIMITED.order + 0.5


@dataclass(frozen=True)
class Columns:
    """Of an event; a phase has its own."""

    status: str = "status"
    kind: str = "kind"
    spells: str = "spells"
    reach: str = "reach"


@dataclass(frozen=True)
class Order:
    """`at` is the reader's present; without `tonight` the reader asks about another time: there is one group."""

    at: datetime
    tonight: TimestamptzRange | None = None
    near: Point | None = None

    @classmethod
    def of(cls, question: Question, zone: ZoneInfo) -> "Order":
        tonight = None if question.is_apart else TimestamptzRange(*the_night(zone, question.at), "[)")
        return cls(question.seen_at, tonight, question.near)

    def numbers(self, phases: QuerySet) -> Expression:
        """The lower, the earlier: its group, how grave or how many metres away it is, and what else tells two apart.

        `phases` are those that are told of an event: of several the one that comes first says where it stands.
        """
        alone = self._place(Columns())
        first = Min(self._place(Columns("event__status", "event__kind", "during", "told")), output_field=NUMBERS)
        of_several = phases.order_by().values("event").annotate(first=first).values("first")
        place = Case(When(stages=1, then=alone), default=Subquery(of_several), output_field=NUMBERS)
        return Func(place, self._rest(), template="(%(expressions)s)", arg_joiner=" || ", output_field=NUMBERS)

    def _place(self, columns: "Columns") -> Func:
        return _array(self._group(columns), MetresTo("geometry", self.near) if self.near else _gravity(columns.kind))

    def _group(self, columns: "Columns") -> Expression:
        if self.tonight is None:
            return Value(float(TimeGroup.NOW), NUMBER)
        state = StateAt(self.at, columns.status, columns.spells, columns.reach)
        holds = Q(InForceAt(self.at, columns.status)) | Q(Exact(state, Value(State.OVERDUE.value, CharField())))
        return Case(
            When(holds, then=Value(float(TimeGroup.NOW))),
            When(in_force__holds_in=self.tonight, then=Value(float(TimeGroup.TONIGHT))),
            When(in_force__holds_in=TimestamptzRange(*seven_days(self.at)), then=Value(float(TimeGroup.SOON))),
            default=Value(float(TimeGroup.LATER)),
            output_field=NUMBER,
        )

    def _rest(self) -> Expression:
        """The worse by a dispatcher's word, the busier street, the longer stretch, the earlier start, the number."""
        start = Func(F("during"), template="extract(epoch FROM lower(%(expressions)s))", output_field=NUMBER)
        return _array(-F("severity"), F("road_class"), -F("held_m"), start, F("pk"))


def _gravity(kind: str) -> Expression:
    """What it leaves of the way; a dark light, of which nobody says, comes after what is narrowed."""
    at_signal = When(**{f"{kind}__in": AT_SIGNAL}, then=Value(AT_SIGNALS))
    return Case(
        at_signal, *(When(passage=each, then=Value(float(each.order))) for each in Passage), output_field=NUMBER
    )


def _array(*numbers) -> Func:
    return Func(*numbers, template="ARRAY[%(expressions)s]::float8[]", output_field=NUMBERS)
