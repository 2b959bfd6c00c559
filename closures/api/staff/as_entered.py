"""What is entered at the desk and not saved yet: looked at as if it were, and rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from closures import amending
from closures.api.staff.desk import DeskView
from closures.api.staff.events import draft_of, read_input
from closures.api.staff.preview import PreviewInput, WhichEvent
from closures.conflicts import clashes_of
from closures.desk.changing import keep_drawings
from closures.desk.clashes import ClashOutput
from closures.models import RoadEvent


class AsEntered(DeskView):
    """A view of what would be."""

    @contextmanager
    def as_entered(self) -> Iterator[RoadEvent]:
        """With `event` (its number) as a change to it would make it, else a new draft; nothing of it stays."""
        form = WhichEvent(data=self.request.data)
        form.is_valid(raise_exception=True)
        number = form.validated_data["event"]
        with transaction.atomic():
            yield draft_of(self.request, self.city()) if number is None else self.changed(number)
            transaction.set_rollback(True)

    def changed(self, number: int) -> RoadEvent:
        event = self.event(number)
        entry = read_input(self.request, event.city)
        entry.fields.pop("kind", None)
        keep_drawings(event, entry.phases or [])
        values = {"fields": entry.fields, "phases": entry.phases}
        amending.try_out(event, by=self.request.user, at=timezone.now(), **values)
        return self.event(number)


class ClashesOutput(serializers.Serializer):
    clashes = ClashOutput(many=True)


class Clashes(AsEntered):
    """What it would clash with, those that were accepted included."""

    @extend_schema(operation_id="desk_clashes", request=PreviewInput, responses=ClashesOutput)
    def post(self, request) -> Response:
        with self.as_entered() as event:
            answer = ClashesOutput({"clashes": clashes_of(event, timezone.now())}).data
        return Response(answer)
