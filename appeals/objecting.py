"""The sender's last word on an answer: it is not fixed, or how good the answer is."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from appeals import photos as pictures
from appeals.models import Appeal, AppealChange
from appeals.models.change import Verb
from appeals.words import checked
from appeals.workflow import MoveRefused, Status, check_move

LONGEST = 2000  # letters of one “not fixed”


def reopen(appeal: Appeal, *, at: datetime, words: str = "", photos: Sequence[pictures.Original] = ()) -> Appeal:
    """The resident says that it is not fixed. The promised date stays the original one, past or not.

    The words join the message's own text and not the history, so that they go when the sender asks for that. Where it
    was joined to another, that one's answer is disputed, too. Raises MoveRefused, ValidationError for too many words.
    """
    words = checked(words, most=LONGEST)
    with pictures.stored(photos) as names, transaction.atomic():
        case = _locked_case(appeal)
        appeal = case[appeal.pk]
        _check_disputable(appeal, at)
        if words:
            appeal.text, appeal.is_text_released = f"{appeal.text}\n\n{words}".strip(), False
        for row in (appeal, *(other for other in case.values() if other is not appeal)):
            _return(row, at)
        pictures.keep(appeal, photos, names, at=at)
    return appeal


def _locked_case(appeal: Appeal) -> dict[int, Appeal]:
    """It and the one it was joined to, as they are now, by number."""
    case = Appeal.objects.filter(Q(pk=appeal.pk) | Q(duplicates=appeal.pk)).order_by()
    return {row.pk: row for row in Appeal.objects.filter(pk__in=case.values("pk")).locked_in_order()}


def _check_disputable(appeal: Appeal, at: datetime) -> None:
    if appeal.is_open:
        raise MoveRefused(_("The message is back in work already."))
    if not appeal.can_be_refuted_at(at):
        raise MoveRefused(_("The time to object is over; please send a new message."))


def _return(appeal: Appeal, at: datetime) -> None:
    check_move(appeal.status, Status.IN_WORK)
    appeal.status, appeal.settled_at, appeal.duplicate_of = Status.IN_WORK, None, None
    appeal.answer, appeal.outcome, appeal.answered_at, appeal.rating = "", "", None, None
    appeal.save()
    pictures.take_back(appeal)
    AppealChange.record(appeal, Verb.REOPENED, appeal.state(), by=None, at=at)


@transaction.atomic
def rate(appeal: Appeal, rating: int, *, at: datetime) -> Appeal:
    appeal = Appeal.objects.locked(appeal.pk)
    if appeal.status not in (Status.ANSWERED, Status.CLOSED):
        raise MoveRefused(_("Only an answer can be rated."))
    if rating not in range(1, 6):
        raise ValidationError(_("A rating is a number from 1 to 5."))
    if appeal.rating == rating:
        return appeal
    appeal.rating = rating
    appeal.save(update_fields=["rating"])
    AppealChange.record(appeal, Verb.RATED, appeal.state(), by=None, at=at, comment=str(rating))
    return appeal
