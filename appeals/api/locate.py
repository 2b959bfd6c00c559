"""What a pin means, before anything is sent: /api/v1/locate/."""

import math
from datetime import datetime

from django.core.exceptions import ValidationError as Refused
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from appeals.api.limits import LocateRate, not_ready
from appeals.api.public import day_of
from appeals.models import Category
from appeals.place import Place, ToldPlace, check_in_city, understand
from appeals.responsibility import NobodyAnswers
from appeals.workflow import PUBLIC
from roadmap.api import parameters
from roadmap.api.lists import city_in, parameter, slug_in
from roadmap.api.parameters import asks, degrees, words
from roadmap.api.shapes import POSITION
from roadmap.api.views import PublicView
from roadmap.api.words import SLUG
from roadmap.postgis import point_at

FARTHEST_M = 100_000


@extend_schema_field(POSITION | {"nullable": True})
class PositionField(serializers.ListField):
    pass


class CandidateOutput(serializers.Serializer):
    segment = serializers.IntegerField()
    osm_way_id = serializers.IntegerField()
    street = serializers.CharField(allow_null=True)
    distance_m = serializers.FloatField()
    position = serializers.FloatField(help_text="0 to 1 along the segment")


class BodyOutput(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    phone = serializers.CharField()


class WorkOutput(serializers.Serializer):
    """The stage of a road event that holds at this point, or comes next."""

    id = serializers.IntegerField(help_text="of the road event")
    headline = serializers.CharField(help_text="of the stage, as its place and times are")
    start = serializers.DateTimeField()
    end = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()


class SimilarOutput(serializers.Serializer):
    id = serializers.IntegerField()
    category = serializers.SlugField()
    category_name = serializers.CharField()
    distance_m = serializers.FloatField()
    submitted_on = serializers.DateField()
    status = serializers.ChoiceField([status.value for status in PUBLIC])


class LocateOutput(serializers.Serializer):
    segment = serializers.IntegerField(allow_null=True, help_text="null beyond reach and between two streets")
    street = serializers.CharField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)
    position = serializers.FloatField(allow_null=True, help_text="0 to 1 along the segment")
    confidence = serializers.FloatField(help_text="0 to 1")
    candidates = CandidateOutput(many=True)
    point = PositionField(help_text="on the segment")
    agency = BodyOutput()
    why = serializers.CharField(help_text="why it is this agency that answers")
    due_on = serializers.DateField(allow_null=True)
    works = WorkOutput(many=True)
    similar = SimilarOutput(many=True)


class Locate(PublicView):
    """What a pin means, before anything is sent: street, body, works, messages close by."""

    throttle_classes = [LocateRate]

    @extend_schema(operation_id="locate", responses=LocateOutput)
    @asks(
        degrees("lon", 180),
        degrees("lat", 90),
        words("text", "words that name the street"),
        words("place_text", "the street, where a person chose one"),
        parameters.parameter("accuracy_m", {"type": "number", "minimum": 0, "maximum": FARTHEST_M}, "of the position"),
        parameters.parameter("category", SLUG, "a code; the body and the date depend on it"),
        parameters.CITY,
    )
    def get(self, request: Request) -> Response:
        place, category = asked_place(request)
        return Response(described(told_place(place, category, timezone.now())))


def asked_place(request: HttpRequest) -> tuple[Place, Category | None]:
    """The place and the category that the parameters mean. Raises ValidationError by field."""
    city = city_in(request)
    point = point_at(_number(request, "lon", 180), _number(request, "lat", 90))
    try:
        check_in_city(city, point)
    except Refused as error:
        raise ValidationError({"lon": error.messages}) from error
    accuracy_m = _number(request, "accuracy_m", FARTHEST_M, 0) if parameter(request, "accuracy_m") else None
    words = f"{parameter(request, 'place_text')} {parameter(request, 'text')}"
    return understand(city, point, text=words, accuracy_m=accuracy_m), _category_in(request)


def told_place(place: Place, category: Category | None, at: datetime) -> ToldPlace:
    try:
        return place.told(category, at)
    except NobodyAnswers as error:
        raise not_ready(error) from error


def _number(request: HttpRequest, name: str, most: float, least: float | None = None) -> float:
    """Down to `-most` unless told."""
    try:
        number = float(parameter(request, name))
    except ValueError:
        number = math.nan
    if not (-most if least is None else least) <= number <= most:
        raise ValidationError({name: [_("Give a number.")]})
    return number


def _category_in(request: HttpRequest) -> Category | None:
    code = slug_in(request, "category")
    category = Category.objects.filter(code=code).first() if code else None
    if code and category is None:
        raise ValidationError({"category": [_("Unknown value “%s”.") % code[:60]]})
    return category


def described(told: ToldPlace) -> dict:
    place, link, body = told.place, told.place.link, told.responsibility
    return {
        "segment": link.segment_id,
        "street": link.street,
        "distance_m": link.distance_m,
        "position": link.position,
        "confidence": link.confidence,
        "candidates": link.candidates,
        "point": link.snapped,
        "agency": {"slug": body.agency.slug, "name": body.agency.name, "phone": body.agency.phone},
        "why": str(body.why),
        "due_on": day_of(told.due_at, place.city) if told.due_at else None,
        "works": [
            {
                "id": work.event_id,
                "headline": work.shown_headline,
                "start": work.during.lower,
                "end": work.during.upper,
                "url": work.event.get_absolute_url(),
            }
            for work in told.works
        ],
        "similar": [
            {
                "id": other.pk,
                "category": other.category.code,
                "category_name": str(other.category),
                "distance_m": round(other.gap.m, 1),
                "submitted_on": day_of(other.submitted_at, place.city),
                "status": other.status,
            }
            for other in told.similar
        ],
    }
