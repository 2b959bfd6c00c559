"""The texts of what is not saved yet."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from closures import actions, posts
from closures.api.staff.desk import DeskView
from closures.api.staff.events import EventInput, read_input
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
        city, agency, now = self.city(), request.user.agency, timezone.now()
        if agency is None:
            raise ValidationError({"agency": [_("You belong to no agency; ask the administrator.")]})
        fields, phases, _comment = read_input(request, city, is_new=True)
        kind = fields.pop("kind")
        event = actions.draft(
            kind=kind, city=city, agency=agency, fields=fields, phases=phases or [], by=request.user, at=now
        )
        return posts.preview(event, snapshot(event), "announced" if event.start > now else "started")

    def of_change(self, request, number: int) -> Texts:
        event, now = self.event(number), timezone.now()
        fields, phases, comment = read_input(request, event.city, is_new=False)
        fields.pop("kind", None)
        entry = actions.change(event, fields=fields, phases=phases, by=request.user, at=now, comment=comment)
        event.refresh_from_db()
        if entry.verb in posts.PHASES:
            return posts.texts_of(entry)
        return posts.preview(event, entry.state, "announced" if event.start > now else "started")
