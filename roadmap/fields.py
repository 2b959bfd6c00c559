"""Columns that Django has no field for."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from psycopg.types.multirange import Int4Multirange, TimestamptzMultirange
from psycopg.types.range import Range

Window = tuple[datetime | None, datetime | None]


class DateTimeMultiRangeField(models.Field):
    """PostgreSQL's tstzmultirange; in Python a list of (start, end) with end exclusive, None where it is open."""

    description = "A set of moments in time"
    default_error_messages = {"invalid": _("Give a list of pairs of moments, each start before its end.")}

    def db_type(self, connection) -> str:
        return "tstzmultirange"

    def get_prep_value(self, value: Iterable[Window] | None):
        if value is None:
            return None
        return TimestamptzMultirange(Range(start, end, "[)") for start, end in value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else [(part.lower, part.upper) for part in value]

    def to_python(self, value: str | Iterable | None) -> list[Window] | None:
        """Also what `value_to_string` wrote, as a fixture holds it."""
        if value is None:
            return None
        try:
            pairs = json.loads(value) if isinstance(value, str) else value
            return [_window(start, end) for start, end in pairs]
        except (TypeError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def value_to_string(self, obj) -> str:
        return json.dumps(
            [[start and start.isoformat(), end and end.isoformat()] for start, end in self.value_from_object(obj)]
        )


def _window(start: datetime | str | None, end: datetime | str | None) -> Window:
    start, end = _moment(start), _moment(end)
    if start and end and end <= start:
        raise ValueError
    return start, end


def _moment(value: datetime | str | None) -> datetime | None:
    moment = parse_datetime(value) if isinstance(value, str) else value
    if moment is None and value is None:
        return None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError
    return moment


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


@DateTimeMultiRangeField.register_lookup
class HoldsThrough(_OfAMultiRange):
    """`in_force__holds_through=TimestamptzRange(…)`: all of the window."""

    lookup_name, operator, cast = "holds_through", "@>", "tstzrange"


class MinutesField(models.Field):
    """PostgreSQL's int4multirange; in Python a list of (start, end) with end exclusive, as roadmap.week has them."""

    description = "A set of minutes"

    def db_type(self, connection) -> str:
        return "int4multirange"

    def get_prep_value(self, value: Iterable[tuple[int, int]] | None):
        return None if value is None else Int4Multirange(Range(start, end, "[)") for start, end in value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else [(part.lower, part.upper) for part in value]


@MinutesField.register_lookup
class SharesMinutes(models.Lookup):
    """`week__shares=[(start, end), …]`: whether any minute is of both."""

    lookup_name = "shares"

    def as_sql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        minutes, more = self.process_rhs(compiler, connection)
        return f"{column} && {minutes}", [*values, *more]
