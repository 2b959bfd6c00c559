"""The road network for everybody: streets, their crossings, segments and traffic signals."""

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework_gis.serializers import GeoFeatureModelSerializer, GeometryField

from roadmap.api import lists
from roadmap.api.parameters import BBOX, CITY, PAGES, asks, parameter, words
from roadmap.api.shapes import POSITION, page_of
from roadmap.api.views import FeatureList, PublicView
from roadmap.language.text import alike
from roadmap.letters import Alike
from roadmap.models import Road, RoadSegment, TrafficSignal
from roadmap.models.network import BoxedQuerySet
from roadmap.places.search import streets_like
from roadmap.stretches import Crossing, Street


class RoadSerializer(serializers.ModelSerializer):
    class Meta:
        model = Road
        fields = ("id", "name", "slug", "variants")


class RoadsFound(serializers.Serializer):
    results = RoadSerializer(many=True)


class RoadSearch(PublicView):
    """Streets for what was typed so far, as a person expects them: the name's beginning, a word's, names like it."""

    USUAL, MOST = 10, 50

    @extend_schema(operation_id="roads_search", responses=RoadsFound)
    @asks(
        words("q", "what was typed; its first 100 letters count"),
        parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "rows"),
        CITY,
    )
    def get(self, request) -> Response:
        city = lists.city_in(request)
        typed = lists.parameter(request, "q")[:100]
        limit = lists.limit_in(request, usual=self.USUAL, most=self.MOST)
        return Response(RoadsFound({"results": streets_like(city, typed, limit)}).data)


class CrossingSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk", help_text="number of the junction")
    name = serializers.CharField()
    roads = serializers.ListField(child=serializers.CharField(), help_text="the other streets that meet here")
    point = serializers.SerializerMethodField()
    at_m = serializers.FloatField(help_text="metres along the street")

    @extend_schema_field(POSITION)
    def get_point(self, crossing: Crossing) -> list[float]:
        return [crossing.lon, crossing.lat]


class CrossingsFound(serializers.Serializer):
    results = CrossingSerializer(many=True)


class RoadJunctions(PublicView):
    """Crossings of a street with other named streets, in order along it."""

    @extend_schema(operation_id="roads_junctions", responses=CrossingsFound)
    def get(self, request, pk: int) -> Response:
        road = Road.objects.select_related("city").filter(pk=pk).first()
        if road is None:
            raise Http404
        return Response(CrossingsFound({"results": Street.of(road).crossings}).data)


SEGMENT_COLUMNS = (
    *("osm_way_id", "highway", "direction", "lanes", "max_speed_kmh", "surface", "is_bridge", "is_tunnel"),
    *("is_roundabout", "length_m"),
)


class SegmentSerializer(GeoFeatureModelSerializer):
    road = serializers.CharField(source="road.name", allow_null=True)
    geometry = GeometryField(precision=6)

    class Meta:
        model = RoadSegment
        geo_field = "geometry"
        id_field = "id"
        fields = ("id", "geometry", "road", *SEGMENT_COLUMNS)


def _listed(request, rows: BoxedQuerySet, columns: dict[str, str]) -> HttpResponse:
    """A page of the city's rows in the box. The network changes with its imports only, and with each its base map."""
    city = lists.city_in(request)
    tag = lists.version_tag(request, city.pk, city.basemap)
    return lists.unless_known(request, tag, lambda: _page(request, rows.filter(city=city), columns))


def _page(request, rows: BoxedQuerySet, columns: dict[str, str]) -> HttpResponse:
    if box := lists.box_in(request):
        rows = rows.in_bbox(box)
    page, limit = lists.page_of(rows, request)
    found = page.values_list("pk", lists.feature("geometry", **columns))
    return lists.collection(request, lists.fetched(found), limit)


class SegmentList(FeatureList):
    """Road segments: the pieces of streets between two junctions."""

    @extend_schema(operation_id="road_segments_list", responses=page_of(SegmentSerializer))
    @asks(BBOX, words("road", "the street's full name"), *PAGES)
    def get(self, request) -> HttpResponse:
        segments = RoadSegment.objects.all()
        if road := lists.parameter(request, "road"):
            segments = segments.filter(road__name=road)
        return _listed(request, segments, {"road": "road__name", **{name: name for name in SEGMENT_COLUMNS}})


class SegmentDetail(PublicView):
    """One road segment."""

    @extend_schema(responses=SegmentSerializer)
    def get(self, request, pk: int) -> Response:
        segment = RoadSegment.objects.select_related("road").filter(pk=pk).first()
        if segment is None:
            raise Http404
        return Response(SegmentSerializer(segment).data)


class SignalSerializer(GeoFeatureModelSerializer):
    geometry = GeometryField(precision=6)

    class Meta:
        model = TrafficSignal
        geo_field = "geometry"
        id_field = "id"
        fields = ("id", "geometry", "name")


class SignalList(FeatureList):
    """Traffic signals."""

    @extend_schema(operation_id="traffic_signals_list", responses=page_of(SignalSerializer))
    @asks(BBOX, words("q", "words that the signal's name holds; the first 100 letters count"), *PAGES)
    def get(self, request) -> HttpResponse:
        signals = TrafficSignal.objects.alias(alike_name=Alike("name"))
        for word in alike(lists.parameter(request, "q")[:100]).split():
            signals = signals.filter(alike_name__contains=word)
        return _listed(request, signals, {"name": "name"})
