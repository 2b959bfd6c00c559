"""Asks the map while something else goes on, and looks at how much memory web and workers have."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from .server import Client

LOOK_S = 0.2
ROUNDS_BEFORE = 5
MB = 2**20


class Watch:
    """Of the bench's own children and theirs, from the moment at which it is made: that is idle."""

    def __init__(self, client: Client, addresses: Sequence[str]):
        self.client, self.addresses = client, addresses
        self.roots = _children()
        self.idle = self.most = self._memory()
        self.times_ms: dict[str, list[float]] = {address: [] for address in addresses}
        self.before_ms = max(self._asked_ms(address) for _round in range(ROUNDS_BEFORE) for address in addresses)
        self.started = time.monotonic()

    @property
    def above_idle_mb(self) -> float:
        return (self.most - self.idle) / MB

    @property
    def slowest_ms(self) -> float:
        return max(told for times in self.times_ms.values() for told in times)

    @property
    def told(self) -> str:
        """How many answers there were, how long the middle one took, and the slowest before anything began: on a
        machine that is busy otherwise that one is slow, too."""
        times = [told for times in self.times_ms.values() for told in times]
        return f"{len(times)} answers, median {median(times):.0f} ms, slowest before {self.before_ms:.0f} ms"

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def until(self, is_over: Callable[[], bool], patience_s: float, *meanwhile: Callable[[], None]) -> None:
        """No longer than patience lasts, counted from the beginning of the watch."""
        while not is_over() and self.seconds < patience_s:
            for address in self.addresses:
                self._ask(address)
            for each in meanwhile:
                each()
            time.sleep(LOOK_S)

    def _ask(self, address: str) -> None:
        self.times_ms[address].append(self._asked_ms(address))
        self.most = max(self.most, self._memory())

    def _asked_ms(self, address: str) -> float:
        began = time.monotonic()
        self.client.fetch(address)
        return (time.monotonic() - began) * 1000

    def _memory(self) -> int:
        return sum(_bytes_of(pid) for root in self.roots for pid in _family(root))


def _children() -> list[int]:
    """Of the bench: the web server and the worker."""
    return [int(pid) for told in Path("/proc/self/task").glob("*/children") for pid in _text(told).split()]


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            found += [int(child) for child in _text(children).split()]
    return found


def _bytes_of(pid: int) -> int:
    """Its share of memory (Pss): what several have in common counts once."""
    told = _text(Path(f"/proc/{pid}/smaps_rollup")).partition("\nPss:")[2].split()
    return int(told[0]) * 1024 if told else 0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""  # it has ended
