"""The threads that Django works in; nobody queues behind those that do not come back."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

STUCK_S = 2.5  # without a thread taken or come back


class Stuck(Exception):
    """All threads are at work, and none has come back for a while, or too many came before: a queue that gets on is
    waited in, but not for longer than a reader waits for a page.
    """


class Threads:
    def __init__(self, number: int):
        self.pool = ThreadPoolExecutor(number, thread_name_prefix="django")
        self.free = asyncio.Semaphore(number)
        self.moved = 0.0

    async def run(
        self, work: Callable[[], Result], *, is_patient: bool = False, queued_s: float | None = None
    ) -> Result:
        """Raises Stuck, but not to the patient; with `queued_s` at the latest after so long."""
        loop = asyncio.get_running_loop()
        latest = float("inf") if queued_s is None else loop.time() + queued_s
        await self._wait_for_one(None if is_patient else STUCK_S, latest)
        self.moved = loop.time()
        job = self.pool.submit(work)
        job.add_done_callback(lambda _job: loop.call_soon_threadsafe(self._comes_back))
        return await asyncio.wrap_future(job)

    def _comes_back(self) -> None:
        self.moved = asyncio.get_running_loop().time()
        self.free.release()

    async def _wait_for_one(self, patience_s: float | None, latest: float) -> None:
        while True:
            until = None if patience_s is None else min(self.moved + patience_s, latest)
            try:
                async with asyncio.timeout_at(until):
                    await self.free.acquire()
                return
            except TimeoutError:
                if asyncio.get_running_loop().time() >= min(self.moved + patience_s, latest):
                    raise Stuck from None
