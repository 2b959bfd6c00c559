"""Bodies of requests are taken in whole, on disk where they are large, under a limit of size and a total deadline.

No thread waits meanwhile. The deadline is a grace plus what a slow but honest line needs: who sends less than
`SLOWEST_BYTES_PER_S` on the whole is cut off; a phone's 1.6 Mbit/s are six times as much.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO

from roadmap.disk import is_full

GRACE_S = 30
SLOWEST_BYTES_PER_S = 32_000
LONGEST_S = 900
LARGEST_UPLOAD = 80 * 2**20  # five photos of 15 MB and the words; deploy/nginx.conf says the same
LARGEST_OTHER = 3 * 2**20  # above Django's own limit for words, which explains itself
STILL_HEARD_OUT = 3  # times the limit: a browser shows the refusal only once it has sent everything
IN_MEMORY = 2**18
MOST_AT_ONCE = 200  # of one process, as the next
MOST_OF_A_CALLER = 20  # of them: who sends nothing on many connections leaves the others their place
MOST_BYTES_AT_ONCE = 2**30

Receive = Callable[[], Awaitable[dict]]


class BodyRefused(Exception):
    """Why, as the HTTP status that says so."""

    def __init__(self, status: HTTPStatus):
        super().__init__(status.phrase)
        self.status = status


class CutOff(Exception):
    """The body ended before its end, or its pieces are none; as a rule nobody waits for an answer."""


class Body:
    """One body: `size` bytes so far, kept in `file` as far as they are within the limit."""

    def __init__(self, intake: "Intake", limit: int):
        self.intake, self.limit = intake, limit
        self.size = self.kept = 0
        self.file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY, dir=intake.folder)  # noqa: SIM115 - closed by end()

    async def read(self, receive: Receive) -> None:
        """All of it. Raises BodyRefused or CutOff."""
        started, is_more = asyncio.get_running_loop().time(), True
        while is_more:
            message = await self._next(receive, started)
            if message["type"] == "http.disconnect":
                raise CutOff
            self._take(message.get("body", b""))
            is_more = message.get("more_body", False)
        if self.size > self.limit:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self.file.seek(0)

    async def _next(self, receive: Receive, started: float) -> dict:
        patience = min(GRACE_S + self.size / SLOWEST_BYTES_PER_S, LONGEST_S)
        try:
            async with asyncio.timeout_at(started + patience):
                return await receive()
        except TimeoutError as error:
            raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT) from error

    def _take(self, part: bytes) -> None:
        self.size += len(part)
        if self.size > self.limit * STILL_HEARD_OUT:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self.size <= self.limit:
            self._keep(part)

    def _keep(self, part: bytes) -> None:
        self.kept += len(part)
        self.intake.bytes += len(part)
        if self.intake.bytes > MOST_BYTES_AT_ONCE:
            raise BodyRefused(HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            self.file.write(part)
        except OSError as error:
            if not is_full(error):
                raise
            raise BodyRefused(HTTPStatus.INSUFFICIENT_STORAGE) from error

    def end(self) -> None:
        self.intake.bytes -= self.kept
        self.file.close()


class Intake:
    """The bodies that this process has taken in and not yet answered; `folder` holds the large ones."""

    def __init__(self, folder: str | None = None):
        self.folder = folder
        self.bodies = self.bytes = 0
        self.by_caller: Counter[str] = Counter()

    @contextmanager
    def opened(self, limit: int, caller: str) -> Iterator[Body]:
        if self.by_caller[caller] >= MOST_OF_A_CALLER:
            raise BodyRefused(HTTPStatus.TOO_MANY_REQUESTS)
        if self.bodies >= MOST_AT_ONCE:
            raise BodyRefused(HTTPStatus.SERVICE_UNAVAILABLE)
        with self._counted(caller):
            body = Body(self, limit)
            try:
                yield body
            finally:
                body.end()

    @contextmanager
    def _counted(self, caller: str) -> Iterator[None]:
        self.bodies += 1
        self.by_caller[caller] += 1
        try:
            yield
        finally:
            self.bodies -= 1
            self.by_caller[caller] -= 1
            self.by_caller += Counter()  # forgets who has none left
