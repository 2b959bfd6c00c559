"""The road event: anything with a place and a time. What holds where and when stands on its phases."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Greatest, Least, Upper
from django.db.models.lookups import In
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from closures.kinds import AT_SIGNAL, CHOICES, KINDS, EventKind
from closures.kinds.declaration import Look
from closures.kinds.passages import Passage
from closures.kinds.states import State, follow_from_time, is_in_force, state_at, status_of, word_of
from closures.workflow import Status
from roadmap.fields import DateTimeMultiRangeField
from roadmap.language.grammar.english import names
from roadmap.language.grammar.english.letters import is_russian
from roadmap.languages import is_english
from roadmap.models import Agency, City, Road, TrafficSignal, User
from roadmap.time_groups import TimeGroup

from .asked import Asked
from .lists import SIGNAL_RULES, Basis, Cause, Direction, Exemption, SignalMode, VehicleClass, VehicleImpact
from .own import of_own_agency
from .state import StateAt
from .urgency import Order
from .words import shown

SHAPE = Func(F("geometry"), function="GeometryType", output_field=models.CharField())  # LINESTRING, POINT, …
HELD = (Status.PUBLISHED, Status.FINISHED)
TELL_OF_A_STAGE = ("published", "started", "stage")  # verbs of the history
SUBJECT = "road-event:"
LEAST_ROAD = 10  # after all classes of roadmap.importers.tags.RANKS
PUBLIC_STATUSES = (*HELD, Status.CANCELLED)


class RoadEventQuerySet(models.QuerySet):
    def locked(self, pk: int) -> "RoadEvent":
        """The row, held until the transaction ends, with what every verb asks of it."""
        return self.select_related("city", "agency").held().get(pk=pk)

    def locked_in_order(self) -> "RoadEventQuerySet":
        """Rows held until the transaction ends: always in order of number, so that two who want the same never wait
        for each other."""
        return self.held().order_by("pk")

    def held(self) -> "RoadEventQuerySet":
        """Until the transaction ends; but not from who only points here: what was split off does so anew at each commit
        after a second change of its row."""
        return self.select_for_update(of=("self",), no_key=True)

    def public(self) -> "RoadEventQuerySet":
        """What was ever shown to the public; nothing published is deleted."""
        return self.filter(status__in=PUBLIC_STATUSES).exclude(published_at=None)

    def published(self) -> "RoadEventQuerySet":
        return self.filter(status=Status.PUBLISHED)

    def told(self, asked: Asked) -> "RoadEventQuerySet":
        """By their status alone: without a time all that is published and not yet over."""
        return self.filter(status__in=HELD, published_at__isnull=False) if asked.has_time else self.published()

    def answering(self, asked: Asked) -> "RoadEventQuerySet":
        """The events of which a phase is told."""
        phases = self._phases().filter(asked.of_phase(), event=OuterRef("pk"))
        of_one, of_several = Q(asked.of_event(), stages=1), Q(Exists(phases), stages__gt=1)
        return self.told(asked).filter(asked.near()).filter(of_one | of_several)

    def of_any_time(self, asked: Asked) -> "RoadEventQuerySet":
        """By place and traffic only."""
        return self.filter(asked.of_event(of_any_time=True))

    def on_street(self, road: str) -> "RoadEventQuerySet":
        """At any time, by the street's full name; an empty one does not narrow."""
        return self.filter(roads__contains=[road]) if road else self

    def subjects(self) -> models.QuerySet:
        """How deliveries name these events."""
        number = Cast("pk", models.CharField())
        return self.order_by().values_list(Concat(Value(SUBJECT), number, output_field=models.CharField()))

    def _phases(self) -> models.QuerySet:
        return RoadEvent.phases.rel.related_model.objects.all()

    def with_state(self, at: datetime) -> "RoadEventQuerySet":
        """Adds `state`, as `state_at` says it, to filter and order by."""
        return self.alias(state=StateAt(at))

    def in_states(self, states: Collection[str], at: datetime) -> "RoadEventQuerySet":
        """By the states that are told of; the statuses that they follow from are what an index serves."""
        events = self.filter(status__in={status_of(state) for state in states})
        return events.with_state(at).filter(state__in=states) if follow_from_time(states) else events

    def by_urgency(self, order: Order, asked: Asked) -> "RoadEventQuerySet":
        """Now before tonight, soon and later, in each the gravest or the nearest first; by the phases that are told of.

        `urgency` are the numbers that say a row's place, also among rows of other layers.
        """
        told = self._phases().filter(asked.anywhere().of_phase(), event=OuterRef("pk"))
        return self.annotate(urgency=order.numbers(told)).order_by("urgency")

    def numbers_by_group(self) -> dict[TimeGroup, int]:
        """How many of those `by_urgency` each group has."""
        group = Func(F("urgency"), template="(%(expressions)s)[1]", output_field=models.FloatField())
        rows = self.order_by().annotate(group=group).values("group").annotate(number=models.Count("pk"))
        return {TimeGroup(int(row["group"])): row["number"] for row in rows.order_by("group")}

    def silent(self, at: datetime) -> "RoadEventQuerySet":
        """Published, and of a phase nobody has confirmed the start, or the end, long after it was planned."""
        return self.published().filter(Exists(self._phases().silent(at).filter(event=OuterRef("pk"))))

    def past_end(self, at: datetime) -> "RoadEventQuerySet":
        """Published, and their end has come: overdue, unless something is done about it."""
        return self.published().filter(during__fully_lt=TimestamptzRange(at, None, "[)"))

    def over_by_plan(self, at: datetime) -> "RoadEventQuerySet":
        """Past their end for so many hours that in their city the plan counts; none where it never does."""
        hours = Func(
            F("city__plan_counts_after_h"),
            template="make_interval(hours => %(expressions)s)",
            output_field=models.DurationField(),
        )
        return self.past_end(at).filter(during__endswith__lte=Value(at) - hours)

    def with_untold_stage(self, at: datetime) -> "RoadEventQuerySet":
        """Begun, and a later stage of theirs holds by the plan or as confirmed, of which nobody was told yet."""
        start = Least("planned_start", Func("during", function="lower", output_field=models.DateTimeField()))
        told = RoadEvent.changes.rel.related_model.objects.filter(
            event=OuterRef("event"), verb__in=TELL_OF_A_STAGE, at__gte=OuterRef("since")
        )
        phases = self._phases().alias(since=start).filter(event=OuterRef("pk"), during__contains=at)
        later = phases.filter(since__gt=OuterRef("started_at"), actual_end=None).exclude(Exists(told))
        return self.published().filter(Exists(later), stages__gt=1, started_at__isnull=False)

    def spelled_out_until(self, moment: datetime) -> "RoadEventQuerySet":
        """Without an end, and their windows are spelled out no farther than that."""
        ends = (
            Func(F(name), function="upper", output_field=models.DateTimeField()) for name in ("in_force", "held_on")
        )
        spelled_out = Greatest(*ends)  # PostgreSQL's leaves out what is null
        return self.alias(spelled_out=spelled_out).filter(told__endswith=None, spelled_out__lt=moment)

    def editable_by(self, user: User) -> "RoadEventQuerySet":
        return of_own_agency(self, user)


