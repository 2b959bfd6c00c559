"""The daily list of a desk: what nobody has confirmed, and what waits for its yes or no."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from closures.desk_rows import add_silence, shown_in_row
from closures.models import RoadEvent, SiteReport
from closures.models.event import RoadEventQuerySet
from closures.models.lists import Basis
from closures.models.silence import Silence
from closures.workflow import Status

MOST = 200  # rows of each kind; more is a matter of the tab, page by page
ENDED_LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Unconfirmed:
    """`asking` are words from the street; `ended` those that only the plan has ended, of the last week."""

    asking: list[SiteReport]
    starts: list[RoadEvent]
    ends: list[RoadEvent]
    ended: list[RoadEvent]

    @property
    def is_empty(self) -> bool:
        return not (self.asking or self.starts or self.ends or self.ended)


def unconfirmed(mine: RoadEventQuerySet, at: datetime) -> Unconfirmed:
    """Of these events, as of a moment; five questions however many there are."""
    silent = _rows(mine.silent(at).order_by("during__startswith", "pk"), at)
    add_silence(silent, at)
    return Unconfirmed(
        asking=list(asking(mine)[:MOST]),
        starts=[event for event in silent if Silence.START in event.silences],
        ends=[event for event in silent if Silence.END in event.silences],
        ended=_rows(_ended_by_plan(mine, at).order_by("-ended_at", "-pk"), at),
    )


def asking(mine: RoadEventQuerySet) -> QuerySet[SiteReport]:
    """Words from the street that wait for a yes or no, the oldest first; of what is cancelled nobody asks any more."""
    rows = SiteReport.objects.asking().filter(event__in=mine.order_by()).exclude(event__status=Status.CANCELLED)
    return rows.select_related("event__city").defer("event__geometry").order_by("at")


def _ended_by_plan(mine: RoadEventQuerySet, at: datetime) -> RoadEventQuerySet:
    since = at - ENDED_LATELY
    return mine.filter(status=Status.FINISHED, end_basis=Basis.PLAN, ended_at__gt=since)


def _rows(events: RoadEventQuerySet, at: datetime) -> list[RoadEvent]:
    found = events.select_related("city", "agency").defer("geometry", "detour_geometry")[:MOST]
    return [shown_in_row(event, at) for event in found]
