"""How an answer comes to be sent: at once, or after a second pair of eyes; and how a sent one is put right.

Where the agency wants it, what an operator writes waits as a draft. An approver sends it or gives it back with a note;
nobody approves their own. Its photos wait with it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from appeals import actions
from appeals import photos as pictures
from appeals.models import AnswerDraft, Appeal, AppealChange
from appeals.models.change import Verb
from appeals.proof import Stood, approved_or_proved, proved
from appeals.workflow import MoveRefused, Outcome, Status, check_move
from closures.approval import is_approver
from roadmap.models import User
from roadmap.said import Said

SENT = (Status.ANSWERED, Status.CLOSED)


def give(appeal: Appeal, text: str, **told) -> Appeal:
    """Sends the answer, or proposes it where a second person is wanted; `told` is what both take.

    Raises NotProved, MoveRefused.
    """
    act = propose if appeal.agency.answers_need_second_person else actions.answer
    return act(appeal, text, **told)


def put_right(appeal: Appeal, text: str, **told) -> Appeal:
    """Corrects a sent answer, or proposes that; as `give`."""
    check_sent(appeal)
    act = propose if appeal.agency.answers_need_second_person else correct
    return act(appeal, text, **told)


def check_sent(appeal: Appeal) -> None:
    if appeal.status not in SENT:
        raise MoveRefused(_("Only an answer that was sent can be corrected."))


def correct(
    appeal: Appeal,
    text: str,
    *,
    outcome: str,
    by: User,
    at: datetime,
    photos: Sequence[pictures.Original] = (),
    stood: Stood | None = None,
    draft: AnswerDraft | None = None,
) -> Appeal:
    """Other words, or another outcome, for a sent answer; the old ones stay in the history and no clock moves."""
    with pictures.stored(photos) as names, transaction.atomic():
        appeal = Appeal.objects.locked(appeal.pk)
        check_sent(appeal)
        if (text, outcome) == (appeal.answer, appeal.outcome) and not photos and draft is None:
            raise MoveRefused(_("The answer is the same as before."))
        if not appeal.can_be_refuted_at(at) and not outcome == Outcome.FIXED != appeal.outcome:
            raise MoveRefused(_("The time to object is over: the sender could not reply to another answer."))
        comment = draft.proved if draft else _proved_anew(appeal, outcome, photos, stood, at)
        if appeal.outcome == Outcome.FIXED != outcome:
            pictures.take_back(appeal)
        appeal.answer, appeal.outcome = text, outcome
        appeal.save(update_fields=["answer", "outcome"])
        pictures.keep(appeal, photos, names, at=at, is_proof=True)
        AppealChange.record(appeal, Verb.CORRECTED, appeal.state(), by=by, at=at, comment=comment)
    return appeal


def _proved_anew(
    appeal: Appeal, outcome: str, photos: Sequence[pictures.Original], stood: Stood | None, at: datetime
) -> Said:
    """What was proved once stays proved; “fixed” that was not said before needs its photo."""
    is_said_again = outcome == appeal.outcome == Outcome.FIXED and not photos
    return approved_or_proved(appeal, "" if is_said_again else outcome, photos, stood, at)


def propose(
    appeal: Appeal,
    text: str,
    *,
    outcome: str,
    by: User,
    at: datetime,
    photos: Sequence[pictures.Original] = (),
    stood: Stood | None = None,
) -> Appeal:
    """The answer, or its correction, waits for an approver. Written again it takes the place of what waits.

    Photos that wait already go on proving it, unless new ones come with it or it says something else by now.
    """
    with pictures.stored(photos) as names, transaction.atomic():
        appeal = Appeal.objects.locked(appeal.pk)
        if appeal.status not in SENT:
            check_move(appeal.status, Status.ANSWERED)
        before = AnswerDraft.objects.standing().filter(appeal=appeal).first()
        told = _proved_before(appeal, before, outcome) if not photos else None
        told = told or proved(appeal, outcome, photos, stood, at)
        draft = AnswerDraft(
            appeal=appeal, agency=appeal.agency, text=text, outcome=outcome, by=by, at=at, **told.as_columns("proof")
        )
        AnswerDraft.objects.filter(appeal=appeal).delete()
        draft.save(force_insert=True)
        if photos or not _goes_on(before, outcome):
            pictures.let_go_held(appeal)
        pictures.keep(appeal, photos, names, at=at, is_proof=True, is_held=True)
        AppealChange.record(appeal, Verb.DRAFTED, appeal.state(), by=by, at=at)
    return appeal


def _proved_before(appeal: Appeal, before: AnswerDraft | None, outcome: str) -> Said | None:
    if outcome != Outcome.FIXED:
        return None
    if _goes_on(before, outcome):
        return before.proved
    return Said() if appeal.status in SENT and appeal.outcome == Outcome.FIXED else None


def _goes_on(before: AnswerDraft | None, outcome: str) -> bool:
    """Whether photos that wait are about what is proposed now."""
    return before is not None and before.outcome == outcome and not _is_stale(before)


def _is_stale(draft: AnswerDraft) -> bool:
    """The resident has said “not fixed” since: what was written then answers something else."""
    return draft.appeal.changes.filter(verb=Verb.REOPENED, at__gt=draft.at).exists()


@transaction.atomic
def approve(appeal: Appeal, *, by: User, at: datetime) -> Appeal:
    """Sends what waits, as it was written. Raises MoveRefused."""
    appeal = Appeal.objects.locked(appeal.pk)
    draft = _waiting(appeal)
    check_approver(draft, by)
    draft.delete()
    told = {"outcome": draft.outcome, "by": by, "at": at, "draft": draft}
    verb = correct if appeal.status in SENT else actions.answer
    appeal = verb(appeal, draft.text, **told)
    appeal.photos.held().update(is_held=False, is_released=True)
    appeal.uploads.held().update(is_held=False)
    return appeal


@transaction.atomic
def give_back(appeal: Appeal, *, note: str, by: User, at: datetime) -> Appeal:
    """To its writer, with a note of what is to be changed."""
    appeal = Appeal.objects.locked(appeal.pk)
    draft = _waiting(appeal)
    check_approver(draft, by)
    draft.returned_at, draft.note = at, note
    draft.save(update_fields=["returned_at", "note"])
    AppealChange.record(appeal, Verb.RETURNED, appeal.state(), by=by, at=at, comment=note)
    return appeal


def _waiting(appeal: Appeal) -> AnswerDraft:
    draft = AnswerDraft.objects.standing().filter(appeal=appeal, returned_at=None).first()
    if draft is None or _is_stale(draft):
        raise MoveRefused(_("It was changed meanwhile."))
    return draft


def check_approver(draft: AnswerDraft, by: User) -> None:
    """Raises MoveRefused."""
    if not is_approver(by):
        raise MoveRefused(_("Answers are approved by an approver of the body."))
    if draft.by_id == by.pk:
        raise MoveRefused(_("You wrote it yourself: somebody else approves it."))
