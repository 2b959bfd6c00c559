"""Two at one message: a form acts on the version that it was opened with, or on nothing."""

from django.utils.translation import gettext as _

from appeals.models import Appeal
from appeals.workflow import MoveRefused
from roadmap.numbers import whole


class ChangedMeanwhile(MoveRefused):
    """Somebody else has done something with it since; what was filled in is shown again beside that."""


def hold_opened(appeal: Appeal, told: str | None) -> Appeal:
    """The row, held until the transaction ends. `told` is the version of the form; None for one that carries none.

    Raises ChangedMeanwhile.
    """
    row = Appeal.objects.locked(appeal.pk)
    if told is not None and whole(told) != row.version:
        raise ChangedMeanwhile(_("It was changed meanwhile: look at the history. What you filled in is still here."))
    return row
