"""The front between web server and Django: bodies under a limit and a deadline, answers without a thread."""

import asyncio
import errno
import threading
from http import HTTPStatus
from io import BytesIO

import pytest

from roadmap.views import failures
from roadmap.web import bodies
from roadmap.web.front import PIECE, REFUSAL, Front

UPLOAD = ("content-type", "multipart/form-data; boundary=x")


def request(*headers, method="POST", path="/report/"):
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"a=b",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("10.0.0.1", 4711),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }


def sent(*parts, forever=b""):
    """`receive` of a client that sends the parts; with `forever` it drips that on and on and never ends."""
    rest = iter(parts)

    async def receive():
        part = next(rest, None)
        if part is None and forever:
            await asyncio.sleep(0.01)
            return {"type": "http.request", "body": forever, "more_body": True}
        if part is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        return part if isinstance(part, dict) else {"type": "http.request", "body": part, "more_body": True}

    return receive


class Told:
    """What came back to the client."""

    def __init__(self):
        self.status, self.headers, self.body = 0, {}, b""

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")


def echo(environ, start_response):
    """Says what it was given; a refusal by its status."""
    refusal = environ.get(REFUSAL)
    start_response(f"{refusal or 200} X", [("X-Length", environ["CONTENT_LENGTH"])])
    return [environ["wsgi.input"].read()]


def ask(receive, *headers, wsgi=echo, front=None, **values) -> Told:
    told = Told()
    asyncio.run((front or Front(wsgi, threads=2))(request(*headers, **values), receive, told.send))
    return told


@pytest.mark.parametrize("headers", [[("content-length", "6")], [("transfer-encoding", "chunked")]])
def test_a_body_arrives_whole_with_its_true_length(headers):
    told = ask(sent(b"abc", b"def"), *headers)
    assert (told.status, told.body, told.headers["x-length"]) == (200, b"abcdef", "6")


def test_a_request_without_a_body_waits_for_none():
    async def never():
        raise AssertionError("nothing is to be read")

    assert ask(never, method="GET").status == 200


def test_a_dripping_body_is_cut_off_at_the_deadline(monkeypatch):
    monkeypatch.setattr(bodies, "GRACE_S", 0.05)
    told = ask(sent(forever=b"-"), ("transfer-encoding", "chunked"))
    assert told.status == HTTPStatus.REQUEST_TIMEOUT


def test_a_slow_line_that_gets_on_is_waited_for(monkeypatch):
    """A kilobyte every 10 ms for half a second, with a grace of a tenth: each kilobyte buys 33 ms more."""
    monkeypatch.setattr(bodies, "GRACE_S", 0.1)

    left = iter(range(50))

    async def receive():
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x" * 1024, "more_body": next(left, None) is not None}

    assert ask(receive, UPLOAD, ("content-length", "52224")).status == 200


def test_a_fast_line_does_not_go_on_for_ever(monkeypatch):
    monkeypatch.setattr(bodies, "LONGEST_S", 0.05)
    assert ask(sent(forever=b"x" * 1024), UPLOAD, ("transfer-encoding", "chunked")).status == 408


