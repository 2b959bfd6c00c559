"""What an editor offers for the ends of a stretch, and what a click on the map means."""

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from closures.api.staff.desk import DeskView
from roadmap.api.fields import Number, Parts
from roadmap.api.lists import number_in
from roadmap.api.lists import parameter as text_in
from roadmap.api.parameters import asks, number, words
from roadmap.api.shapes import POSITION
from roadmap.models import Road
from roadmap.street_ends import block_at, ends_called
from roadmap.stretches import Street


class EndSerializer(serializers.Serializer):
    id = serializers.CharField(source="key", help_text="for `from` and `to` of a stretch")
    name = serializers.CharField(help_text="as a place in words has it")
    point = serializers.SerializerMethodField()
    at_m = serializers.FloatField(allow_null=True, help_text="metres along the street, where they were measured")

    @extend_schema_field(POSITION)
    def get_point(self, end) -> list[float]:
        return list(end.place)


class EndsFound(serializers.Serializer):
    results = EndSerializer(many=True)


class Ends(DeskView):
    """Besides its crossings: houses of a street by the beginning of their numbers, and where it begins and ends."""

    @extend_schema(operation_id="desk_ends", responses=EndsFound)
    @asks(number("road", "the street"), words("q", "what was typed: «53», «дом 53», «конец»"))
    def get(self, request) -> Response:
        road = Road.objects.filter(city=self.city(), pk=number_in(request, "road")).select_related("city").first()
        if road is None:
            raise ValidationError({"road": [_("There is no such street.")]})
        return Response(EndsFound({"results": ends_called(Street.of(road), text_in(request, "q")[:40])}).data)


class PickInput(Parts):
    lon = Number(min_value=-180, max_value=180)
    lat = Number(min_value=-90, max_value=90)


class PickedRoad(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


PickedOutput = type(
    "PickedOutput",
    (serializers.Serializer,),
    {"road": PickedRoad(), "from": EndSerializer(), "to": EndSerializer(), "__doc__": "`from` has the smaller `at_m`."},
)


class Pick(DeskView):
    """A click on the map → the street there and the two ends of its block."""

    @extend_schema(operation_id="desk_pick", request=PickInput, responses=PickedOutput)
    def post(self, request) -> Response:
        form = PickInput(data=request.data)
        form.is_valid(raise_exception=True)
        point = Point(form.validated_data["lon"], form.validated_data["lat"], srid=4326)
        street, one, other = block_at(self.city(), point)
        return Response(PickedOutput({"road": street.road, "from": one, "to": other}).data)
