"""The states of a road event, one declaration each, and the one rule that gives them: in Python and in SQL.

The rule asks for a status and a time only, so that it serves an event as well as one phase of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from closures.workflow import Status

Window = tuple[datetime | None, datetime | None]  # half-open; None is open


@dataclass(frozen=True)
class StateLook:
    """`tone` colours the badge (base.css), `order` is the place in lists and on the map: what holds comes first and
    lies on top, what is over last.

    A hollow sign is not there yet, a grey one no more, one that `rests` is paler, one that is `late` has a dashed ring.
    """

    tone: str = ""
    order: int = 2
    is_hollow: bool = False
    is_grey: bool = False
    rests: bool = False
    is_late: bool = False


class State(StrEnum):
    """`word` is what motorists and the desk are told alike."""

    DRAFT = "draft", _("draft"), StateLook(is_hollow=True)
    IN_REVIEW = "in-review", _("in review"), StateLook("warning", is_hollow=True)
    PLANNED = "planned", _("planned"), StateLook("info", order=1, is_hollow=True)
    ACTIVE = "active", _("in force"), StateLook("active", order=0)
    RESTING = "resting", _("rests at this hour"), StateLook("resting", order=1, rests=True)
    OVERDUE = "overdue", _("term has passed"), StateLook("overdue", order=0, is_late=True)
    FINISHED = "finished", _("finished"), StateLook(is_grey=True)
    CANCELLED = "cancelled", _("cancelled"), StateLook(is_grey=True)

    word: Promise
    look: StateLook

    def __new__(cls, value: str, word: Promise, look: StateLook):
        state = str.__new__(cls, value)
        state._value_, state.word, state.look = value, word, look
        return state

    @property
    def has_term(self) -> bool:
        """Whether a reader still counts down to its start or end."""
        return self in (State.PLANNED, State.ACTIVE, State.RESTING)

    @property
    def reported(self) -> "State":
        """As the API says it: between its hours a row is `active` with `in_force` false."""
        return State.ACTIVE if self is State.RESTING else self

    @property
    def sign_class(self) -> str:
        """How base.css draws the sign."""
        look = self.look
        classes = {"is-planned": look.is_hollow, "is-over": look.is_grey, "is-resting": look.rests}
        return next((name for name, is_so in (classes | {"is-overdue": look.is_late}).items() if is_so), "")

    def describe(self) -> dict:
        look = self.look
        return {
            "signClass": self.sign_class,
            "isHollow": look.is_hollow,
            "isGrey": look.is_grey,
            "rests": look.rests,
            "order": look.order,
        }


BY_PLAN = _("finished according to the schedule")


def word_of(state: State, *, is_by_plan: bool) -> str:
    """`is_by_plan`: nobody confirmed its end, or will have by then."""
    return str(BY_PLAN if is_by_plan and state is State.FINISHED else state.word)


UNSEEN = (State.DRAFT, State.IN_REVIEW)
PUBLIC_STATES = tuple(state for state in State if state not in UNSEEN)
REPORTED_STATES = tuple(state for state in PUBLIC_STATES if state.reported is state)


def describe_states() -> dict[str, list[dict]]:
    """What a script needs to draw an event by its state as reported: outside its hours, and in force."""
    return {
        state.value: [told_state(state, is_in_force=is_in_force).describe() for is_in_force in (False, True)]
        for state in REPORTED_STATES
    }


# The rule. Whoever changes one of a pair changes the other; tests/closures/test_states.py holds them together.
# `spells` is when a row holds by plan or as confirmed, its hours left aside; `reach` goes on from there for as long as
# nobody has confirmed the end and the city's rule lets the plan count for nothing. What is finished was before what it
# was then: its windows are cut where it ended.

TIMED = (Status.PUBLISHED, Status.FINISHED)


def state_at(status: str, spells: Sequence[Window], reach: Sequence[Window], at: datetime) -> State:
    """As the API reports it; windows in order of time."""
    if status not in TIMED:
        return State(status)
    if _holds(spells, at):
        return State.ACTIVE
    if spells and _is_before(at, spells[0][0]):
        return State.PLANNED
    if _holds(reach, at):
        return State.OVERDUE
    return State.PLANNED if spells and _is_before(at, spells[-1][0]) else State.FINISHED


def told_state(state: State, *, is_in_force: bool) -> State:
    """What people are told: between its hours it rests."""
    return State.RESTING if state is State.ACTIVE and not is_in_force else state


def status_of(state: str) -> Status:
    """The one stored status that the state of an event follows from."""
    return Status(state) if state in Status.values else Status.PUBLISHED


def follow_from_time(states: Iterable[str]) -> bool:
    """Whether it takes more than the stored status to know any of them."""
    return any(status_of(state) == Status.PUBLISHED for state in states)


def state_sql(status: str, spells: str, reach: str, at: str) -> str:
    """`status`, `spells` and `reach` (a range or a multirange) are columns, `at` a column or a placeholder."""
    return (
        f"CASE WHEN {_is_untimed(status)} THEN {status} WHEN {spells} @> {at} THEN '{State.ACTIVE}' "
        f"WHEN {at} < lower({spells}) THEN '{State.PLANNED}' WHEN {reach} @> {at} THEN '{State.OVERDUE}' "
        f"WHEN {at} < upper({spells}) THEN '{State.PLANNED}' ELSE '{State.FINISHED}' END"
    )


def is_in_force(status: str, windows: Iterable[Window] | None, at: datetime) -> bool:
    """Whether it holds at that minute: its hours and exceptions count."""
    return status in TIMED and _holds(windows or [], at)


def in_force_sql(status: str, at: str, *windows: str) -> str:
    """`windows` are columns, any of which may hold."""
    holds = " OR ".join(f"coalesce({column} @> {at}, false)" for column in windows)
    return f"(NOT {_is_untimed(status)} AND ({holds}))"


def _is_untimed(status: str) -> str:
    return f"({status} NOT IN ({', '.join(repr(str(each)) for each in TIMED)}))"


def _holds(windows: Iterable[Window], at: datetime) -> bool:
    return any((start is None or start <= at) and (end is None or at < end) for start, end in windows)


def _is_before(at: datetime, moment: datetime | None) -> bool:
    return moment is not None and at < moment
