"""Messages that a closure has caused: near it in space and time, less what comes in there at such hours anyway.

Near is within 300 m while it lasts, four weeks at most, since complaints come when traffic changes. A message near
several closures is of the nearest. What comes anyway is the mean of the same place and the same weekday hours in four
weeks before: the closure's time moved back by whole weeks, so many that it does not overlap itself.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from appeals.figures.asked import Asked
from appeals.figures.chance import is_beyond_chance
from appeals.models import Category
from appeals.models.appeal import AppealQuerySet
from closures.models import RoadEvent
from roadmap.geometry import metres_a_degree
from roadmap.inner_sql import inner_sql

WITHIN_M = 300
LONGEST = timedelta(weeks=4)
WEEKS_BEFORE = 4
MOST = 200  # closures of a period, the latest first

# `beside`: all that came in near a closure while it lasted or in the weeks before, found closure by closure in the
# index of place and time (appeal_near); `turn`: while it lasted (0), or in which of the times before. A message counts
# in each for the nearest closure that lasts then.
COUNTED = """
WITH closure AS MATERIALIZED (
    SELECT id, start, stop, weeks, start - (weeks + %(turns)s) * interval '7 days' AS since,
           ST_Scale(geometry, %(east_m)s, %(north_m)s) AS shape,
           ST_Expand(geometry, %(within)s / %(east_m)s, %(within)s / %(north_m)s) AS about
    FROM (
        SELECT *, ceil(extract(epoch FROM stop - start) / 604800) AS weeks
        FROM (
            SELECT event.id, event.geometry, lower(during) AS start,
                   least(coalesce(upper(during), %(at)s), %(at)s, lower(during) + %(longest)s) AS stop
            FROM closures_roadevent AS event
            WHERE city_id = %(city)s AND published_at IS NOT NULL AND status <> 'cancelled' AND geometry IS NOT NULL
                  AND during && tstzrange(%(since)s, %(until)s) AND lower(during) < %(at)s
            ORDER BY lower(during) DESC, id DESC LIMIT %(most)s
        ) AS latest
    ) AS lasting
), beside AS MATERIALIZED (
    SELECT message.id, category_id, submitted_at, closure.id AS closure, start, stop, weeks,
           ST_Distance(ST_Scale(snapped_point, %(east_m)s, %(north_m)s), shape) AS metres
    FROM closure JOIN ({appeals}) AS message
        ON snapped_point && about AND submitted_at >= since AND submitted_at < stop
), near AS (
    SELECT DISTINCT ON (id, turn) id, category_id, turn, closure
    FROM beside, generate_series(0, %(turns)s) AS turn
    CROSS JOIN LATERAL (
        SELECT CASE WHEN turn = 0 THEN interval '0' ELSE (weeks + turn - 1) * interval '7 days' END AS long
    ) AS back
    WHERE metres <= %(within)s AND submitted_at >= start - back.long AND submitted_at < stop - back.long
    ORDER BY id, turn, metres, closure
)
"""
BY_CLOSURE = "SELECT closure, category_id, turn = 0, count(*) FROM near GROUP BY 1, 2, 3"
OF_ONE = "SELECT id FROM near WHERE turn = 0 AND closure = %(closure)s"


@dataclass(frozen=True)
class Caused:
    """`count` messages near it, of which `usual` would have come anyway; `topics`: the most frequent, with counts."""

    event: RoadEvent
    count: int
    usual: float
    topics: list[tuple[Category, int]]

    @property
    def excess(self) -> float:
        return self.count - self.usual

    @property
    def is_notable(self) -> bool:
        """More than chance makes of what comes anyway."""
        return self.count > 0 and is_beyond_chance(self.count, self.usual)

    @property
    def words(self) -> str:
        """“41 messages, 33 of them: Buses”."""
        topic, most = self.topics[0]
        told = {"count": self.count, "most": most, "topic": topic}
        return _("messages: %(count)s, of them %(most)s: %(topic)s") % told


def caused(overseen: AppealQuerySet, asked: Asked, at: datetime) -> list[Caused]:
    """Of the closures that lasted in the period, those near which anybody wrote; the greatest excess first."""
    rows: dict[int, dict[bool, Counter]] = {}
    topics = Category.objects.select_related("parent").in_bulk()
    for closure, category, is_during, count in _asked(BY_CLOSURE, overseen, asked, at):
        rows.setdefault(closure, {True: Counter(), False: Counter()})[is_during][topics[category].topic.pk] += count
    rows = {closure: told for closure, told in rows.items() if told[True]}
    events = RoadEvent.objects.select_related("city", "agency").defer("geometry", "detour_geometry").in_bulk(rows)
    found = [
        Caused(
            events[closure],
            sum(told[True].values()),
            sum(told[False].values()) / WEEKS_BEFORE,
            [(topics[pk], count) for pk, count in sorted(told[True].items(), key=lambda one: (-one[1], one[0]))[:3]],
        )
        for closure, told in rows.items()
    ]
    return sorted(found, key=lambda one: (-one.excess, one.event.pk))


def messages_of(closure: int, overseen: AppealQuerySet, asked: Asked, at: datetime) -> list[int]:
    """Numbers of the messages that `caused` counts for a closure."""
    return [pk for (pk,) in _asked(OF_ONE, overseen, asked, at, closure=closure)]


def _asked(question: str, overseen: AppealQuerySet, asked: Asked, at: datetime, **more) -> list[tuple]:
    narrowed = asked.but(first=None, last=None, show="").rows(overseen, at).exclude(snapped_point=None).order_by()
    appeals, values = inner_sql(narrowed.values("id", "category_id", "snapped_point", "submitted_at"))
    city = asked.city
    east_m, north_m = metres_a_degree((city.bounds[1] + city.bounds[3]) / 2)
    told = {
        "at": at,
        "city": city.pk,
        "since": asked.first and city.midnight(asked.first),
        "until": city.midnight(asked.last + timedelta(days=1)) if asked.last else at,
        "longest": LONGEST,
        "most": MOST,
        "turns": WEEKS_BEFORE,
        "east_m": east_m,
        "north_m": north_m,
        "within": WITHIN_M,
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(appeals=appeals) + question, values | told)
        return cursor.fetchall()