class RoadEvent(models.Model):
    """One road event; `geometry` (WGS 84), `during`, `in_force` and the words for lists are derived from the phases.

    Three intervals: *permitted* (the order) stands here; *planned* and *actual* on each phase.
    """

    city = models.ForeignKey(City, models.CASCADE, related_name="road_events", verbose_name=_("city"))
    kind = models.CharField(_("kind"), max_length=20, choices=CHOICES)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="road_events", verbose_name=_("agency"))
    cause = models.CharField(_("cause"), max_length=20, choices=Cause, default=Cause.UNKNOWN)
    reason = models.CharField(_("reason in words"), max_length=300, blank=True)
    severity = models.PositiveSmallIntegerField(
        _("severity"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    performer = models.CharField(_("performer"), max_length=200, blank=True)
    client = models.CharField(_("client"), max_length=200, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    note = models.TextField(_("note to the public"), max_length=1000, blank=True)

    act_kind = models.CharField(_("act"), max_length=80, blank=True)
    act_number = models.CharField(_("number of the act"), max_length=60, blank=True)
    act_on = models.DateField(_("date of the act"), null=True, blank=True)
    act_body = models.CharField(_("body that issued the act"), max_length=200, blank=True)
    permitted = DateTimeRangeField(_("permitted"), null=True, blank=True)

    detour = models.CharField(_("way round"), max_length=500, blank=True)
    detour_roads = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("detour roads")
    )
    detour_geometry = models.MultiLineStringField(_("detour on the map"), null=True, blank=True, spatial_index=False)
    bus_routes = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name=_("bus routes"))
    stops_removed = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("stops left out")
    )

    signal = models.ForeignKey(
        TrafficSignal, models.SET_NULL, null=True, blank=True, related_name="outages", verbose_name=_("traffic signal")
    )
    signal_mode = models.CharField(_("mode of the signal"), max_length=10, choices=SignalMode, blank=True)
    parking_places = models.PositiveIntegerField(_("parking places taken"), null=True, blank=True)

    # Derived by closures.derive from the phases: for the index, the lists and the feeds.
    geometry = models.GeometryField(_("geometry"), null=True, blank=True, editable=False, spatial_index=False)
    during = DateTimeRangeField(_("from the first start to the last end"), null=True, blank=True, editable=False)
    told = DateTimeRangeField(_("when it is told of though nobody asks for a time"), null=True, editable=False)
    spells = DateTimeMultiRangeField(null=True, editable=False)
    reach = DateTimeMultiRangeField(null=True, editable=False)
    in_force = DateTimeMultiRangeField(null=True, blank=True, editable=False)
    held_on = DateTimeMultiRangeField(null=True, editable=False)
    stages = models.PositiveSmallIntegerField(default=1, editable=False)  # how many phases
    vehicle_impact = models.CharField(
        max_length=40, choices=VehicleImpact, default=VehicleImpact.UNKNOWN, editable=False
    )
    passage = models.CharField(max_length=10, choices=Passage.choices(), default=Passage.UNKNOWN.value, editable=False)
    restrictions = models.JSONField(default=list, editable=False)
    vehicle_classes = ArrayField(models.CharField(max_length=20, choices=VehicleClass), default=list, editable=False)
    exemptions = ArrayField(models.CharField(max_length=20, choices=Exemption), default=list, editable=False)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.BOTH, editable=False)
    headline = models.CharField(_("headline"), max_length=300, blank=True, editable=False)
    place = models.CharField(_("place"), max_length=500, blank=True, editable=False)
    hours = models.CharField(_("hours"), max_length=300, blank=True, editable=False)
    headline_en = models.CharField(_("headline in English"), max_length=300, blank=True, editable=False)
    place_en = models.CharField(_("place in English"), max_length=500, blank=True, editable=False)
    hours_en = models.CharField(_("hours in English"), max_length=300, blank=True, editable=False)
    roads = ArrayField(models.CharField(max_length=200), default=list, blank=True, editable=False)
    road_class = models.PositiveSmallIntegerField(default=LEAST_ROAD, editable=False)  # of its main street; 0: motorway
    held_m = models.PositiveIntegerField(default=0, editable=False)
    is_confirmed = models.BooleanField(default=False, editable=False)

    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", editable=False, verbose_name=_("told in")
    )
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    entry_key = models.UUIDField(null=True, blank=True, editable=False)  # the form's, which may be sent twice
    is_quiet = models.BooleanField(default=False, db_default=False, editable=False)  # no posts, no letters to readers
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(_("updated at"), editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True, editable=False)
    start_basis = models.CharField(max_length=8, choices=Basis, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    end_basis = models.CharField(max_length=8, choices=Basis, blank=True, editable=False)
    overdue_at = models.DateTimeField(_("told to be overdue at"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded of at"), null=True, blank=True, editable=False)

    objects = RoadEventQuerySet.as_manager()

    shown_headline = shown("headline")
    shown_place = shown("place")
    shown_hours = shown("hours")

    class Meta:
        verbose_name = _("road event")
        verbose_name_plural = _("road events")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(geometry=None)
                | Q(
                    *[Q(Q(kind=value), Q(In(SHAPE, kind.geometry_types))) for value, kind in KINDS.items()],
                    _connector=Q.OR,
                ),
                name="event_geometry_fits_kind",
                violation_error_message=_("This kind of event is not drawn in this way."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.IN_REVIEW, Status.CANCELLED])
                | Q(geometry__isnull=False, during__isnull=False),
                name="published_event_has_place_and_time",
                violation_error_message=_("Say where and when before it is published."),
            ),
            models.CheckConstraint(
                condition=~Q(during__isempty=True),
                name="event_lasts",
                violation_error_message=_("The end must be later than the start."),
            ),
            ExclusionConstraint(
                name="one_open_outage_a_signal",
                expressions=[("signal", RangeOperators.EQUAL), ("spells", RangeOperators.OVERLAPS)],
                condition=Q(kind__in=AT_SIGNAL, status=Status.PUBLISHED, signal__isnull=False),
                violation_error_message=_("This traffic signal already has an outage at that time."),
            ),
            models.UniqueConstraint(
                fields=["created_by", "entry_key"],
                condition=Q(entry_key__isnull=False),
                name="event_entered_once",
                violation_error_message=_("This form has been sent already."),
            ),
        ]
        indexes = [
            GistIndex(fields=["geometry", "told"], condition=Q(status=Status.PUBLISHED), name="event_where_and_when"),
            GistIndex(fields=["geometry", "told"], name="event_where_and_when_all"),
            models.Index(fields=["city", "updated_at"], name="event_updates"),
            models.Index(fields=["agency", "updated_at"], name="event_desk"),  # the desk: what is over
            models.Index(fields=["status", "updated_at"], name="event_desk_by_status"),  # the desk: the other tabs
            models.Index(fields=["updated_at"], name="event_desk_of_all"),  # an administrator's desk
            GinIndex(fields=["roads"], name="event_roads"),  # a street's page, the API: road
            GinIndex(  # /admin/: search
                OpClass(Upper("headline"), "gin_trgm_ops"), OpClass(Upper("place"), "gin_trgm_ops"), name="event_words"
            ),
        ]

    def __str__(self) -> str:
        return self.shown_headline or f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.pk])

    @property
    def declared(self) -> EventKind:
        """What its kind differs in from the others."""
        return KINDS[self.kind]

    @property
    def look(self) -> Look:
        """How its sign is drawn where all its phases are meant."""
        return self.declared.look_of(self.passage, self.vehicle_classes, self.vehicle_impact)

    @property
    def tone(self) -> str:
        return Passage(self.passage).tone

    @property
    def subject(self) -> str:
        """How deliveries name this event."""
        return f"{SUBJECT}{self.pk}"

    @property
    def has_way_in_words(self) -> bool:
        return bool(self.detour or self.detour_roads)

    @property
    def shown_detour(self) -> str:
        """The way round; to an English reader its streets rather than a dispatcher's Russian."""
        if is_english() and self.detour_roads:
            return f"via {names.listing(self.detour_roads, self._english_names(self.detour_roads))}"
        return self.detour or ", ".join(self.detour_roads)

    def _english_names(self, roads: list[str]) -> dict[str, str]:
        """Of those that an administrator named in English."""
        named = Road.objects.filter(city=self.city_id, name__in=roads, names__has_key="en")
        return dict(named.values_list("name", "names__en"))

    @property
    def shown_reason(self) -> str:
        """As it was written; to an English reader after the cause in English."""
        cause = "" if self.cause in (Cause.UNKNOWN, Cause.OTHER) else self.get_cause_display()
        if is_english() and cause and is_russian(self.reason):
            return f"{cause} ({self.reason})"
        return self.reason or cause

    @property
    def signal_words(self) -> str:
        """Of an outage: “off”, “flashing amber”."""
        return str(SignalMode(self.signal_mode or SignalMode.OFF).label)

    @property
    def signal_rule(self) -> str:
        return str(SIGNAL_RULES[self.signal_mode])

    @property
    def start(self) -> datetime | None:
        return self.during.lower if self.during else None

    @property
    def end(self) -> datetime | None:
        return self.during.upper if self.during else None

    @property
    def was_planned(self) -> bool:
        return self.declared.is_planned(self.cause, has_end=self.end is not None)

    @property
    def is_over_by_plan(self) -> bool:
        return self.status == Status.FINISHED and self.end_basis == Basis.PLAN

    def word_of(self, state: State) -> str:
        """What people are told of it, in whatever state it is then."""
        if self.joined_to_id is not None:
            return gettext("told in another event")
        return word_of(state, is_by_plan=self.is_over_by_plan or self.status == Status.PUBLISHED)

    @property
    def plan_counts_at(self) -> datetime | None:
        """When the plan's end counts although nobody confirmed it, if ever."""
        hours = self.city.plan_counts_after_h
        return self.end + timedelta(hours=hours) if self.end and hours else None

    def state_at(self, at: datetime) -> State:
        """Planned, active and overdue follow from status and time."""
        return state_at(self.status, self.spells or [], self.reach or [], at)

    def has_lapsed_untold(self, at: datetime) -> bool:
        """A stage that lapsed is told once, and once more the whole when its end has come."""
        return self.overdue_at is None or (self.end is not None and self.overdue_at < self.end <= at)

    def has_untold_stage(self, at: datetime) -> bool:
        return type(self).objects.with_untold_stage(at).filter(pk=self.pk).exists()

    def hold_signal(self) -> None:
        """Two outages of one signal at once would each wait for the other's constraint; so they wait for the signal."""
        if self.signal_id:
            TrafficSignal.objects.select_for_update().get(pk=self.signal_id)

    def in_force_at(self, at: datetime) -> bool:
        return is_in_force(self.status, [*(self.in_force or []), *(self.held_on or [])], at)
