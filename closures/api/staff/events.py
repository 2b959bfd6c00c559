"""Drafts and changes of the own agency's events."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response

from closures import actions
from closures.api.staff.desk import DeskView
from closures.api.staff.source import FromNotice, keep_source
from closures.desk.changing import take_change
from closures.desk.event_form import CheckedEntry, EventInput, EventOutput, entry_of, words
from closures.desk.versions import check_first, waits_unread
from closures.desk.waiting import own_waiting, together
from closures.models import ProposedChange, RoadEvent
from closures.proposals import OwnWaits
from roadmap.api.fields import Key, Parts
from roadmap.models import City, User


class EntryKey(Parts):
    entry_key = Key(required=False, help_text="the form's own: what the same person sends under it again is one event")


class NewEventInput(EventInput, EntryKey, FromNotice):
    pass


class Read(Parts):
    proposal = words(64, help_text="of an own change that waits: the `proposal` of the event that was read")


class ChangedEventInput(EventInput, FromNotice, Read):
    pass


def read_input(request, city: City) -> CheckedEntry:
    return entry_of(request.data, city)


def key_of(request) -> UUID | None:
    form = EntryKey(data=request.data)
    form.is_valid(raise_exception=True)
    return form.validated_data.get("entry_key")


def draft_of(request, city: City, *, key: UUID | None = None) -> RoadEvent:
    """A new draft of the caller's agency from what came in."""
    if request.user.agency is None:
        raise ValidationError({"agency": [_("You belong to no agency; ask the administrator.")]})
    entry = read_input(request, city)
    if "kind" not in entry.fields:
        raise ValidationError({"kind": [_("Say what it is.")]})
    return actions.draft(
        kind=entry.fields.pop("kind"),
        city=city,
        agency=request.user.agency,
        fields=entry.fields,
        phases=entry.phases or [],
        by=request.user,
        at=timezone.now(),
        key=key,
    )


class ChangingView(DeskView):
    told_as = EventOutput
    has_version = True

    def changed(self, event: RoadEvent) -> Response:
        """What the request says of an event that is held; of an own change that waits and was read, what it adds.

        Raises ChangedMeanwhile where it was not read.
        """
        values, over = self._with_what_waits(event)
        take_in = partial(take_change, event, entry_of(values, event.city), by=self.request.user, at=timezone.now())
        do = lambda author: take_in(proposed_by=author)  # noqa: E731
        try:
            return self.done_or_proposed(event, ProposedChange.Verb.CHANGE, do, values, over)
        except OwnWaits as error:
            raise waits_unread(event, self.told_as, self.request.user) from error

    def _with_what_waits(self, event: RoadEvent) -> tuple[Mapping, str]:
        """What was sent, and the digest of what waits that it names."""
        form = Read(data=self.request.data)
        form.is_valid(raise_exception=True)
        named, waiting = form.validated_data.get("proposal", ""), own_waiting(event, self.request.user)
        is_read = waiting is not None and named == waiting.digest
        return (together(waiting.values, self.sent()) if is_read else self.sent()), named


class EventsDesk(ChangingView):
    @extend_schema(request=NewEventInput, responses={200: EventOutput, 201: EventOutput, 202: EventOutput})
    def post(self, request) -> Response:
        """A new draft.

        Sent again with the same `entry_key` (a lost answer, a double click) it is the same event, and what differs is
        a change of it; where it has been changed since, it answers 412 as a change would.
        """
        with transaction.atomic():
            key = key_of(request)
            if (before := self.entered_under(key)) is None:
                event = draft_of(request, self.city(), key=key)
                keep_source(request, event)
                return self.told(event.pk, status.HTTP_201_CREATED)
            check_first(before, self.told_as, request.user)
            return self.changed(before)

    def entered_under(self, key: UUID | None) -> RoadEvent | None:
        """Held; of one person one entry at a time is looked for and made."""
        if key is None:
            return None
        User.objects.select_for_update(no_key=True).get(pk=self.request.user.pk)
        mine = RoadEvent.objects.filter(created_by=self.request.user, entry_key=key)
        found = mine.held().first()
        if found and not RoadEvent.objects.editable_by(self.request.user).filter(pk=found.pk).exists():
            raise PermissionDenied(_("You entered this as a member of another agency; only that one changes it now."))
        return found


class EventDesk(ChangingView):
    @extend_schema(responses=EventOutput)
    def get(self, request, pk: int) -> Response:
        """An event as the desk edits it."""
        return self.told(pk)

    @extend_schema(request=ChangedEventInput, responses={200: EventOutput, 202: EventOutput})
    def patch(self, request, pk: int) -> Response:
        """A change; of a published event the public is told. What is unusual and new in it asks to be confirmed."""
        with self.held(pk) as event:
            return self.changed(event)
