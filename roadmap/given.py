"""SQL that is made once for all values: where a request's value will stand, a QuerySet is written with `Given`.

To build and compile the QuerySet of a long list costs more than many an answer. What may be kept is SQL, never an
answer, so nothing of it can be out of date.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Given(Expression):
    """A value of that name, which comes when the SQL is run."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


@dataclass(frozen=True)
class Compiled:
    """`places` are the values of the SQL's placeholders in their order, a `Given` where one is still to come."""

    sql: str
    places: tuple

    @classmethod
    def of(cls, rows: QuerySet, *, at_most: Given) -> "Compiled":
        """A slice's number would stand in the SQL itself."""
        sql, places = rows.query.sql_with_params()
        return cls(f"{sql} LIMIT %s", (*places, at_most))

    def values(self, given: Mapping[str, object]) -> list:
        ready: dict[str, object] = {}
        for place in self.places:
            if isinstance(place, Given) and place.name not in ready:
                ready[place.name] = place.output_field.get_db_prep_value(given[place.name], connection)
        return [ready[place.name] if isinstance(place, Given) else place for place in self.places]
