"""An ASGI application around a WSGI one: takes the body in, spends a thread on the answer, sends it without one.

A reader as slow as he likes holds no thread either: the next piece of a file is fetched when the last one is away.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from http import HTTPStatus
from io import BytesIO

from .bodies import LARGEST_OTHER, LARGEST_UPLOAD, BodyRefused, CutOff, Intake, Receive
from .environ import environ_of, headers_of

REFUSAL = "roadmap.refusal"  # in the environ: an HTTPStatus that Django is to put into words
PIECE = 2**16
PATIENCE_S = 20  # of files that wait for their turn

Send = Callable[[dict], Awaitable[None]]
Wsgi = Callable[[dict, Callable], Iterable[bytes]]


class Front:
    """Requests that bring files get at most half the threads at a time, so that the map always has the other half."""

    def __init__(self, wsgi: Wsgi, *, threads: int, folder: str | None = None):
        self.wsgi = wsgi
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self.turns = asyncio.Semaphore(max(1, threads // 2))
        self.intake = Intake(folder)

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        try:
            await self._serve(scope, headers, receive, send)
        except BodyRefused as refusal:
            environ = environ_of(scope, headers, BytesIO(), 0) | {REFUSAL: refusal.status}
            await self._answer(environ, send)
        except CutOff:
            await send({"type": "http.response.start", "status": HTTPStatus.BAD_REQUEST.value, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    async def _serve(self, scope: dict, headers: dict[str, str], receive: Receive, send: Send) -> None:
        if not _has_body(headers):
            await self._answer(environ_of(scope, headers, BytesIO(), 0), send)
            return
        is_upload = headers.get("content-type", "").lower().startswith("multipart/form-data")
        with self.intake.opened(LARGEST_UPLOAD if is_upload else LARGEST_OTHER) as body:
            await body.read(receive)
            async with self._turn() if is_upload else nullcontext():
                await self._answer(environ_of(scope, headers, body.file, body.size), send)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            await asyncio.wait_for(self.turns.acquire(), PATIENCE_S)
        except TimeoutError as error:
            raise BodyRefused(HTTPStatus.SERVICE_UNAVAILABLE) from error
        try:
            yield
        finally:
            self.turns.release()

    async def _answer(self, environ: dict, send: Send) -> None:
        answer, loop = Answer(self.wsgi, environ), asyncio.get_running_loop()
        try:
            piece = await loop.run_in_executor(self.threads, answer.begin)
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            while not answer.is_over:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await loop.run_in_executor(self.threads, answer.next_piece)
            await send({"type": "http.response.body", "body": piece})
        finally:
            if not answer.is_over:
                await loop.run_in_executor(self.threads, answer.close)


def _has_body(headers: dict[str, str]) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


class Answer:
    """What the WSGI application says to one request; its methods run in a thread."""

    def __init__(self, wsgi: Wsgi, environ: dict):
        self.wsgi, self.environ = wsgi, environ
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.parts: Iterable[bytes] = ()
        self.is_over = False

    def begin(self) -> bytes:
        """The first piece; a page is one piece, and its database connection is given back in the same thread."""
        self.parts = self.wsgi(self.environ, self._start)
        self.rest = iter(self.parts)
        return self.next_piece()

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def next_piece(self) -> bytes:
        found, size = [], 0
        while size < PIECE:
            part = next(self.rest, None)
            if part is None:
                self.close()
                break
            found.append(part)
            size += len(part)
        return b"".join(found)

    def close(self) -> None:
        self.is_over = True
        if hasattr(self.parts, "close"):
            self.parts.close()
