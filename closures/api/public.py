"""Road events for everybody: the list as one SQL, and one event in full."""

from datetime import UTC, datetime

from django.db.models import F
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework_gis.serializers import GeoFeatureModelSerializer, GeometryField

from closures.api.features import OF_ONE_PHASE, PROPERTIES, fetched
from closures.desk.fields import LaneSerializer, PlaceField, RestrictionSerializer, ScheduleField, confirmed_by
from closures.detours.kept import kept_ways
from closures.detours.told import Source
from closures.kinds.passages import Passage
from closures.kinds.states import REPORTED_STATES
from closures.models import Phase, PhasePlace, RoadEvent, RoadEventChange
from closures.models.change import PUBLIC_VERBS
from closures.models.lists import SOME_VEHICLES, Direction, Exemption, VehicleImpact
from closures.models.public_version import told_as_of
from closures.pictures import picture_address
from closures.shown import Shown
from closures.wanted import QUESTION, Wanted
from roadmap.api import lists
from roadmap.api.limits import AddressRate
from roadmap.api.parameters import BBOX, PAGES, asks, moment, parameter
from roadmap.api.shapes import ANY_SHAPE, page_of
from roadmap.api.views import FeatureList, PublicView
from roadmap.paths import VEHICLES


@extend_schema_field(ANY_SHAPE)
class Shape(GeometryField):
    pass


@extend_schema_field({"allOf": [ANY_SHAPE], "nullable": True})
class GeometryOrNone(GeometryField):
    pass


class LocationSerializer(serializers.ModelSerializer):
    places = serializers.ListField(child=PlaceField(), source="words")
    geometry = Shape(precision=6)

    class Meta:
        model = PhasePlace
        fields = ("direction", "toward", "places", "geometry")


