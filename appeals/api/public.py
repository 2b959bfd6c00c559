"""What anybody may read of messages, and how one is sent: /api/v1/appeals/."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Expression, F, Func, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_gis.serializers import GeoFeatureModelSerializer, GeometryField

from appeals import addresses
from appeals.api.limits import AppealRate, not_ready
from appeals.drafts import browser_of
from appeals.models import Appeal, AppealPhoto, Category
from appeals.models.appeal import AppealQuerySet
from appeals.photo_places import place_of_photos
from appeals.photos import wait_for
from appeals.responsibility import NobodyAnswers
from appeals.sending import AGAIN_S, NewAppeal, is_crowded
from appeals.workflow import OPEN, PUBLIC
from roadmap.api.fields import Number, YesNo
from roadmap.api.lists import (
    box_in,
    city_in,
    collection,
    feature,
    fetched,
    moment_in,
    page_by,
    parameter,
    slugs_in,
    unless_known,
    words_in,
)
from roadmap.api.parameters import BBOX, CITY, PAGES, asks, moment, some_of, words
from roadmap.api.parsers import FormParser, JSONParser, MultiPartParser
from roadmap.api.shapes import page_of
from roadmap.api.views import FeatureList, PublicView
from roadmap.languages import is_russian
from roadmap.models import Agency, City
from roadmap.unchanged import content_tag
from roadmap.web.turns import others_wait

PUBLIC_STATUSES = {*PUBLIC}


class AppealFeature(GeoFeatureModelSerializer):
    """The public form of a message: nothing of its sender."""

    snapped_point = GeometryField(precision=6)
    category = serializers.CharField(source="category.code")
    category_name = serializers.CharField(source="category.__str__")
    topic = serializers.CharField(source="category.topic.code")
    topic_name = serializers.CharField(source="category.topic.__str__")
    status = serializers.ChoiceField([status.value for status in PUBLIC])
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
            "topic",
            "topic_name",
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

    @extend_schema_field(serializers.DateField())
    def get_submitted_on(self, appeal: Appeal) -> str:
        return day_of(appeal.submitted_at, appeal.city)

    @extend_schema_field(serializers.DateField())
    def get_due_on(self, appeal: Appeal) -> str:
        return day_of(appeal.answer_due_at, appeal.city)

    def get_is_overdue(self, appeal: Appeal) -> bool:
        return appeal.is_overdue_at(self.context["at"])

    def get_text(self, appeal: Appeal) -> str | None:
        return appeal.text if appeal.is_text_released else None

    def get_photos(self, appeal: Appeal) -> list[str]:
        return [_photo_url(photo.name) for photo in appeal.photos.all() if photo.is_public]

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
    """(id, GeoJSON text, moment of submission) rows that equal AppealFeature's output; the database writes them."""
    released = AppealPhoto.objects.public().filter(appeal=OuterRef("pk")).order_by("arrival", "pk")
    before, after = _photo_url("NAME").split("NAME")
    return appeals.values_list(
        "pk",
        feature(
            "snapped_point",
            category=F("category__code"),
            category_name=_said("category"),
            topic=Coalesce("category__parent__code", "category__code"),
            topic_name=Case(When(category__parent=None, then=_said("category")), default=_said("category__parent")),
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
        "submitted_at",
    )


def _said(category: str) -> Expression | F:
    """Its name in the reader's language, as Category tells it."""
    name = F(f"{category}__name")
    if is_russian():
        return name
    return Coalesce(KeyTextTransform(get_language(), f"{category}__names"), name, output_field=CharField())


def day_of(at: datetime, city: City) -> str:
    return at.astimezone(city.zone).date().isoformat()


def _photo_url(name: str) -> str:
    return reverse("photo", args=[name])


def _map_url() -> str:
    """The map with the message's card open; its number follows."""
    return f"{reverse('map')}?open=appeal-"


@extend_schema_serializer(component_name="NewAppeal")
class SentAppeal(NewAppeal):
    """Sent by a program: a house in its words stands for a missing pin, and is asked about where it is far from one;
    without either the place is where a photo says that it was taken."""

    lon = Number(
        min_value=-180,
        max_value=180,
        required=False,
        help_text="with lat, unless words or a photo tell the place",
    )
    lat = Number(min_value=-90, max_value=90, required=False)
    confirmed = YesNo(
        required=False, default=False, help_text="the pin is right although the words name a house far from it"
    )

    def validate(self, told: dict) -> dict:
        written = addresses.written_in(self.context["city"], told["place_text"], told["text"])
        is_confirmed = told.pop("confirmed")
        told = super().validate(self._pinned(told, written))
        if not is_confirmed and written and (far := written.away_from(told["point"])):
            words = _("The place is far from the address that is written: %(house)s. Mend one of the two, or confirm.")
            asked = _("Confirm that the place is right although another address is written.")
            raise ValidationError({written.field: [words % {"house": far.title}], "confirmed": [asked]})
        return told

    def _pinned(self, told: dict, written: addresses.Written | None) -> dict:
        """A known house that is written stands for a missing pin; any other is asked about."""
        missing = [name for name in ("lon", "lat") if name not in told]
        if not missing:
            return told
        files = [original.file for original in told["photos"]]
        if len(missing) == 2 and written is None and (point := place_of_photos(files, self.context["city"])):
            return told | {"lon": point.x, "lat": point.y}
        if len(missing) == 1 or written is None:
            raise ValidationError(dict.fromkeys(missing, [self.fields["lon"].error_messages["required"]]))
        answer = written.answer()
        if answer.pin is None or answer.fact:
            nothing = _("Nothing like this was found. Check the street's name or put the pin on the map.")
            raise ValidationError({written.field: [answer.said(on_map=True) or nothing]})
        return told | {"lon": answer.pin.x, "lat": answer.pin.y}


def asked_for(request: HttpRequest, city: City, at: datetime) -> AppealQuerySet:
    """The messages that the parameters choose. Without a status: all that are not closed."""
    wanted = words_in(request, "status", PUBLIC_STATUSES | {"open", "overdue"})
    chosen = Appeal.objects.public().filter(_status_in(wanted, at)) if wanted else Appeal.objects.shown()
    chosen = chosen.filter(city=city)
    if box := box_in(request):
        chosen = chosen.in_bbox(box)
    categories = list(Category.objects.select_related("parent"))
    if codes := words_in(request, "category", {row.code for row in categories}):
        chosen = chosen.filter(category__in=[row for row in categories if {row.code, row.topic.code} & {*codes}])
    if slugs := slugs_in(request, "agency"):
        bodies = Agency.objects.filter(city=city, slug__in=slugs)
        chosen = chosen.filter(agency__in=list(bodies.values_list("pk", flat=True)))
    if street := parameter(request, "street"):
        chosen = chosen.of_street(street)
    since = moment_in(request, "since", city)
    return chosen.filter(submitted_at__gte=_day_of_it(since, city)) if since else chosen


def _day_of_it(at: datetime, city: City) -> datetime:
    """Its first moment: days of messages are public, and whoever could ask by the second would find theirs."""
    return city.midnight(at.astimezone(city.zone).date())


def _status_in(wanted: list[str], at: datetime) -> Q:
    """`open` and `overdue` follow from status and time, as on the map."""
    statuses = {*wanted} & PUBLIC_STATUSES | ({*OPEN} if "open" in wanted else set())
    chosen = Q(status__in=sorted(statuses)) if statuses else Q()
    return chosen | Q(status__in=OPEN, answer_due_at__lt=at) if "overdue" in wanted else chosen


class Receipt(serializers.Serializer):
    number = serializers.CharField()
    secret_url = serializers.URLField()
    agency = serializers.SlugField()
    agency_name = serializers.CharField()
    due_on = serializers.DateField()
    street = serializers.CharField()


class AppealList(FeatureList):
    parser_classes = [MultiPartParser, FormParser, JSONParser]

    def get_throttles(self) -> list:
        return [AppealRate()] if self.request.method == "POST" else []

    @extend_schema(operation_id="appeals_list", responses=page_of(AppealFeature))
    @asks(
        BBOX,
        some_of("category", "codes of categories; a topic's with its subtopics"),
        some_of("status", "statuses; all but closed unless told", among=[*map(str, PUBLIC), "open", "overdue"]),
        some_of("agency", "slugs of agencies"),
        words("street", "the street's full name"),
        moment("since", "day of submission, or a moment of that day"),
        *PAGES,
    )
    def get(self, request: Request) -> HttpResponse:
        """Residents' messages, as far as they are public."""
        at, city = timezone.now(), city_in(request)
        page, limit = page_by(asked_for(request, city, at), request, "submitted_at")
        told = collection(request, fetched(features(page, city, at)), limit)
        return unless_known(request, content_tag(told.content), lambda: told)

    @extend_schema(request=SentAppeal, responses={(201, "application/json"): Receipt})
    @asks(CITY)
    def post(self, request: Request) -> Response:
        """A message is sent. The answer has the secret address that shows it to its sender."""
        context = {"city": city_in(request), "at": timezone.now(), "browser": browser_of(request)}
        message = SentAppeal(data=request.data, context=context)
        if not message.is_valid():
            return refused(message.errors)
        try:
            appeal = message.save()
        except NobodyAnswers as error:
            raise not_ready(error) from error
        wait_for(appeal, others_wait=others_wait(request.META))
        return Response(receipt(request, appeal), status=status.HTTP_201_CREATED)


def refused(errors: dict) -> Response:
    """By field; where only the moment is wrong, with the time to come again."""
    if is_crowded(errors):
        return Response(errors, status=status.HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": str(AGAIN_S)})
    return Response(errors, status=status.HTTP_400_BAD_REQUEST)


class AppealDetail(PublicView):
    """One public message."""

    @extend_schema(responses=AppealFeature)
    def get(self, request: Request, pk: int) -> Response:
        shown = Appeal.objects.public().select_related("category__parent", "agency", "city")
        appeal = get_object_or_404(shown.prefetch_related("photos"), pk=pk)
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
