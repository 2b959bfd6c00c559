"""Two at one message: a form acts on the version that it was opened with, or on nothing."""

from django.utils.translation import gettext as _

from appeals.models import Appeal
from appeals.workflow import MoveRefused
from roadmap.models import User
from roadmap.numbers import whole


class ChangedMeanwhile(MoveRefused):
    """Somebody else has done something with it since; what was filled in is shown again beside that."""


def hold_opened(appeal: Appeal, told: str | None, *, by: User) -> Appeal:
    """The row, held until the transaction ends. `told` is the version of the form; None for one that carries none.

    Raises ChangedMeanwhile, also where it has gone to another body while this one waited for it.
    """
    row = Appeal.objects.locked(appeal.pk)
    is_theirs = Appeal.objects.workable_by(by).filter(pk=row.pk).exists()
    if not is_theirs or told is not None and whole(told) != row.version:
        raise ChangedMeanwhile(_("It was changed meanwhile: look at the history. What you filled in is still here."))
    return row