@pytest.mark.parametrize("size", [3 * 2**20 + 1, 10 * 2**20])
def test_a_body_above_the_limit_is_refused(size):
    told = ask(sent(*[b"x" * 2**16] * (size // 2**16 + 1)), ("content-length", str(size)))
    assert (told.status, told.body) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"")


def test_files_may_be_larger_than_words():
    size = 4 * 2**20
    assert ask(sent(b"x" * size), UPLOAD, ("content-length", str(size))).headers["x-length"] == str(size)


def test_a_full_disk_is_told(monkeypatch):
    class Full(BytesIO):
        def write(self, part):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(bodies, "SpooledTemporaryFile", lambda *_, **__: Full())
    assert ask(sent(b"x"), ("content-length", "1")).status == HTTPStatus.INSUFFICIENT_STORAGE


@pytest.mark.parametrize(("limit", "value"), [("MOST_AT_ONCE", 0), ("MOST_BYTES_AT_ONCE", 10)])
def test_bodies_at_once_are_bounded_in_number_and_size(monkeypatch, limit, value):
    monkeypatch.setattr(bodies, limit, value)
    assert ask(sent(b"x" * 11), ("content-length", "11")).status == HTTPStatus.SERVICE_UNAVAILABLE


def test_nothing_is_counted_once_it_is_answered(monkeypatch):
    monkeypatch.setattr(bodies, "GRACE_S", 0.05)
    front = Front(echo, threads=2)
    ask(sent(b"abc"), ("content-length", "3"), front=front)
    ask(sent(forever=b"-"), ("content-length", "9"), front=front)
    ask(sent({"type": "http.disconnect"}), ("content-length", "9"), front=front)
    assert (front.intake.bodies, front.intake.bytes) == (0, 0)


def test_a_body_that_ends_before_its_end_reaches_nobody():
    def wsgi(environ, start_response):
        raise AssertionError("half a body")

    assert ask(sent(b"ab", {"type": "http.disconnect"}), ("content-length", "3"), wsgi=wsgi).status == 400


def test_files_get_half_the_threads_and_wait_without_one(monkeypatch):
    """Four uploads that work as long as they are let: two of four threads; the map is answered; the others wait."""
    monkeypatch.setattr("roadmap.web.front.PATIENCE_S", 0.2)
    at_work, go = [], threading.Event()

    def wsgi(environ, start_response):
        if environ["PATH_INFO"] == "/report/" and REFUSAL not in environ:
            at_work.append(1)
            go.wait(10)
        return echo(environ, start_response)

    async def story():
        front, uploads = Front(wsgi, threads=4), [Told() for _ in range(4)]
        scope = request(UPLOAD, ("content-length", "1"))
        tasks = [asyncio.create_task(front(scope, sent(b"x"), told.send)) for told in uploads]
        await asyncio.wait(tasks, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        the_map = Told()
        await front(request(method="GET", path="/"), sent(), the_map.send)
        working = len(at_work)
        go.set()
        await asyncio.gather(*tasks)
        return working, the_map.status, sorted(told.status for told in uploads)

    assert asyncio.run(story()) == (2, 200, [200, 200, 503, 503])


def test_a_long_answer_goes_out_piece_by_piece_and_is_closed():
    class File:
        def __init__(self):
            self.rest, self.closed = [b"x" * 4096] * 40, 0

        def __iter__(self):
            return iter(self.rest)

        def close(self):
            self.closed += 1

    file, pieces = File(), []

    def wsgi(environ, start_response):
        start_response("200 OK", [])
        return file

    async def send(message):
        pieces.append(len(message.get("body", b"")))

    asyncio.run(Front(wsgi, threads=1)(request(method="GET"), sent(), send))
    assert (sum(pieces), max(pieces), file.closed) == (40 * 4096, PIECE, 1)


def test_a_file_whose_reader_fails_is_closed_too():
    class File(list):
        closed = 0

        def close(self):
            self.closed += 1

    file = File([b"x" * PIECE] * 3)

    def wsgi(environ, start_response):
        start_response("200 OK", [])
        return file

    async def send(message):
        if message.get("more_body"):
            raise ConnectionError

    with pytest.raises(ConnectionError):
        asyncio.run(Front(wsgi, threads=1)(request(method="GET"), sent(), send))
    assert file.closed == 1


def test_a_header_with_an_underscore_does_not_stand_in_for_the_proxys():
    def wsgi(environ, start_response):
        start_response("200 OK", [])
        return [environ.get("HTTP_X_FORWARDED_FOR", "none").encode()]

    assert ask(sent(), ("x_forwarded_for", "1.2.3.4"), method="GET", wsgi=wsgi).body == b"none"
    assert ask(sent(), ("x-forwarded-for", "1.2.3.4"), method="GET", wsgi=wsgi).body == b"1.2.3.4"


@pytest.mark.parametrize(
    ("status", "words", "retry_after"),
    [
        (HTTPStatus.REQUEST_TIMEOUT, "слишком медленно", None),
        (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "меньше", None),
        (HTTPStatus.SERVICE_UNAVAILABLE, "через минуту", "60"),
        (HTTPStatus.INSUFFICIENT_STORAGE, "нет места", "300"),
    ],
)
@pytest.mark.parametrize("path", ["/report/", "/api/v1/appeals/"])
def test_a_refusal_is_told_in_the_users_words(anonymous, status, words, retry_after, path):
    answer = anonymous.post(path, **{REFUSAL: status})
    text = answer.json()["detail"] if path.startswith("/api/") else answer.content.decode()
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, retry_after)
    assert words in text
    assert answer.headers["Content-Security-Policy"]


def test_a_disk_that_is_full_inside_django_is_told_too(rf):
    try:
        raise OSError(errno.ENOSPC, "No space left on device")
    except OSError:
        answer = failures.failed(rf.post("/report/"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (507, "300")
