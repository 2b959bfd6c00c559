"""A phase of a road event: where it is, when, and what is left for traffic; and its spans on the network."""

from datetime import datetime

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roadmap.models import RoadSegment
from roadmap.schedule import Schedule

from .event import RoadEvent
from .lists import Direction, Exemption, VehicleClass, VehicleImpact


class PhaseQuerySet(models.QuerySet):
    def of_the_day(self, at: datetime) -> "Phase":
        """Of one event the last phase that has begun by the plan, else the first."""
        phases = list(self)
        return next((phase for phase in reversed(phases) if phase.planned_start <= at), phases[0])


class Phase(models.Model):
    """`geometry` is kept as drawn (WGS 84); spans and `places` are derived from it and can be rebuilt.

    Planned is what the performer says, actual what the field confirmed; both half-open, no end = until further notice.
    `schedule` has the form of roadmap.schedule.Schedule: {"hours": […], "except": […]}; empty = round the clock.
    `lanes` is a list of WZDx lanes: {"order": 1, "type": "general", "status": "closed"}, 1 the left-most.
    `restrictions` is a list of {"type": "reduced-weight", "value": 3.5, "unit": "tons"}.
    `places` are descriptions in words, the main one first (docs/places.md).
    """

    event = models.ForeignKey(RoadEvent, models.CASCADE, related_name="phases", verbose_name=_("road event"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    name = models.CharField(_("name"), max_length=120, blank=True)
    geometry = models.GeometryField(_("geometry"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.BOTH)
    toward = models.CharField(_("toward"), max_length=120, blank=True)
    planned_start = models.DateTimeField(_("planned start"))
    planned_end = models.DateTimeField(_("planned end"), null=True, blank=True)
    actual_start = models.DateTimeField(_("actual start"), null=True, blank=True)
    actual_end = models.DateTimeField(_("actual end"), null=True, blank=True)
    schedule = models.JSONField(_("hours"), default=dict, blank=True)
    vehicle_impact = models.CharField(
        _("vehicle impact"), max_length=40, choices=VehicleImpact, default=VehicleImpact.ALL_LANES_CLOSED
    )
    lanes = models.JSONField(_("lanes"), default=list, blank=True)
    restrictions = models.JSONField(_("restrictions"), default=list, blank=True)
    vehicle_classes = ArrayField(
        models.CharField(max_length=20, choices=VehicleClass),
        default=list,
        blank=True,
        verbose_name=_("vehicle classes"),
    )
    exemptions = ArrayField(
        models.CharField(max_length=20, choices=Exemption), default=list, blank=True, verbose_name=_("exemptions")
    )
    places = models.JSONField(_("place in words"), default=list, blank=True)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["event", "number"]
        constraints = [
            # Checked at the end of a transaction: phases change places.
            models.UniqueConstraint(
                fields=["event", "number"], name="phase_number_once_an_event", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(planned_end=None) | Q(planned_end__gt=F("planned_start")), name="phase_ends_after_its_start"
            ),
            models.CheckConstraint(
                condition=Q(actual_end=None) | Q(actual_start=None) | Q(actual_end__gt=F("actual_start")),
                name="phase_really_ended_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.event} / {self.number}"

    @property
    def start(self) -> datetime:
        """The actual start where the field confirmed one, else the planned."""
        return self.actual_start or self.planned_start

    @property
    def end(self) -> datetime | None:
        """The actual end where the field confirmed one, else the planned; None is until further notice."""
        return self.actual_end or self.planned_end

    def timetable(self) -> Schedule:
        return Schedule.from_json(self.start, self.end, self.event.city.time_zone, self.schedule)


class SegmentSpan(models.Model):
    """Part of a road segment that a phase holds: positions from 0 to 1 along the segment's geometry."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="spans", verbose_name=_("phase"))
    segment = models.ForeignKey(RoadSegment, models.CASCADE, related_name="spans", verbose_name=_("road segment"))
    start_position = models.FloatField(_("start position"))
    end_position = models.FloatField(_("end position"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.BOTH)

    class Meta:
        verbose_name = _("span")
        verbose_name_plural = _("spans")
        constraints = [
            models.CheckConstraint(
                condition=Q(start_position__gte=0, end_position__lte=1, end_position__gt=F("start_position")),
                name="span_lies_on_its_segment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.start_position:.2f}–{self.end_position:.2f}"
