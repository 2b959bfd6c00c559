"""A year's works as rows of bars, by street or by contractor, and as a list by month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from closures.models import RoadEvent
from closures.programme.works import MOVABLE, Year, last_moment
from closures.workflow import Status
from roadmap.moments import period_words

STREET, CONTRACTOR = "street", "contractor"


@dataclass(frozen=True)
class Bar:
    """`first` and `last` are weeks of the year; `clashes` take the same carriageway at the same time."""

    event: RoadEvent
    first: int
    last: int
    month: int
    when: str
    is_own: bool
    clashes: list["RoadEvent"] = field(default_factory=list)

    @property
    def is_movable(self) -> bool:
        return self.is_own and self.event.status in MOVABLE

    @property
    def body(self) -> str:
        return self.event.performer or str(self.event.agency)

    @property
    def is_draft(self) -> bool:
        return self.event.status in (Status.DRAFT, Status.IN_REVIEW)


def bars_of(
    events: Iterable[RoadEvent], year: Year, own: set[int], clashing: Iterable[tuple[int, int]], now: datetime
) -> list[Bar]:
    by_number = {event.pk: event for event in events}
    met = defaultdict(list)
    for one, other in clashing:
        if one in by_number and other in by_number:
            met[one].append(by_number[other])
            met[other].append(by_number[one])
    return [_bar(event, year, event.pk in own, met[event.pk], now) for event in by_number.values()]


def _bar(event: RoadEvent, year: Year, is_own: bool, clashes: list[RoadEvent], now: datetime) -> Bar:
    start = max(event.start, year.start)
    month = start.astimezone(year.start.tzinfo).month
    when = period_words(event.start, event.end, event.city.zone, now)
    last = year.week_of(last_moment(event, year))
    return Bar(event, year.week_of(start), last, month, when, is_own, clashes)


def rows_of(bars: Iterable[Bar], by: str) -> list[tuple[str, list[Bar]]]:
    """By name; what has none comes last."""
    rows = defaultdict(list)
    for bar in bars:
        rows[_name(bar, by)].append(bar)
    return [(name or _("elsewhere"), rows[name]) for name in sorted(rows, key=lambda name: (not name, name.lower()))]


def _name(bar: Bar, by: str) -> str:
    if by == CONTRACTOR:
        return bar.body
    return bar.event.roads[0] if bar.event.roads else ""


def months_of(bars: Iterable[Bar]) -> list[tuple[int, list[Bar]]]:
    """By the month in which each begins, or goes on from the year before."""
    found = defaultdict(list)
    for bar in bars:
        found[bar.month].append(bar)
    return sorted(found.items())
