"""Messages cut by source, topic, district, body and month: how many, and how many were answered on time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Max, Min, Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.figures.asked import Asked
from appeals.figures.months import Months
from appeals.figures.rates import LATE, ON_TIME, OVERDUE, Rate, punctuality
from appeals.models import Appeal, Category
from appeals.models.appeal import AppealQuerySet
from appeals.workflow import Status
from roadmap.models import Agency, Area

CUTS = ("source", "category", "area", "counted_agency", "month")
TITLES = {
    "source": _("Where they came from"),
    "category": _("Topics"),
    "area": _("Districts"),
    "counted_agency": _("Bodies"),
    "month": _("Months"),
}
COUNTS = (
    "sum(number)::int",
    f"coalesce(sum(number) FILTER (WHERE punctuality = {ON_TIME}), 0)::int",
    f"coalesce(sum(number) FILTER (WHERE punctuality IN ({ON_TIME}, {LATE})), 0)::int",
    f"coalesce(sum(number) FILTER (WHERE punctuality = {OVERDUE}), 0)::int",
    "coalesce(sum(number) FILTER (WHERE is_rejected), 0)::int",
)


@dataclass(frozen=True)
class Line:
    """One value of a cut: its words, how many messages, their rate, how many were told to be no road matter, and what
    their list is asked."""

    title: str
    count: int
    rate: Rate
    rejected: int
    asked: Asked


@dataclass(frozen=True)
class Cut:
    """`name` as in CUTS. The lines are the most numerous first, months in their order; their sum is the whole."""

    name: str
    title: str | Promise
    lines: list[Line]


@dataclass(frozen=True)
class Figures:
    count: int
    rate: Rate
    rejected: int
    asked: Asked
    cuts: list[Cut]


def figures_of(overseen: AppealQuerySet, asked: Asked, at: datetime) -> Figures:
    """All cuts by one reading of the messages (GROUPING SETS)."""
    found: dict[str, dict] = {name: {} for name in CUTS}
    whole = (0, Rate(), 0)
    months = _months_with_messages(asked, at)
    for *values, cut, count, good, done, waiting, rejected in _counted(asked.rows(overseen, at), months, at):
        told = (count, Rate(good, done, waiting), rejected)
        if cut == len(CUTS):
            whole = told
        else:
            found[CUTS[cut]][values[cut]] = told
    lines = {
        "source": _lines(found["source"], _sources(asked)),
        "category": _topics(asked, found["category"]),
        "area": _lines(found["area"], _areas(asked, found["area"])),
        "counted_agency": _lines(found["counted_agency"], _agencies(asked, found["counted_agency"])),
        "month": sorted(_lines(found["month"], _months(asked, months)), key=lambda line: line.asked.first),
    }
    return Figures(*whole, asked, [Cut(name, TITLES[name], lines[name]) for name in CUTS])


def _months_with_messages(asked: Asked, at: datetime) -> Months:
    """Of the whole city, since what is counted may have come in before its period."""
    edges = Appeal.objects.filter(city=asked.city).order_by().aggregate(Min("submitted_at"), Max("submitted_at"))
    return Months.between(*(moment or at for moment in edges.values()), asked.city)


def _counted(rows: AppealQuerySet, months: Months, at: datetime) -> list[tuple]:
    """(A value or None for each cut, number of the cut, five counts); the number after the last cut is the whole.

    Messages alike in all cuts are counted first, so that each is looked at once and not once a cut.
    """
    each = rows.order_by().annotate(month=months.number_of("submitted_at"), punctuality=punctuality(at))
    each = each.annotate(is_rejected=ExpressionWrapper(Q(status=Status.REJECTED), BooleanField()))
    inner, values = each.values(*CUTS, "punctuality", "is_rejected").query.sql_with_params()
    columns = ", ".join((*CUTS, "punctuality", "is_rejected"))
    numbers = " ".join(f"WHEN GROUPING({name}) = 0 THEN {number}" for number, name in enumerate(CUTS))
    sets = ", ".join(f"({name})" for name in CUTS)
    sql = f"""
        WITH each ({columns}) AS ({inner}),
             alike AS (SELECT {columns}, count(*) AS number FROM each GROUP BY {columns})
        SELECT {", ".join(CUTS)}, CASE {numbers} ELSE {len(CUTS)} END, {", ".join(COUNTS)}
        FROM alike GROUP BY GROUPING SETS ({sets}, ()) HAVING count(*) > 0
    """  # noqa: S608 - holds nothing of the request but by its parameters
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _lines(found: dict, told: Callable[[object], tuple[str, Asked]]) -> list[Line]:
    lines = []
    for value, counted in found.items():
        title, asked = told(value)
        lines.append(Line(title, *counted, asked))
    return sorted(lines, key=lambda line: (-line.count, line.title))


def _sources(asked: Asked) -> Callable[[object], tuple[str, Asked]]:
    return lambda value: (str(Appeal.Source(value).label), asked.but(source=value))


def _topics(asked: Asked, found: dict) -> list[Line]:
    """Subtopics count as the topic that they are of; of one topic each stands alone, and what is of none of them."""
    rows = Category.objects.select_related("parent").in_bulk(found)
    if asked.category is None:
        rows |= {row.parent.pk: row.parent for row in rows.values() if row.parent}
        return _lines(_summed(found, rows), lambda value: (str(rows[value]), asked.but(category=rows[value])))
    return _lines(
        found, lambda value: (str(rows[value]), asked.but(category=rows[value], is_itself=value == asked.category.pk))
    )


def _summed(found: dict, rows: dict[int, Category]) -> dict:
    """By the topic that each is of."""
    summed: dict = {}
    for value, counted in found.items():
        topic = rows[value].parent_id or value
        before = summed.get(topic, (0, Rate(), 0))
        summed[topic] = tuple(one + other for one, other in zip(before, counted, strict=True))
    return summed


def _areas(asked: Asked, found: dict) -> Callable[[object], tuple[str, Asked]]:
    rows = Area.objects.defer("geometry").in_bulk([value for value in found if value])
    return lambda value: (
        (str(rows[value]), asked.but(area=rows[value]))
        if value
        else (str(_("in no district")), asked.but(is_nowhere=True))
    )


def _agencies(asked: Asked, found: dict) -> Callable[[object], tuple[str, Asked]]:
    rows = Agency.objects.in_bulk(found)
    return lambda value: (str(rows[value]), asked.but(agency=rows[value]))


def _months(asked: Asked, months: Months) -> Callable[[object], tuple[str, Asked]]:
    """A month at the edge of the period is its part of it."""

    def told(number: int) -> tuple[str, Asked]:
        first = months[number]
        last = _month_after(first) - timedelta(days=1)
        part = asked.but(first=max(first, asked.first or first), last=min(last, asked.last or last))
        return date_format(first, "F Y"), part

    return told


def _month_after(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
