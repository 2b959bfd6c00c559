"""Who answers where, for everybody: each zone with its body, what people report there, and how much of it is answered
on time.

A zone is one of responsibility where the city has any, else a district. A message on a border counts in one of the two,
always the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper

from appeals.figures.rates import LATE, ON_TIME, OVERDUE, Rate, counted_once, punctuality, with_lateness
from appeals.models import Appeal, Category
from appeals.models.appeal import IS_PUBLIC
from roadmap.inner_sql import inner_sql
from roadmap.models import Area, City

PERIODS = (7, 30, 90)  # days
USUAL_PERIOD = 30
TOPICS = 5
KEPT_S = 900  # figures of a page that everybody may ask for

# Topics count what anybody could count on the map; the rate counts all (appeals/figures/rates.py). Zone by zone the
# messages are found in the index of place and time (appeal_near): a border is unpacked once, not for every message.
MARKS = ("is_public", "punctuality")
COUNTED = """
WITH there AS ({there})
SELECT zone, category, count(*) FILTER (WHERE is_public AND submitted_at >= %(since)s),
       count(*) FILTER (WHERE is_public AND submitted_at < %(since)s),
       count(*) FILTER (WHERE punctuality = %(on_time)s AND submitted_at >= %(since)s),
       count(*) FILTER (WHERE punctuality IN (%(on_time)s, %(late)s) AND submitted_at >= %(since)s),
       count(*) FILTER (WHERE punctuality = %(overdue)s AND submitted_at >= %(since)s)
FROM there WHERE zone = ANY(%(zones)s) GROUP BY zone, category
"""
BY_DISTRICT = "SELECT message.*, area AS zone FROM ({messages}) AS message"
BY_PLACE = """
    SELECT DISTINCT ON (message.id) message.*, zone.id AS zone
    FROM (
        SELECT id, geometry, row_number() OVER (ORDER BY name, slug, id) AS turn
        FROM roadmap_area WHERE city_id = %(city)s AND kind = %(kind)s
    ) AS zone JOIN ({messages}) AS message ON ST_Intersects(zone.geometry, snapped_point)
    ORDER BY message.id, turn
"""


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
    """The topics that most messages are about, the most frequent first, also those that nobody told of any more; all
    messages of the period and of the one before; the share that was answered on time."""

    topics: list[Topic]
    total: int = 0
    before: int = 0
    rate: Rate = Rate()

    @property
    def change(self) -> int:
        return self.total - self.before

    @property
    def others(self) -> tuple[int, int] | None:
        """How many messages of the period are about other topics than those, and their change; None without any."""
        count = self.total - sum(topic.count for topic in self.topics)
        change = self.change - sum(topic.change for topic in self.topics)
        return (count, change) if count or change else None


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
    """One question, and one for the categories."""
    since, before = at - timedelta(days=days), at - timedelta(days=2 * days)
    messages = with_lateness(Appeal.objects.filter(city=city, submitted_at__gte=before, submitted_at__lte=at))
    marked = (
        counted_once(messages, at)
        .annotate(is_public=ExpressionWrapper(IS_PUBLIC, BooleanField()), punctuality=punctuality(at))
        .order_by()
    )
    inner, values = inner_sql(marked.values("id", "category", "snapped_point", "submitted_at", "area", *MARKS))
    told = {"city": city.pk, "kind": zones[0].kind, "zones": [zone.pk for zone in zones], "since": since}
    told |= {"on_time": ON_TIME, "late": LATE, "overdue": OVERDUE}
    there = BY_DISTRICT if zones[0].kind == Area.Kind.DISTRICT else BY_PLACE
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(there=there.format(messages=inner)), values | told)
        return _by_zone(zones, cursor.fetchall())


def _by_zone(zones: list[Area], rows: list[tuple]) -> dict[int, ZoneFigures]:
    categories = Category.objects.select_related("parent").in_bulk({category for _zone, category, *_counts in rows})
    found = {}
    for zone in zones:
        own = [row[1:] for row in rows if row[0] == zone.pk]
        topics = _topics(own, categories)
        most = sorted(
            filter(_is_told, topics), key=lambda topic: (-topic.count, -topic.before, topic.category.position)
        )
        found[zone.pk] = ZoneFigures(
            most[:TOPICS],
            sum(topic.count for topic in topics),
            sum(topic.before for topic in topics),
            sum((Rate(*rate) for _category, _now, _then, *rate in own), Rate()),
        )
    return found


def _topics(rows: list[tuple], categories: dict[int, Category]) -> list[Topic]:
    """Subtopics count as the topic that they are of."""
    summed: dict[Category, Topic] = {}
    for category, now, then, *_rate in rows:
        row = categories[category].topic
        known = summed.get(row, Topic(row, 0, 0))
        summed[row] = Topic(row, known.count + now, known.before + then)
    return [*summed.values()]


def _is_told(topic: Topic) -> bool:
    return topic.count > 0 or topic.before > 0
