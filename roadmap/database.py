"""Is the database away? One that does not answer is no fault of the request: it is asked to come again."""

import logging
from collections.abc import Callable
from time import monotonic, sleep

from django.db import InterfaceError, OperationalError, close_old_connections

log = logging.getLogger(__name__)

GONE = ("08", "53", "57P")  # SQLSTATE: connection lost, no room for another, shut down or not yet started
CANCELLED = "57014"  # by statement_timeout
CROSSED = ("40001", "40P01")  # two transactions cannot both go on, by their reads or by their locks
REST_S = 1  # of this process: those who wait behind the first are not kept waiting in turn
PAUSES_S = (0.5, 1, 2, 4, 6)  # all together less than a task may live (CELERY_TASK_TIME_LIMIT)
_found = {"away_until": 0.0}


def is_away(error: BaseException | None) -> bool:
    """Not a deadlock or a full disk: with those the server answered, and says so by its SQLSTATE."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = _state_of(error)
    return state is None or state.startswith((*GONE, CANCELLED))


def took_too_long(error: BaseException) -> bool:
    """One statement was given up; the next may well be answered."""
    return _state_of(error) == CANCELLED


def has_crossed(error: BaseException | None) -> bool:
    """The server has chosen this transaction of two to give way: all of it is undone, and can be done again."""
    return isinstance(error, OperationalError) and _state_of(error) in CROSSED


def _state_of(error: BaseException) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)


def found_away() -> None:
    _found["away_until"] = monotonic() + REST_S


def was_just_away() -> bool:
    return monotonic() < _found["away_until"]


def insist(write: Callable[[], None]) -> None:
    """What happened outside is written down, also where the database is away for some seconds: tried again after
    growing pauses, then the last error is raised. Not in a transaction, which would be lost with its connection.
    """
    for pause_s in PAUSES_S:
        try:
            return write()
        except (OperationalError, InterfaceError) as error:
            if not is_away(error):
                raise
            log.warning("The database is away; what happened is written down in %s s.", pause_s)
        sleep(pause_s)
        close_old_connections()
    return write()
