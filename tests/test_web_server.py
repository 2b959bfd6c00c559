"""The web server as ./run starts it: slow callers hold no thread, and what HTTP promises is kept."""

import gzip
import http.client
import re
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from django.conf import settings as django_settings

from deploy.up.environment import PYTHON
from deploy.up.serve import Options, _web_options
from tests.conftest import ROOT, process_environment

HOST = "127.0.0.1"
CALLERS = 24  # three times the threads
MAP_NAME = "small-city-0123456789ab"
MAP_SIZE = 40 * 2**20  # more than the sockets' buffers of a reader take
HEAD = "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"


@contextmanager
def web_server(environment, folder):
    """As ./run starts it, on a free port."""
    number, log = _free_port(), folder / "web.log"
    options = _web_options(Options(HOST, number, None, True))
    command = [str(PYTHON), "-m", "granian", *options, "roadmap.asgi:application"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _wait(server, number, log)
        yield number
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def port(transactional_db, tmp_path):
    """A real server on the test's database, with a base map of nothing but zeros."""
    (tmp_path / "basemap").mkdir()
    with (tmp_path / "basemap" / f"{MAP_NAME}.pmtiles").open("wb") as file:
        file.truncate(MAP_SIZE)
    values = {
        "ROADMAP_DATA": str(tmp_path),
        "REDIS_URL": django_settings.CELERY_BROKER_URL,
        "SITE_URL": f"http://{HOST}",
    }
    with web_server(process_environment(**values), tmp_path) as number:
        yield number


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait(server, number, log) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError):
            if ask(number, "GET", "/healthz").status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


def ask(number, method, path, body=None, is_chunked=False, timeout=15, **headers):
    connection = http.client.HTTPConnection(HOST, number, timeout=timeout)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, sent, encode_chunked=is_chunked)
    answer = connection.getresponse()
    answer.told = answer.read()
    connection.close()
    return answer


def drip(path, framing, piece):
    def start(link):
        link.sendall(f"{HEAD.format(path)}{framing}\r\n\r\n".encode())

    return start, lambda link: link.sendall(piece)


def slow_head(link):
    link.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")


def slow_reader(link):
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.sendall(f"GET /basemap/{MAP_NAME}.pmtiles HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())


SLOW = {
    "a body of told length for the form": drip("/report/", "Content-Length: 1000000", b"-"),
    "a body of told length for the API": drip("/api/v1/appeals/", "Content-Length: 1000000", b"-"),
    "a body in pieces for the form": drip("/report/", "Transfer-Encoding: chunked", b"1\r\n-\r\n"),
    "a body in pieces for the API": drip("/api/v1/appeals/", "Transfer-Encoding: chunked", b"1\r\n-\r\n"),
    "headers": (slow_head, lambda link: link.sendall(b"a")),
    "reading a large file": (slow_reader, lambda link: link.recv(1)),
}


@contextmanager
def slow_callers(number, start, go_on):
    """Connections that say, or take in, a byte every fifth of a second."""
    links = [socket.create_connection((HOST, number), timeout=5) for _ in range(CALLERS)]
    over = threading.Event()

    def keep_on():
        while not over.wait(0.2):
            for link in links:
                with suppress(OSError):
                    go_on(link)

    for link in links:
        start(link)
    thread = threading.Thread(target=keep_on)
    thread.start()
    try:
        time.sleep(1)  # until all of them have their place
        yield
    finally:
        over.set()
        thread.join()
        for link in links:
            link.close()


def test_the_map_answers_while_others_are_slow(port):
    for kind, (start, go_on) in SLOW.items():
        with slow_callers(port, start, go_on):
            for path in ("/", "/healthz", "/api/v1/road-events/"):
                try:
                    assert ask(port, "GET", path).status == 200, kind
                except TimeoutError:
                    pytest.fail(f"{path} does not answer: {kind}")


def test_what_http_promises_is_kept(port):
    connection = http.client.HTTPConnection(HOST, port, timeout=15)
    for _ in range(3):  # one connection for several requests
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b'{"status": "ok"}'
        assert connection.sock is not None
    connection.close()

    page, head = ask(port, "GET", "/list/"), ask(port, "HEAD", "/list/")
    assert (head.status, head.told) == (200, b"")
    assert head.headers["Content-Length"] == str(len(page.told))

    packed = ask(port, "GET", "/list/", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(packed.told)

    part = ask(port, "GET", f"/basemap/{MAP_NAME}.pmtiles", Range="bytes=10-19")
    assert (part.status, part.told, part.headers["Content-Range"]) == (206, b"\0" * 10, f"bytes 10-19/{MAP_SIZE}")
    whole = ask(port, "GET", f"/basemap/{MAP_NAME}.pmtiles")
    assert (whole.status, len(whole.told), whole.headers["Content-Length"]) == (200, MAP_SIZE, str(MAP_SIZE))

    assert ask(port, "GET", "/streets/%D1%83%D0%BB-%FF/").status == 404  # no UTF-8
    form = {"Content_Type": "application/x-www-form-urlencoded", "Transfer_Encoding": "chunked"}
    in_pieces = ask(port, "POST", "/report/", iter([b"lon=65.54&lat=57.15&te", b"xt=abc"]), is_chunked=True, **form)
    assert in_pieces.status == 400
    assert "abc</textarea>" in in_pieces.told.decode()
    assert ask(port, "POST", "/report/", b"no pieces", **form).status == 400


def test_a_body_above_the_limit_is_told_to_its_sender(port):
    answer = ask(port, "POST", "/api/v1/appeals/", b"x" * (4 * 2**20), Content_Type="application/json")
    assert (answer.status, answer.headers["Content-Type"]) == (413, "application/json")


def test_every_part_of_the_site_behind_nginx_is_told_who_asks():
    """Else all readers of the base map would be one caller, the proxy."""
    parts = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8").split("location /")[1:]
    assert len(parts) == 2
    assert all("proxy_set_header X-Forwarded-For $remote_addr;" in part for part in parts)


def test_the_log_of_nginx_holds_no_query_and_no_page_before():
    """They tell where a phone is; its log of errors writes whole addresses below `crit`."""
    told = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    logs = re.findall(r"^ *access_log +(.+);", told, re.MULTILINE)
    (form,) = re.findall(r"^log_format placeless ([^;]+);", told, re.MULTILINE)
    assert {log.split()[-2] for log in logs if log != "off"} == {"placeless"}
    assert not {"$request", "$request_uri", "$args", "$query_string", "$http_referer"} & set(re.findall(r"\$\w+", form))
    servers = told.split("\nserver {")[1:]
    assert all("access_log" in server and re.search(r"error_log \S+ crit;", server) for server in servers)
