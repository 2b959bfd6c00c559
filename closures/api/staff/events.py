"""Drafts and changes of the own agency's events."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from closures import actions
from closures.api.staff.desk import DeskView
from closures.api.staff.fields import (
    LaneSerializer,
    PlaceField,
    RestrictionSerializer,
    ScheduleField,
    ShapeField,
    some_of,
)
from closures.kinds import CHOICES
from closures.kinds.states import State
from closures.models import RoadEvent
from closures.models.lists import Cause, Direction, Exemption, SignalMode, VehicleClass, VehicleImpact
from roadmap.api.fields import MomentField, Row, Text, Whole
from roadmap.models import City, TrafficSignal


class PhaseInput(serializers.Serializer):
    """A stage; with `id` it is the stage of that event, and what is not given stays as it is."""

    id = Whole(required=False, min_value=1, max_value=2**63 - 1)
    number = serializers.IntegerField(read_only=True)
    actual_start = serializers.DateTimeField(read_only=True, allow_null=True)
    actual_end = serializers.DateTimeField(read_only=True, allow_null=True)
    name = Text(max_length=120, required=False, allow_blank=True)
    geometry = ShapeField(required=False)
    places = serializers.ListField(child=PlaceField(), required=False, max_length=10)
    direction = serializers.ChoiceField(Direction.choices, required=False)
    toward = Text(max_length=120, required=False, allow_blank=True)
    planned_start = MomentField()
    planned_end = MomentField(required=False, allow_null=True)
    schedule = ScheduleField(required=False)
    vehicle_impact = serializers.ChoiceField(VehicleImpact.choices, required=False)
    lanes = LaneSerializer(many=True, required=False, max_length=20)
    restrictions = RestrictionSerializer(many=True, required=False, max_length=20)
    vehicle_classes = some_of(VehicleClass)
    exemptions = some_of(Exemption)


def words(longest: int, **values) -> Text:
    return Text(max_length=longest, required=False, allow_blank=True, **values)


def _list(longest: int) -> serializers.ListField:
    return serializers.ListField(child=Text(max_length=longest), required=False, max_length=60)


class EventInput(serializers.Serializer):
    """What the desk's form sends; times without an offset are the city's wall clock."""

    kind = serializers.ChoiceField(CHOICES, required=False)
    cause = serializers.ChoiceField(Cause.choices, required=False)
    reason = words(300)
    severity = Whole(min_value=1, max_value=5, required=False)
    performer = words(200)
    client = words(200)
    contact = words(120)
    note = words(1000)
    act_kind = words(80)
    act_number = words(60)
    act_on = serializers.DateField(required=False, allow_null=True)
    act_body = words(200)
    detour = words(500)
    detour_roads = _list(200)
    bus_routes = _list(12)
    stops_removed = _list(120)
    signal = Row(queryset=TrafficSignal.objects.all(), required=False, allow_null=True)
    signal_mode = serializers.ChoiceField(SignalMode.choices, required=False, allow_blank=True)
    parking_places = Whole(min_value=0, max_value=100_000, required=False, allow_null=True)
    phases = PhaseInput(many=True, required=False)
    comment = words(300)


class EventOutput(serializers.ModelSerializer):
    """The event as the desk edits it."""

    phases = PhaseInput(many=True)
    headline = serializers.CharField(source="shown_headline")
    place = serializers.CharField(source="shown_place")
    hours = serializers.CharField(source="shown_hours")
    state = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = RoadEvent
        fields = (
            *("id", "kind", "status", "state", "cause", "reason", "severity", "performer", "client", "contact", "note"),
            *("act_kind", "act_number", "act_on", "act_body", "detour", "detour_roads", "bus_routes", "stops_removed"),
            *("signal", "signal_mode", "parking_places", "phases", "headline", "place", "hours", "version", "url"),
        )

    @extend_schema_field(serializers.ChoiceField([*map(str, State)]))
    def get_state(self, event: RoadEvent) -> str:
        return event.state_at(timezone.now())


def read_input(request, city: City, *, is_new: bool) -> tuple[dict, list[dict] | None, str]:
    """Checked fields, phases (None where none were sent) and the comment."""
    with timezone.override(city.zone):
        form = EventInput(data=request.data)
        form.is_valid(raise_exception=True)
    fields = dict(form.validated_data)
    phases = fields.pop("phases", None)
    comment = fields.pop("comment", "")
    if is_new and "kind" not in fields:
        raise ValidationError({"kind": [_("Say what it is.")]})
    return fields, phases, comment


class EventsDesk(DeskView):
    @extend_schema(request=EventInput, responses={201: EventOutput})
    def post(self, request) -> Response:
        """A new draft."""
        city = self.city()
        if request.user.agency is None:
            raise ValidationError({"agency": [_("You belong to no agency; ask the administrator.")]})
        fields, phases, _comment = read_input(request, city, is_new=True)
        event = actions.draft(
            kind=fields.pop("kind"),
            city=city,
            agency=request.user.agency,
            fields=fields,
            phases=phases or [],
            by=request.user,
            at=timezone.now(),
        )
        return Response(EventOutput(event).data, status=status.HTTP_201_CREATED)


class EventDesk(DeskView):
    @extend_schema(responses=EventOutput)
    def get(self, request, pk: int) -> Response:
        """An event as the desk edits it."""
        return Response(EventOutput(self.event(pk)).data)

    @extend_schema(request=EventInput, responses=EventOutput)
    def patch(self, request, pk: int) -> Response:
        """A change; of a published event the public is told."""
        event = self.event(pk)
        fields, phases, comment = read_input(request, event.city, is_new=False)
        if fields.pop("kind", event.kind) != event.kind:
            raise ValidationError({"kind": [_("The kind of an event cannot change; cancel it and enter another.")]})
        actions.change(event, fields=fields, phases=phases, by=request.user, at=timezone.now(), comment=comment)
        return Response(EventOutput(self.event(pk)).data)
