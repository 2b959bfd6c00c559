"""What a work costs beside a control in the same run: a clock alone tells more of the machine than of the work."""

from collections.abc import Callable
from time import thread_time

TRIES = 3
LEAST_S = 0.002  # what a clock can tell


def seconds(work: Callable[[], object], tries: int = TRIES) -> float:
    """Of the processor for this thread, at its best of so many tries; never none at all."""
    return max(LEAST_S, min(_once(work) for _ in range(tries)))


def _once(work: Callable[[], object]) -> float:
    started = thread_time()
    work()
    return thread_time() - started
