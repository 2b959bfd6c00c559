"""Road events for everybody: the list as one SQL, and one event in full."""

from datetime import UTC, datetime
from functools import cache

from django.db.models import BinaryField, F, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework_gis.serializers import GeoFeatureModelSerializer, GeometryField

from closures.api.staff.fields import LaneSerializer, PlaceField, RestrictionSerializer, ScheduleField
from closures.kinds import KINDS
from closures.kinds.states import PUBLIC_STATES, in_force_sql, state_sql
from closures.models import Phase, RoadEvent, RoadEventChange
from closures.models.change import PUBLIC_VERBS
from closures.models.lists import VehicleImpact
from closures.models.words import TOLD, shown_sql
from closures.pictures import picture_address
from roadmap.api import lists
from roadmap.api.parameters import BBOX, PAGES, asks, moment, parameter, some_of, words
from roadmap.api.shapes import ANY_SHAPE, page_of
from roadmap.api.views import FeatureList, PublicView
from roadmap.api.words import SLUG
from roadmap.models import City
from roadmap.postgis import rows_of

COLUMNS = (
    "kind",
    "status",
    "headline",
    "place",
    "roads",
    "is_confirmed",
    "vehicle_impact",
    "direction",
    "hours",
    "cause",
    "reason",
    "performer",
    "contact",
    "detour",
    "severity",
    "signal_mode",
    "version",
)
PROPERTIES = (
    *("kind", "status", "state", "headline", "place", "roads", "start", "end", "is_confirmed", "in_force"),
    *("vehicle_impact", "direction", "hours", "cause", "reason", "agency", "agency_name", "performer", "contact"),
    *("detour", "severity", "signal_mode", "version", "published_at", "updated_at", "url"),
)
TOLD_AS = {
    **dict.fromkeys(("kind", "status", "vehicle_impact", "direction", "cause", "signal_mode"), lists.word),
    **dict.fromkeys(("is_confirmed", "severity", "version"), lists.plain),
}


def feature_sql() -> str:
    """A list's feature in the reader's language; EventSerializer gives the same. Each %s is the moment as of which it
    is told."""
    return _feature_sql(get_language())


@cache
def _feature_sql(_language: str | None) -> str:
    event = "closures_roadevent"
    address = reverse("event", args=[0]).removesuffix("0/")
    columns = {name: TOLD_AS.get(name, lists.text)(f"{event}.{name}") for name in COLUMNS}
    columns |= {name: lists.text(shown_sql(name, event)) for name in TOLD}
    worked_out = {
        "state": lists.word(state_sql(f"{event}.status", f"{event}.during", "%s")),
        "start": lists.instant(f"lower({event}.during)"),
        "end": lists.instant(f"upper({event}.during)"),
        "in_force": lists.plain(in_force_sql(f"{event}.status", f"{event}.in_force", "%s")),
        "agency": lists.text("roadmap_agency.slug"),
        "agency_name": lists.text("roadmap_agency.name"),
        "published_at": lists.instant(f"{event}.published_at"),
        "updated_at": lists.instant(f"{event}.updated_at"),
        "url": lists.word(f"'{address}' || {event}.id || '/'"),
    }
    return lists.feature_sql(event, {name: (columns | worked_out)[name] for name in PROPERTIES})


def features(events: QuerySet, at: datetime) -> QuerySet:
    """(id, GeoJSON feature as bytes) of events, one SQL for all."""
    sql = feature_sql()
    told = RawSQL(sql, [at] * sql.count("%s"), output_field=BinaryField())  # noqa: S611 - holds nothing of the request
    return events.alias(_agency=F("agency__slug")).values_list("pk", told)  # the alias joins the agency


def listed(request: HttpRequest, city: City, now: datetime) -> QuerySet:
    """The events that the parameters ask for. Without a time: all that is published and not yet over."""
    at, window = lists.moment_in(request, "at", city), _window(request, city)
    events = RoadEvent.objects.filter(city=city)
    is_of_any_time = lists.parameter(request, "updated_since") or lists.parameter(request, "state")
    events = events.public() if is_of_any_time and not (at or window) else events.holding(at, window)
    return _narrowed(events, request, city, at or now)


def _has_time(request: HttpRequest) -> bool:
    """Then place and time lead to the rows. Else it depends: few are published, and fewer changed a moment ago."""
    return any(lists.parameter(request, name) for name in ("at", "from", "to"))


def _window(request: HttpRequest, city: City) -> tuple[datetime | None, datetime | None] | None:
    since, until = lists.moment_in(request, "from", city), lists.moment_in(request, "to", city)
    if since and until and until <= since:
        raise ValidationError({"to": [_("The end must be later than the start.")]})
    return (since, until) if since or until else None


def _narrowed(events: QuerySet, request: HttpRequest, city: City, at: datetime) -> QuerySet:
    events = events.narrowed(
        box=lists.box_in(request),
        kinds=lists.words_in(request, "kind", KINDS),
        impacts=lists.words_in(request, "impact", VehicleImpact.values),
        road=lists.parameter(request, "road"),
    )
    if states := lists.words_in(request, "state", PUBLIC_STATES):
        events = events.in_states(states, at)
    if agency := lists.slug_in(request, "agency"):
        events = events.filter(agency__slug=agency)
    if since := lists.moment_in(request, "updated_since", city):
        events = events.filter(updated_at__gt=since)
    return events


