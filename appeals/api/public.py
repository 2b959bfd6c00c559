"""What anybody may read of messages, and how one is sent: /api/v1/appeals/."""

import math
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError as Refused
from django.db.models import Case, CharField, F, Func, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_gis.serializers import GeoFeatureModelSerializer, GeometryField

from appeals import actions, addresses
from appeals.api.limits import AppealRate, not_ready
from appeals.drafts import bound, browser_of
from appeals.models import Appeal, AppealPhoto, Category
from appeals.models.appeal import AppealQuerySet
from appeals.photos import CROWDED, Original, checked_all, wait_for
from appeals.place import check_in_city
from appeals.responsibility import NobodyAnswers
from appeals.workflow import OPEN, PUBLIC
from roadmap.api.lists import (
    box_in,
    city_in,
    collection,
    content_tag,
    feature,
    fetched,
    moment_in,
    page_by,
    parameter,
    unless_known,
    words_in,
)
from roadmap.api.parsers import JSONParser
from roadmap.models import Agency, City
from roadmap.postgis import point_at

AGAIN_S = 60
PUBLIC_STATUSES = {*PUBLIC}


class AppealFeature(GeoFeatureModelSerializer):
    """The public form of a message: nothing of its sender."""

    snapped_point = GeometryField(precision=6)
    category = serializers.CharField(source="category.code")
    category_name = serializers.CharField(source="category.__str__")
    submitted_on = serializers.SerializerMethodField()
    due_on = serializers.SerializerMethodField()
    is_overdue = serializers.SerializerMethodField()
    agency = serializers.CharField(source="agency.slug")
    agency_name = serializers.CharField(source="agency.name")
    text = serializers.SerializerMethodField()
    photos = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Appeal
        geo_field = "snapped_point"
        fields = [
            "id",
            "category",
            "category_name",
            "status",
            "submitted_on",
            "due_on",
            "is_overdue",
            "agency",
            "agency_name",
            "street",
            "text",
            "photos",
            "url",
        ]

    def get_submitted_on(self, appeal: Appeal) -> str:
        return day_of(appeal.submitted_at, appeal.city)

    def get_due_on(self, appeal: Appeal) -> str:
        return day_of(appeal.answer_due_at, appeal.city)

    def get_is_overdue(self, appeal: Appeal) -> bool:
        return appeal.is_overdue_at(self.context["at"])

    def get_text(self, appeal: Appeal) -> str | None:
        return appeal.text if appeal.is_text_released else None

    def get_photos(self, appeal: Appeal) -> list[str]:
        return [_photo_url(photo.name) for photo in appeal.photos.all() if photo.is_released]

    def get_url(self, appeal: Appeal) -> str:
        return f"{_map_url()}{appeal.pk}"


class LocalDay(Func):
    """The day of a moment in a zone, as 2026-06-12."""

    template = "to_char(%(expressions)s, 'YYYY-MM-DD')"
    arg_joiner = " AT TIME ZONE "
    output_field = CharField()

    def __init__(self, moment: str, zone: str):
        super().__init__(F(moment), Value(zone))


def features(appeals: AppealQuerySet, city: City, at: datetime) -> QuerySet:
    """(id, GeoJSON text) rows that equal AppealFeature's output; the database writes them."""
    released = AppealPhoto.objects.filter(appeal=OuterRef("pk"), is_released=True).order_by("pk")
    before, after = _photo_url("NAME").split("NAME")
    return appeals.values_list(
        "pk",
        feature(
            "snapped_point",
            category=F("category__code"),
            category_name=Coalesce(
                KeyTextTransform(get_language() or "", "category__names"), F("category__name"), output_field=CharField()
            ),
            status="status",
            submitted_on=LocalDay("submitted_at", city.time_zone),
            due_on=LocalDay("answer_due_at", city.time_zone),
            is_overdue=Q(status__in=OPEN, answer_due_at__lt=at),
            agency=F("agency__slug"),
            agency_name=F("agency__name"),
            street="street",
            text=Case(When(is_text_released=True, then=F("text"))),
            photos=ArraySubquery(released.values(url=Concat(Value(before), F("name"), Value(after)))),
            url=Concat(Value(_map_url()), F("pk"), output_field=CharField()),
        ),
    )


