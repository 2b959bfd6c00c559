"""Who answers where, for everybody: each zone with its body, what people report there, and how much of it is answered
on time.

A zone is one of responsibility where the city has any, else a district. A message on a border counts in one of the two,
always the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, F, OuterRef, Q, Subquery

from appeals.figures.rates import Rate, rates_by
from appeals.models import Appeal, Category
from appeals.models.appeal import AppealQuerySet
from roadmap.models import Area, City

PERIODS = (7, 30, 90)  # days
USUAL_PERIOD = 30
TOPICS = 5
KEPT_S = 900  # figures of a page that everybody may ask for


@dataclass(frozen=True)
class Topic:
    """Messages of a category in the period, and in the one before it."""

    category: Category
    count: int
    before: int

    @property
    def change(self) -> int:
        return self.count - self.before


@dataclass(frozen=True)
class ZoneFigures:
    """The topics that most messages are about, the most frequent first; all messages of the period and of the one
    before; the share that was answered on time."""

    topics: list[Topic]
    total: int = 0
    before: int = 0
    rate: Rate = Rate()

    @property
    def change(self) -> int:
        return self.total - self.before


def zones_in(city: City) -> list[Area]:
    """By name."""
    areas = Area.objects.filter(city=city).select_related("agency").order_by("name", "slug")
    zones = list(areas.filter(kind=Area.Kind.RESPONSIBILITY))
    return zones or list(areas.districts())


def figures_by_zone(city: City, zones: Iterable[Area], days: int, at: datetime) -> dict[int, ZoneFigures]:
    """By the zone's number; kept for some minutes."""
    zones = list(zones)
    if not zones:
        return {}
    key = f"zones:{city.pk}:{zones[0].kind}:{hash(tuple(zone.pk for zone in zones))}:{days}"
    return cache.get_or_set(key, lambda: _counted(city, zones, days, at), KEPT_S)


def figures_in(zone: Area, days: int, at: datetime) -> ZoneFigures:
    """Of one."""
    return _counted(zone.city, [zone], days, at)[zone.pk]


def _counted(city: City, zones: list[Area], days: int, at: datetime) -> dict[int, ZoneFigures]:
    """Two questions, and one for the categories. Topics count what anybody could count on the map; the rate counts all
    (appeals/figures/rates.py)."""
    since, before = at - timedelta(days=days), at - timedelta(days=2 * days)
    messages = _with_zone(Appeal.objects.filter(city=city, submitted_at__lte=at), zones)
    topics = (
        messages.public()
        .filter(submitted_at__gte=before)
        .order_by()
        .values("zone", "category")
        .annotate(
            now=Count("pk", filter=Q(submitted_at__gte=since)), then=Count("pk", filter=Q(submitted_at__lt=since))
        )
    )
    rates = rates_by(messages.filter(submitted_at__gte=since), at, "zone")
    return _by_zone(zones, list(topics), rates)


def _with_zone(messages: AppealQuerySet, zones: list[Area]) -> AppealQuerySet:
    """Each with the number of its zone, `zone`; those of no zone are left out."""
    numbers = [zone.pk for zone in zones]
    if zones[0].kind == Area.Kind.DISTRICT:
        return messages.filter(area__in=numbers).annotate(zone=F("area"))
    there = Area.objects.filter(city=zones[0].city_id, kind=zones[0].kind).containing(OuterRef("snapped_point"))
    return messages.annotate(zone=Subquery(there.values("pk")[:1])).filter(zone__in=numbers)


def _by_zone(zones: list[Area], rows: list[dict], rates: Mapping[int, Rate]) -> dict[int, ZoneFigures]:
    categories = Category.objects.in_bulk({row["category"] for row in rows})
    found = {}
    for zone in zones:
        own = [Topic(categories[row["category"]], row["now"], row["then"]) for row in rows if row["zone"] == zone.pk]
        most = sorted(
            (topic for topic in own if topic.count), key=lambda topic: (-topic.count, topic.category.position)
        )
        found[zone.pk] = ZoneFigures(
            most[:TOPICS],
            sum(topic.count for topic in own),
            sum(topic.before for topic in own),
            rates.get(zone.pk, Rate()),
        )
    return found