@extend_schema_field(ANY_SHAPE)
class Shape(GeometryField):
    pass


class PhaseSerializer(serializers.ModelSerializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField(allow_null=True)
    schedule = ScheduleField()
    lanes = LaneSerializer(many=True)
    restrictions = RestrictionSerializer(many=True)
    places = serializers.ListField(child=PlaceField())
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
            "schedule",
            "vehicle_impact",
            "lanes",
            "restrictions",
            "direction",
            "toward",
            "places",
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


class EventSerializer(GeoFeatureModelSerializer):
    """The properties of a list's features, the slow way: for one event, the schema, and to check the SQL against."""

    headline = serializers.CharField(source="shown_headline")
    place = serializers.CharField(source="shown_place")
    hours = serializers.CharField(source="shown_hours")
    state = serializers.SerializerMethodField()
    start = UTCField(allow_null=True)
    end = UTCField(allow_null=True)
    in_force = serializers.SerializerMethodField()
    agency = serializers.CharField(source="agency.slug")
    agency_name = serializers.CharField(source="agency.name")
    published_at = UTCField()
    updated_at = UTCField()
    url = serializers.CharField(source="get_absolute_url")
    geometry = GeometryField(precision=6)

    class Meta:
        model = RoadEvent
        geo_field = "geometry"
        id_field = "id"
        fields = (
            *("id", "geometry", *COLUMNS, "state", "start", "end", "in_force"),
            *("agency", "agency_name", "published_at", "updated_at", "url"),
        )

    @extend_schema_field(serializers.ChoiceField([*map(str, PUBLIC_STATES)]))
    def get_state(self, event: RoadEvent) -> str:
        return event.state_at(self.context["at"])

    def get_in_force(self, event: RoadEvent) -> bool:
        return event.in_force_at(self.context["at"])


class EventDetailSerializer(EventSerializer):
    phases = PhaseSerializer(many=True)
    changes = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()

    class Meta(EventSerializer.Meta):
        fields = (
            *EventSerializer.Meta.fields,
            *("note", "detour_roads", "bus_routes", "stops_removed", "parking_places", "phases", "changes", "picture"),
        )

    @extend_schema_field(ChangeSerializer(many=True))
    def get_changes(self, event: RoadEvent) -> list[dict]:
        return ChangeSerializer(event.changes.filter(verb__in=PUBLIC_VERBS), many=True).data

    def get_picture(self, event: RoadEvent) -> str | None:
        return picture_address(event)


VERSION = """
SELECT (SELECT number FROM closures_publicversion WHERE city_id = %(city)s),
       (SELECT md5(string_agg(concat_ws(' ', id, slug, name), E'\n' ORDER BY id))
        FROM roadmap_agency WHERE city_id = %(city)s)
"""


def _version(city: City) -> tuple:
    """Moves with all that a list tells of: public changes of events, names of agencies; not with drafts."""
    return rows_of(VERSION, {"city": city.pk})[0]


class RoadEventList(FeatureList):
    """Road events. Without a time: all that is published and not yet over."""

    @extend_schema(operation_id="road_events_list", responses=page_of(EventSerializer))
    @asks(
        BBOX,
        moment("at", "what holds then, hours and exceptions counted"),
        moment("from", "start of a window: what holds in it at any time"),
        moment("to", "end of the window; later than its start"),
        some_of("kind", "kinds", among=KINDS),
        some_of("impact", "what is left for traffic", among=VehicleImpact.values),
        some_of("state", "states, as of `at`", among=[*map(str, PUBLIC_STATES)]),
        parameter("agency", SLUG, "slug of the agency"),
        words("road", "the street's full name"),
        moment("updated_since", "only what changed later, ended and cancelled events too"),
        *PAGES,
    )
    def get(self, request) -> HttpResponse:
        now = timezone.now()
        city = lists.city_in(request)
        at = lists.moment_in(request, "at", city) or now
        tag = lists.version_tag(request, *_version(city), at.replace(second=0, microsecond=0))
        return lists.unless_known(request, tag, lambda: self._page(request, city, at, now))

    def _page(self, request, city: City, at: datetime, now: datetime) -> HttpResponse:
        page, limit = lists.page_of(listed(request, city, now), request)
        rows = lists.fetched_as_bytes(features(page, at), is_planned_once=_has_time(request))
        return lists.collection(request, rows, limit)


class RoadEventDetail(PublicView):
    """One road event in full, its history included. Finished ones stay reachable."""

    has_etag = True

    @extend_schema(responses=EventDetailSerializer)
    def get(self, request, pk: int) -> Response:
        event = RoadEvent.objects.public().select_related("agency", "city").filter(pk=pk).first()
        if event is None:
            raise Http404
        now = timezone.now()
        tag = lists.version_tag(
            request, event.version, event.agency.slug, event.agency.name, now.replace(second=0, microsecond=0)
        )
        told = EventDetailSerializer(event, context={"at": now})
        return lists.unless_known(request, tag, lambda: Response(told.data))
