"""A QuerySet within SQL of our own."""

from django.db.models import QuerySet


def inner_sql(rows: QuerySet) -> tuple[str, dict]:
    """Its text with named parameters, and their values: Django gives them by position, SQL of ours takes names."""
    text, values = rows.query.sql_with_params()
    named = {f"inner_{place}": value for place, value in enumerate(values)}
    return text % tuple(f"%({name})s" for name in named), named
