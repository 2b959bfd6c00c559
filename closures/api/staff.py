"""The desk's API: drafts, changes and moves of the own agency's events, and stretches of the network to put them on.

Session and CSRF. A stranger finds nothing rather than a refusal.
"""

import json
from abc import abstractmethod
from datetime import datetime

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView

from closures import actions, posts
from closures.models import RoadEvent
from closures.models.kinds import Cause, Direction, Exemption, Kind, SignalMode, VehicleClass, VehicleImpact
from closures.snapshot import rounded, snapshot
from closures.validation import PhaseRefused, check_geometry
from closures.wording import Texts
from closures.workflow import MoveRefused
from roadmap.geometry import shape_of, to_metres
from roadmap.matching import Span, match_geometry
from roadmap.models import City, Road, TrafficSignal
from roadmap.models.people import Role
from roadmap.schedule import BadSchedule, Schedule
from roadmap.stretches import Crossing, NoStretch, Street, describe, junction_of, legs, lines_of


class IsDispatcher(BasePermission):
    def has_permission(self, request, view) -> bool:
        user = request.user
        return user.is_authenticated and user.has_role(Role.DISPATCHER, Role.APPROVER)


class DeskView(APIView):
    permission_classes = [IsDispatcher]

    def event(self, pk: int) -> RoadEvent:
        return get_object_or_404(RoadEvent.objects.editable_by(self.request.user), pk=pk)

    def city(self) -> City:
        """The agency's city; an administrator without one works on the city shown."""
        agency = self.request.user.agency
        city = agency.city if agency else City.objects.shown()
        if city is None:
            raise Http404
        return city

    def handle_exception(self, error):
        if isinstance(error, PhaseRefused):
            error = ValidationError({"phases": [*({} for _before in range(error.number - 1)), error.message_dict]})
        elif isinstance(error, MoveRefused):
            error = ValidationError({"status": [str(error)]})
        elif isinstance(error, NoStretch):
            error = ValidationError({"geometry": [str(error)]})
        elif isinstance(error, IntegrityError):
            error = ValidationError({"__all__": [_("The database refused it: somebody else changed the same thing.")]})
        return super().handle_exception(error)


class ShapeField(serializers.JSONField):
    """A GeoJSON geometry (WGS 84, longitude first). RFC 7946 knows no other projection, so `crs` is not read."""

    TYPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")

    def to_internal_value(self, data) -> GEOSGeometry:
        told = data if isinstance(data, dict) else {}
        try:
            if told.get("type") not in self.TYPES:
                raise ValueError(told.get("type"))
            shape = GEOSGeometry(json.dumps({"type": told["type"], "coordinates": told.get("coordinates")}))
        except (GDALException, GEOSException, ValueError, TypeError):
            raise serializers.ValidationError(_("This is not a GeoJSON geometry.")) from None
        if shape.hasz:
            raise serializers.ValidationError(_("Give coordinates without a height."))
        shape.srid = 4326
        return shape

    def to_representation(self, value: GEOSGeometry) -> dict:
        return rounded(value)


class ScheduleField(serializers.JSONField):
    def to_internal_value(self, data) -> dict:
        try:
            return Schedule.from_json(None, None, "UTC", data or {}).to_json()
        except BadSchedule as error:
            raise serializers.ValidationError(_("The hours cannot be read: “%s”.") % error) from None


class MomentField(serializers.DateTimeField):
    """A moment; DRF itself stumbles over the first day of year 1."""

    def to_internal_value(self, value) -> datetime:
        try:
            return super().to_internal_value(value)
        except OverflowError:
            raise serializers.ValidationError(_("Is the year right?")) from None


def _chosen(choices: type[TextChoices]) -> serializers.ListField:
    """Some values of a closed list."""
    child = serializers.ChoiceField(choices.choices)
    return serializers.ListField(child=child, required=False, max_length=len(choices))


class LaneSerializer(serializers.Serializer):
    order = serializers.IntegerField(min_value=1, max_value=20)
    type = serializers.CharField(max_length=40, default="general")
    status = serializers.ChoiceField(["open", "closed", "shift-left", "shift-right", "alternating-flow"])


class RestrictionSerializer(serializers.Serializer):
    type = serializers.CharField(max_length=60)
    value = serializers.FloatField(required=False, min_value=0, max_value=1_000_000)  # which no NaN is
    unit = serializers.CharField(max_length=20, required=False)


PLACE_KEYS = {
    "street": {"on"},
    "between": {"on", "from", "to"},
    "crossing": {"on", "with"},
    "address": {"on", "house"},
    "range_of_houses": {"on", "from", "to"},
    "landmark": {"on", "name"},
    "bridge": {"on", "name"},
}


