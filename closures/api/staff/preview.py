"""The texts of what is not saved yet."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from closures import actions, posts
from closures.api.staff.desk import DeskView
from closures.api.staff.events import EventInput, read_input
from closures.snapshot import snapshot
from closures.wording import Texts

TEXTS = ("headline", "place_text", "when_text", "long", "short", "caption", "subject", "alt_text")


class Preview(DeskView):
    """The texts of what is not saved yet: everything is made, written and rolled back.

    With `event` (its number) they are those of a change to it, else those of a new event.
    """

    @extend_schema(request=EventInput, responses=None)
    def post(self, request) -> Response:
        number = request.data.get("event") if isinstance(request.data, dict) else None
        with transaction.atomic():
            texts = self.of_new(request) if number is None else self.of_change(request, number)
            transaction.set_rollback(True)
        return Response({name: getattr(texts, name) for name in TEXTS})

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
        if not isinstance(number, int):
            raise ValidationError({"event": [_("Give a number.")]})
        event, now = self.event(number), timezone.now()
        fields, phases, comment = read_input(request, event.city, is_new=False)
        fields.pop("kind", None)
        entry = actions.change(event, fields=fields, phases=phases, by=request.user, at=now, comment=comment)
        event.refresh_from_db()
        if entry.verb in posts.PHASES:
            return posts.texts_of(entry)
        return posts.preview(event, entry.state, "announced" if event.start > now else "started")
