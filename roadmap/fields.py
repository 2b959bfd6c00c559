"""Columns that Django has no field for."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from psycopg.types.multirange import TimestamptzMultirange
from psycopg.types.range import Range


class DateTimeMultiRangeField(models.Field):
    """PostgreSQL's tstzmultirange; in Python a list of (start, end) with end exclusive, None where it is open."""

    description = "A set of moments in time"

    def db_type(self, connection) -> str:
        return "tstzmultirange"

    def get_prep_value(self, value: Iterable[tuple[datetime | None, datetime | None]] | None):
        if value is None:
            return None
        return TimestamptzMultirange(Range(start, end, "[)") for start, end in value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else [(part.lower, part.upper) for part in value]

    def value_to_string(self, obj) -> str:
        spans = self.value_from_object(obj) or []
        return str([[start and start.isoformat(), end and end.isoformat()] for start, end in spans])


class _OfAMultiRange(models.Lookup):
    """`column operator value` with the value as it is: a moment or a range, not a set of windows."""

    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        return f"{column} {self.operator} %s::{self.cast}", [*values, self.rhs]


@DateTimeMultiRangeField.register_lookup
class HoldsAt(_OfAMultiRange):
    """`in_force__holds_at=moment`."""

    lookup_name, operator, cast = "holds_at", "@>", "timestamptz"


@DateTimeMultiRangeField.register_lookup
class HoldsIn(_OfAMultiRange):
    """`in_force__holds_in=TimestamptzRange(…)`: at any time of the window."""

    lookup_name, operator, cast = "holds_in", "&&", "tstzrange"