class PlaceField(serializers.JSONField):
    """A place in words (docs/places.md): only known keys, short texts."""

    words = serializers.CharField(max_length=200, allow_null=True, allow_blank=True, trim_whitespace=False)

    def to_internal_value(self, data) -> dict:
        if not isinstance(data, dict) or not all(value is None or isinstance(value, str) for value in data.values()):
            raise serializers.ValidationError(_("This is not a place in words."))
        keys = PLACE_KEYS.get(data.get("type"))
        if keys is None or not keys <= set(data) <= keys | {"type", "toward"}:
            raise serializers.ValidationError(_("This is not a place in words."))
        return {key: self.words.run_validation(value) for key, value in data.items()}


class PhaseInput(serializers.Serializer):
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    geometry = ShapeField(required=False)
    places = serializers.ListField(child=PlaceField(), required=False, max_length=10)
    direction = serializers.ChoiceField(Direction.choices, required=False)
    toward = serializers.CharField(max_length=120, required=False, allow_blank=True)
    planned_start = MomentField()
    planned_end = MomentField(required=False, allow_null=True)
    schedule = ScheduleField(required=False)
    vehicle_impact = serializers.ChoiceField(VehicleImpact.choices, required=False)
    lanes = LaneSerializer(many=True, required=False, max_length=20)
    restrictions = RestrictionSerializer(many=True, required=False, max_length=20)
    vehicle_classes = _chosen(VehicleClass)
    exemptions = _chosen(Exemption)


def _words(longest: int, **values) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, **values)


def _list(longest: int) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=longest), required=False, max_length=60)


class EventInput(serializers.Serializer):
    """What the desk's form sends; times without an offset are the city's wall clock."""

    kind = serializers.ChoiceField(Kind.choices, required=False)
    cause = serializers.ChoiceField(Cause.choices, required=False)
    reason = _words(300)
    severity = serializers.IntegerField(min_value=1, max_value=5, required=False)
    performer = _words(200)
    client = _words(200)
    contact = _words(120)
    note = _words(1000)
    act_kind = _words(80)
    act_number = _words(60)
    act_on = serializers.DateField(required=False, allow_null=True)
    act_body = _words(200)
    detour = _words(500)
    detour_roads = _list(200)
    bus_routes = _list(12)
    stops_removed = _list(120)
    signal = serializers.PrimaryKeyRelatedField(queryset=TrafficSignal.objects.all(), required=False, allow_null=True)
    signal_mode = serializers.ChoiceField(SignalMode.choices, required=False, allow_blank=True)
    parking_places = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)
    phases = PhaseInput(many=True, required=False)
    comment = _words(300)


class EventOutput(serializers.ModelSerializer):
    """The event as the desk edits it."""

    phases = PhaseInput(many=True)
    state = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = RoadEvent
        fields = (
            *("id", "kind", "status", "state", "cause", "reason", "severity", "performer", "client", "contact", "note"),
            *("act_kind", "act_number", "act_on", "act_body", "detour", "detour_roads", "bus_routes", "stops_removed"),
            *("signal", "signal_mode", "parking_places", "phases", "headline", "place", "hours", "version", "url"),
        )

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
    @extend_schema(operation_id="desk_road_events_retrieve", responses=EventOutput)
    def get(self, request, pk: int) -> Response:
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


class ConfirmInput(serializers.Serializer):
    started_at = MomentField(required=False)
    ended_at = MomentField(required=False)


class CommentInput(serializers.Serializer):
    comment = _words(300)


class Move(DeskView):
    """One verb on one event."""

    @abstractmethod
    def move(self, event: RoadEvent, request) -> None:
        """What the verb does."""

    @extend_schema(request=CommentInput, responses=EventOutput)
    def post(self, request, pk: int) -> Response:
        event = self.event(pk)
        self.move(event, request)
        return Response(EventOutput(self.event(pk)).data)


class Submit(Move):
    def move(self, event: RoadEvent, request) -> None:
        actions.submit_for_review(event, by=request.user, at=timezone.now())


class Publish(Move):
    def move(self, event: RoadEvent, request) -> None:
        actions.publish(event, by=request.user, at=timezone.now())


class Finish(Move):
    def move(self, event: RoadEvent, request) -> None:
        actions.finish(event, by=request.user, at=timezone.now())


class Cancel(Move):
    def move(self, event: RoadEvent, request) -> None:
        form = CommentInput(data=request.data)
        form.is_valid(raise_exception=True)
        comment = form.validated_data.get("comment", "")
        actions.cancel(event, by=request.user, at=timezone.now(), comment=comment)


class Confirm(Move):
    def move(self, event: RoadEvent, request) -> None:
        with timezone.override(event.city.zone):
            form = ConfirmInput(data=request.data)
            form.is_valid(raise_exception=True)
        now = timezone.now()
        actions.confirm(event, by=request.user, at=now, **(form.validated_data or {"started_at": now}))


