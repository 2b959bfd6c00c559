"""The road network for everybody: streets, their crossings, segments and traffic signals."""

from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_gis.serializers import GeoFeatureModelSerializer, GeometryField

from roadmap.api import lists
from roadmap.models import Road, RoadSegment, TrafficSignal
from roadmap.models.network import BoxedQuerySet
from roadmap.places.search import streets_like
from roadmap.stretches import Street


class RoadSerializer(serializers.ModelSerializer):
    class Meta:
        model = Road
        fields = ("id", "name", "slug", "variants")


class RoadSearch(APIView):
    """Streets for what was typed so far, as a person expects them: the name's beginning, a word's, names like it."""

    @extend_schema(responses=RoadSerializer(many=True), parameters=[OpenApiParameter("q", str)])
    def get(self, request) -> Response:
        city = lists.city_in(request)
        words = lists.parameter(request, "q")[:100]
        limit = min(lists.limit_in(request), 50) if request.GET.get("limit") else 10
        return Response({"results": RoadSerializer(streets_like(city, words, limit), many=True).data})


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


class SegmentList(APIView):
    """GeoJSON FeatureCollection of road segments; `road=name` narrows it to a street."""

    @extend_schema(responses=SegmentSerializer(many=True), parameters=[*BOX_AND_PAGES, OpenApiParameter("road", str)])
    def get(self, request) -> HttpResponse:
        segments = RoadSegment.objects.all()
        if road := lists.parameter(request, "road"):
            segments = segments.filter(road__name=road)
        return _listed(request, segments, {"road": "road__name", **{name: name for name in SEGMENT_COLUMNS}})


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
        signals = TrafficSignal.objects.all()
        for word in lists.parameter(request, "q")[:100].split():
            signals = signals.filter(name__icontains=word)
        return _listed(request, signals, {"name": "name"})
