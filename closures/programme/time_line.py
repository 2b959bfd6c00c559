"""A year's works as rows of bars, by street, by contractor or by month; page by page, as a year may hold thousands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from closures.models import RoadEvent
from closures.programme.works import MOVABLE, NOT_DRAWN, Year, last_moment
from closures.workflow import Status
from roadmap.language.text import alike
from roadmap.languages import is_english
from roadmap.models import City, Road
from roadmap.moments import period_words

STREET, CONTRACTOR, MONTH = "street", "contractor", "month"
PAGE = 120  # works
MOST_NAMED = 5  # of those that a work clashes with
BODY = Coalesce(NullIf(F("performer"), Value("")), NullIf(F("agency__short_name"), Value("")), F("agency__name"))
NAMES = {STREET: F("roads"), CONTRACTOR: BODY, MONTH: F("during__startswith")}


@dataclass(frozen=True)
class Bar:
    """`first` and `last` are weeks of the year; `clashes` take the same carriageway at the same time, `more` of them
    are not named."""

    event: RoadEvent
    first: int
    last: int
    when: str
    is_own: bool
    clashes: list["RoadEvent"] = field(default_factory=list)
    more: int = 0

    @property
    def is_movable(self) -> bool:
        return self.is_own and self.event.status in MOVABLE

    @property
    def body(self) -> str:
        return self.event.performer or str(self.event.agency)

    @property
    def is_draft(self) -> bool:
        return self.event.status == Status.DRAFT

    @property
    def is_in_review(self) -> bool:
        return self.event.status == Status.IN_REVIEW


def page_of(works: QuerySet, city: City, year: Year, by: str, asked: str, number: str | None) -> Page:
    """A page of (name of a row, number of a work), on each of its streets; rows by name, what has none comes last,
    months in their order.

    `asked` narrows it to rows whose names hold these words.
    """
    told = works.annotate(row=NAMES[by]).values_list("pk", "row")
    rows = [(name, pk) for pk, said in told for name in _names(said, year, by)]
    shown = shown_streets(city, {name for name, _pk in rows}) if by == STREET else {}
    if asked:
        rows = [(name, pk) for name, pk in rows if alike(asked) in alike(f"{name}\n{shown.get(name, '')}")]
    rows = [(shown.get(name, name), pk) for name, pk in rows]
    if by != MONTH:  # as works come by their start, so do months
        rows.sort(key=lambda row: (not row[0], row[0].lower()))
    return Paginator(rows, PAGE).get_page(number)


def shown_streets(city: City, streets: Collection[str]) -> dict[str, str]:
    """By their stored names, how they are called in the reader's language; those that are called so have none."""
    if not is_english():
        return {}
    rows = Road.objects.filter(city=city, name__in=streets).only("name", "names")
    return {road.name: road.shown_name for road in rows}


def _names(said: str | Sequence[str] | datetime | None, year: Year, by: str) -> list[str]:
    """Of the rows where it stands. Of what goes on from the year before the month is the first."""
    if by == STREET:
        return list(dict.fromkeys(said)) or [""]
    if by == CONTRACTOR:
        return [said or ""]
    return [str(MONTHS[max(said, year.start).astimezone(year.start.tzinfo).month]).capitalize()]


def rows_of(page: Page, bars: dict[int, Bar]) -> list[tuple[str, list[Bar]]]:
    named = groupby(page.object_list, key=lambda row: row[0])
    return [(name or _("elsewhere"), [bars[pk] for _name, pk in works if pk in bars]) for name, works in named]


def bars_of(
    numbers: Collection[int], year: Year, own: set[int], clashing: Iterable[tuple[int, int]], now: datetime
) -> dict[int, Bar]:
    met = defaultdict(list)
    for one, other in clashing:
        met[one].append(other)
        met[other].append(one)
    named = {other for pk in numbers for other in met[pk][:MOST_NAMED]}
    events = RoadEvent.objects.select_related("agency", "city").defer(*NOT_DRAWN).in_bulk({*numbers, *named})
    return {pk: _bar(events[pk], year, pk in own, met[pk], events, now) for pk in numbers if pk in events}


def _bar(
    event: RoadEvent, year: Year, is_own: bool, met: list[int], events: dict[int, RoadEvent], now: datetime
) -> Bar:
    first, last = year.week_of(max(event.start, year.start)), year.week_of(last_moment(event, year))
    when = period_words(event.start, event.end, event.city.zone, now)
    clashes = [events[pk] for pk in met[:MOST_NAMED] if pk in events]
    return Bar(event, first, last, when, is_own, clashes, max(0, len(met) - MOST_NAMED))
