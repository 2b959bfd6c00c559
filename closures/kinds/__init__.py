"""What the kinds of road events differ in: one declaration each, read by Python, templates, scripts and pictures.

`declared` has the kinds, `declaration` the form that they fill in, `manners` how they are told, `states` the states,
`passages` what is left of the way and its colour.
"""

from .declaration import EventKind, Shape
from .declared import DECLARED, FOR_A_PUBLIC_EVENT

__all__ = ["AT_SIGNAL", "AWAITED", "CHOICES", "FOR_A_PUBLIC_EVENT", "KINDS", "WORKS", "EventKind", "Shape"]

KINDS: dict[str, EventKind] = {kind.value: kind for kind in DECLARED}
CHOICES = [(kind.value, kind.title) for kind in DECLARED]
AT_SIGNAL = [kind.value for kind in DECLARED if kind.is_at_signal]
AWAITED = [kind.value for kind in DECLARED if kind.is_awaited]
WORKS = [kind.value for kind in DECLARED if kind.is_works]
