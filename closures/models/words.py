"""Words for lists, kept in a column a language: which one a reader gets."""

from roadmap.languages import is_english

SIBLING = "_en"  # ends the name of the English sibling of a column
TOLD = ("headline", "place", "hours")


def shown(name: str) -> property:
    """The column in the reader's language; Russian stands in where no English was derived yet."""
    return property(lambda row: (is_english() and getattr(row, name + SIBLING)) or getattr(row, name))


def shown_sql(name: str, table: str) -> str:
    """The same in SQL."""
    column = f"{table}.{name}"
    return f"coalesce(nullif({column}{SIBLING}, ''), {column})" if is_english() else column
