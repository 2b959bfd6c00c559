"""Verbs on one event: submit, publish, confirm, finish, cancel."""

from abc import abstractmethod
from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from closures import actions, amending, confirming, holding, undoing
from closures.api.staff.desk import DeskView
from closures.desk.clashes import check_clashes
from closures.desk.event_form import EventOutput
from closures.desk.unusual import check_unusual
from closures.desk.verb_forms import (
    CommentInput,
    ConfirmInput,
    FinishInput,
    NothingInput,
    PublishInput,
    ReopenInput,
    UndoInput,
)
from closures.models import ProposedChange, RoadEvent
from closures.unusual import unusual_in
from roadmap.models import User


class Move(DeskView):
    """One verb on one event; `form` is what may come with it. Moments without an offset are the city's wall clock."""

    form: type[serializers.Serializer] = CommentInput
    proposes: str | None = None  # the change that waits where a second person has to see it
    told_as = EventOutput
    has_version = True

    def get_serializer_class(self) -> type[serializers.Serializer]:
        """For the schema: each verb's own."""
        return self.form

    @abstractmethod
    def move(self, event: RoadEvent, *, by: User, at: datetime, **values) -> object:
        """What the verb does."""

    def answer(self, pk: int, done: object) -> Response:
        """Of what `move` gave back."""
        return self.told(pk)

    @extend_schema(responses={200: EventOutput, 202: EventOutput})
    def post(self, request, pk: int) -> Response:
        with self.held(pk) as event:
            with timezone.override(event.city.zone):
                form = self.form(data=request.data)
                form.is_valid(raise_exception=True)
            do = partial(self.move, event, by=request.user, at=timezone.now(), **form.validated_data)
            if self.proposes is None:
                return self.answer(pk, do())
            return self.done_or_proposed(event, self.proposes, lambda author: do(proposed_by=author), self.sent())


class Submit(Move):
    """A draft is handed in for review."""

    def move(self, event: RoadEvent, *, by: User, at: datetime, comment: str = "") -> None:
        actions.submit_for_review(event, by=by, at=at, comment=comment)


class Publish(Move):
    """A draft is shown to the public, and its post is sent. What is unusual in it asks to be confirmed, what
    clashes for a reason."""

    form = PublishInput

    def move(
        self,
        event: RoadEvent,
        *,
        by: User,
        at: datetime,
        comment: str = "",
        confirmed: Collection[str] = (),
        clash_reason: str = "",
    ) -> None:
        actions.publish(event, by=by, at=at, ask=partial(check_unusual, at=at, confirmed=confirmed))
        check_clashes(self.event(event.pk), at, reason=clash_reason, by=by)


class Finish(Move):
    """A road is open again. Without a moment since now; what moves history asks for a comment."""

    form = FinishInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, **values) -> None:
        confirming.finish(event, by=by, at=at, **values)


class Reopen(Move):
    """What is over goes on after all, without an end until further notice. What is unusual asks to be confirmed."""

    form = ReopenInput
    proposes = ProposedChange.Verb.REOPEN

    def move(
        self,
        event: RoadEvent,
        *,
        by: User,
        at: datetime,
        confirmed: Collection[str] = (),
        clash_reason: str = "",
        **values,
    ) -> None:
        known = unusual_in(event, at)
        ask = partial(check_unusual, at=at, known=known, confirmed=confirmed)
        amending.reopen(event, by=by, at=at, ask=ask, **values)
        check_clashes(self.event(event.pk), at, reason=clash_reason, by=by)


class Cancel(Move):
    """An event is called off. What was published stays, and says so."""

    proposes = ProposedChange.Verb.CANCEL

    def move(self, event: RoadEvent, *, by: User, at: datetime, **values) -> None:
        actions.cancel(event, by=by, at=at, **values)


class Confirm(Move):
    """Somebody says when a phase really began or ended. What moves history asks for a comment."""

    form = ConfirmInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, **values) -> None:
        confirming.confirm(event, by=by, at=at, **values)


class OfLastStep(Move):
    """A verb on the last step, with all that it was done to."""

    def beside(self, pk: int) -> Collection[int]:
        return holding.done_beside(pk)


class Undo(OfLastStep):
    """The last step is taken back while its posts wait. What clashes then asks for a reason."""

    form = UndoInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, clash_reason: str = "") -> None:
        for each in undoing.undo(event, by=by, at=at):
            check_clashes(RoadEvent.objects.get(pk=each.pk), at, reason=clash_reason, by=by)


class SendNow(OfLastStep):
    """The posts of the last step wait no longer."""

    form = NothingInput

    def move(self, event: RoadEvent, *, by: User, at: datetime) -> None:
        undoing.send_now(event, by=by, at=at)
