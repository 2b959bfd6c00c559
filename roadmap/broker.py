"""To a worker now; if the broker is away, the clock finds the row."""

import logging
from time import monotonic

from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError

from roadmap.models.handed_over import HandedOverQuerySet

log = logging.getLogger(__name__)

# Of Celery's priorities on Redis, which has ten: what has none is for everybody and overtakes these.
AWAITED, BEHIND = 6, 9  # one person waits for it at this moment; readers are told
REST_S = 15
_broker = {"away_until": 0.0}  # of this process: one that hangs is not waited for again with every row


def hand_over(
    task: str,
    pk: int,
    *,
    expires_s: float | None = None,
    countdown_s: float | None = None,
    priority: int | None = None,
    queue: str | None = None,
) -> bool:
    """With `expires_s` nobody does it later than that, as where the clock would hand the row over once more; 9 is the
    last of the priorities; without a `queue` it goes to that of the task. Did the broker take it?
    """
    if monotonic() < _broker["away_until"]:
        return False
    try:
        current_app.send_task(
            task, [pk], **_given(expires=expires_s, countdown=countdown_s, priority=priority, queue=queue)
        )
    except OperationalError as error:
        _broker["away_until"] = monotonic() + REST_S
        log.warning("The broker is away (%s); %s of row %s waits for the clock.", error, task, pk)
        return False
    return True


def hand_over_once(
    task: str,
    pk: int,
    rows: HandedOverQuerySet,
    *,
    countdown_s: float | None = None,
    priority: int | None = None,
    queue: str | None = None,
) -> None:
    """One of these rows, and when: the clock does so again only with what seems lost."""
    at = timezone.now()
    if hand_over(task, pk, countdown_s=countdown_s, priority=priority, queue=queue):
        rows.note_handed_over(pk, at)


def _given(**options: float | str | None) -> dict[str, float | str]:
    return {name: value for name, value in options.items() if value}
