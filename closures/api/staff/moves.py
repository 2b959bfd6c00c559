"""Verbs on one event: submit, publish, confirm, finish, cancel."""

from abc import abstractmethod

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from closures import actions
from closures.api.staff.desk import DeskView
from closures.api.staff.events import EventOutput, words
from closures.api.staff.fields import MomentField
from closures.models import RoadEvent


class ConfirmInput(serializers.Serializer):
    started_at = MomentField(required=False)
    ended_at = MomentField(required=False)


class CommentInput(serializers.Serializer):
    comment = words(300)


class Move(DeskView):
    """One verb on one event."""

    @abstractmethod
    def move(self, event: RoadEvent, request) -> None:
        """What the verb does."""

    @extend_schema(request=CommentInput, responses=EventOutput)
    def post(self, request, pk: int) -> Response:
        event = self.event(pk)
        self.move(event, request)
        return Response(EventOutput(self.event(pk)).data)


class Submit(Move):
    def move(self, event: RoadEvent, request) -> None:
        actions.submit_for_review(event, by=request.user, at=timezone.now())


class Publish(Move):
    def move(self, event: RoadEvent, request) -> None:
        actions.publish(event, by=request.user, at=timezone.now())


class Finish(Move):
    def move(self, event: RoadEvent, request) -> None:
        actions.finish(event, by=request.user, at=timezone.now())


class Cancel(Move):
    def move(self, event: RoadEvent, request) -> None:
        form = CommentInput(data=request.data)
        form.is_valid(raise_exception=True)
        comment = form.validated_data.get("comment", "")
        actions.cancel(event, by=request.user, at=timezone.now(), comment=comment)


class Confirm(Move):
    def move(self, event: RoadEvent, request) -> None:
        with timezone.override(event.city.zone):
            form = ConfirmInput(data=request.data)
            form.is_valid(raise_exception=True)
        now = timezone.now()
        actions.confirm(event, by=request.user, at=now, **(form.validated_data or {"started_at": now}))
