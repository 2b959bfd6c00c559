"""A pasted notice or one typed line → its parts, drafts for the form, and the published events that it speaks of."""

from datetime import datetime

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from closures.api.staff.desk import DeskView
from closures.kinds import CHOICES, KINDS
from closures.models import NoticeEntry, PastedNotice, RoadEvent
from closures.pasting import is_of_these_years, paste, written_local
from closures.reading.earlier import Earlier, earlier_events, events_of_others, is_clear
from closures.reading.files import LONGEST, Unreadable, read_file
from closures.reading.pasted import (
    CANCELLATION,
    EXTENSION,
    NEW,
    POSTPONEMENT,
    REOPENING,
    Entry,
    Part,
    Pasted,
    read_pasted,
)
from closures.reading.placing import Ask
from roadmap.api.fields import Choice, MomentField, Parts, Text
from roadmap.api.parsers import FormParser, JSONParser, MultiPartParser
from roadmap.language.text import LONGEST_TEXT, cut_label
from roadmap.models import User
from roadmap.moments import period_words

ENDS = (REOPENING, CANCELLATION)  # nothing new is entered from what opens a road
SPEAKS_OF = (NEW, EXTENSION, POSTPONEMENT, REOPENING, CANCELLATION)
FIELDS = {  # what the reader calls a part → the form's field that it fills
    "place": "street",
    "detour": "detour_roads",
    "schedule": "planned_start",
    "kind": "kind",
    "impact": "vehicle_impact",
    "direction": "direction",
    "cause": "cause",
    "transport": "bus_routes",
    "performer": "performer",
    "sender": "note",
}


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


class AskOutput(serializers.Serializer):
    field = serializers.CharField()
    location = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    is_open = serializers.BooleanField(help_text="nothing goes out before it is answered")
    choices = ChoiceOutput(many=True)


class EarlierOutput(serializers.Serializer):
    event = serializers.IntegerField()
    headline = serializers.CharField()
    when = serializers.CharField()
    verb = serializers.ChoiceField(choices=["change", "reopen", "finish", "cancel", ""])
    moment = serializers.CharField(allow_null=True, help_text="by the city's clock")
    start = serializers.CharField(allow_null=True, help_text="where that moves, too")
    difference = serializers.CharField()
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
    typed = serializers.JSONField(help_text="by location: what stands in the picker's fields and is not on the map")
    lengths = serializers.JSONField(help_text="by location: metres of street")
    signal = serializers.JSONField(allow_null=True)
    asks = AskOutput(many=True)
    earlier = EarlierOutput(many=True)
    is_clear = serializers.BooleanField(help_text="whether the first of `earlier` is meant, beyond doubt")
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
        """Read anew, on the map as it is now."""
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
    except Unreadable as error:
        raise ValidationError({"file": [str(error)]}) from error
    return read.text, values.get("written_at") or _sent(read.written_at), file.name


def _sent(at: datetime | None) -> datetime | None:
    """A letter's own date, where it can be true."""
    sent = timezone.make_aware(at) if at and timezone.is_naive(at) else at
    return sent if sent and is_of_these_years(sent, timezone.now()) else None


# --- as JSON


def read_of(notice: PastedNotice, user: User, now: datetime) -> dict:
    """What the API and the desk's pages show of a notice."""
    pasted = read_pasted(notice.text, written_local(notice), notice.city)
    entered = _entered(notice)
    drafts = [
        _draft(notice, number, entry, entered.get(number, []), now) | _spoken_of(notice, user, pasted, number, now)
        for number, entry in enumerate(pasted.entries)
    ]
    return {
        "id": notice.pk,
        "text": pasted.text,
        "speaks_of": pasted.speaks_of,
        "parts": [_part(part) for part in pasted.parts],
        "questions": [*_questions(notice, pasted)],
        "drafts": drafts,
        "page": reverse("desk-notice", args=[notice.pk]),
    }


def _questions(notice: PastedNotice, pasted: Pasted) -> list[str]:
    """Of the notice as a whole."""
    found = [] if pasted.entries else [_("This is no notice about roads, as far as it is understood.")]
    if cut_label(notice.text):
        found.append(_("Only the first %(letters)s letters were read.") % {"letters": LONGEST_TEXT})
    return found


