"""What a phase leaves of the way, and its colour on every map, page and picture.

Red means no way through, whatever the kind; amber a way that is narrowed, one-sided or used in turns; brown one that is
closed for some vehicles. What leaves all lanes open, or nobody knows, has the colour of its kind.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roadmap.colours import Colours

from .manners import OPEN


class Passage(StrEnum):
    """The gravest first."""

    CLOSED = "closed", _("no way through"), Colours("#c3211b", "#e0483f")
    LIMITED = "limited", _("narrowed, one side or in turns"), Colours("#c27400", "#c98413")
    RESTRICTED = "restricted", _("closed for some vehicles"), Colours("#6d4526", "#a5774f")
    OPEN = "open", _("lanes are open"), None
    UNKNOWN = "unknown", _("impact not known"), None

    label: Promise
    colours: Colours | None

    def __new__(cls, value: str, label: Promise, colours: Colours | None):
        passage = str.__new__(cls, value)
        passage._value_, passage.label, passage.colours = value, label, colours
        return passage

    @property
    def order(self) -> int:
        """The gravest lies on top."""
        return list(Passage).index(self)

    @property
    def tone(self) -> str:
        """The token and the class of its colour; nothing where that is the kind's."""
        return f"passage-{self.value}" if self.colours else ""

    @classmethod
    def choices(cls) -> list[tuple[str, Promise]]:
        return [(passage.value, passage.label) for passage in cls]


TONES = {passage.tone: passage.colours for passage in Passage if passage.colours}


def describe_passages() -> dict[str, dict]:
    """What a script needs to draw an event by what it leaves of the way."""
    return {passage.value: {"tone": passage.tone, "order": passage.order} for passage in Passage}


def passage_of(impact: str, *, is_for_some: bool) -> Passage:
    """`impact` as entered (WZDx), of the direction that it is said of: the other one may stay open."""
    if impact in OPEN:
        return Passage.OPEN
    if is_for_some:
        return Passage.RESTRICTED
    if impact == "unknown":
        return Passage.UNKNOWN
    return Passage.CLOSED if impact == "all-lanes-closed" else Passage.LIMITED
