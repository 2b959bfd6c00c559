"""Names in the database, compared as `roadmap.language.text.alike` does: without case, ё, quotes and kinds of dash.

What is stored was cleaned when it came in, so only the last step is left to SQL; what somebody typed takes all of them.
"""

from functools import reduce
from operator import add, or_

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Lower

from roadmap.language.text import DASHES, QUOTES, alike

# PostgreSQL's `translate` drops the letters to which nothing answers
_FROM, _TO = "ё" + DASHES + QUOTES, "е" + "-" * len(DASHES)


class Alike(Func):
    """`Alike("street")` beside `alike(told)`."""

    def __init__(self, stored):
        super().__init__(Lower(stored), Value(_FROM), Value(_TO), function="translate", output_field=TextField())


class AllNames(Func):
    """All that a row is called, alike, a name a line: what a trigram index finds by a part of any of them."""

    function = "roadmap_all_names"
    output_field = TextField()

    def __init__(self, *columns: str):
        super().__init__(*map(F, columns))


class IsLike(Func):
    """Has the text a stretch like these words? By the index; how like, pg_trgm.word_similarity_threshold says."""

    template = "%(expressions)s"
    arg_joiner = " %%> "
    arity = 2
    output_field = BooleanField()


def near_in_letters(rows, words, columns: tuple[str, ...], most: int):
    """Of a QuerySet, at most so many rows of which a name has something like one of the words, the likest first."""
    names = Alike(AllNames(*columns))
    likeness = [TrigramWordSimilarity(word, names) for word in words]
    is_near = reduce(or_, (Q(IsLike(names, Value(word))) for word in words))
    return rows.filter(is_near).order_by(-reduce(add, likeness), "pk")[:most]


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
