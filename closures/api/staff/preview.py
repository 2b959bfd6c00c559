"""The texts of what is not saved yet."""

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from closures import amending, posts
from closures.api.staff.desk import DeskView
from closures.api.staff.events import draft_of, read_input
from closures.desk.event_form import EventInput
from closures.snapshot import snapshot
from closures.wording import Texts
from roadmap.api.fields import Whole


class WhichEvent(serializers.Serializer):
    event = Whole(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=2**63 - 1,
        help_text="number of the event that is to be changed",
    )


class PreviewInput(EventInput, WhichEvent):
    pass


class PreviewOutput(serializers.Serializer):
    headline = serializers.CharField()
    place_text = serializers.CharField()
    when_text = serializers.CharField()
    long = serializers.CharField(help_text="the post")
    short = serializers.CharField()
    caption = serializers.CharField()
    subject = serializers.CharField()
    alt_text = serializers.CharField(help_text="what the picture shows")


class Preview(DeskView):
    """The texts of what is not saved yet: everything is made, written and rolled back.

    With `event` (its number) they are those of a change to it, else those of a new event.
    """

    @extend_schema(operation_id="desk_preview", request=PreviewInput, responses=PreviewOutput)
    def post(self, request) -> Response:
        form = WhichEvent(data=request.data)
        form.is_valid(raise_exception=True)
        number = form.validated_data["event"]
        with transaction.atomic():
            texts = self.of_new(request) if number is None else self.of_change(request, number)
            transaction.set_rollback(True)
        return Response(PreviewOutput(texts).data)

    def of_new(self, request) -> Texts:
        event, now = draft_of(request, self.city()), timezone.now()
        texts = posts.preview(event, snapshot(event), "announced" if event.start > now else "started", at=now)
        return posts.without_address(texts, event)

    def of_change(self, request, number: int) -> Texts:
        event, now = self.event(number), timezone.now()
        entry = read_input(request, event.city)
        entry.fields.pop("kind", None)
        values = {"fields": entry.fields, "phases": entry.phases}
        change = amending.try_out(event, by=request.user, at=now, **values) or event.changes.latest("version")
        event.refresh_from_db()
        if change.verb in posts.PHASES:
            return posts.texts_of(change)
        return posts.preview(event, change.state, "announced" if event.start > now else "started", at=now)
