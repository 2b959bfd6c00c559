"""Two events joined, one split by its stages."""

from collections.abc import Collection
from datetime import datetime
from http import HTTPStatus

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from closures import joining
from closures.api.staff.moves import Move
from closures.desk.event_form import EventOutput
from closures.desk.verb_forms import CommentInput
from closures.models import RoadEvent
from closures.phases import MOST_PHASES
from closures.workflow import MoveRefused
from roadmap.api.fields import Listed, Whole
from roadmap.models import User


class JoinInput(CommentInput):
    other = Whole(min_value=1, max_value=2**63 - 1, help_text="number of the event that is over then and leads here")
    version = Whole(min_value=1, max_value=2**31 - 1, help_text="of the other one, as it was read")


class SplitInput(CommentInput):
    phases = Listed(child=Whole(min_value=1, max_value=1000), max_length=MOST_PHASES, help_text="numbers that go")


class Join(Move):
    """The stages of both are this event's; the other one is over and leads here."""

    form = JoinInput

    def beside(self, pk: int) -> Collection[int]:
        get_object_or_404(RoadEvent.objects.editable_by(self.request.user).only("pk"), pk=pk)
        form = self.form(data=self.request.data)
        form.is_valid(raise_exception=True)
        return [form.validated_data["other"]]

    def move(self, event: RoadEvent, *, by: User, at: datetime, other: int, version: int, comment: str = "") -> None:
        found = get_object_or_404(RoadEvent.objects.editable_by(by), pk=other)
        if found.version != version:
            raise MoveRefused(_("It was changed meanwhile: look at it first."))
        joining.join(event, found, by=by, at=at, comment=comment)


class Split(Move):
    """Stages of this event become an event of their own, which is answered."""

    form = SplitInput

    def move(
        self, event: RoadEvent, *, by: User, at: datetime, phases: Collection[int], comment: str = ""
    ) -> RoadEvent:
        return joining.split(event, set(phases), by=by, at=at, comment=comment)

    @extend_schema(responses={201: EventOutput})
    def post(self, request, pk: int) -> Response:
        return super().post(request, pk)

    def answer(self, pk: int, done: RoadEvent) -> Response:
        return self.told(done.pk, HTTPStatus.CREATED)
