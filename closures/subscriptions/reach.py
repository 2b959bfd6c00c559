"""What of an event decides who hears of it, and who does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from closures.kinds.passages import Passage
from closures.models import Heard, RoadEvent, Subscription
from closures.models.subscription import EVERY_DAY, EVERY_HOUR, OF_A_READER, Reach
from closures.trips import trips_along
from roadmap.schedule import Window

HOUR = timedelta(hours=1)
WEEK_H = 7 * 24


@dataclass(frozen=True)
class Reader:
    """`digest_hour` is None where any of the matching subscriptions wants it at once."""

    pk: int
    channel: str
    language: str
    is_quiet: bool
    digest_hour: int | None


def reach_of(event: RoadEvent, at: datetime) -> Reach:
    return Reach(
        city=event.city_id,
        kind=event.kind,
        is_closed=event.passage == Passage.CLOSED,
        geometry=event.geometry,
        roads=event.roads,
        weeks=weeks_of(still_to_come(event, at), event.city.zone),
        trips=_trips_asked_for(event, at),
    )


def _trips_asked_for(event: RoadEvent, at: datetime) -> list[int]:
    asked_for = Subscription.objects.confirmed().filter(trip__isnull=False).values("trip")
    return list(trips_along(event, at).filter(pk__in=asked_for).values_list("pk", flat=True))


def still_to_come(event: RoadEvent, at: datetime) -> Iterator[Window]:
    """When it holds, from then on."""
    for start, end in event.in_force or ():
        if end is None or end > at:
            yield max(start, at), end


def weeks_of(windows: Iterable[Window], zone: ZoneInfo) -> dict[int, int]:
    """Hours of a day → the days of the week on which it holds in them, as bits; empty where it may hold at any hour."""
    days = dict.fromkeys(range(7), 0)
    for start, end in windows:
        first = start.astimezone(zone).replace(minute=0, second=0, microsecond=0)
        for step in range(WEEK_H):
            hour = first + step * HOUR
            if end is not None and hour >= end:
                break
            days[hour.weekday()] |= 1 << hour.hour
    weeks: dict[int, int] = {}
    for day, hours in days.items():
        if hours:
            weeks[hours] = weeks.get(hours, 0) | 1 << day
    return {} if weeks == {EVERY_HOUR: EVERY_DAY} else weeks


def readers_of(event: RoadEvent, at: datetime, *, only_heard: bool, after: int, most: int) -> list[Reader]:
    """Whom a change concerns, in order of number: those who asked for it, and those who once heard of the event."""
    heard = Heard.objects.filter(event=event).values("subscriber")
    sources = [Subscription.objects.confirmed().filter(subscriber__in=heard)]
    if not only_heard:
        sources.append(Subscription.objects.reached_by(reach_of(event, at)))
    found: dict[int, Reader] = {}
    for source in sources:  # the later wins: it knows which of a reader's subscriptions the event is for
        for row in source.filter(subscriber__gt=after).by_reader()[:most]:
            found[row["subscriber"]] = _reader(row)
    return [found[pk] for pk in sorted(found)][:most]


def _reader(row: dict) -> Reader:
    pk, channel, language = (row[name] for name in OF_A_READER)
    return Reader(pk, channel, language, row["is_quiet"], None if row["at_once"] else row["hour"])
