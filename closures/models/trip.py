"""A way that somebody drives again and again: where, on which days and hours, and in what."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.fields import MinutesField
from roadmap.models import City, RoadSegment
from roadmap.paths import VEHICLES, Part, Way
from roadmap.paths import Vehicle as Driven
from roadmap.places.pointed import name_in
from roadmap.schedule import Schedule, Window
from roadmap.secret_links import new_secret
from roadmap.week import Minutes, minutes_of

from .lists import Vehicle
from .phase import Phase

# A part of a way is (segment, enters, leaves): positions along the segment's line, in the order of travel.
MEETS = """
    span.segment_id = part.segment
    AND span.start_position < greatest(part.enters, part.leaves)
    AND span.end_position > least(part.enters, part.leaves)
    AND span.direction IN ('both', CASE WHEN part.enters < part.leaves THEN 'forward' ELSE 'backward' END)
"""


LEAST_S = 60  # of a trip
MEASURES = ("weight_t", "height_m", "width_m")  # of a vehicle; its length and axles are the usual ones


class LiesAlong(Func):
    """Whether a phase holds some of the way, in its direction."""

    template = f"""EXISTS (
        SELECT FROM closures_segmentspan AS span JOIN unnest(%(expressions)s) AS part(segment, enters, leaves)
        ON {MEETS} WHERE span.phase_id = %(phase)s
    )"""
    output_field = models.BooleanField()

    def __init__(self, phase: int):
        super().__init__(F("segments"), F("enters"), F("leaves"), phase=int(phase))


class TripQuerySet(models.QuerySet):
    def held(self, pk: int) -> "Trip | None":
        """Until the transaction ends, and before those who want to hear of it; None where it is deleted."""
        return self.select_for_update(of=("self",)).filter(pk=pk).first()

    def touching(self, segments: Collection[int]) -> "TripQuerySet":
        """By the index, in whichever direction."""
        return self.filter(segments__overlap=list(segments))

    def along(self, phase: Phase) -> "TripQuerySet":
        """Those on whose way the phase holds, in their direction; at whatever hour."""
        return self.touching([span.segment_id for span in phase.spans.all()]).filter(LiesAlong(phase.pk))

    def through(self, junctions: Collection[int]) -> "TripQuerySet":
        return self.filter(junctions__overlap=list(junctions))

    def driven_in(self, week: Iterable[Minutes]) -> "TripQuerySet":
        return self.filter(week__shares=list(week))

    def unopened_since(self, at: datetime) -> "TripQuerySet":
        return self.filter(opened_at__lt=at)

    def unwatched(self) -> "TripQuerySet":
        """Nobody has confirmed that he wants to hear of it."""
        return self.exclude(subscriptions__confirmed_at__isnull=False)


class Trip(models.Model):
    """A way with its days, hours and vehicle; nobody's name, and no more of where it leads than the line itself.

    `geometry` (WGS 84) runs from start to end over `segments`, each entered and left at positions from 0 to 1 along the
    segment's line; `junctions` are those that it passes, in order. `schedule` has the form of roadmap.schedule (hours
    only; empty: at any time), `week` follows from it. `start_words` and `end_words` are what the map calls the ends.
    `is_drawn`: the line was given, by a GPX file. `is_stale`: an import changed segments of it.
    """

    KEPT = timedelta(days=180)  # unless it is opened

    city = models.ForeignKey(City, models.CASCADE, related_name="trips", verbose_name=_("city"))
    secret = models.CharField(max_length=64, unique=True, default=new_secret, editable=False)
    start_words = models.CharField(pgettext_lazy("trip", "from"), max_length=200, blank=True)
    end_words = models.CharField(pgettext_lazy("trip", "to"), max_length=200, blank=True)
    geometry = models.LineStringField(_("way"), spatial_index=False)
    is_drawn = models.BooleanField(_("from a file"), default=False)
    segments = ArrayField(models.BigIntegerField(), verbose_name=_("road segments"))
    enters = ArrayField(models.FloatField())
    leaves = ArrayField(models.FloatField())
    junctions = ArrayField(models.BigIntegerField(), verbose_name=_("junctions"), default=list)
    length_m = models.FloatField(_("length, m"))
    seconds = models.FloatField(_("usual time, s"), default=0)
    schedule = models.JSONField(_("hours"), default=dict, blank=True)
    week = MinutesField(editable=False)
    vehicle = models.CharField(_("vehicle"), max_length=10, choices=Vehicle, default=Vehicle.CAR)
    weight_t = models.FloatField(_("weight, t"))
    height_m = models.FloatField(_("height, m"))
    width_m = models.FloatField(_("width, m"))
    is_stale = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("created at"))
    opened_at = models.DateTimeField(_("opened at"))

    objects = TripQuerySet.as_manager()

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        constraints = [
            models.CheckConstraint(
                condition=Q(segments__len=F("enters__len")) & Q(segments__len=F("leaves__len")),
                name="trip_part_has_both_ends",
            )
        ]
        indexes = [
            GinIndex(fields=["segments"], name="trip_on_segments"),  # what a phase lies along
            GinIndex(fields=["junctions"], name="trip_through_junctions"),  # the same of a dark light
            models.Index(fields=["opened_at"], name="trip_unopened"),  # the clock: what is to be forgotten
            models.Index(fields=["opened_at"], condition=Q(is_stale=True), name="trip_stale"),  # the same: an import's
        ]

    def __str__(self) -> str:
        return f"{self.start_name} — {self.end_name}"

    @property
    def start_name(self) -> str:
        return name_in(self.start_words)

    @property
    def end_name(self) -> str:
        return name_in(self.end_words)

    @property
    def parts(self) -> list[Part]:
        ends = zip(self.segments, self.enters, self.leaves, strict=True)
        return [Part(segment, enters, leaves, enters < leaves) for segment, enters, leaves in ends]

    @property
    def driven(self) -> Driven:
        """As roadmap.paths takes it."""
        measures = {name: getattr(self, name) for name in MEASURES}
        return replace(VEHICLES[self.vehicle], **measures)

    @property
    def lasts(self) -> timedelta:
        """Once it is driven."""
        return timedelta(seconds=max(LEAST_S, self.seconds))

    def drive(self, way: Way) -> None:
        """The way is this trip's from now on."""
        parts = [part for part in way.parts if part.share]
        self.segments = [part.segment_id for part in parts]
        self.enters, self.leaves = [part.start_position for part in parts], [part.end_position for part in parts]
        self.junctions = list(_passed(parts))
        self.geometry, self.length_m, self.seconds = way.geometry, way.length_m, way.seconds

    def take(self, vehicle: str, measures: Mapping[str, float | None]) -> None:
        """What is not known of it is as usual."""
        self.vehicle = vehicle
        for name in MEASURES:
            setattr(self, name, measures.get(name) or getattr(VEHICLES[vehicle], name))

    def keep_to(self, schedule: dict) -> None:
        """The form of roadmap.schedule. Raises BadSchedule."""
        self.schedule = schedule
        self.week = minutes_of(self._timetable(self.created_at, None).hours)

    def runs_between(self, since: datetime, until: datetime) -> list[Window]:
        """When it is driven, cut to these moments."""
        night_before = since - timedelta(days=1)
        runs = self._timetable(night_before, until).occurrences(since, until)
        return [(max(start, since), end) for start, end in runs]

    def _timetable(self, since: datetime, until: datetime | None) -> Schedule:
        return Schedule.from_json(since, until, self.city.time_zone, self.schedule)

    def get_absolute_url(self) -> str:
        return reverse("saved-trip", args=[self.secret])


def _passed(parts: Sequence[Part]) -> Iterator[int]:
    """The junction that each part but the last leads to."""
    ends = RoadSegment.objects.filter(pk__in={part.segment_id for part in parts}).values_list("pk", "start", "end")
    nodes = {segment: (start, end) for segment, start, end in ends}
    return (nodes[part.segment_id][part.is_forward] for part in parts[:-1])
