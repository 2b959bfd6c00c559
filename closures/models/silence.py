"""Silence is a state: two hours after a planned start or end nobody has confirmed it. It follows from time.

The rule stands here twice, in Python of a phase and as a condition for the database; tests/closures/test_silence.py
holds the two together.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from closures.kinds import AWAITED
from closures.kinds.declaration import UNPLANNED
from closures.kinds.states import State

PATIENCE = timedelta(hours=2)


class Silence(StrEnum):
    """`word` is what motorists and the desk are told alike."""

    START = "start-not-confirmed", _("start of works not confirmed")
    END = "end-not-confirmed", _("end not confirmed")

    word: Promise

    def __new__(cls, value: str, word: Promise):
        silence = str.__new__(cls, value)
        silence._value_, silence.word = value, word
        return silence


def silence_in(state: State, during: Range, at: datetime, *, is_start_awaited: bool) -> Silence | None:
    """Of a phase in this state. The end of whatever is overdue is awaited, the start of planned works alone."""
    if state == State.OVERDUE:
        return Silence.END if during.upper + PATIENCE <= at else None
    if state == State.ACTIVE and is_start_awaited and during.lower + PATIENCE <= at:
        return Silence.START
    return None


def awaits_start(kind: str, cause: str, actual_start: datetime | None) -> bool:
    return kind in AWAITED and cause not in UNPLANNED and actual_start is None


def is_silent(at: datetime) -> Q:
    """Of phases with their `state` at that moment (PhaseQuerySet.with_state)."""
    ended = Q(state=State.OVERDUE, during__endswith__lte=at - PATIENCE)
    awaited = Q(event__kind__in=AWAITED, actual_start=None) & ~Q(event__cause__in=UNPLANNED)
    return ended | (awaited & Q(state=State.ACTIVE, during__startswith__lte=at - PATIENCE))
