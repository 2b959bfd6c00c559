"""What follows the verbs of messages and of road events, after their commit (settings.EFFECTS)."""

from collections.abc import Sequence
from datetime import datetime

from appeals import actions, claims
from appeals.copies import remove_files as remove
from appeals.models import Appeal
from appeals.place import works_for
from closures.models import RoadEventChange


def remove_files(*, at: datetime, names: Sequence[str]) -> None:
    """Of photos whose rows are gone; one that is not there any more is no fault."""
    remove(names)


def note_works_ended(*, at: datetime, appeal: int, change: int) -> None:
    entry = RoadEventChange.objects.select_related("event").get(pk=change)
    for message in Appeal.objects.open().filter(pk=appeal, planned_work=entry.event_id):
        actions.note_works_ended(message, entry.event, works=works_for(message).headline, at=entry.at)


def claim_warranty(*, at: datetime, appeal: int, moment: str) -> None:
    """As of the moment at which the message came to the contractor, however late the worker is."""
    claims.claim(appeal, at=datetime.fromisoformat(moment))
