"""Long lists page by page, without a total: each page begins where the one before ended, so the last costs what the
first does."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from roadmap.numbers import whole

YEARS = range(1970, 2201)
MOST_COUNTED = 999


@dataclass(frozen=True)
class Page:
    """`previous` and `next` are the query strings of the pages beside it, None where there is none."""

    rows: list
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class Mark:
    """The row at which a page begins or before which it ends; the row itself is on the page beside it."""

    word: str  # after or before, as in the address
    moment: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.moment.isoformat()},{self.pk}"


def page_of(rows: QuerySet, request: HttpRequest, *, by: str, size: int) -> Page:
    """In order of `by`, a column of moments (`-column`: the latest first); among equals in order of number."""
    column, is_falling = by.lstrip("-"), by.startswith("-")
    mark = _mark_in(request)
    is_backward = mark is not None and mark.word == "before"
    sign = "-" if is_falling != is_backward else ""
    if mark:
        rows = rows.filter(_beyond(mark, column, is_less=bool(sign)))
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if is_backward:
        found.reverse()
    has_previous, has_next = (has_more, True) if is_backward else (mark is not None, has_more)
    return Page(
        found,
        _beside(request, "before", found[0], column) if found and has_previous else None,
        _beside(request, "after", found[-1], column) if found and has_next else None,
    )


def _mark_in(request: HttpRequest) -> Mark | None:
    """Nonsense is the first page."""
    word = next((word for word in ("after", "before") if word in request.GET), "")
    text, _comma, number = request.GET.get(word, "").rpartition(",")
    try:
        moment, pk = datetime.fromisoformat(text), whole(number)
    except ValueError:
        return None
    return Mark(word, moment, pk) if pk is not None and moment.tzinfo and moment.year in YEARS else None


def _beyond(mark: Mark, column: str, *, is_less: bool) -> Q:
    """Past the mark; the first condition is the one that an index serves."""
    reached, passed = ("lte", "gte") if is_less else ("gte", "lte")
    return Q(**{f"{column}__{reached}": mark.moment}) & ~Q(**{column: mark.moment, f"pk__{passed}": mark.pk})


def _beside(request: HttpRequest, word: str, row, column: str) -> str:
    kept = {name: value for name, value in request.GET.items() if name not in ("after", "before")}
    return urlencode(kept | {word: Mark(word, getattr(row, column), row.pk)})


def count_of(*lists: QuerySet) -> str:
    """How many, up to a bound: nobody reads past it, and the database need not count a million."""
    counted = sum(rows.order_by()[: MOST_COUNTED + 1].count() for rows in lists)
    return str(counted) if counted <= MOST_COUNTED else f"{MOST_COUNTED}+"


class AtLeast(int):
    """A number that was counted no further."""

    def __str__(self) -> str:
        return f"{int(self)}+"


class BoundedPaginator(Paginator):
    """Pages with numbers over the first rows of a long list; who looks for older ones narrows it by filters."""

    MOST = 10_000

    @cached_property
    def count(self) -> int:
        counted = self.object_list.order_by()[: self.MOST].count()
        return AtLeast(counted) if counted == self.MOST else counted
