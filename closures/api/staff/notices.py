"""A pasted notice or one typed line → its parts, drafts for the form, and the published events that it speaks of."""

from datetime import datetime

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from closures.api.staff.desk import DeskView
from closures.desk.notices import FIELDS, read_of
from closures.kinds import CHOICES
from closures.models import PastedNotice
from closures.pasting import is_of_these_years, paste
from closures.reading.files import LONGEST, UnreadableNotice, read_file
from closures.reading.speaks_of import CANCELLATION, EXTENSION, NEW, POSTPONEMENT, REOPENING
from roadmap.api.fields import Choice, MomentField, Parts, Text
from roadmap.api.parsers import FormParser, JSONParser, MultiPartParser

SPEAKS_OF = (NEW, EXTENSION, POSTPONEMENT, REOPENING, CANCELLATION)


class NoticeInput(Parts):
    text = Text(max_length=LONGEST, required=False, allow_blank=True, trim_whitespace=False)
    file = serializers.FileField(required=False, allow_empty_file=True, help_text=".txt, .docx or .eml, up to 2 MB")
    written_at = MomentField(required=False, help_text="from when «tomorrow» counts; now unless told")


class PartOutput(serializers.Serializer):
    field = serializers.ChoiceField(choices=[*FIELDS])
    fills = serializers.ChoiceField(choices=sorted(set(FIELDS.values())), help_text="the form's field")
    start = serializers.IntegerField(help_text="in `text`")
    end = serializers.IntegerField()
    confidence = serializers.FloatField()
    asks = serializers.BooleanField(help_text="a person should look")


class ChoiceOutput(serializers.Serializer):
    text = serializers.CharField()
    location = serializers.JSONField()
    signal = serializers.JSONField(allow_null=True, help_text="where a traffic light is asked for")
    stage = serializers.JSONField(allow_null=True, help_text="fields of every phase, where traffic is asked about")


class AskOutput(serializers.Serializer):
    field = serializers.CharField()
    location = serializers.IntegerField(
        allow_null=True, help_text="number in `lengths`; null: of the whole, or a phase"
    )
    phase = serializers.IntegerField(help_text="the first one that it is asked of")
    text = serializers.CharField()
    is_open = serializers.BooleanField(help_text="nothing goes out before it is answered")
    choices = ChoiceOutput(many=True)


class CutOutput(serializers.Serializer):
    phase = serializers.IntegerField(help_text="its id")
    locations = serializers.ListField(child=serializers.IntegerField(), help_text="ids of those that are taken out")
    end = serializers.CharField(
        allow_null=True, help_text="when they are open, by the city's clock; null: from the start"
    )


class EarlierOutput(serializers.Serializer):
    event = serializers.IntegerField()
    headline = serializers.CharField()
    when = serializers.CharField()
    verb = serializers.ChoiceField(choices=["change", "part", "reopen", "finish", "cancel", ""])
    moment = serializers.CharField(allow_null=True, help_text="by the city's clock")
    start = serializers.CharField(allow_null=True, help_text="where that moves, too")
    difference = serializers.CharField()
    cuts = CutOutput(many=True, help_text="of a “part”: without what the event goes on")
    page = serializers.CharField()


class OfOthersOutput(serializers.Serializer):
    event = serializers.IntegerField()
    headline = serializers.CharField()
    agency = serializers.CharField()
    when = serializers.CharField()
    page = serializers.CharField(help_text="the public page")


class EnteredOutput(serializers.Serializer):
    event = serializers.IntegerField()
    headline = serializers.CharField()
    status = serializers.CharField()
    label = serializers.CharField()
    page = serializers.CharField()


class DraftOutput(serializers.Serializer):
    number = serializers.IntegerField()
    kind = Choice(CHOICES)
    title = serializers.CharField()
    when = serializers.CharField()
    fields = serializers.JSONField(help_text="of the event, as the form sends them")
    phases = serializers.JSONField()
    places_of_phases = serializers.JSONField(
        help_text="by phase: the numbers of its locations in `typed` and `lengths`"
    )
    typed = serializers.JSONField(help_text="by location: what stands in the picker's fields and is not on the map")
    lengths = serializers.JSONField(help_text="by location: metres of street")
    signal = serializers.JSONField(allow_null=True)
    asks = AskOutput(many=True)
    earlier = EarlierOutput(many=True)
    is_clear = serializers.BooleanField(help_text="whether the first of `earlier` is meant, beyond doubt")
    is_one_event = serializers.BooleanField(help_text="whether all of `earlier` are of one event, of its stages")
    of_others = OfOthersOutput(many=True, help_text="events that it may speak of and other agencies have entered")
    entered = EnteredOutput(many=True)
    page = serializers.CharField(allow_blank=True, help_text="empty where nothing new is to be entered")


class NoticeOutput(serializers.Serializer):
    id = serializers.IntegerField()
    text = serializers.CharField()
    speaks_of = serializers.ChoiceField(choices=SPEAKS_OF)
    parts = PartOutput(many=True)
    questions = serializers.ListField(child=serializers.CharField())
    drafts = DraftOutput(many=True)
    page = serializers.CharField()


class NoticesDesk(DeskView):
    parser_classes = [MultiPartParser, FormParser, JSONParser]

    @extend_schema(operation_id="desk_notices_read", request=NoticeInput, responses={201: NoticeOutput})
    def post(self, request: Request) -> Response:
        """The text is kept and read. Sent again on the same day it is the same notice, with what came of it."""
        agency = request.user.agency
        if agency is None:
            raise ValidationError({"agency": [_("You belong to no agency; ask the administrator.")]})
        with timezone.override(agency.city.zone):
            form = NoticeInput(data=request.data)
            form.is_valid(raise_exception=True)
        text, written_at, name = _given(form.validated_data)
        now = timezone.now()
        told = {"agency": agency, "by": request.user, "at": now, "written_at": written_at, "file_name": name}
        with transaction.atomic():  # what cannot be read is not kept
            notice = paste(text, **told)
            read = read_of(notice, request.user, now)
        return Response(read, status.HTTP_201_CREATED)


class NoticeDesk(DeskView):
    @extend_schema(operation_id="desk_notice", responses=NoticeOutput)
    def get(self, request: Request, pk: int) -> Response:
        """As it is read on the map as it is now."""
        notice = get_object_or_404(PastedNotice.objects.readable_by(request.user).select_related("city"), pk=pk)
        return Response(read_of(notice, request.user, timezone.now()))


def _given(values: dict) -> tuple[str, datetime | None, str]:
    """The text, when it was written, the file's name. Raises ValidationError."""
    file, text = values.get("file"), values.get("text", "")
    if file is None:
        if not text.strip():
            raise ValidationError({"text": [_("Paste a notice, type a line, or choose a file.")]})
        return text, values.get("written_at"), ""
    try:
        read = read_file(file, file.name)
    except UnreadableNotice as error:
        raise ValidationError({"file": [str(error)]}) from error
    return read.text, values.get("written_at") or _sent(read.written_at), file.name


def _sent(at: datetime | None) -> datetime | None:
    """A letter's own date, where it can be true."""
    sent = timezone.make_aware(at) if at and timezone.is_naive(at) else at
    return sent if sent and is_of_these_years(sent, timezone.now()) else None
