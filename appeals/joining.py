"""What a message may be joined to, and what becomes of the two promises: nobody waits longer for being joined."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from appeals import asking
from appeals.models import Appeal, AppealChange
from appeals.models.change import Verb
from appeals.workflow import OPEN, MoveRefused, Status
from roadmap.models import User
from roadmap.said import Said


def check_joinable(appeal: Appeal, main: Appeal, *, by: User | None, at: datetime) -> None:
    """Of two locked messages. Raises MoveRefused unless the main one came first, may be known to who joins, and will
    have an answer to which the joined sender may object."""
    known = Appeal.objects.joinable_by(by) if by else Appeal.objects.filter(agency=appeal.agency_id)
    if not known.filter(pk=main.pk).exists():
        raise MoveRefused(_("There is no such message of your body, nor one that everybody may see."))
    if main.status not in (*OPEN, Status.ANSWERED):
        raise MoveRefused(_("Only a message that is open or answered can have others joined to it."))
    if main.status == Status.ANSWERED and not main.can_be_refuted_at(at):
        raise MoveRefused(_("The time to object to its answer is over."))
    if main.submitted_at > appeal.submitted_at:
        raise MoveRefused(_("It came later than this message: join that one to this one."))
    if main.agency_id != appeal.agency_id and at <= appeal.answer_due_at < _promised(main):
        raise MoveRefused(_("Another body has promised its answer for later than is promised here."))


def keep_the_earlier_term(appeal: Appeal, main: Appeal, *, by: User | None, at: datetime) -> None:
    """The main one is answered by the sooner of the two promises. One that was broken before counts by itself."""
    due_at = appeal.answer_due_at
    if not main.is_open or not at <= due_at < _promised(main):
        return
    main.first_reply_due_at = min(main.first_reply_due_at, due_at)
    main.answer_due_at, main.term_ends_on = due_at, appeal.term_ends_on
    main.save(update_fields=["first_reply_due_at", "answer_due_at", "term_ends_on"])
    asking.promise_anew(main)
    words = Said(sentence("%(joined)s is joined to it: the answer is due by its date."), {"joined": str(appeal)})
    AppealChange.record(main, Verb.NOTED, main.state(), by=by, at=at, comment=words)


def _promised(main: Appeal) -> datetime:
    """Where its sender is asked something, what was promised before."""
    question = main.questions.waiting().first() if main.is_open else None
    return question.answer_due_before if question else main.answer_due_at