def day_of(at: datetime, city: City) -> str:
    return at.astimezone(city.zone).date().isoformat()


def _photo_url(name: str) -> str:
    return reverse("photo", args=[name])


def _map_url() -> str:
    """The map with the message's card open; its number follows."""
    return f"{reverse('map')}?open=appeal-"


class CategoryField(serializers.SlugRelatedField):
    """A category by its code; a NUL is no code, and PostgreSQL would stumble over it."""

    def to_internal_value(self, data) -> Category:
        if not isinstance(data, str) or "\x00" in data:
            self.fail("does_not_exist", slug_name=self.slug_field, value="")
        return super().to_internal_value(data)


class NewAppeal(serializers.Serializer):
    """A message as it is sent, by a program or by the form of /report/. Raises errors by field."""

    category = CategoryField(slug_field="code", queryset=Category.objects.all())
    lon = serializers.FloatField(min_value=-180, max_value=180)
    lat = serializers.FloatField(min_value=-90, max_value=90)
    accuracy_m = serializers.FloatField(min_value=0, max_value=100_000, required=False, allow_null=True)
    place_text = serializers.CharField(max_length=addresses.LONGEST, required=False, allow_blank=True, default="")
    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    photos = serializers.ListField(child=serializers.FileField(allow_empty_file=True), required=False, default=list)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    phone = serializers.RegexField(r"^[\d\s()+.-]{5,40}$", required=False, allow_blank=True, default="")
    consent = serializers.BooleanField()
    draft_key = serializers.UUIDField(required=False, allow_null=True, default=None)

    def validate_consent(self, consent: bool) -> bool:
        if not consent:
            raise ValidationError(_("Without your consent we may not keep the message."))
        return consent

    def validate_photos(self, files: list) -> list[Original]:
        return checked_all(files)

    def validate(self, told: dict) -> dict:
        numbers = [told["lon"], told["lat"], told.get("accuracy_m") or 0.0]
        if not all(map(math.isfinite, numbers)):
            raise ValidationError({"lon": [_("Give numbers.")]})
        told["point"] = point_at(told.pop("lon"), told.pop("lat"))
        try:
            check_in_city(self.context["city"], told["point"])
        except Refused as error:
            raise ValidationError({"lon": error.messages}) from error
        return told

    def create(self, told: dict) -> Appeal:
        told["has_consent"] = told.pop("consent")
        told["draft_key"] = bound(
            told["draft_key"],
            browser=self.context["browser"],
            sent=self.initial_data,
            fields=self.fields.keys() - {"draft_key"},
        )
        return actions.submit(city=self.context["city"], at=self.context["at"], **told)


def asked_for(request: HttpRequest, city: City, at: datetime) -> AppealQuerySet:
    """The messages that the parameters choose. Without a status: all that are not closed."""
    wanted = words_in(request, "status", PUBLIC_STATUSES | {"open", "overdue"})
    chosen = Appeal.objects.public().filter(_status_in(wanted, at)) if wanted else Appeal.objects.shown()
    chosen = chosen.filter(city=city)
    if box := box_in(request):
        chosen = chosen.in_bbox(box)
    categories = dict(Category.objects.values_list("code", "pk"))
    if codes := words_in(request, "category", categories):
        chosen = chosen.filter(category__in=[categories[code] for code in codes])
    if slugs := parameter(request, "agency"):
        bodies = Agency.objects.filter(city=city, slug__in=slugs.split(","))
        chosen = chosen.filter(agency__in=list(bodies.values_list("pk", flat=True)))
    if street := parameter(request, "street"):
        chosen = chosen.filter(street__iexact=street)
    since = moment_in(request, "since", city)
    return chosen.filter(submitted_at__gte=since) if since else chosen


