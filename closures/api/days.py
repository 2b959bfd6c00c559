"""How many road events begin, end and hold on each of the coming days: one bounded answer for the scale of time."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from closures.api.public import VERSION
from closures.kinds import KINDS
from closures.kinds.passages import Passage
from closures.models import Phase
from closures.models.lists import SOME_VEHICLES, VehicleImpact
from closures.models.public_version import told_as_of
from closures.wanted import Wanted
from roadmap.api import lists
from roadmap.api.parameters import BBOX, CITY, asks, parameter, some_of, words
from roadmap.api.views import PublicView
from roadmap.api.words import DAY, SLUG, is_day
from roadmap.inner_sql import inner_sql
from roadmap.models import City
from roadmap.numbers import whole

USUAL, MOST = 91, 366  # from today to the ninetieth day; a year

# Of phases that hold at any time of the days asked for. An end at midnight is of the day that it closes.
COUNTED = """
WITH phase AS MATERIALIZED (
    SELECT told.event_id, told.during, (CASE WHEN upper(told.during) <= %(now)s THEN told.in_force + told.held_on
           ELSE told.in_force END) * tstzmultirange(tstzrange(%(first)s, %(last)s)) AS holds
    FROM ({phases}) AS told
), mark AS (
    SELECT event_id, (lower(during) AT TIME ZONE %(zone)s)::date AS day, 'starts' AS what FROM phase
    UNION ALL
    SELECT event_id, ((upper(during) - interval '1 microsecond') AT TIME ZONE %(zone)s)::date, 'ends' FROM phase
    WHERE NOT upper_inf(during)
    UNION ALL
    SELECT event_id, generate_series(
        (lower(span) AT TIME ZONE %(zone)s)::date,
        ((upper(span) - interval '1 microsecond') AT TIME ZONE %(zone)s)::date, interval '1 day')::date, 'holds'
    FROM phase, unnest(holds) AS span
)
SELECT day, what, count(DISTINCT event_id) FROM mark
WHERE day >= %(first_day)s AND day < %(last_day)s GROUP BY day, what
"""


class DaySerializer(serializers.Serializer):
    date = serializers.DateField(help_text="of the city's calendar")
    starts = serializers.IntegerField(help_text="events of which a phase begins on it")
    ends = serializers.IntegerField(help_text="events of which a phase ends on it, an end at midnight closing its day")
    holds = serializers.IntegerField(help_text="events that hold at any time of it, hours and exceptions counted")


class DaysSerializer(serializers.Serializer):
    days = DaySerializer(many=True)


class RoadEventDays(PublicView):
    """Road events by day: how many begin, end and hold. Filters are those of the list; days are the city's."""

    has_etag = True

    @extend_schema(operation_id="road_events_days", responses=DaysSerializer)
    @asks(
        BBOX,
        parameter("from", {"type": "string", "pattern": DAY}, "the first day; today unless told"),
        parameter("days", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "how many days"),
        some_of("kind", "kinds", among=KINDS),
        some_of("impact", "what is left for traffic of all classes", among=VehicleImpact.values),
        some_of("passage", "what is left of the way", among=[*map(str, Passage)]),
        some_of("vehicle_class", "what is for these classes of vehicles only", among=SOME_VEHICLES),
        parameter("agency", SLUG, "slug of the agency"),
        words("road", "the street's full name"),
        CITY,
    )
    def get(self, request) -> HttpResponse:
        city, (number, agencies, moved_at) = lists.city_and(request, VERSION)
        as_of = told_as_of(timezone.now(), moved_at and datetime.fromisoformat(moved_at))
        first, many = _first_day(request, city, as_of), _how_many(request)
        wanted = Wanted.of_window(request, city, as_of, _window(city, first, many))
        tag = lists.version_tag(request, city.pk, city.time_zone, number, agencies, as_of)
        return lists.unless_known(request, tag, lambda: Response({"days": days_of(wanted, city, first, many)}))


def _first_day(request, city: City, now: datetime) -> date:
    text = lists.parameter(request, "from")
    if not text:
        return now.astimezone(city.zone).date()
    try:
        day = date.fromisoformat(text) if is_day(text) else None
    except ValueError:
        day = None
    if day is None or not 1970 <= day.year < 2200:
        raise ValidationError({"from": [_("Give a day as in 2026-06-12.")]})
    return day


def _how_many(request) -> int:
    text = lists.parameter(request, "days")
    many = whole(text, MOST) if text else USUAL
    if not many:
        raise ValidationError({"days": [_("Give a number from 1 to %d.") % MOST]})
    return many


def _window(city: City, first: date, many: int) -> tuple[datetime, datetime]:
    since, until = (city.midnight(day) for day in (first, first + timedelta(days=many)))
    return since, until


def days_of(wanted: Wanted, city: City, first: date, many: int) -> list[dict]:
    """Each day with its three numbers, also where nothing happens."""
    days = {first + timedelta(days=number): {"starts": 0, "ends": 0, "holds": 0} for number in range(many)}
    for day, what, number in _counted(wanted, city, first, first + timedelta(days=many)):
        days[day][what] = number
    return [{"date": day, **numbers} for day, numbers in days.items()]


def _counted(wanted: Wanted, city: City, first_day: date, last_day: date) -> list[tuple]:
    phases = Phase.objects.filter(pk__in=wanted.phases().values("pk")).order_by()
    told, values = inner_sql(phases.values("event_id", "during", "in_force", "held_on"))
    first, last = wanted.asked.window
    given = {"zone": city.time_zone, "now": wanted.asked.now, "first": first, "last": last}
    given |= {"first_day": first_day, "last_day": last_day}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.replace("{phases}", told), given | values)
        return cursor.fetchall()
