"""The week of a desk for a briefing, by day: what begins, what ends, or both; what goes on all week is told once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from psycopg.types.range import TimestamptzRange

from closures.kinds.states import State
from closures.models import RoadEvent
from closures.models.event import RoadEventQuerySet
from closures.printing.lines import bound, sentence_case
from closures.printing.sheet import shared_hours
from closures.shown import Shown
from roadmap.models import City
from roadmap.moments import period_words

MOST = 400  # events; of a longer week the rest is counted
DAYS = 7


@dataclass(frozen=True)
class WeekRow:
    what: str
    when: str
    traffic: str
    who: str


@dataclass(frozen=True)
class Chapter:
    """A day, or what is told of none: overdue, or all week."""

    title: str
    groups: tuple[tuple[str, tuple[WeekRow, ...]], ...]


@dataclass(frozen=True)
class Week:
    first: date
    chapters: tuple[Chapter, ...]
    left_out: int


def week_of(mine: RoadEventQuerySet, first: date, city: City, at: datetime) -> Week:
    """Of these events, those of the seven days from `first` in the city's clock, and what is overdue."""
    since, until = (city.midnight(first + timedelta(days=days)) for days in (0, DAYS))
    found = _found(mine, since, until, at)
    events = list(found[: MOST + 1])
    left_out = found.count() - MOST if len(events) > MOST else 0
    rows = [(event, _row(event, at)) for event in events[:MOST]]
    return Week(first, tuple(_chapters(rows, first, city, at)), left_out)


def _found(mine: RoadEventQuerySet, since: datetime, until: datetime, at: datetime) -> RoadEventQuerySet:
    in_week = mine.published().filter(during__overlap=TimestamptzRange(since, until))
    overdue = mine.in_states([State.OVERDUE], at)
    numbers = [*in_week.order_by().values_list("pk", flat=True), *overdue.order_by().values_list("pk", flat=True)]
    events = mine.filter(pk__in=numbers).select_related("city", "agency").prefetch_related("phases__locations")
    return events.defer("geometry", "detour_geometry").order_by("during__startswith", "pk")


def _row(event: RoadEvent, at: datetime) -> WeekRow:
    shown = Shown(event, tuple(event.phases.all()), at)
    times = period_words(event.start, event.end, event.city.zone, at)
    who = ", ".join(filter(None, (event.performer or str(event.agency), event.contact)))
    return WeekRow(
        sentence_case(event.shown_headline),
        bound("; ".join(filter(None, (times, shared_hours(shown.phases))))),
        sentence_case(shown.traffic),
        bound(who),
    )


Rows = Iterable[tuple[RoadEvent, WeekRow]]


def _chapters(rows: list[tuple[RoadEvent, WeekRow]], first: date, city: City, at: datetime) -> Iterator[Chapter]:
    since, until = (city.midnight(first + timedelta(days=days)) for days in (0, DAYS))
    overdue = [row for event, row in rows if event.state_at(at) == State.OVERDUE]
    if overdue:
        yield Chapter(_("The term has passed, not confirmed"), (("", tuple(overdue)),))
    whole = [row for event, row in rows if event.start < since and _ends_after(event, until)]
    if whole:
        yield Chapter(_("All week"), (("", tuple(whole)),))
    for day in range(DAYS):
        start, end = (city.midnight(first + timedelta(days=number)) for number in (day, day + 1))
        yield _day(rows, start, end)


def _ends_after(event: RoadEvent, moment: datetime) -> bool:
    return event.end is None or event.end > moment


def _day(rows: Rows, start: datetime, end: datetime) -> Chapter:
    """What ends at midnight ends on the day before; what begins and ends on this day is told once."""
    begin, both, over = [], [], []
    for event, row in rows:
        begins, ends = start <= event.start < end, bool(event.end and start < event.end <= end)
        if begins or ends:
            (both if begins and ends else begin if begins else over).append(row)
    groups = ((_("Begins"), begin), (_("On this day only"), both), (_("Ends"), over))
    return Chapter(_day_title(start), tuple((title, tuple(told)) for title, told in groups if told))


def _day_title(start: datetime) -> str:
    return sentence_case(date_format(timezone.localtime(start, start.tzinfo), _("l, j E Y")))
