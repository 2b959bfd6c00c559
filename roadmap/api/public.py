"""The road network for everybody: streets, their crossings, segments and traffic signals."""

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_gis.serializers import GeoFeatureModelSerializer, GeometryField

from roadmap.api import lists
from roadmap.models import Road, RoadSegment, TrafficSignal
from roadmap.stretches import Street


class RoadSerializer(serializers.ModelSerializer):
    class Meta:
        model = Road
        fields = ("id", "name", "slug", "variants")


class RoadSearch(APIView):
    """Streets whose name has the letters, as a person expects them: the name's beginning, a word's, the rest."""

    @extend_schema(responses=RoadSerializer(many=True), parameters=[OpenApiParameter("q", str)])
    def get(self, request) -> Response:
        city = lists.city_in(request)
        words = lists.parameter(request, "q")[:100]
        roads = Road.objects.filter(city=city).on_the_map()
        for word in words.split():
            roads = roads.filter(Q(name__icontains=word) | Q(variants__icontains=word) | Q(old_names__icontains=word))
        order = Case(
            When(name__istartswith=words, then=0),
            When(name__icontains=f" {words}", then=1),
            When(name__icontains=words, then=2),
            default=Value(3),
            output_field=IntegerField(),
        )
        found = roads.order_by(order, "name")[: min(lists.limit_in(request), 50) if request.GET.get("limit") else 10]
        return Response({"results": RoadSerializer(found, many=True).data})


class RoadJunctions(APIView):
    """Crossings of a street with other named streets, in order along it."""

    @extend_schema(responses=None)
    def get(self, request, pk: int) -> Response:
        road = Road.objects.select_related("city").filter(pk=pk).first()
        if road is None:
            raise Http404
        crossings = Street.of(road).crossings
        return Response(
            {
                "results": [
                    {
                        "id": crossing.pk,
                        "name": crossing.name,
                        "roads": crossing.roads,
                        "point": [crossing.lon, crossing.lat],
                        "at_m": crossing.at_m,
                    }
                    for crossing in crossings
                ]
            }
        )


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


BOX_AND_PAGES = [OpenApiParameter(name, str) for name in ("bbox", "limit", "cursor", "city")]


class SegmentList(APIView):
    """GeoJSON FeatureCollection of road segments; `road=name` narrows it to a street."""

    @extend_schema(responses=SegmentSerializer(many=True), parameters=[*BOX_AND_PAGES, OpenApiParameter("road", str)])
    def get(self, request) -> HttpResponse:
        city = lists.city_in(request)
        tag = lists.version_tag(request, city.pk, city.imported_at)
        if answer := lists.not_modified(request, tag):
            return answer
        segments = RoadSegment.objects.filter(city=city)
        if box := lists.box_in(request):
            segments = segments.in_bbox(box)
        if road := lists.parameter(request, "road"):
            segments = segments.filter(road__name=road)
        page, limit = lists.page_of(segments, request)
        columns = {"road": "road__name", **{name: name for name in SEGMENT_COLUMNS}}
        rows = list(page.values_list("pk", lists.feature("geometry", **columns)))
        return lists.tagged(lists.collection(request, rows, limit), tag)


class SegmentDetail(APIView):
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


class SignalList(APIView):
    """GeoJSON FeatureCollection of traffic signals; `q=` narrows it to names with the letters."""

    @extend_schema(responses=SignalSerializer(many=True), parameters=[*BOX_AND_PAGES, OpenApiParameter("q", str)])
    def get(self, request) -> HttpResponse:
        city = lists.city_in(request)
        tag = lists.version_tag(request, city.pk, city.imported_at)
        if answer := lists.not_modified(request, tag):
            return answer
        signals = TrafficSignal.objects.filter(city=city)
        if box := lists.box_in(request):
            signals = signals.in_bbox(box)
        for word in lists.parameter(request, "q")[:100].split():
            signals = signals.filter(name__icontains=word)
        page, limit = lists.page_of(signals, request)
        rows = list(page.values_list("pk", lists.feature("geometry", name="name")))
        return lists.tagged(lists.collection(request, rows, limit), tag)
