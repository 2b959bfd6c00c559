"""Steps in the order of time, whatever order the tables name them in."""

import heapq
from collections.abc import Callable
from datetime import datetime

Step = Callable[[datetime], None]


class Timeline:
    """A step is called with its moment and may lay further steps ahead; those later than now have not happened yet."""

    def __init__(self, now: datetime):
        self.now = now
        self._ahead: list[tuple[datetime, int, Step]] = []
        self._count = 0

    def put(self, at: datetime | None, step: Step) -> None:
        if at is not None and at <= self.now:
            heapq.heappush(self._ahead, (at, self._count, step))
            self._count += 1

    def run(self) -> None:
        while self._ahead:
            at, _number, step = heapq.heappop(self._ahead)
            step(at)