def _part(part: Part) -> dict:
    told = {name: getattr(part, name) for name in ("field", "start", "end", "asks")}
    return told | {"fills": FIELDS[part.field], "confidence": round(part.confidence, 3)}


def _draft(notice: PastedNotice, number: int, entry: Entry, entered: list[dict], now: datetime) -> dict:
    return {
        "number": number,
        "kind": entry.kind,
        "title": _title(entry),
        "when": _when(notice, entry, now),
        "fields": entry.fields,
        "phases": entry.phases,
        "typed": [location.typed for location in entry.locations],
        "lengths": [location.length_m for location in entry.locations],
        "signal": _signal(entry),
        "asks": [*_asks(entry)],
        "entered": entered,
    }


def _spoken_of(notice: PastedNotice, user: User, pasted: Pasted, number: int, now: datetime) -> dict:
    """The events that the text speaks of, and the form that a new one is entered in."""
    entry = pasted.entries[number]
    earlier = earlier_events(user, pasted, entry, now)
    others = [] if earlier else events_of_others(user, pasted, entry, notice.city, now)
    form = f"{reverse('desk-event-new')}?notice={notice.pk}.{number}"
    return {
        "earlier": [_told_earlier(notice, number, one, now) for one in earlier],
        "is_clear": is_clear(earlier),
        "of_others": [_told_of_others(event, now) for event in others],
        "page": "" if pasted.speaks_of in ENDS else form,
    }


def _title(entry: Entry) -> str:
    """«Закрыто движение: улица Республики, улица Ленина»."""
    kind = str(KINDS[entry.kind].title)
    return f"{kind[:1].upper()}{kind[1:]}: {', '.join(entry.streets) or _('no place yet')}"


def _when(notice: PastedNotice, entry: Entry, now: datetime) -> str:
    zone = notice.city.zone
    terms = [(window.start, window.end) for window in entry.windows if window.start]
    told = (
        period_words(start.replace(tzinfo=zone), end and end.replace(tzinfo=zone), zone, now) for start, end in terms
    )
    return "; ".join(told)


def _signal(entry: Entry) -> dict | None:
    signal = entry.signal
    if signal is None:
        return None
    point = {"type": "Point", "coordinates": list(signal.geometry.coords)}
    return {"id": signal.pk, "name": str(signal), "geometry": point}


def _asks(entry: Entry) -> list[dict]:
    of_locations = [(number, ask) for number, location in enumerate(entry.locations) for ask in location.asks]
    return [_ask(number, ask) for number, ask in [*((None, ask) for ask in entry.asks), *of_locations]]


def _ask(number: int | None, ask: Ask) -> dict:
    choices = [{"text": choice.text, "location": choice.location} for choice in ask.choices]
    return {"field": ask.field, "location": number, "text": ask.text, "is_open": ask.is_open, "choices": choices}


def _told_of_others(event: RoadEvent, now: datetime) -> dict:
    return {
        "event": event.pk,
        "headline": event.shown_headline,
        "agency": event.agency.name,
        "when": period_words(event.start, event.end, event.city.zone, now) if event.start else "",
        "page": event.get_absolute_url(),
    }


def _told_earlier(notice: PastedNotice, number: int, earlier: Earlier, now: datetime) -> dict:
    event, zone = earlier.event, notice.city.zone
    moment, start = (at and f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for at in (earlier.moment, earlier.start))
    return {
        "event": event.pk,
        "headline": event.shown_headline,
        "when": period_words(event.start, event.end, zone, now) if event.start else "",
        "verb": earlier.verb,
        "moment": moment,
        "start": start,
        "difference": earlier.difference,
        "page": f"{reverse('desk-event', args=[event.pk])}?notice={notice.pk}.{number}",
    }


def _entered(notice: PastedNotice) -> dict[int, list[dict]]:
    """By draft: the events that came of it, each once."""
    found: dict[int, dict[int, dict]] = {}
    rows = NoticeEntry.objects.filter(notice=notice).select_related("event")
    for row in rows.order_by("pk")[:400]:
        told = {
            "event": row.event_id,
            "headline": row.event.shown_headline,
            "status": row.event.status,
            "label": row.event.get_status_display(),
            "page": reverse("desk-event", args=[row.event_id]),
        }
        found.setdefault(row.number, {})[row.event_id] = told
    return {number: [*events.values()] for number, events in found.items()}
