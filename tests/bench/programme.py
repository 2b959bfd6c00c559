"""The year's programme with thousands of works: its page over real HTTP, as a dispatcher asks for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.urls import reverse
from psycopg.types.range import TimestamptzRange

from closures.models import Phase, RoadEvent, SegmentSpan
from closures.programme.works import Year
from closures.workflow import Status
from roadmap.models import Agency, City, RoadSegment
from roadmap.models.people import Role

from .bench import Bench
from .figures import Figure
from .load import refresh_statistics
from .sessions import cookie_of
from .timing import medians

LIMIT_MS = 500.0
LONGEST_STRETCH = 6  # segments that follow one another in a street
BODIES = 60  # performers


def measure(bench: Bench) -> Iterator[Figure]:
    year = Year.of(bench.city, bench.at.astimezone(bench.city.zone).year + 3)  # in which the season has nothing
    made = fill(bench.city, bench.events, year)
    agency = Agency.objects.filter(city=bench.city).order_by("pk").first()
    cookie = cookie_of("programme", agency=agency, roles=[Role.DISPATCHER])
    for name, query in (("by street", ""), ("by contractor", "&by=contractor")):
        address = f"{reverse('desk-programme')}?year={year.number}{query}"
        (ours,) = medians(lambda address=address: bench.client.fetch(address, Cookie=cookie), repeats=bench.repeats)
        size = len(bench.client.fetch(address, Cookie=cookie).body) / 1024
        yield Figure(f"programme, {name}", ours, LIMIT_MS, note=f"{len(made)} works of a year, {size:.0f} KB")
    RoadEvent.objects.filter(pk__in=made).delete()


@transaction.atomic
def _stored(events: list[RoadEvent], phases: list[Phase], spans: list[SegmentSpan]) -> None:
    RoadEvent.objects.bulk_create(events, 1_000)
    Phase.objects.bulk_create(phases, 1_000)
    SegmentSpan.objects.bulk_create(spans, 2_000)


def fill(city: City, count: int, year: Year) -> list[int]:
    """Works on stretches of the city's streets, most of them drafts of weeks; their numbers."""
    rows = RoadSegment.objects.filter(city=city, road__isnull=False).order_by("road", "key")
    segments = list(rows.values_list("pk", "road", "road__name", "geometry", named=True))
    agencies = list(Agency.objects.filter(city=city).order_by("pk"))
    events, phases, spans = [], [], []
    for number in range(count):
        dice = Random(number)
        first = dice.randrange(len(segments))
        stretch = segments[first : first + dice.randint(1, LONGEST_STRETCH)]
        stretch = [each for each in stretch if each.road == stretch[0].road]
        event = _work(dice, city, dice.choice(agencies), year, stretch)
        phase = Phase(event=event, number=1, told_impact=event.vehicle_impact, **_of_both(event))
        events.append(event)
        phases.append(phase)
        spans += [SegmentSpan(phase=phase, segment_id=each.pk, start_position=0, end_position=1) for each in stretch]
    _stored(events, phases, spans)
    refresh_statistics()
    return [event.pk for event in events]


def _work(dice: Random, city: City, agency: Agency, year: Year, stretch: list) -> RoadEvent:
    start = year.start + timedelta(days=dice.randrange(360))
    end = start + timedelta(days=dice.randint(2, 40))
    street = stretch[0].road__name
    is_draft = dice.random() < 0.7
    return RoadEvent(
        city=city,
        kind="repair-zone" if dice.random() < 0.3 else "closure",
        status=Status.DRAFT if is_draft else Status.PUBLISHED,
        agency=agency,
        performer=f"ООО «Строй-{dice.randrange(BODIES)}»" if dice.random() < 0.8 else "",
        reason=dice.choice(("ремонт теплотрассы", "прокладка водопровода", "ремонт проезжей части")),
        geometry=stretch[0].geometry,
        during=TimestamptzRange(start, end, "[)"),
        told=TimestamptzRange(None, end, "[)"),
        spells=[(start, end)],
        reach=[(start, end)],
        in_force=_windows(dice, start, end),
        held_on=[],
        vehicle_impact="some-lanes-closed",
        headline=f"Ремонт: {street}",
        place=f"{street}, {len(stretch)} участка",
        roads=[street],
        version=1,
        created_at=year.start - timedelta(days=300),
        updated_at=year.start - timedelta(days=300),
        published_at=None if is_draft else year.start - timedelta(days=200),
    )


def _windows(dice: Random, start: datetime, end: datetime) -> list:
    """Whole days, or the nights."""
    if dice.random() < 0.8:
        return [(start, end)]
    nights = [start + timedelta(days=day, hours=22) for day in range((end - start).days)]
    return [(night, night + timedelta(hours=8)) for night in nights]


def _of_both(event: RoadEvent) -> dict:
    names = ("during", "told", "in_force", "held_on", "headline", "place", "roads", "vehicle_impact", "geometry")
    term = {"planned_start": event.during.lower, "planned_end": event.during.upper}
    return {name: getattr(event, name) for name in names} | term
