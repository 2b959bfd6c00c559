"""An ASGI application around a WSGI one: takes the body in, spends a thread on the answer, sends it without one.

A reader as slow as he likes holds no thread either: the next piece of a file is fetched when the last one is away.
Where the threads are stuck, as behind a database that hangs, whoever waits for one is told so without a thread.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from weakref import WeakValueDictionary

from .bodies import LARGEST_OTHER, LARGEST_UPLOAD, BodyRefused, CutOff, Intake, Receive
from .environ import environ_of, headers_of
from .threads import Stuck, Threads
from .turns import OTHERS_WAIT, Turns

log = logging.getLogger(__name__)

REFUSAL = "roadmap.refusal"  # in the environ: an HTTPStatus that Django is to put into words
PIECE = 2**16
QUEUED_S = 10  # for a thread, by one who only reads: later he has gone, and the thread would work for nobody
TAKEN_WITHIN_S = 60  # a piece of an answer by its reader, else the connection is dropped
ALIVE = {"/healthz": b'{"status": "ok"}'}  # as roadmap/views/health.py says it, also when no thread is free

Send = Callable[[dict], Awaitable[None]]
Wsgi = Callable[[dict, Callable], Iterable[bytes]]
LineOf = Callable[[str, str], str]  # who is connected and X-Forwarded-For → whom limits count


class TooSlow(Exception):
    """The reader does not take what he asked for."""


class Front:
    """Requests that bring files get at most half the threads at a time, so that the map always has the other half.

    Of that half a caller gets at most a half. `stuck` is a WSGI application that needs neither a thread nor a database.
    """

    def __init__(self, wsgi: Wsgi, *, stuck: Wsgi, line_of: LineOf, threads: int, folder: str | None = None):
        self.wsgi, self.stuck, self.line_of = wsgi, stuck, line_of
        self.threads = Threads(threads)
        self.turns_at_once = max(1, threads // 2)
        self.turns = Turns(self.turns_at_once)
        self.turns_of: WeakValueDictionary[str, Turns] = WeakValueDictionary()
        self.intake = Intake(folder)

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        try:
            if scope["path"] in ALIVE and scope["method"] in ("GET", "HEAD"):
                await self._say_alive(scope, send)
            else:
                await self._serve_or_refuse(scope, headers, receive, send)
        except CutOff:
            await _send_whole(send, HTTPStatus.BAD_REQUEST, [], b"")
        except TooSlow:
            log.warning("A reader of %s took nothing for %d s and was dropped.", scope["path"], TAKEN_WITHIN_S)

    async def _say_alive(self, scope: dict, send: Send) -> None:
        told = ALIVE[scope["path"]]
        size = str(len(told)).encode()
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), (b"content-length", size)]
        await _send_whole(send, HTTPStatus.OK, headers, told if scope["method"] == "GET" else b"")

    async def _serve_or_refuse(self, scope: dict, headers: dict[str, str], receive: Receive, send: Send) -> None:
        try:
            await self._serve(scope, headers, receive, send)
        except BodyRefused as refusal:
            environ = environ_of(scope, headers, BytesIO(), 0) | {REFUSAL: refusal.status}
            await self._answer(environ, send)

    async def _serve(self, scope: dict, headers: dict[str, str], receive: Receive, send: Send) -> None:
        if not _has_body(headers):
            await self._answer(environ_of(scope, headers, BytesIO(), 0), send)
            return
        is_upload = headers.get("content-type", "").lower().startswith("multipart/form-data")
        caller = self.line_of(scope["client"][0], headers.get("x-forwarded-for", ""))
        with self.intake.opened(LARGEST_UPLOAD if is_upload else LARGEST_OTHER, caller) as body:
            await body.read(receive)
            environ = environ_of(scope, headers, body.file, body.size)
            if is_upload:
                await self._answer_in_turn(caller, environ, send)
            else:
                await self._answer(environ, send)

    async def _answer_in_turn(self, caller: str, environ: dict, send: Send) -> None:
        share = self.turns_of.setdefault(caller, Turns(max(1, self.turns_at_once // 2)))
        environ[OTHERS_WAIT] = lambda: share.waiting > 0 or self.turns.waiting > 0
        async with share.one(), self.turns.one():
            await self._answer(environ, send)

    async def _answer(self, environ: dict, send: Send) -> None:
        answer = Answer(self.wsgi, environ)
        queued_s = QUEUED_S if environ["REQUEST_METHOD"] in ("GET", "HEAD") else None
        try:
            try:
                piece = await self.threads.run(answer.begin, queued_s=queued_s)
            except Stuck:
                answer = Answer(self.stuck, environ)
                piece = answer.begin()
            await _send(send, {"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            while not answer.is_over:
                await _send(send, {"type": "http.response.body", "body": piece, "more_body": True})
                piece = await self.threads.run(answer.next_piece, is_patient=True)
            await _send(send, {"type": "http.response.body", "body": piece})
        finally:
            if answer.has_begun and not answer.is_over:
                await self.threads.run(answer.close, is_patient=True)


async def _send(send: Send, message: dict) -> None:
    try:
        async with asyncio.timeout(TAKEN_WITHIN_S):
            await send(message)
    except TimeoutError as error:
        raise TooSlow from error


async def _send_whole(send: Send, status: HTTPStatus, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await _send(send, {"type": "http.response.start", "status": status.value, "headers": headers})
    await _send(send, {"type": "http.response.body", "body": body})


def _has_body(headers: dict[str, str]) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


class Answer:
    """What the WSGI application says to one request; its methods run in a thread."""

    def __init__(self, wsgi: Wsgi, environ: dict):
        self.wsgi, self.environ = wsgi, environ
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.parts: Iterable[bytes] = ()
        self.has_begun = self.is_over = False

    def begin(self) -> bytes:
        """The first piece; a page is one piece, and its database connection is given back in the same thread."""
        self.has_begun = True
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
