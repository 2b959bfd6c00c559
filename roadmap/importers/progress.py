"""A bar on a terminal, nothing elsewhere."""

import sys
from typing import Protocol

WIDTH = 24


class Progress(Protocol):
    def __call__(self, step: str, done: int, total: int) -> None: ...


def quiet(step: str, done: int, total: int) -> None:
    """For calls from code: tests, set-up."""


def bar(step: str, done: int, total: int) -> None:
    """On stderr, so that stdout ends with the summary; the line is wiped at the end."""
    if not sys.stderr.isatty():
        return
    filled = WIDTH * done // max(total, 1)
    line = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {step}"
    sys.stderr.write(f"\r\033[K{line if done < total else ''}")
    sys.stderr.flush()


def wipe() -> None:
    """Before a message of refusal, which comes in the middle of the work."""
    bar("", 1, 1)
