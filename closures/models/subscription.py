"""What a reader asked to hear of, and of which events the reader has heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.contrib.gis.db import models
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.aggregates import BoolAnd, BoolOr
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Min, Q
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from closures.kinds import CHOICES
from roadmap.geometry import circle
from roadmap.models import Area, City, Road, Subscriber

from .change import RoadEventChange
from .event import RoadEvent
from .trip import Trip

EVERY_DAY, EVERY_HOUR = 2**7 - 1, 2**24 - 1
CONFIRMED_WITHIN = timedelta(hours=48)
PLACES = ("whole_city", "area", "road", "circle", "trip")  # a subscription has one of them
RADII_M = (300, 500, 1000, 2000, 5000)
IS_CONFIRMED = Q(confirmed_at__isnull=False)
OF_A_READER = ("subscriber", "subscriber__channel", "subscriber__language")


@dataclass(frozen=True)
class Reach:
    """What of an event decides who hears of it. `weeks` maps hours of a day to the days on which it holds then, both as
    bits: Monday and the hour from midnight are the lowest; empty: at any hour. `trips`: those that it lies along."""

    city: int
    kind: str
    is_closed: bool
    geometry: GEOSGeometry
    roads: Sequence[str]
    weeks: dict[int, int]
    trips: Sequence[int]


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(IS_CONFIRMED)

    def expired(self, at: datetime) -> "SubscriptionQuerySet":
        """Asked for, and nobody said yes in time."""
        return self.filter(confirmed_at=None, created_at__lt=at - CONFIRMED_WITHIN)

    def reached_by(self, reach: Reach) -> "SubscriptionQuerySet":
        """Confirmed ones that an event concerns: by place, kind, what is shut, and hours."""
        return self.confirmed().filter(_near(reach), _wanted(reach), _in_hours(reach.weeks))

    def by_reader(self) -> models.QuerySet:
        """A row a reader, in order of number: channel, language, and how to tell where several subscriptions say so."""
        told = {
            "at_once": BoolOr(Q(digest_hour=None)),
            "is_quiet": BoolAnd("is_quiet_at_night"),
            "hour": Min("digest_hour"),
        }
        return self.order_by("subscriber").values(*OF_A_READER).annotate(**told)


def _near(reach: Reach) -> Q:
    """One condition a scope, each read by an index of its own."""
    roads = Road.objects.filter(city=reach.city, name__in=list(reach.roads))
    areas = Area.objects.filter(city=reach.city, geometry__intersects=reach.geometry)
    return (
        Q(whole_city=reach.city)
        | Q(road__in=list(roads.values_list("pk", flat=True)))
        | Q(area__in=list(areas.values_list("pk", flat=True)))
        | Q(circle__intersects=reach.geometry)
        | Q(trip__in=reach.trips)
    )


def _wanted(reach: Reach) -> Q:
    of_kind = Q(kinds=[]) | Q(kinds__contains=[reach.kind])
    return of_kind if reach.is_closed else of_kind & Q(only_closed=False)


def _in_hours(weeks: dict[int, int]) -> Q:
    found = Q()
    for hours, days in weeks.items():
        on_day = GreaterThan(F("days").bitand(days), 0)
        found |= Q(on_day) & Q(GreaterThan(F("hours").bitand(hours), 0))
    return found


class Subscription(models.Model):
    """One wish of one reader. Where: exactly one of `whole_city`, `area`, `road`, `circle`, `trip`.

    A trip has its own days, hours and vehicle. `point` and `radius_m` are as asked for, `circle` (WGS 84) follows from
    them. `kinds` empty: all. `days` and `hours` are bits, as of Reach. `digest_hour`: once a day at that hour of the
    city's clock; None: at once.
    """

    subscriber = models.ForeignKey(
        Subscriber, models.CASCADE, related_name="subscriptions", verbose_name=_("subscriber")
    )
    whole_city = models.ForeignKey(City, models.CASCADE, null=True, blank=True, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, db_index=False, related_name="+")
    road = models.ForeignKey(Road, models.CASCADE, null=True, blank=True, db_index=False, related_name="+")
    trip = models.ForeignKey(Trip, models.CASCADE, null=True, blank=True, db_index=False, related_name="subscriptions")
    point = models.PointField(null=True, blank=True, spatial_index=False)
    radius_m = models.PositiveIntegerField(null=True, blank=True)
    circle = models.PolygonField(null=True, blank=True, spatial_index=False)
    kinds = ArrayField(models.CharField(max_length=20, choices=CHOICES), default=list, blank=True)
    only_closed = models.BooleanField(default=False)
    days = models.PositiveSmallIntegerField(default=EVERY_DAY)
    hours = models.PositiveIntegerField(default=EVERY_HOUR)
    is_quiet_at_night = models.BooleanField(default=False)
    digest_hour = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(23)]
    )
    created_at = models.DateTimeField(_("created at"))
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (Q(**{f"{name}__isnull": name != place for name in PLACES}) for place in PLACES)),
                name="subscription_has_one_place",
            )
        ]
        indexes = [
            models.Index(fields=["whole_city"], condition=IS_CONFIRMED, name="subscription_of_city"),
            models.Index(fields=["area"], condition=IS_CONFIRMED, name="subscription_of_area"),
            models.Index(fields=["road"], condition=IS_CONFIRMED, name="subscription_of_road"),
            models.Index(fields=["trip"], condition=Q(trip__isnull=False), name="subscription_of_trip"),
            GistIndex(fields=["circle"], condition=IS_CONFIRMED, name="subscription_around"),
            models.Index(fields=["created_at"], condition=Q(confirmed_at=None), name="subscription_unconfirmed"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} / {self.subscriber_id}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def subject(self) -> str:
        """How the letter that asks for a confirmation is named among deliveries."""
        return f"confirm:{self.pk}"

    def draw_circle(self) -> None:
        self.circle = circle(self.point, self.radius_m) if self.point else None


class Heard(models.Model):
    """A reader was told of an event, so its end is told, too; gone with the end."""

    event = models.ForeignKey(RoadEvent, models.CASCADE, related_name="heard", db_index=False)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="heard")

    class Meta:
        verbose_name = _("event that a reader has heard of")
        verbose_name_plural = _("events that a reader has heard of")
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="heard_once")]

    def __str__(self) -> str:
        return f"{self.event_id} / {self.subscriber_id}"


class DigestItem(models.Model):
    """A change that waits for the hour of a reader's digest; gone with it."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="digest", db_index=False)
    change = models.ForeignKey(RoadEventChange, models.CASCADE, related_name="+")
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = _("item of a digest")
        verbose_name_plural = _("items of digests")
        constraints = [models.UniqueConstraint(fields=["subscriber", "change"], name="digest_item_once")]
        indexes = [models.Index(fields=["due_at", "subscriber"], name="digest_due")]

    def __str__(self) -> str:
        return f"{self.change_id} / {self.subscriber_id}"
