"""SQL: when something holds, and what two have in common; times that are over do not count.

What is past its end and not confirmed holds on by its hours, as everywhere (closures.models.asked).
"""

FIRST = "(SELECT part FROM unnest({hours}) AS part ORDER BY part LIMIT 1)"
AHEAD = "tstzmultirange(tstzrange(%(at)s::timestamptz, NULL))"


def held(row: str) -> str:
    """Of a phase or an event, by its alias: a multirange from `at` on."""
    holds_on = f"CASE WHEN upper({row}.during) <= %(at)s::timestamptz THEN {row}.held_on ELSE '{{}}' END"
    return f"(coalesce({row}.in_force, '{{}}') + coalesce({holds_on}, '{{}}')) * {AHEAD}"


def meets(hours: str, row: str) -> str:
    """Whether the row holds at some of these hours."""
    holds_on = f"upper({row}.during) <= %(at)s::timestamptz AND {row}.held_on && {hours}"
    return f"({row}.in_force && {hours} OR {holds_on})"


def first_of(hours: str) -> str:
    """The first window of a multirange, as two columns."""
    first = FIRST.format(hours=hours)
    return f"lower({first}), upper({first})"