TEXTS = ("headline", "place_text", "when_text", "long", "short", "caption", "subject", "alt_text")


class Preview(DeskView):
    """The texts of what is not saved yet: everything is made, written and rolled back.

    With `event` (its number) they are those of a change to it, else those of a new event.
    """

    @extend_schema(request=EventInput, responses=None)
    def post(self, request) -> Response:
        number = request.data.get("event") if isinstance(request.data, dict) else None
        with transaction.atomic():
            texts = self.of_new(request) if number is None else self.of_change(request, number)
            transaction.set_rollback(True)
        return Response({name: getattr(texts, name) for name in TEXTS})

    def of_new(self, request) -> Texts:
        city, agency, now = self.city(), request.user.agency, timezone.now()
        if agency is None:
            raise ValidationError({"agency": [_("You belong to no agency; ask the administrator.")]})
        fields, phases, _comment = read_input(request, city, is_new=True)
        kind = fields.pop("kind")
        event = actions.draft(
            kind=kind, city=city, agency=agency, fields=fields, phases=phases or [], by=request.user, at=now
        )
        return posts.preview(event, snapshot(event), "announced" if event.start > now else "started")

    def of_change(self, request, number: int) -> Texts:
        if not isinstance(number, int):
            raise ValidationError({"event": [_("Give a number.")]})
        event, now = self.event(number), timezone.now()
        fields, phases, comment = read_input(request, event.city, is_new=False)
        fields.pop("kind", None)
        entry = actions.change(event, fields=fields, phases=phases, by=request.user, at=now, comment=comment)
        event.refresh_from_db()
        if entry.verb in posts.PHASES:
            return posts.texts_of(entry)
        return posts.preview(event, entry.state, "announced" if event.start > now else "started")


def _spans_answer(city: City, spans: list[Span]) -> dict:
    if not spans:
        raise NoStretch(_("There is no street under this drawing."))
    geometry = lines_of(spans, city)
    return {
        "geometry": rounded(geometry),
        "places": describe(city, spans),
        "length_m": round(to_metres(shape_of(geometry), city.metric_srid).length),
        "segments": [
            {
                "segment": span.segment_id,
                "start_position": span.start_position,
                "end_position": span.end_position,
                "direction": span.direction,
            }
            for span in spans
        ],
    }


class Stretch(DeskView):
    """`road` with `from` and `to` (junctions), `direction`: the line between the two crossings.

    `road` alone is the whole street; `crossing` (a junction) alone is the crossing's legs.
    """

    @extend_schema(responses=None)
    def get(self, request) -> Response:
        city = self.city()
        if request.GET.get("crossing"):
            junction = junction_of(city, _number(request, "crossing"))
            return Response(_spans_answer(city, legs(city, junction.point)))
        road = Road.objects.filter(city=city, pk=_number(request, "road")).select_related("city").first()
        if road is None:
            raise ValidationError({"road": [_("There is no such street.")]})
        street = Street.of(road)
        if not request.GET.get("from") and not request.GET.get("to"):
            return Response(_spans_answer(city, street.whole()))
        one, other = (street.crossing(_number(request, name)) for name in ("from", "to"))
        direction = request.GET.get("direction") or Direction.BOTH
        if direction not in Direction.values:
            raise ValidationError({"direction": [_("Unknown value “%s”.") % direction[:60]]})
        answer = _spans_answer(city, street.between(one, other, direction))
        names = [_told_by(request, f"{end}_name", crossing) for end, crossing in (("from", one), ("to", other))]
        return Response(answer | {"places": [{"type": "between", "on": road.name, "from": names[0], "to": names[1]}]})


def _told_by(request, name: str, crossing: Crossing) -> str:
    """The street that the dispatcher knows the crossing by; the best known one unless told."""
    wanted = request.GET.get(name, "")
    return wanted if wanted in crossing.roads else crossing.roads[0]


def _number(request, name: str) -> int:
    text = request.GET.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise ValidationError({name: [_("Give a number.")]})
    return int(text)


class MatchInput(serializers.Serializer):
    geometry = ShapeField()
    direction = serializers.ChoiceField(Direction.choices, default=Direction.BOTH)


class Match(DeskView):
    """A drawn line or area → the segments under it."""

    @extend_schema(request=MatchInput, responses=None)
    def post(self, request) -> Response:
        form = MatchInput(data=request.data)
        form.is_valid(raise_exception=True)
        city = self.city()
        check_geometry(Kind.REPAIR_ZONE, city, form.validated_data["geometry"])  # lines and areas
        spans = match_geometry(city, form.validated_data["geometry"], form.validated_data["direction"])
        return Response(_spans_answer(city, spans))
