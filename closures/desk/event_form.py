"""An event as the desk's form sends it, and as it is given back."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from closures.desk.fields import (
    LaneSerializer,
    LinesField,
    PlaceField,
    RestrictionInput,
    ScheduleField,
    ShapeField,
    confirmed_by,
    some_of,
)
from closures.desk.unusual import confirmed_codes
from closures.detours.listed import streets_listed
from closures.kinds import CHOICES, Shape
from closures.kinds.states import State
from closures.models import ProposedChange, RoadEvent
from closures.models.lists import Cause, Direction, Exemption, SignalMode, Source, VehicleClass, VehicleImpact
from closures.validation import MOST_LOCATIONS, check_geometry
from roadmap.api.fields import Choice, Day, Listed, MomentField, Parts, Row, Text, Whole
from roadmap.models import City, Delivery, TrafficSignal
from roadmap.stretches import MOST_STREETS


class LocationInput(Parts):
    """One of the places where a stage holds at the same time; with `id` it is that row, and what is not given stays."""

    id = Whole(required=False, min_value=1, max_value=2**63 - 1)
    geometry = ShapeField(required=False)
    direction = Choice(Direction.choices, required=False)
    toward = Text(max_length=120, required=False, allow_blank=True)
    places = Listed(source="words", child=PlaceField(), required=False, max_length=MOST_STREETS)


class PhaseInput(Parts):
    """A stage; with `id` it is the stage of that event, and what is not given stays. Numbers follow the starts.

    `geometry`, `places`, `direction` and `toward` are the short form for the one place that most stages have.

    What is open in fact while the rest goes on ends by `ended_at`, and `comment` of the change says by whose word. Of
    one place of several a new stage is made that was `part_of` theirs, and the other stage goes on without that place.
    """

    id = Whole(required=False, min_value=1, max_value=2**63 - 1)
    number = serializers.IntegerField(read_only=True)
    actual_start = serializers.DateTimeField(read_only=True, allow_null=True)
    actual_end = serializers.DateTimeField(read_only=True, allow_null=True)
    start_source = confirmed_by("who confirmed the start; empty: only the plan says so")
    end_source = confirmed_by("who confirmed the end; empty: nobody has")
    name = Text(max_length=120, required=False, allow_blank=True)
    geometry = ShapeField(required=False)
    places = Listed(child=PlaceField(), required=False, max_length=MOST_STREETS)
    direction = Choice(Direction.choices, required=False)
    toward = Text(max_length=120, required=False, allow_blank=True)
    locations = LocationInput(many=True, required=False, max_length=MOST_LOCATIONS)
    planned_start = MomentField()
    planned_end = MomentField(required=False, allow_null=True)
    ended_at = MomentField(required=False, write_only=True, help_text="since when it is open in fact; not to come")
    source = Choice(Source.choices, required=False, write_only=True, help_text="who says that; else the office")
    part_of = Whole(
        required=False,
        write_only=True,
        min_value=1,
        max_value=2**63 - 1,
        help_text="of a new stage, the id of that whose places these were: it began with it, and is as it was in all "
        "that is not given",
    )
    schedule = ScheduleField(required=False)
    vehicle_impact = Choice(VehicleImpact.choices, required=False)
    lanes = LaneSerializer(many=True, required=False, max_length=20)
    restrictions = RestrictionInput(many=True, required=False, max_length=20)
    vehicle_classes = some_of(VehicleClass)
    exemptions = some_of(Exemption)


def words(longest: int, **values) -> Text:
    return Text(max_length=longest, required=False, allow_blank=True, **values)


def _list(longest: int) -> Listed:
    return Listed(child=Text(max_length=longest), required=False, max_length=60)


class EventInput(Parts):
    """What the desk's form sends; times without an offset are the city's wall clock."""

    kind = Choice(CHOICES, required=False)
    cause = Choice(Cause.choices, required=False)
    reason = words(300)
    severity = Whole(min_value=1, max_value=5, required=False)
    performer = words(200)
    client = words(200)
    contact = words(120)
    note = words(1000)
    act_kind = words(80)
    act_number = words(60)
    act_on = Day(required=False, allow_null=True)
    act_body = words(200)
    detour = words(500)
    detour_roads = _list(200)
    detour_geometry = LinesField(required=False, allow_null=True, help_text="the way round, in its traffic's direction")
    bus_routes = _list(12)
    stops_removed = _list(120)
    signal = Row(queryset=TrafficSignal.objects.all(), required=False, allow_null=True)
    signal_mode = Choice(SignalMode.choices, required=False, allow_blank=True)
    parking_places = Whole(min_value=0, max_value=100_000, required=False, allow_null=True)
    phases = PhaseInput(many=True, required=False)
    comment = words(300)
    confirmed = confirmed_codes()
    clash_reason = words(300, help_text="why it goes on although it clashes, as a refusal named under `clashes`")


class EventOutput(serializers.ModelSerializer):
    """The event as the desk edits it."""

    phases = PhaseInput(many=True)
    headline = serializers.CharField(source="shown_headline")
    place = serializers.CharField(source="shown_place")
    hours = serializers.CharField(source="shown_hours")
    state = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")
    detour_geometry = LinesField(allow_null=True)
    is_posted = serializers.SerializerMethodField(help_text="whether this version is told in posts")
    proposal = serializers.SerializerMethodField(help_text="what approve and return name of the change that waits")
    is_proposed = serializers.SerializerMethodField(help_text="whether a change of it waits for a second person")

    class Meta:
        model = RoadEvent
        fields = (
            *("id", "kind", "status", "state", "cause", "reason", "severity", "performer", "client", "contact", "note"),
            *("act_kind", "act_number", "act_on", "act_body", "detour", "detour_roads", "bus_routes", "stops_removed"),
            "detour_geometry",
            *("signal", "signal_mode", "parking_places", "phases", "headline", "place", "hours", "version", "url"),
            *("is_posted", "is_proposed", "proposal"),
        )

    @extend_schema_field(serializers.ChoiceField([*map(str, State)]))
    def get_state(self, event: RoadEvent) -> str:
        return event.state_at(timezone.now())

    def get_is_posted(self, event: RoadEvent) -> bool:
        return Delivery.objects.filter(subject=event.subject, version=event.version).exists()

    def get_proposal(self, event: RoadEvent) -> str:
        waiting = ProposedChange.objects.filter(event=event).first()
        return waiting.digest if waiting else ""

    def get_is_proposed(self, event: RoadEvent) -> bool:
        return ProposedChange.objects.filter(event=event, returned_by=None).exists()


@dataclass(frozen=True)
class CheckedEntry:
    """What came in, checked: `phases` is None where none were sent, `confirmed` what is unusual and meant,
    `clash_reason` why what clashes goes on."""

    fields: dict
    phases: list[dict] | None
    comment: str
    confirmed: set[str]
    clash_reason: str


def entry_of(values: Mapping, city: City) -> CheckedEntry:
    with timezone.override(city.zone):
        form = EventInput(data=values)
        form.is_valid(raise_exception=True)
    fields = dict(form.validated_data)
    phases, comment = fields.pop("phases", None), fields.pop("comment", "")
    reason, confirmed = fields.pop("clash_reason", ""), set(fields.pop("confirmed", ()))
    _check_way_round(city, fields.get("detour_geometry"))
    if "detour_roads" in fields:
        fields["detour_roads"] = streets_listed(fields["detour_roads"], city)
    return CheckedEntry(fields, phases, comment, confirmed, reason)


def _check_way_round(city: City, lines: GEOSGeometry | None) -> None:
    """Raises ValidationError."""
    if lines is None:
        return
    try:
        check_geometry((Shape.LINE,), city, lines)
    except DjangoValidationError as error:
        raise ValidationError({"detour_geometry": error.message_dict["geometry"]}) from error
