"""What a phase leaves of the way: what red, amber and the rest of the map's colours stand for."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .manners import OPEN


class Passage(StrEnum):
    """The gravest first."""

    CLOSED = "closed", _("no way through")
    LIMITED = "limited", _("narrowed, one side or in turns")
    RESTRICTED = "restricted", _("closed for some vehicles")
    OPEN = "open", _("lanes are open")
    UNKNOWN = "unknown", _("impact not known")

    label: Promise

    def __new__(cls, value: str, label: Promise):
        passage = str.__new__(cls, value)
        passage._value_, passage.label = value, label
        return passage

    @classmethod
    def choices(cls) -> list[tuple[str, Promise]]:
        return [(passage.value, passage.label) for passage in cls]


def passage_of(impact: str, *, is_for_some: bool, leaves_a_way: bool) -> Passage:
    """`impact` as entered (WZDx); `leaves_a_way`: the other direction of the street stays open."""
    if impact in OPEN:
        return Passage.OPEN
    if is_for_some:
        return Passage.RESTRICTED
    if impact == "unknown":
        return Passage.UNKNOWN
    return Passage.CLOSED if impact == "all-lanes-closed" and not leaves_a_way else Passage.LIMITED
