"""The questions whose answers are learned: name of the weights' file → a function giving the examples."""

from collections.abc import Callable

from roadmap.language.linear import Linear

from . import meaning
from .fit import Example, fit

QUESTIONS: dict[str, Callable[..., list[Example]]] = {
    "kinds": meaning.kinds,
    "events": meaning.events,
    "impact": meaning.impact,
    "message_kinds": meaning.message_kinds,
}
STRENGTH, BALANCE = 1.0, 0.3


def learned(examples: list[Example]) -> Linear:
    return fit(examples, strength=STRENGTH, balance=BALANCE)
