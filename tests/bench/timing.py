"""Medians of work done in turn, so that a busy moment of the machine hits ours and the bare limit alike."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

WARM_UPS = 3


def medians(*works: Callable[[], object], repeats: int, warm_ups: int = WARM_UPS) -> list[float]:
    """Milliseconds of each work; the works take turns."""
    for _ in range(min(warm_ups, repeats)):
        for work in works:
            work()
    rounds = [[_timed(work) for work in works] for _ in range(repeats)]
    return [median(times) for times in zip(*rounds, strict=True)]


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000
