"""Stretches of the network to put an event on."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from closures.api.staff.desk import DeskView
from closures.api.staff.fields import PlaceField, ShapeField
from closures.kinds import Shape
from closures.models.lists import Direction
from closures.snapshot import rounded
from closures.validation import check_geometry
from roadmap.api.lists import number_in
from roadmap.api.lists import parameter as text_in
from roadmap.api.parameters import asks, number, parameter, words
from roadmap.geometry import shape_of, to_metres
from roadmap.matching import match_geometry
from roadmap.models import City, Road
from roadmap.spans import Span
from roadmap.stretches import Crossing, NoStretch, Street, describe, junction_of, legs, lines_of


def _spans_answer(city: City, spans: list[Span]) -> dict:
    if not spans:
        raise NoStretch(_("There is no street under this drawing."))
    geometry = lines_of(spans, city)
    return {
        "geometry": rounded(geometry),
        "places": describe(city, spans),
        "length_m": round(to_metres(shape_of(geometry), city.metric_srid).length),
        "segments": SpanOutput(spans, many=True).data,
    }


class SpanOutput(serializers.Serializer):
    segment = serializers.IntegerField(source="segment_id")
    start_position = serializers.FloatField(help_text="0 to 1 along the segment")
    end_position = serializers.FloatField()
    direction = serializers.ChoiceField(Direction.choices)


class StretchOutput(serializers.Serializer):
    geometry = ShapeField()
    places = serializers.ListField(child=PlaceField())
    length_m = serializers.IntegerField()
    segments = SpanOutput(many=True)


class Stretch(DeskView):
    """A stretch of a street: with `road`, `from` and `to` the line between the two crossings.

    `road` alone is the whole street; `crossing` (a junction) alone is the crossing's legs.
    """

    @extend_schema(operation_id="desk_stretch", responses=StretchOutput)
    @asks(
        number("crossing", "a junction"),
        number("road", "the street"),
        number("from", "a junction of the street"),
        number("to", "another one"),
        words("from_name", "the street by which the dispatcher knows the first crossing"),
        words("to_name", "the same of the other"),
        parameter(
            "direction", {"type": "string", "enum": Direction.values, "default": Direction.BOTH.value}, "of traffic"
        ),
    )
    def get(self, request) -> Response:
        city = self.city()
        if request.GET.get("crossing"):
            junction = junction_of(city, number_in(request, "crossing"))
            return Response(_spans_answer(city, legs(city, junction.point)))
        road = Road.objects.filter(city=city, pk=number_in(request, "road")).select_related("city").first()
        if road is None:
            raise ValidationError({"road": [_("There is no such street.")]})
        street = Street.of(road)
        if not request.GET.get("from") and not request.GET.get("to"):
            return Response(_spans_answer(city, street.whole()))
        one, other = (street.crossing(number_in(request, name)) for name in ("from", "to"))
        direction = request.GET.get("direction") or Direction.BOTH
        if direction not in Direction.values:
            raise ValidationError({"direction": [_("Unknown value “%s”.") % direction[:60]]})
        answer = _spans_answer(city, street.between(one, other, direction))
        names = [_told_by(request, f"{end}_name", crossing) for end, crossing in (("from", one), ("to", other))]
        return Response(answer | {"places": [{"type": "between", "on": road.name, "from": names[0], "to": names[1]}]})


def _told_by(request, name: str, crossing: Crossing) -> str:
    """The street that the dispatcher knows the crossing by; the best known one unless told."""
    wanted = text_in(request, name)
    return wanted if wanted in crossing.roads else crossing.roads[0]


class MatchInput(serializers.Serializer):
    geometry = ShapeField()
    direction = serializers.ChoiceField(Direction.choices, default=Direction.BOTH)


class Match(DeskView):
    """A drawn line or area → the segments under it."""

    @extend_schema(operation_id="desk_match", request=MatchInput, responses=StretchOutput)
    def post(self, request) -> Response:
        form = MatchInput(data=request.data)
        form.is_valid(raise_exception=True)
        city = self.city()
        check_geometry((Shape.LINE, Shape.AREA), city, form.validated_data["geometry"])
        spans = match_geometry(city, form.validated_data["geometry"], form.validated_data["direction"])
        return Response(_spans_answer(city, spans))
