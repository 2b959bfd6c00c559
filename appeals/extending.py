"""More time for an answer, once: by as much as the rule allows, with a reason that the sender reads."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeals.deadlines import off_a_day_off, term_of
from appeals.models import Appeal, AppealChange
from appeals.models.change import Verb
from appeals.second_person import check_may_tell
from appeals.words import checked
from appeals.workflow import MoveRefused, check_open
from appeals.working_calendar import WorkingCalendar, end_of_day
from roadmap.models import User

LONGEST_REASON = 500  # letters, as a step of the history takes


@transaction.atomic
def extend(appeal: Appeal, until: date, *, reason: str, by: User, at: datetime) -> Appeal:
    """The answer is due at the end of that day, or of the working day that the rule names. What is overdue stays so.

    Raises MoveRefused where the rule allows none, ValidationError for a day or a reason that will not do.
    """
    appeal = Appeal.objects.locked(appeal.pk)
    check_may_tell(appeal, by, _("In your agency an approver extends a term: leave a note with your reason."))
    last = latest_extension(appeal, at)
    reason = checked(reason, most=LONGEST_REASON, wanted=_("Write the reason: the sender reads it."))
    if until > last:
        raise ValidationError(_("The rule of this term allows no later day than %s.") % date_format(last, "j E Y"))
    due_on = _due_on(appeal)
    if until <= due_on:
        raise ValidationError(_("Choose a day after %s, which is promised already.") % date_format(due_on, "j E Y"))
    new = off_a_day_off(until, term_of(appeal), WorkingCalendar.of(appeal.city), after=due_on)
    appeal.answer_due_at, appeal.term_ends_on = end_of_day(new, appeal.city.zone), until
    appeal.save(update_fields=["answer_due_at", "term_ends_on"])
    AppealChange.record(appeal, Verb.EXTENDED, appeal.state(), by=by, at=at, comment=reason)
    return appeal


def latest_extension(appeal: Appeal, at: datetime) -> date:
    """The last day that may be promised instead. Raises MoveRefused where nothing may be."""
    check_open(appeal.status)
    if appeal.is_overdue_at(at):
        raise MoveRefused(_("The term is over: more time now would hide that it was missed."))
    if appeal.questions.waiting().exists():
        raise MoveRefused(_("The sender has been asked: until the reply comes the clock stands."))
    if appeal.changes.filter(verb=Verb.EXTENDED).exists():
        raise MoveRefused(_("The term has been extended already, and that can be done once."))
    days = term_of(appeal).extension_days
    if not days:
        raise MoveRefused(_("The rule of this term allows no extension."))
    return (appeal.term_ends_on or _due_on(appeal)) + timedelta(days=days)


def _due_on(appeal: Appeal) -> date:
    return appeal.answer_due_at.astimezone(appeal.city.zone).date()
