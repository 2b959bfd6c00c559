"""Stretches of the network to put an event on."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from shapely import LineString

from closures.api.staff.desk import DeskView
from closures.desk.fields import PlaceField, ShapeField
from closures.kinds import Shape
from closures.models.lists import Direction
from closures.snapshot import rounded
from closures.toward import toward_words, words_of
from closures.validation import check_geometry
from roadmap.ahead import travel_of, what_lies_ahead
from roadmap.api.fields import Choice, Parts
from roadmap.api.lists import number_in
from roadmap.api.lists import parameter as text_in
from roadmap.api.parameters import asks, number, parameter, words
from roadmap.matching import match_geometry
from roadmap.models import City, Road
from roadmap.spans import Span, length_m, usual_lanes
from roadmap.street_ends import End, end_of, roads_at
from roadmap.stretches import (
    AgainstTraffic,
    NoStretch,
    Street,
    course_of,
    courses_of,
    describe,
    junction_of,
    legs,
    lines_of,
)

ONE_WAY = (Direction.FORWARD.value, Direction.BACKWARD.value)


def _spans_answer(
    city: City, spans: list[Span], along: LineString | None = None, courses: Sequence[LineString] = ()
) -> dict:
    """`along` is the stretch from its first end, `courses` the lines of it in the direction that is meant."""
    if not spans:
        raise NoStretch(_("There is no street under this drawing."))
    return {
        "geometry": rounded(lines_of(spans, city, along)),
        "places": describe(city, spans, courses),
        "length_m": round(length_m(city, spans)),
        "lanes": usual_lanes(spans),
        "segments": SpanOutput(spans, many=True).data,
        "toward": {way: _ahead(city, spans, travel_of(along, way)) for way in ONE_WAY} if along else None,
    }


def _ahead(city: City, spans: list[Span], travel: LineString) -> list[dict]:
    names = what_lies_ahead(city, spans, travel)
    stored = words_of(city, names)
    return [{"name": name, "text": toward_words(name, stored)} for name in names]


class SpanOutput(serializers.Serializer):
    segment = serializers.IntegerField(source="segment_id")
    start_position = serializers.FloatField(help_text="0 to 1 along the segment")
    end_position = serializers.FloatField()
    direction = serializers.ChoiceField(Direction.choices)


class AheadOutput(serializers.Serializer):
    name = serializers.CharField(help_text="for the phase's `toward`")
    text = serializers.CharField(help_text="as the post says it")


class TowardOutput(serializers.Serializer):
    forward = AheadOutput(many=True)
    backward = AheadOutput(many=True)


class StretchOutput(serializers.Serializer):
    geometry = ShapeField(help_text="turned from the first end to the other, so `direction` is relative to it")
    places = serializers.ListField(child=PlaceField(), help_text="of one direction from where its traffic comes")
    length_m = serializers.IntegerField(help_text="of the street: two carriageways side by side count once")
    lanes = serializers.IntegerField(
        allow_null=True, help_text="of one carriageway, on most of the stretch, as the map has it"
    )
    segments = SpanOutput(many=True)
    toward = TowardOutput(allow_null=True, help_text="what lies ahead, the best first; null for crossings and areas")


class Stretch(DeskView):
    """A stretch of a street: with `road`, `from` and `to` the line between the two crossings.

    `road` alone is the whole street; `crossing` (a junction) alone is the crossing's legs.
    """

    @extend_schema(operation_id="desk_stretch", responses=StretchOutput)
    @asks(
        number("crossing", "a junction"),
        number("road", "the street"),
        words("from", "an end of the street: a junction's number, or a house as “house:53”"),
        words("to", "another one"),
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
        street, direction = Street.of(road), _direction_in(request)
        if not request.GET.get("from") and not request.GET.get("to"):
            course = street.whole_course()
            return Response(_spans_answer(city, street.whole(direction), course, _travels(course, direction)))
        one, other = (end_of(street, text_in(request, name)[:60]) for name in ("from", "to"))
        spans = street.between_nodes(one.nodes, other.nodes, direction)
        answer = _spans_answer(city, spans, street.course(one.nodes, other.nodes))
        names = [_told_by(request, f"{name}_name", street, end) for name, end in (("from", one), ("to", other))]
        first, last = reversed(names) if direction == Direction.BACKWARD else names
        return Response(answer | {"places": [{"type": "between", "on": road.name, "from": first, "to": last}]})


def _travels(course: LineString | None, direction: str) -> list[LineString]:
    return [travel_of(course, direction)] if course else []


def _direction_in(request) -> str:
    direction = request.GET.get("direction") or Direction.BOTH
    if direction not in Direction.values:
        raise ValidationError({"direction": [_("Unknown value “%s”.") % direction[:60]]})
    return direction


def _told_by(request, name: str, street: Street, end: End) -> str:
    """Of a crossing the street that the dispatcher knows it by; the best known one unless told."""
    wanted = text_in(request, name)
    return wanted if wanted in roads_at(street, end) else end.name


class MatchInput(Parts):
    geometry = ShapeField()
    direction = Choice(Direction.choices, default=Direction.BOTH)


class Match(DeskView):
    """A drawn line or area → the segments under it."""

    @extend_schema(operation_id="desk_match", request=MatchInput, responses=StretchOutput)
    def post(self, request) -> Response:
        form = MatchInput(data=request.data)
        form.is_valid(raise_exception=True)
        city = self.city()
        check_geometry((Shape.LINE, Shape.AREA), city, form.validated_data["geometry"])
        geometry = form.validated_data["geometry"]
        direction = form.validated_data["direction"]
        spans = match_geometry(city, geometry, direction)
        if not spans and match_geometry(city, geometry):
            raise AgainstTraffic(_("Traffic under this drawing runs only the other way."))
        courses = courses_of(geometry, city, direction)
        return Response(_spans_answer(city, spans, course_of(geometry, city), courses))
