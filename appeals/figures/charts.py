"""Charts as shapes for inline SVG, in user units; the table of the same numbers stands beside each."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
PLOT = 140  # height of a chart of lines


@dataclass(frozen=True)
class Bar:
    """A horizontal bar under its `words`, which wrap as text does; `percent` of the longest."""

    percent: float
    words: str


def bars(told: Sequence[tuple[str, int]]) -> list[Bar]:
    """One a (word, number)."""
    most = max((number for _word, number in told), default=0) or 1
    return [Bar(round(100 * number / most, 1), f"{word}: {number}") for word, number in told]


@dataclass(frozen=True)
class Lines:
    """Several lines over the same steps; each is `points` of a polyline and its word. `most` is at the top."""

    width: int
    height: int
    most: int
    lines: list[tuple[str, str]]


def lines(told: Sequence[tuple[str, Sequence[int]]]) -> Lines:
    """One a (word, numbers); nothing is below zero, and the highest of all is as high as the chart."""
    most = max((number for _word, numbers in told for number in numbers), default=0) or 1
    found = [(word, _points(numbers, most)) for word, numbers in told]
    return Lines(WIDTH, PLOT, most, found)


def _points(numbers: Sequence[int], most: int) -> str:
    step = WIDTH / max(len(numbers) - 1, 1)
    return " ".join(f"{at * step:.1f},{PLOT - PLOT * number / most:.1f}" for at, number in enumerate(numbers))
