"""A question to the sender: while the reply is awaited, the clock of the answer stands.

The promised moment moves when the question is asked, by as long as silence may last, and comes back when the reply is
there sooner: so whatever asks for overdue messages needs to know nothing of questions, and a clock that is late hides
nothing. What was overdue when it was asked stays so; how often a sender is asked the rule of the term bounds.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals import photos as pictures
from appeals.deadlines import after_pause, silent_until, term_of
from appeals.models import Appeal, AppealChange, AppealQuestion
from appeals.models.change import Verb
from appeals.models.question import LONGEST
from appeals.second_person import check_may_tell
from appeals.words import checked
from appeals.workflow import MoveRefused, Status, check_open
from appeals.working_calendar import WorkingCalendar
from roadmap.models import User


@transaction.atomic
def ask(appeal: Appeal, question: str, *, by: User, at: datetime) -> Appeal:
    """The sender is asked on the message's page; that is a first reply. Raises MoveRefused while an earlier question
    waits, after as many as the rule of the term allows, and where nobody is left to reply; ValidationError for none."""
    appeal = Appeal.objects.locked(appeal.pk)
    check_open(appeal.status)
    _check_may_be_asked(appeal)
    check_may_tell(appeal, by, _("In your agency an approver asks the sender: leave a note with your question."))
    waiting = appeal.questions.create(
        asked_by=by,
        asked_at=at,
        text=checked(question, most=LONGEST, wanted=_("Write what you want to know.")),
        expires_at=silent_until(appeal, at, WorkingCalendar.of(appeal.city)),
        answer_due_before=appeal.answer_due_at,
        term_ends_before=appeal.term_ends_on,
    )
    _move(appeal, waiting, until=waiting.expires_at)
    appeal.status, appeal.assignee = Status.IN_WORK, appeal.assignee or by
    appeal.first_replied_at = appeal.first_replied_at or at
    appeal.save(update_fields=["status", "assignee", "first_replied_at"])
    AppealChange.record(appeal, Verb.ASKED, appeal.state(), by=by, at=at)
    return appeal


def reply(appeal: Appeal, words: str, *, at: datetime, photos: Sequence[pictures.Original] = ()) -> Appeal:
    """The sender's reply, in words, photos or both: the clock goes on. One that comes too late is kept and moves
    nothing. Raises MoveRefused where nothing was asked."""
    with pictures.stored(photos) as names, transaction.atomic():
        appeal = Appeal.objects.locked(appeal.pk)
        check_open(appeal.status)
        question = appeal.questions.filter(replied_at=None).last()
        if question is None:
            raise MoveRefused(_("Nothing is asked of you just now."))
        wanted = "" if photos else _("Write your reply or add a photo.")
        question.reply = checked(words, most=LONGEST, wanted=wanted)
        question.replied_at = at
        _end(appeal, question, at=at)
        pictures.keep(appeal, photos, names, at=at)
        AppealChange.record(appeal, Verb.REPLIED, appeal.state(), by=None, at=at)
    return appeal


def _check_may_be_asked(appeal: Appeal) -> None:
    if appeal.questions.waiting().exists():
        raise MoveRefused(_("The sender has been asked already, and the reply is awaited."))
    if appeal.changes.filter(verb=Verb.ERASED).exists():
        raise MoveRefused(_("The sender had the own data deleted: nobody is left to reply."))
    most = term_of(appeal).most_questions
    if AppealQuestion.objects.moving(appeal).count() >= most:
        words = ngettext(
            "The rule of this term allows %(count)d question to the sender, and it has been asked.",
            "The rule of this term allows %(count)d questions to the sender, and they have been asked.",
            most,
        )
        raise MoveRefused(words % {"count": most})


@transaction.atomic
def expire(question: AppealQuestion, *, at: datetime) -> Appeal:
    """No reply came in time: the clock has gone on since, and the history says so."""
    appeal = Appeal.objects.locked(question.appeal_id)
    for silent in appeal.questions.silent(at).filter(pk=question.pk):
        _end(appeal, silent, at=at)
        AppealChange.record(appeal, Verb.UNANSWERED, appeal.state(), by=None, at=at)
    return appeal


def stop(appeal: Appeal, *, at: datetime) -> None:
    """Of a locked message that is settled, or whose sender is not to be asked any more: nobody waits."""
    for question in appeal.questions.waiting():
        _end(appeal, question, at=at)


def promise_anew(appeal: Appeal) -> None:
    """Of a locked message that was promised for another moment while its sender is asked: the clock stands all the
    same."""
    for question in appeal.questions.waiting():
        question.answer_due_before, question.term_ends_before = appeal.answer_due_at, appeal.term_ends_on
        question.save(update_fields=["answer_due_before", "term_ends_before"])
        _move(appeal, question, until=question.expires_at)


def _end(appeal: Appeal, question: AppealQuestion, *, at: datetime) -> None:
    if question.ended_at is None:
        question.ended_at = min(at, question.expires_at)
        _move(appeal, question, until=question.ended_at)
    question.save()


def _move(appeal: Appeal, question: AppealQuestion, *, until: datetime) -> None:
    """Promised anew: what was promised when it was asked, and as long again as the clock stood."""
    calendar = WorkingCalendar.of(appeal.city)
    appeal.answer_due_at, appeal.term_ends_on = after_pause(appeal, question, until, calendar)
    appeal.save(update_fields=["answer_due_at", "term_ends_on"])
