"""What a district says of itself: works there now and soon, and what became of residents' messages, as figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from appeals.figures.asked import last_year
from appeals.figures.rates import Rate, counts
from appeals.models import Appeal
from appeals.responsibility import area_of
from appeals.workflow import Status
from closures.layers import answering, event_context, in_order
from closures.shown import Shown
from roadmap.models import Area, City, RoadSegment
from roadmap.places.meant import Meant
from roadmap.places.pointed import coordinates_in
from roadmap.places.search import DISTRICT, STREET
from roadmap.places.typed import meant_by, surely_meant
from roadmap.postgis import point_at
from roadmap.question import Question

MOST = 60  # rows of works; the map shows them all
MOST_MEANT = 6  # places that words may mean


@dataclass(frozen=True)
class Works:
    """Rows for closures/_row.html; `is_cut` where there are more."""

    now: list[dict]
    later: list[dict]
    is_cut: bool


def works_in(area: Area, at: datetime) -> Works:
    """Each with the phases that are told of; one that only touches the district from outside is not of it."""
    question = Question(at=at, area=area.geometry)
    found = list(in_order(answering(area.city, question), area.city, question)[: MOST + 1])
    rows = [event_context(event, question) for event in found[:MOST]]
    return Works(
        now=[row for row in rows if row["shown"].is_in_force],
        later=[row for row in rows if not row["shown"].is_in_force],
        is_cut=len(found) > MOST,
    )


def shapes_in(works: Works) -> list[Shown]:
    """Those of the rows."""
    return [row["shown"] for row in (*works.now, *works.later)]


@dataclass(frozen=True)
class Lies:
    """A place that words may mean, and a district that it lies in."""

    place: Meant
    area: Area


def where_lies(city: City, words: str) -> list[Lies]:
    """One where the words mean one place of one district; a long street lies in several. Of several places those that
    lie in a district; empty where the map knows none."""
    if told := coordinates_in(words):
        area = area_of(city, point_at(*reversed(told)))
        return [Lies(Meant("", words), area)] if area else []
    found = [one for one in meant_by(city, words, MOST_MEANT) if one.point]
    sure = surely_meant(words, found) if found else None
    return [Lies(one, area) for one in ([sure] if sure else found) for area in _districts_of(city, one)]


def _districts_of(city: City, place: Meant) -> Iterable[Area]:
    districts = Area.objects.districts().filter(city=city)
    if place.kind == DISTRICT:
        return districts.filter(slug=place.slug)
    if place.kind == STREET:
        of_it = RoadSegment.objects.filter(city=city, road__slug=place.slug)
        return districts.filter(Exists(of_it.filter(geometry__intersects=OuterRef("geometry"))))
    return filter(None, [area_of(city, place.point)])


@dataclass(frozen=True)
class Figures:
    """Messages of the last year: [(status, label, count)], their sum, and their rate."""

    by_status: list[tuple[str, str, int]]
    total: int
    rate: Rate


def figures_of(area: Area, at: datetime) -> Figures:
    """One query; what /figures/ says of the district."""
    rows = last_year(area.city, at).but(area=area).rows(Appeal.objects.all(), at)
    numbers = {str(status): Count("pk", filter=Q(status=status)) for status in Status}
    told = rows.order_by().aggregate(**numbers, **{f"rate_{name}": each for name, each in counts(at).items()})
    by_status = [(str(status), str(status.label), told[status]) for status in Status]
    rate = Rate(told["rate_on_time"], told["rate_closed"], told["rate_open_overdue"])
    return Figures(by_status, sum(count for _status, _label, count in by_status), rate)
