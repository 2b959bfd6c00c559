"""The questions whose answers are learned: name of the weights' file → its examples, and how they are learned from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from roadmap.language.linear import Linear

from . import meaning, roles
from .fit import FEWEST_CITIES, Example, fit


@dataclass(frozen=True)
class Question:
    examples: Callable[[], list[Example]]
    strength: float = 1.0
    balance: float = 0.3
    fewest_cities: int = FEWEST_CITIES

    def learned(self, examples: Sequence[Example]) -> Linear:
        return fit(examples, strength=self.strength, balance=self.balance, fewest_cities=self.fewest_cities)


QUESTIONS = {
    "roles": Question(roles.all_examples, strength=0.5, balance=0.0, fewest_cities=2),
    "kinds": Question(meaning.kinds),
    "events": Question(meaning.events),
    "impact": Question(meaning.impact),
    "message_kinds": Question(meaning.message_kinds),
}
