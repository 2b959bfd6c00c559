"""Verbs on one event: submit, publish, confirm, finish, cancel."""

from abc import abstractmethod
from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from closures import actions
from closures.api.staff.clashes import check_clashes
from closures.api.staff.desk import DeskView
from closures.api.staff.events import EventOutput, words
from closures.api.staff.unusual import check_unusual, confirmed_codes
from closures.models import ProposedChange, RoadEvent
from closures.models.lists import Source
from closures.unusual import unusual_in
from roadmap.api.fields import Choice, MomentField, Parts, Whole
from roadmap.models import User


class ConfirmInput(Parts):
    """Without a moment: the phase began as planned. Without a source: a button in an office says so."""

    phase = Whole(required=False, min_value=1, max_value=1000)
    started_at = MomentField(required=False)
    ended_at = MomentField(required=False)
    source = Choice(Source.choices, required=False)
    comment = words(300)


class FinishInput(Parts):
    """Without a moment: now. Without a source: a button in an office says so."""

    ended_at = MomentField(required=False)
    source = Choice(Source.choices, required=False)
    comment = words(300)


class CommentInput(Parts):
    comment = words(300)


class NothingInput(Parts):
    pass


class PublishInput(CommentInput):
    confirmed = confirmed_codes()
    clash_reason = words(300)


class ReopenInput(PublishInput):
    planned_end = MomentField(required=False, allow_null=True)


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
    def move(self, event: RoadEvent, *, by: User, at: datetime, **values) -> None:
        """What the verb does."""

    @extend_schema(responses={200: EventOutput, 202: EventOutput})
    def post(self, request, pk: int) -> Response:
        with self.held(pk) as event:
            with timezone.override(event.city.zone):
                form = self.form(data=request.data)
                form.is_valid(raise_exception=True)
            do = partial(self.move, event, by=request.user, at=timezone.now(), **form.validated_data)
            if self.proposes is None:
                do()
                return self.told(pk)
            return self.done_or_proposed(event, self.proposes, lambda author: do(proposed_by=author))


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
        actions.publish(event, by=by, at=at)
        check_unusual(self.event(event.pk), at, confirmed=confirmed)
        check_clashes(self.event(event.pk), at, reason=clash_reason, by=by)


class Finish(Move):
    """A road is open again. Without a moment since now; what moves history asks for a comment."""

    form = FinishInput

    def move(self, event: RoadEvent, *, by: User, at: datetime, **values) -> None:
        actions.finish(event, by=by, at=at, **values)


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
        actions.reopen(event, by=by, at=at, **values)
        check_unusual(self.event(event.pk), at, known=known, confirmed=confirmed)
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
        actions.confirm(event, by=by, at=at, **values)


class Undo(Move):
    """The last step is taken back while its posts wait."""

    form = NothingInput

    def move(self, event: RoadEvent, *, by: User, at: datetime) -> None:
        actions.undo(event, by=by, at=at)


class SendNow(Move):
    """The posts of the last step wait no longer."""

    form = NothingInput

    def move(self, event: RoadEvent, *, by: User, at: datetime) -> None:
        actions.send_now(event, by=by, at=at)
