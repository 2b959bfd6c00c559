"""Turns of requests that bring files, and what the one whose turn it is may know of those who wait for theirs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

from .bodies import BodyRefused

PATIENCE_S = 20  # of files that wait for their turn
OTHERS_WAIT = "roadmap.others_wait"  # in the environ


class Turns:
    """So many at a time; whoever waits longer than PATIENCE_S is refused."""

    def __init__(self, at_once: int):
        self.free = asyncio.Semaphore(at_once)
        self.waiting = 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        await self._wait()
        try:
            yield
        finally:
            self.free.release()

    async def _wait(self) -> None:
        self.waiting += 1
        try:
            await asyncio.wait_for(self.free.acquire(), PATIENCE_S)
        except TimeoutError as error:
            raise BodyRefused(HTTPStatus.SERVICE_UNAVAILABLE) from error
        finally:
            self.waiting -= 1


def others_wait(environ: Mapping) -> Callable[[], bool]:
    """Whether somebody waits for this request's turn, so that it does nothing at leisure; nobody without a front."""
    return environ.get(OTHERS_WAIT, lambda: False)
