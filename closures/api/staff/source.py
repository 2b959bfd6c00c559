"""From which notice an event is entered or changed: kept in the transaction of whatever writes it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from closures.models import PastedNotice, RoadEvent
from closures.pasting import keep_entry
from closures.reading.pasted import MOST_DRAFTS
from roadmap.api.fields import Parts, Whole


class NoticeKey(Parts):
    """A draft of a pasted notice, counted from 0."""

    id = Whole(min_value=1, max_value=2**63 - 1)
    draft = Whole(min_value=0, max_value=MOST_DRAFTS - 1)


class FromNotice(Parts):
    notice = NoticeKey(required=False)


def keep_source(request: Request, event: RoadEvent) -> None:
    """Nothing where the request names no notice. Raises ValidationError with `notice`."""
    if not isinstance(request.data, dict) or "notice" not in request.data:
        return
    form = FromNotice(data=request.data)
    form.is_valid(raise_exception=True)
    told = form.validated_data["notice"]
    notice = PastedNotice.objects.readable_by(request.user).filter(pk=told["id"]).first()
    if notice is None:
        raise ValidationError({"notice": [_("There is no such notice.")]})
    keep_entry(notice, told["draft"], event, by=request.user, at=timezone.now())