def _status_in(wanted: list[str], at: datetime) -> Q:
    """`open` and `overdue` follow from status and time, as on the map."""
    statuses = {*wanted} & PUBLIC_STATUSES | ({*OPEN} if "open" in wanted else set())
    chosen = Q(status__in=sorted(statuses)) if statuses else Q()
    return chosen | Q(status__in=OPEN, answer_due_at__lt=at) if "overdue" in wanted else chosen


LIST_PARAMETERS = [
    OpenApiParameter("bbox", OpenApiTypes.STR, description="west,south,east,north in degrees"),
    OpenApiParameter("category", OpenApiTypes.STR, description="codes, separated by commas"),
    OpenApiParameter(
        "status",
        OpenApiTypes.STR,
        description="new, in-work, answered, closed, open, overdue; all but closed unless told",
    ),
    OpenApiParameter("agency", OpenApiTypes.STR, description="slugs, separated by commas"),
    OpenApiParameter("street", OpenApiTypes.STR, description="the street's full name"),
    OpenApiParameter("since", OpenApiTypes.STR, description="day or moment of submission"),
    OpenApiParameter("limit", OpenApiTypes.INT, description="500 unless told, at most 10,000"),
    OpenApiParameter("cursor", OpenApiTypes.STR, description="from `next` of the page before"),
]


class AppealList(APIView):
    """Public messages as GeoJSON; POST sends one."""

    authentication_classes: list = []  # nobody's cookies matter here, so no other site can misuse them
    parser_classes = [MultiPartParser, FormParser, JSONParser]

    def get_throttles(self) -> list:
        return [AppealRate()] if self.request.method == "POST" else []

    @extend_schema(parameters=LIST_PARAMETERS, responses=AppealFeature(many=True))
    def get(self, request: Request) -> HttpResponse:
        at, city = timezone.now(), city_in(request)
        page, limit = page_by(asked_for(request, city, at), request, "submitted_at")
        told = collection(request, fetched(features(page, city, at)), limit)
        return unless_known(request, content_tag(told), lambda: told)

    @extend_schema(request=NewAppeal, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        context = {"city": city_in(request), "at": timezone.now(), "browser": browser_of(request)}
        message = NewAppeal(data=request.data, context=context)
        if not message.is_valid():
            return refused(message.errors)
        try:
            appeal = message.save()
        except NobodyAnswers as error:
            raise not_ready(error) from error
        wait_for(appeal)
        return Response(receipt(request, appeal), status=status.HTTP_201_CREATED)


def refused(errors: dict) -> Response:
    """By field; where only the moment is wrong, with the time to come again."""
    if is_crowded(errors):
        return Response(errors, status=status.HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": str(AGAIN_S)})
    return Response(errors, status=status.HTTP_400_BAD_REQUEST)


def is_crowded(errors: dict) -> bool:
    return any(error.code == CROWDED for error in errors.get("photos", []) if hasattr(error, "code"))


class AppealDetail(APIView):
    """One public message."""

    authentication_classes: list = []

    @extend_schema(responses=AppealFeature)
    def get(self, request: Request, pk: int) -> Response:
        shown = Appeal.objects.public().select_related("category", "agency", "city").prefetch_related("photos")
        appeal = get_object_or_404(shown, pk=pk)
        return Response(AppealFeature(appeal, context={"at": timezone.now()}).data)


def receipt(request: HttpRequest, appeal: Appeal) -> dict:
    return {
        "number": appeal.number,
        "secret_url": request.build_absolute_uri(appeal.get_secret_url()),
        "agency": appeal.agency.slug,
        "agency_name": appeal.agency.name,
        "due_on": day_of(appeal.answer_due_at, appeal.city),
        "street": appeal.street,
    }