class PhaseSerializer(serializers.ModelSerializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField(allow_null=True)
    start_source = confirmed_by("who confirmed the start; empty: only the plan says so")
    end_source = confirmed_by("who confirmed the end; empty: nobody has")
    schedule = ScheduleField()
    lanes = LaneSerializer(many=True)
    vehicle_impact = serializers.ChoiceField(VehicleImpact.choices, source="told_impact")
    restrictions = RestrictionSerializer(many=True, source="told_restrictions")
    vehicle_classes = serializers.ListField(child=serializers.ChoiceField(SOME_VEHICLES), source="told_classes")
    places = serializers.ListField(child=PlaceField())
    locations = LocationSerializer(many=True)
    geometry = Shape(precision=6)

    class Meta:
        model = Phase
        fields = (
            "number",
            "name",
            "start",
            "end",
            "planned_start",
            "planned_end",
            "actual_start",
            "actual_end",
            "start_source",
            "end_source",
            "schedule",
            "headline",
            "place",
            "vehicle_impact",
            "passage",
            "lanes",
            "restrictions",
            "vehicle_classes",
            "exemptions",
            "direction",
            "toward",
            "places",
            "locations",
            "geometry",
        )


class ChangeSerializer(serializers.ModelSerializer):
    text = serializers.CharField(source="get_verb_display")

    class Meta:
        model = RoadEventChange
        fields = ("version", "verb", "at", "basis", "text")


class UTCField(serializers.DateTimeField):
    """ISO 8601 in UTC to the second."""

    def to_representation(self, value):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


IN_ITS_LANGUAGE = "in the language of Accept-Language: Russian or English"


class EventSerializer(GeoFeatureModelSerializer):
    """The properties of a list's features, the slow way: for one event, the schema, and to check the SQL against.

    Each event has `shown`: what is told of it (closures.shown).
    """

    state = serializers.ChoiceField([*map(str, REPORTED_STATES)], source="shown.reported_state")
    headline = serializers.CharField(source="shown.headline", help_text=IN_ITS_LANGUAGE)
    place = serializers.CharField(source="shown.place", help_text=IN_ITS_LANGUAGE)
    start = UTCField(allow_null=True, source="shown.start")
    end = UTCField(allow_null=True, source="shown.end")
    is_confirmed = serializers.BooleanField(
        source="shown.is_confirmed", help_text="whether somebody confirmed the start of each of the phases told"
    )
    in_force = serializers.BooleanField(source="shown.is_in_force")
    vehicle_impact = serializers.ChoiceField(VehicleImpact.choices, source="shown.vehicle_impact")
    passage = serializers.ChoiceField(Passage.choices(), source="shown.passage")
    restrictions = RestrictionSerializer(many=True, source="shown.restrictions")
    vehicle_classes = serializers.ListField(
        child=serializers.ChoiceField(SOME_VEHICLES), source="shown.vehicle_classes"
    )
    exemptions = serializers.ListField(child=serializers.ChoiceField(Exemption.choices), source="shown.exemptions")
    direction = serializers.ChoiceField(Direction.choices, source="shown.direction")
    hours = serializers.CharField(source="shown.hours", help_text=IN_ITS_LANGUAGE)
    phases = serializers.ListField(child=serializers.IntegerField(), source="shown.numbers")
    agency = serializers.CharField(source="agency.slug")
    agency_name = serializers.CharField(source="agency.name")
    published_at = UTCField()
    updated_at = UTCField()
    url = serializers.CharField(source="get_absolute_url")
    detour_geometry = GeometryOrNone(precision=6, help_text="the way round that a dispatcher stored")
    geometry = Shape(precision=6, source="shown.geometry")

    class Meta:
        model = RoadEvent
        geo_field = "geometry"
        id_field = "id"
        fields = ("id", "geometry", *PROPERTIES)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d+\.\d+$"}]})
class NumberOrPart(serializers.Field):
    """26, or 26.2 for its second phase."""


class ListedEventSerializer(EventSerializer):
    """The schema of a list's feature: an event, or with `split=phase` one phase of it."""

    id = NumberOrPart(read_only=True)
    event = serializers.IntegerField(required=False)
    phase = serializers.IntegerField(required=False)

    class Meta(EventSerializer.Meta):
        fields = (*EventSerializer.Meta.fields, *OF_ONE_PHASE)


class EventDetailSerializer(EventSerializer):
    phases = PhaseSerializer(many=True)
    changes = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()
    detour_url = serializers.SerializerMethodField(help_text="the way round, stored or computed, as GeoJSON")

    class Meta(EventSerializer.Meta):
        fields = (
            *EventSerializer.Meta.fields,
            *("note", "detour_roads", "detour_url", "bus_routes", "stops_removed", "changes", "picture"),
        )

    @extend_schema_field(ChangeSerializer(many=True))
    def get_changes(self, event: RoadEvent) -> list[dict]:
        return ChangeSerializer(event.changes.filter(verb__in=PUBLIC_VERBS), many=True).data

    def get_detour_url(self, event: RoadEvent) -> str:
        return reverse("api-road-event-detour", args=[event.pk])

    def get_picture(self, event: RoadEvent) -> str | None:
        return picture_address(event)


# Moves with all that a list tells of: public changes of events, names of agencies; not with drafts. And when it moved.
VERSION = """
(SELECT json_build_array(
    (SELECT number FROM closures_publicversion WHERE city_id = roadmap_city.id),
    (SELECT md5(string_agg(concat_ws(' ', id, slug, name), E'\n' ORDER BY id))
     FROM roadmap_agency WHERE city_id = roadmap_city.id),
    (SELECT moved_at FROM closures_publicversion WHERE city_id = roadmap_city.id)))
"""


class RoadEventList(FeatureList):
    """Road events. Without a time: all that is published and not yet over, as what holds, rests or comes next.

    A feature is an event: the places and the strongest impact of its phases that hold then (`phases`: their numbers).
    With `split=phase` it is one phase, its id “26.2”.
    """

    @extend_schema(operation_id="road_events_list", responses=page_of(ListedEventSerializer))
    @asks(
        BBOX,
        *QUESTION,
        parameter("split", {"type": "string", "enum": ["phase"]}, "one feature a phase"),
        *PAGES,
    )
    def get(self, request) -> HttpResponse:
        city, (number, agencies, moved_at) = lists.city_and(request, VERSION)
        as_of = told_as_of(timezone.now(), moved_at and datetime.fromisoformat(moved_at))
        wanted = Wanted.read(request, city, as_of)
        tag = lists.version_tag(request, city.pk, city.time_zone, number, agencies, as_of)
        return lists.unless_known(request, tag, lambda: lists.collection(request, fetched(wanted), wanted.most - 1))


def _public_event(pk: int) -> RoadEvent | None:
    """With the version of its city: the network moves its places without a version of its own."""
    version = {"public_version": F("city__public_version__number"), "moved_at": F("city__public_version__moved_at")}
    events = RoadEvent.objects.public().select_related("agency", "city")
    return events.annotate(**version).filter(pk=pk).first()


class WayRoundSerializer(serializers.Serializer):
    """The properties of a way round. What it costs more is null where nobody can tell."""

    source = serializers.ChoiceField(
        [*map(str, Source)],
        help_text="a dispatcher drew it, told it in words, or it is computed around all that is shut then",
    )
    label = serializers.CharField(help_text="“Detour” of a dispatcher’s, “Possible way round” of a computed one")
    toward = serializers.CharField(help_text="where the traffic goes that it is for; empty for all")
    vehicle = serializers.ChoiceField([*VEHICLES])
    streets = serializers.ListField(child=serializers.CharField(), help_text="in the order in which they are driven")
    length_m = serializers.IntegerField(allow_null=True)
    seconds = serializers.IntegerField(allow_null=True)
    extra_m = serializers.IntegerField(allow_null=True, help_text="metres more than the usual way")
    extra_s = serializers.IntegerField(allow_null=True, help_text="seconds more than the usual way")
    difference = serializers.CharField(help_text="the same in words")
    shut = serializers.ListField(
        child=serializers.CharField(), help_text="streets of a dispatcher’s line that something else shuts then"
    )
    words = serializers.CharField(help_text=IN_ITS_LANGUAGE)


class WayRoundFeature(serializers.Serializer):
    type = serializers.ChoiceField(["Feature"])
    geometry = GeometryOrNone(allow_null=True)
    properties = WayRoundSerializer()


class WaysRoundCollection(serializers.Serializer):
    type = serializers.ChoiceField(["FeatureCollection"])
    features = WayRoundFeature(many=True)


class DetourRate(AddressRate):
    rate = "detour"


class RoadEventDetour(PublicView):
    """The way round of a road event, as of when it holds now or next: what a dispatcher drew or told, then what is
    computed, unless the line that he drew is open.

    A computed feature is a way of traffic that is shut out; its geometry is null where there is no way round. That of a
    way told in words is null, too. No features: nobody has to go round.
    """

    has_etag = True
    throttle_classes = (DetourRate,)

    @extend_schema(operation_id="road_events_detour", responses={(200, lists.GEOJSON): WaysRoundCollection})
    @asks(moment("at", "as of then; now unless it is given"))
    def get(self, request, pk: int) -> HttpResponse:
        event = _public_event(pk)
        if event is None:
            raise Http404
        as_of = told_as_of(timezone.now(), event.moved_at)
        at = lists.moment_in(request, "at", event.city) or as_of
        tag = lists.version_tag(request, event.public_version, event.version, as_of)
        return lists.unless_known(request, tag, lambda: self._told(event, at))

    def _told(self, event: RoadEvent, now: datetime) -> Response:
        features = [one.feature() for one in kept_ways(event, now)]
        return Response({"type": "FeatureCollection", "features": features}, content_type=lists.GEOJSON)


class RoadEventDetail(PublicView):
    """One road event in full, with all its phases and its history. Finished ones stay reachable."""

    has_etag = True

    @extend_schema(responses=EventDetailSerializer)
    def get(self, request, pk: int) -> Response:
        event = _public_event(pk)
        if event is None:
            raise Http404
        as_of = told_as_of(timezone.now(), event.moved_at)
        tag = lists.version_tag(request, event.public_version, event.agency.slug, event.agency.name, as_of)
        return lists.unless_known(request, tag, lambda: Response(self._told(event, as_of)))

    def _told(self, event: RoadEvent, now: datetime) -> dict:
        event.shown = Shown.whole(event, now)
        return EventDetailSerializer(event).data
