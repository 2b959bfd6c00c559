"""The state of a row at a moment, as an expression that QuerySets may filter and order by."""

from datetime import datetime

from django.db import models
from django.db.models import Func, Value

from closures.kinds.states import state_sql
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
