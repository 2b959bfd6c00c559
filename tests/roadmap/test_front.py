"""The front between web server and Django: bodies under a limit and a deadline, answers without a thread."""

import asyncio
import errno
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from io import BytesIO

import pytest

from roadmap.callers import line_of
from roadmap.views import failures
from roadmap.web import bodies
from roadmap.web.front import PIECE, REFUSAL, Front
from roadmap.web.turns import others_wait

UPLOAD = ("content-type", "multipart/form-data; boundary=x")


def ran(story):
    """In a thread of its own: a browser test before this one leaves its loop running in the first."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(asyncio.run, story).result()


def fronted(wsgi, threads):
    return Front(wsgi, stuck=failures.stuck, line_of=line_of, threads=threads)


def request(*headers, method="POST", path="/report/", caller="10.0.0.1"):
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"a=b",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": (caller, 4711),
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
    ran((front or fronted(wsgi, threads=2))(request(*headers, **values), receive, told.send))
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
    front = fronted(echo, threads=2)
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
    monkeypatch.setattr("roadmap.web.turns.PATIENCE_S", 0.2)
    at_work, go = [], threading.Event()

    def wsgi(environ, start_response):
        if environ["PATH_INFO"] == "/report/" and REFUSAL not in environ:
            at_work.append(1)
            go.wait(10)
        return echo(environ, start_response)

    async def story():
        front, uploads = fronted(wsgi, threads=4), [Told() for _ in range(4)]
        scopes = [request(UPLOAD, ("content-length", "1"), caller=f"10.0.0.{number}") for number in range(4)]
        tasks = [
            asyncio.create_task(front(scope, sent(b"x"), told.send))
            for scope, told in zip(scopes, uploads, strict=True)
        ]
        await asyncio.wait(tasks, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        the_map = Told()
        await front(request(method="GET", path="/"), sent(), the_map.send)
        working = len(at_work)
        go.set()
        await asyncio.gather(*tasks)
        return working, the_map.status, sorted(told.status for told in uploads)

    assert ran(story()) == (2, 200, [200, 200, 503, 503])


async def never(*_message):
    await asyncio.sleep(3600)


def idle(front, number, **values):
    """So many callers that begin a body and send no more of it."""
    return [
        asyncio.create_task(front(request(("content-length", "9"), **values), never, Told().send))
        for _ in range(number)
    ]


def test_idle_bodies_of_one_caller_shut_nobody_else_out():
    async def story():
        front, more, other = fronted(echo, threads=2), Told(), Told()
        tasks = idle(front, bodies.MOST_OF_A_CALLER)
        await asyncio.sleep(0)
        await front(request(("content-length", "1")), sent(b"x"), more.send)
        await front(request(("content-length", "1"), caller="10.0.0.2"), sent(b"x"), other.send)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        again = Told()
        await front(request(("content-length", "1")), sent(b"x"), again.send)
        return more.status, other.status, again.status, dict(front.intake.by_caller)

    assert ran(story()) == (HTTPStatus.TOO_MANY_REQUESTS, 200, 200, {})


@pytest.mark.parametrize(("proxies", "status"), [(0, HTTPStatus.TOO_MANY_REQUESTS), (1, 200)])
def test_behind_our_proxy_callers_are_told_apart_by_its_header_alone(settings, proxies, status):
    settings.NUM_PROXIES = proxies

    async def story():
        front, other = fronted(echo, threads=2), Told()
        tasks = idle(front, bodies.MOST_OF_A_CALLER)
        await asyncio.sleep(0)
        await front(request(("content-length", "1"), ("x-forwarded-for", "10.9.9.9")), sent(b"x"), other.send)
        for task in tasks:
            task.cancel()
        return other.status

    assert ran(story()) == status


def test_the_uploads_of_one_caller_leave_a_turn_for_another(monkeypatch):
    """Of four threads two take files: one of the busy caller, one of anybody else."""
    monkeypatch.setattr("roadmap.web.turns.PATIENCE_S", 0.5)
    go = threading.Event()

    def wsgi(environ, start_response):
        if environ["REMOTE_ADDR"] == "10.0.0.1" and REFUSAL not in environ:
            go.wait(10)
        return echo(environ, start_response)

    async def story():
        front, mine, other = fronted(wsgi, threads=4), [Told() for _ in range(3)], Told()
        upload = (UPLOAD, ("content-length", "1"))
        tasks = [asyncio.create_task(front(request(*upload), sent(b"x"), told.send)) for told in mine]
        await asyncio.sleep(0.1)
        await front(request(*upload, caller="10.0.0.2"), sent(b"x"), other.send)
        await asyncio.sleep(0.6)
        go.set()
        await asyncio.gather(*tasks)
        return other.status, sorted(told.status for told in mine)

    assert ran(story()) == (200, [200, 503, 503])


def test_an_upload_knows_whether_somebody_waits_for_its_turn():
    """The first works until a second one waits, the second until it is alone."""
    heard = []

    def wsgi(environ, start_response):
        waits, until = others_wait(environ), time.monotonic() + 10
        while not heard and not waits() and time.monotonic() < until:
            time.sleep(0.01)
        heard.append(waits())
        return echo(environ, start_response)

    async def story():
        front, told = fronted(wsgi, threads=4), [Told(), Told()]
        await asyncio.gather(*(front(request(UPLOAD, ("content-length", "1")), sent(b"x"), each.send) for each in told))
        return [each.status for each in told]

    assert ran(story()) == [200, 200]
    assert heard == [True, False]


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/list/", "ru", "Сайт ненадолго недоступен"),
        ("/list/", "en", "The site is away for a moment"),
        ("/api/v1/road-events/", "en", "away for a moment"),
    ],
)
def test_behind_threads_that_hang_the_next_is_told_without_one(monkeypatch, path, language, words):
    monkeypatch.setattr("roadmap.web.threads.STUCK_S", 0.1)
    go, at_work = threading.Event(), threading.Semaphore(0)

    def hangs(environ, start_response):
        at_work.release()
        go.wait(10)
        return echo(environ, start_response)

    async def story():
        front, next_one, alive = fronted(hangs, threads=2), Told(), Told()
        held = [asyncio.create_task(front(request(method="GET"), sent(), Told().send)) for _ in range(2)]
        await asyncio.sleep(0.05)
        await front(request(("accept-language", language), method="GET", path=path), sent(), next_one.send)
        await front(request(method="GET", path="/healthz"), sent(), alive.send)
        go.set()
        await asyncio.gather(*held)
        later = Told()
        await front(request(method="GET"), sent(), later.send)
        return next_one, alive, later

    next_one, alive, later = ran(story())
    assert (next_one.status, next_one.headers["retry-after"]) == (503, "5")
    assert words in next_one.body.decode()
    assert (alive.status, alive.body, later.status) == (200, b'{"status": "ok"}', 200)


def test_a_queue_that_gets_on_is_waited_in(monkeypatch):
    """Twelve answers of 50 ms by one thread: the last waits longer than a stuck thread would be waited for."""
    monkeypatch.setattr("roadmap.web.threads.STUCK_S", 0.4)

    def works(environ, start_response):
        threading.Event().wait(0.05)
        return echo(environ, start_response)

    async def story():
        front, told = fronted(works, threads=1), [Told() for _ in range(12)]
        await asyncio.gather(*(front(request(method="GET"), sent(), one.send) for one in told))
        return {one.status for one in told}

    assert ran(story()) == {200}


def test_who_only_reads_is_told_when_too_many_came_before_and_who_sends_something_waits(monkeypatch):
    monkeypatch.setattr("roadmap.web.threads.STUCK_S", 60)
    monkeypatch.setattr("roadmap.web.front.QUEUED_S", 0.05)
    go = threading.Event()

    def works(environ, start_response):
        go.wait(10)
        return echo(environ, start_response)

    async def story():
        front, first, writer, reader, later = fronted(works, threads=1), Told(), Told(), Told(), Told()
        held = [asyncio.create_task(front(request(method="POST"), sent(), told.send)) for told in (first, writer)]
        await asyncio.sleep(0)
        await front(request(method="GET"), sent(), reader.send)
        go.set()
        await asyncio.gather(*held)
        await front(request(method="GET"), sent(), later.send)
        return [first.status, writer.status, reader.status, later.status], reader.headers["retry-after"]

    assert ran(story()) == ([200, 200, 503, 200], "5")


def test_a_reader_who_takes_nothing_is_dropped_and_his_file_closed(monkeypatch, caplog):
    monkeypatch.setattr("roadmap.web.front.TAKEN_WITHIN_S", 0.05)

    class File(list):
        closed = 0

        def close(self):
            self.closed += 1

    file = File([b"x" * PIECE] * 3)

    def wsgi(environ, start_response):
        start_response("200 OK", [])
        return file

    ran(asyncio.wait_for(fronted(wsgi, threads=1)(request(method="GET"), sent(), never), 5))
    assert file.closed == 1
    assert "was dropped" in caplog.text


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

    ran(fronted(wsgi, threads=1)(request(method="GET"), sent(), send))
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
        ran(fronted(wsgi, threads=1)(request(method="GET"), sent(), send))
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
        (HTTPStatus.TOO_MANY_REQUESTS, "С этого адреса", "60"),
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
