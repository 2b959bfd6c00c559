"""One line that a dispatcher typed → a sentence that the reader of notices knows.

«Республики 53–61, в сторону центра, завтра 22–6» leaves out what a notice says: that hours are hours, that two numbers
are houses, that something is shut. It is put in, and each letter still knows where it was typed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from closures.reading.lexicon import (
    BETWEEN_TWO_STREETS,
    DAY_OF_A_WEEKDAY,
    HOURS,
    HOURS_BEFORE_A_NAME,
    HOURS_BEHIND_A_STRETCH,
    HOURS_OF_A_NIGHT,
    HOUSES,
    TWO_STREETS,
)

LONGEST = 160  # letters of a typed line; what is longer is a notice
SHUT = "Закрыто движение: "


@dataclass(frozen=True)
class Typed:
    """`text` is read; its letter `n` was typed at `at[n]` of the line."""

    text: str
    at: tuple[int, ...]

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """A span of the sentence as a span of the line; an empty one for what nobody typed."""
        letters = [at for at in self.at[start:end] if at >= 0]
        return (letters[0], letters[-1] + 1) if letters else (0, 0)

    @property
    def is_said(self) -> bool:
        """Whether what happens there was typed, and not put in."""
        return not self.text.startswith(SHUT) or self.at[0] >= 0

    def replaced(self, pattern: re.Pattern, say: Callable[[re.Match], str]) -> "Typed":
        text, at, done = "", [], 0
        for found in pattern.finditer(self.text):
            told = say(found)
            text += self.text[done : found.start()] + told
            at += [*self.at[done : found.start()], *self._spread(found, len(told))]
            done = found.end()
        return Typed(text + self.text[done:], (*at, *self.at[done:]))

    def _spread(self, found: re.Match, length: int) -> list[int]:
        """The letters of what is said instead, in order over those that were typed."""
        first, typed = found.start(), len(found[0])
        return [self.at[first + min(number * typed // length, typed - 1)] for number in range(length)]

    def after(self, words: str) -> "Typed":
        return Typed(words + self.text, (*(-1 for _letter in words), *self.at))


def as_it_stands(text: str) -> Typed:
    return Typed(text, tuple(range(len(text))))


def is_typed(text: str) -> bool:
    return len(text) <= LONGEST and "\n" not in text


def without_mixed_numbers(text: str) -> Typed:
    """«с 10 до 16 Профсоюзная»: these are hours, and no sixteenth street of that name."""
    return as_it_stands(text).replaced(HOURS_BEFORE_A_NAME, lambda found: f"{_hours(found).replace(' с ', ' ', 1)} ")


def spelled_out(line: str) -> Typed:
    """With hours, days, houses and crossings said as in a sentence."""
    typed = as_it_stands(line)
    for hours in (HOURS, HOURS_OF_A_NIGHT, HOURS_BEHIND_A_STRETCH):
        typed = typed.replaced(hours, _hours)
    typed = typed.replaced(DAY_OF_A_WEEKDAY, _day).replaced(HOUSES, _houses)
    if not TWO_STREETS.match(line):
        return typed
    return typed.replaced(BETWEEN_TWO_STREETS, lambda _found: " и ").after("перекрёсток ")


def _hours(found: re.Match) -> str:
    first, last = (_clock(found[name]) for name in ("first", "last"))
    return f"{found['day']} с {first} до {last}"


def _day(found: re.Match) -> str:
    return f"{found['mark']} {found['number']}-го"


def _clock(told: str) -> str:
    hour, _mark, minute = told.replace(".", ":").partition(":")
    return f"{int(hour):02d}:{minute or '00'}"


def _houses(found: re.Match) -> str:
    return f"{found['street']} от дома {found['first']} до дома {found['last']}"
