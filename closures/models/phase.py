"""A phase of a road event: when, and what is left for traffic; its places, and its spans on the network."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from closures.kinds.declaration import Look
from closures.kinds.passages import Passage
from closures.kinds.states import State, follow_from_time, is_in_force, state_at, word_of
from closures.stages import times_of
from closures.workflow import Status
from roadmap.fields import DateTimeMultiRangeField
from roadmap.languages import is_english
from roadmap.models import RoadSegment
from roadmap.schedule import Schedule, Window

from .asked import Asked
from .event import RoadEvent
from .lists import Direction, Exemption, Source, VehicleClass, VehicleImpact
from .silence import Silence, awaits_start, is_silent, silence_in
from .state import StateAt
from .words import shown

WINDOWS = ("in_force", "held_on")


class PhaseQuerySet(models.QuerySet):
    def of_the_day(self, at: datetime) -> "Phase":
        """Of one event the last phase that has begun by the plan, else the first."""
        phases = list(self)
        return next((phase for phase in reversed(phases) if phase.planned_start <= at), phases[0])

    def answering(self, asked: Asked) -> "PhaseQuerySet":
        """The phases that are told of: those that hold at the moment or in the window; of what is asked without a
        time also those that rest or come next."""
        return self.filter(asked.of_phase())

    def in_states(self, states: Collection[str], at: datetime) -> "PhaseQuerySet":
        """By their own state, which the plan's end of a stage may have ended though its event goes on; of events whose
        status is one that the states follow from."""
        return self.with_state(at).filter(state__in=states) if follow_from_time(states) else self

    def with_state(self, at: datetime) -> "PhaseQuerySet":
        """Adds `state`, as `state_at` says it, to filter by."""
        return self.alias(state=StateAt(at, status="event__status", spells="during", reach="told"))

    def silent(self, at: datetime) -> "PhaseQuerySet":
        """Nobody has confirmed their start, or their end, long after it was planned."""
        return self.with_state(at).filter(is_silent(at), event__status=Status.PUBLISHED)

    def turning(self, since: datetime, until: datetime) -> "PhaseQuerySet":
        """Of published events those whose hours have begun or ceased to hold later than `since`, `until` included."""
        span = TimestamptzRange(since, until, "[]")
        turns = [Q(**{f"{name}__holds_in": span}) & ~Q(**{f"{name}__holds_through": span}) for name in WINDOWS]
        return self.filter(turns[0] | turns[1], event__status=Status.PUBLISHED)

    def of_any_time(self, asked: Asked) -> "PhaseQuerySet":
        """By place and traffic only."""
        return self.filter(asked.of_phase(of_any_time=True))


class Phase(models.Model):
    """When, and what is left for traffic; where, its locations say. What follows from them stands below and is derived.

    Planned is what the performer says, actual what somebody confirmed (`start_source`, `end_source`: who); both
    half-open, no end = until further notice.
    `schedule` has the form of roadmap.schedule.Schedule: {"hours": […], "except": […]}; empty = round the clock.
    `lanes` is a list of WZDx lanes: {"order": 1, "type": "general", "status": "closed"}, 1 the left-most.
    `restrictions` is a list of {"type": "reduced-weight", "value": 3.5, "unit": "tons"}.
    """

    event = models.ForeignKey(RoadEvent, models.CASCADE, related_name="phases", verbose_name=_("road event"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    name = models.CharField(_("name"), max_length=120, blank=True)
    planned_start = models.DateTimeField(_("planned start"))
    planned_end = models.DateTimeField(_("planned end"), null=True, blank=True)
    actual_start = models.DateTimeField(_("actual start"), null=True, blank=True)
    actual_end = models.DateTimeField(_("actual end"), null=True, blank=True)
    start_source = models.CharField(_("who confirmed the start"), max_length=8, choices=Source, blank=True)
    end_source = models.CharField(_("who confirmed the end"), max_length=8, choices=Source, blank=True)
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

    # Derived by closures.derive: for the index, the lists, the map and the feeds.
    geometry = models.GeometryField(_("geometry"), editable=False, spatial_index=False)
    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction, default=Direction.BOTH, editable=False
    )
    during = DateTimeRangeField(_("from its start to its end"), null=True, editable=False)
    told = DateTimeRangeField(_("when it is told of though nobody asks for a time"), null=True, editable=False)
    in_force = DateTimeMultiRangeField(null=True, editable=False)
    held_on = DateTimeMultiRangeField(null=True, editable=False)
    told_impact = models.CharField(max_length=40, choices=VehicleImpact, default=VehicleImpact.UNKNOWN, editable=False)
    told_restrictions = models.JSONField(default=list, editable=False)
    told_classes = ArrayField(models.CharField(max_length=20, choices=VehicleClass), default=list, editable=False)
    passage = models.CharField(max_length=10, choices=Passage.choices(), default=Passage.UNKNOWN.value, editable=False)
    weight = models.PositiveSmallIntegerField(default=0, editable=False)
    roads = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    headline = models.CharField(max_length=300, blank=True, editable=False)
    place = models.CharField(max_length=500, blank=True, editable=False)
    hours = models.CharField(max_length=300, blank=True, editable=False)
    headline_en = models.CharField(max_length=300, blank=True, editable=False)
    place_en = models.CharField(max_length=500, blank=True, editable=False)
    hours_en = models.CharField(max_length=300, blank=True, editable=False)

    shown_headline = shown("headline")
    shown_place = shown("place")
    shown_hours = shown("hours")

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
        indexes = [GistIndex(fields=["geometry", "told"], name="phase_where_and_when")]

    def __str__(self) -> str:
        return self.name or f"{self.event} / {self.number}"

    @property
    def start(self) -> datetime:
        """The actual start where one is confirmed, else the planned."""
        return self.actual_start or self.planned_start

    @property
    def end(self) -> datetime | None:
        """The actual end where one is confirmed, else the planned; None is until further notice."""
        return self.actual_end or self.planned_end

    @property
    def planned(self) -> tuple:
        """What phases that hold at the same times share: together they are one stage (closures.stages)."""
        return times_of(self.planned_start, self.planned_end, self.timetable())

    @property
    def is_called_off(self) -> bool:
        """The event was over before it began; needs `event`."""
        return self.event.ended_at is not None and self.event.ended_at <= self.start

    def is_over_at(self, at: datetime) -> bool:
        """Somebody confirmed its end, or the city's hours after the planned one have passed; needs `event`."""
        if self.actual_end is not None:
            return self.actual_end <= at
        hours = self.event.city.plan_counts_after_h
        return None not in (self.planned_end, hours) and self.planned_end + timedelta(hours=hours) <= at

    def timetable(self) -> Schedule:
        return Schedule.from_json(self.start, self.end, self.event.city.time_zone, self.schedule)

    @property
    def shown_name(self) -> str:
        """Empty where it says no more than its number: «1-й этап» to a reader of English."""
        return "" if is_english() and "этап" in self.name.lower() else self.name

    @property
    def places(self) -> list[dict]:
        """All its locations in words, the main one first."""
        return [words for location in self.locations.all() for words in location.words]

    @property
    def toward(self) -> str:
        """That of the main location."""
        return next((location.toward for location in self.locations.all()), "")

    @property
    def is_for_some(self) -> bool:
        """Whether it concerns some classes of vehicles only."""
        return bool(self.vehicle_classes) and VehicleClass.ALL not in self.vehicle_classes

    @property
    def gravity(self) -> tuple[int, int, int]:
        """The lower, the more it says of the whole; of shut streets those come first that leave no way through."""
        return self.weight, Passage(self.passage).order, self.number

    @property
    def look(self) -> Look:
        """How it is drawn; needs `event`."""
        return self.event.declared.look_of(self.passage, self.told_classes, self.told_impact)

    def state_at(self, at: datetime) -> State:
        """As the API reports it; needs `event`."""
        if self.is_called_off:
            return State.CANCELLED
        spell, reach = ((span.lower, span.upper) for span in (self.during, self.told))
        return state_at(self.event.status, [spell], [reach], at)

    def silence_at(self, at: datetime) -> Silence | None:
        """Needs `event`."""
        awaited = awaits_start(self.event.kind, self.event.cause, self.actual_start)
        return silence_in(self.state_at(at), self.during, at, is_start_awaited=awaited)

    def word_of(self, state: State) -> str:
        """As of an event: where somebody opened the whole, its stages are over on that word."""
        is_open = self.event.is_over_by_plan or self.event.status == Status.PUBLISHED
        return word_of(state, is_by_plan=is_open and self.actual_end is None)

    def held_as_of(self, now: datetime) -> list[Window]:
        """When it holds; past its term on and on, until somebody confirms or the city's plan counts."""
        is_past_its_term = self.during.upper is not None and self.during.upper <= now
        return [*self.in_force, *self.held_on] if is_past_its_term else [*self.in_force]

    def in_force_at(self, at: datetime) -> bool:
        return is_in_force(self.event.status, [*self.in_force, *self.held_on], at)


class PhasePlace(models.Model):
    """One of the places where a phase holds, all at the same time; `geometry` (WGS 84) is kept as drawn.

    `direction` is along the line as drawn, `toward` what lies ahead. `words` describe the place, the main description
    first (docs/places.md); they are derived and can be made anew.
    """

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="locations", verbose_name=_("phase"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    geometry = models.GeometryField(_("geometry"), spatial_index=False)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.BOTH)
    toward = models.CharField(_("toward"), max_length=120, blank=True)
    words = models.JSONField(_("place in words"), default=list, blank=True)

    class Meta:
        verbose_name = _("place of a phase")
        verbose_name_plural = _("places of a phase")
        ordering = ["phase", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "number"], name="place_number_once_a_phase", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return f"{self.phase_id} / {self.number}"


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
