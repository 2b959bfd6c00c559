"""Which process is which: a number alone may have passed to another since it was written down."""

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")


def start_of(pid: int) -> int | None:
    """Clock ticks since boot at which it began; None if there is none such, or only its remains (a zombie)."""
    fields = _stat(pid)
    return None if fields is None or fields[0] in "ZX" else int(fields[19])


def exists(pid: int) -> bool:
    """Alive, or dead and not yet buried by its parent."""
    return (PROC / str(pid)).exists()


def is_same(pid: int, started: int) -> bool:
    return start_of(pid) == started


def command_line(pid: int) -> str:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def members(session: int, started: int) -> list[int]:
    """Living processes of a session whose leader began at `started`, whether or not the leader is left."""
    leader = start_of(session)
    if leader is not None and leader != started:
        return []  # the number was given to somebody else
    found = ((pid, _stat(pid)) for pid in everyone())
    return [pid for pid, stat in found if stat and stat[0] not in "ZX" and int(stat[3]) == session]


def everyone() -> Iterable[int]:
    return (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())


def boot() -> str:
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def send(pids: Iterable[int], what: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, what)
        except ProcessLookupError:
            continue  # gone meanwhile, which is what was wanted


def wait_until(condition, seconds: float, every: float = 0.05) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/PID/stat from the third on: the second, the name, may hold spaces and brackets."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()
