"""To a worker now; if the broker is away, the clock finds the row."""

import logging
from time import monotonic

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

REST_S = 15
_broker = {"away_until": 0.0}  # of this process: one that hangs is not waited for again with every row


def hand_over(task: str, pk: int, *, expires_s: float | None = None, priority: int | None = None) -> None:
    """With `expires_s` nobody does it later than that, as where the clock would hand the row over once more; 9 is the
    last of the priorities.
    """
    if monotonic() < _broker["away_until"]:
        return
    try:
        current_app.send_task(task, [pk], **_given(expires=expires_s, priority=priority))
    except OperationalError as error:
        _broker["away_until"] = monotonic() + REST_S
        log.warning("The broker is away (%s); %s of row %s waits for the clock.", error, task, pk)


def _given(**options: float | None) -> dict[str, float]:
    return {name: value for name, value in options.items() if value}
