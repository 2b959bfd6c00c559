"""What a pin means, before anything is sent: /api/v1/locate/."""

import math
from datetime import datetime

from django.core.exceptions import ValidationError as Refused
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appeals.api.limits import LocateRate, not_ready
from appeals.api.public import day_of
from appeals.models import Category
from appeals.place import Place, ToldPlace, check_in_city, understand
from appeals.responsibility import NobodyAnswers
from roadmap.api.lists import city_in, parameter
from roadmap.postgis import point_at


class Locate(APIView):
    """What a pin means, before anything is sent: street, body, works, messages close by."""

    authentication_classes: list = []
    throttle_classes = [LocateRate]

    @extend_schema(
        parameters=[
            OpenApiParameter("lon", OpenApiTypes.FLOAT, required=True),
            OpenApiParameter("lat", OpenApiTypes.FLOAT, required=True),
            OpenApiParameter("text", OpenApiTypes.STR, description="words that name the street"),
            OpenApiParameter("place_text", OpenApiTypes.STR, description="the street, where a person chose one"),
            OpenApiParameter("accuracy_m", OpenApiTypes.FLOAT),
            OpenApiParameter("category", OpenApiTypes.STR, description="a code; the body and the date depend on it"),
        ],
        responses=OpenApiTypes.OBJECT,
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
    accuracy_m = _number(request, "accuracy_m", 100_000) if parameter(request, "accuracy_m") else None
    words = f"{parameter(request, 'place_text')} {parameter(request, 'text')}"
    return understand(city, point, text=words, accuracy_m=accuracy_m), _category_in(request)


def told_place(place: Place, category: Category | None, at: datetime) -> ToldPlace:
    try:
        return place.told(category, at)
    except NobodyAnswers as error:
        raise not_ready(error) from error


def _number(request: HttpRequest, name: str, limit: float) -> float:
    try:
        number = float(parameter(request, name))
    except ValueError:
        number = math.nan
    if not -limit <= number <= limit:
        raise ValidationError({name: [_("Give a number.")]})
    return number


def _category_in(request: HttpRequest) -> Category | None:
    code = parameter(request, "category")
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
        "why": body.why,
        "due_on": day_of(told.due_at, place.city) if told.due_at else None,
        "works": [
            {
                "id": work.pk,
                "headline": work.headline,
                "start": work.start,
                "end": work.end,
                "url": work.get_absolute_url(),
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
