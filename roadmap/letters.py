"""Names in the database, compared as `roadmap.language.text.alike` does: without case, ё, quotes and kinds of dash.

What is stored was cleaned when it came in, so only the last step is left to SQL; what somebody typed takes all of them.
"""

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Lower

from roadmap.language.text import DASHES, QUOTES, alike

# PostgreSQL's `translate` drops the letters to which nothing answers
_FROM, _TO = "ё" + DASHES + QUOTES, "е" + "-" * len(DASHES)


class Alike(Func):
    """`Alike("street")` beside `alike(told)`."""

    def __init__(self, stored):
        super().__init__(Lower(stored), Value(_FROM), Value(_TO), function="translate", output_field=TextField())


def _one_of(array: str) -> Func:
    """All names of a column of names, each alike; names hold no line break."""
    folded = Alike(Func(F(array), Value("\n"), function="array_to_string", output_field=TextField()))
    return Func(folded, Value("\n"), function="string_to_array", output_field=ArrayField(TextField()))


def called(rows, name: str, *arrays: str):
    """Of a QuerySet, the rows of which this is the `name`, or one of the names in the columns `arrays`."""
    told = alike(name)
    by_name = Q(alike_name=told)
    aliases = {"alike_name": Alike("name")} | {f"alike_{array}": _one_of(array) for array in arrays}
    for array in arrays:
        by_name |= Q(**{f"alike_{array}__contains": [told]})
    return rows.alias(**aliases).filter(by_name)
