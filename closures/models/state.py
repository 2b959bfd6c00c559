"""The state of a row at a moment, as an expression that QuerySets may filter and order by."""

from datetime import datetime

from django.db import models
from django.db.models import Func, Value

from closures.kinds.states import in_force_sql, state_sql
from roadmap.given import Given


class StateAt(Func):
    """`state_at` of an event; with other columns, of whatever has a status and a time."""

    output_field = models.CharField()

    def __init__(self, at: datetime | Given, status: str = "status", spells: str = "spells", reach: str = "reach"):
        moment = at if isinstance(at, Given) else Value(at, models.DateTimeField())
        super().__init__(moment, status, spells, reach)

    def as_sql(self, compiler, connection):
        (at, moment), *columns = (compiler.compile(part) for part in self.get_source_expressions())
        sql = state_sql(*(column for column, _ in columns), at)
        return sql, [*moment] * sql.count(at)


class InForceAt(Func):
    """Whether an event, or with its status one of its phases, holds at that minute, as `is_in_force` says it."""

    output_field = models.BooleanField()

    def __init__(self, at: datetime, status: str = "status"):
        super().__init__(Value(at, models.DateTimeField()), status, "in_force", "held_on")

    def as_sql(self, compiler, connection):
        (at, moment), *columns = (compiler.compile(part) for part in self.get_source_expressions())
        status, *windows = (column for column, _ in columns)
        sql = in_force_sql(status, at, *windows)
        return sql, [*moment] * sql.count(at)
