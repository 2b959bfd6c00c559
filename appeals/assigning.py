"""Who of the body works on a message: a colleague may be given it, and may give it on."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appeals.models import Appeal, AppealChange
from appeals.models.change import Verb
from appeals.workflow import MoveRefused, check_open
from roadmap.models import User


@transaction.atomic
def assign(appeal: Appeal, to: User, *, by: User, at: datetime) -> Appeal:
    """Nothing else moves: the resident is told once the colleague takes it. Raises MoveRefused, ValidationError."""
    appeal = Appeal.objects.locked(appeal.pk)
    check_open(appeal.status)
    if not Appeal.objects.filter(pk=appeal.pk).workable_by(to).exists():
        raise ValidationError(_("%(person)s does not work on messages of this body.") % {"person": to.shown_name})
    if appeal.assignee_id == to.pk:
        raise MoveRefused(_("%(person)s has it already.") % {"person": to.shown_name})
    appeal.assignee = to
    appeal.save(update_fields=["assignee"])
    AppealChange.record(appeal, Verb.ASSIGNED, appeal.state(), by=by, at=at, comment=to.shown_name)
    return appeal
