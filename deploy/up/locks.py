"""One at a time. The kernel gives a lock back when its holder dies, however it dies."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from .say import say


@contextlib.contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """Waits for whoever is at it, and says so. The folder itself is locked, so nothing is left lying about."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        if not _try(opened):
            say(f"Waiting: another ./run is {what} …")
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def is_held(path: Path) -> bool:
    if not path.exists():
        return False
    opened = os.open(path, os.O_RDONLY)
    try:
        return not _try(opened)
    finally:
        os.close(opened)


def take(path: Path) -> int | None:
    """The opened file, locked until this process ends; None if somebody has it."""
    opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if _try(opened):
        return opened
    os.close(opened)
    return None


def _try(opened: int) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
