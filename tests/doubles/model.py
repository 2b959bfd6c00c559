"""A small stand-in for a language model's server that speaks OpenAI's chat completions, over real HTTP.

It answers what it is told to, and goes wrong as it is told to.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    path: str
    headers: dict
    body: dict

    @property
    def notice(self) -> dict:
        """What the user's message carries as data."""
        return json.loads(self.body["messages"][1]["content"])


Answer = Callable[[BaseHTTPRequestHandler], None]


class ModelDouble:
    """`will(...)` sets what the next calls answer: the content of a completion, or one of the functions below."""

    def __init__(self):
        self.calls: list[Asked] = []
        self.slowly_s = 0.0
        self.standing: str | Answer = "{}"  # what is answered when nothing else was set
        self._answers: list[str | Answer] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True)

    def __enter__(self) -> "ModelDouble":
        self._thread.start()
        return self

    def __exit__(self, *_exc) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def will(self, *answers: str | Answer) -> None:
        self._answers += answers

    def _handler(double):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                double.calls.append(Asked(self.path, dict(self.headers), body))
                time.sleep(double.slowly_s)
                answer = double._answers.pop(0) if double._answers else double.standing
                try:
                    (completion(answer) if isinstance(answer, str) else answer)(self)
                except OSError:
                    self.close_connection = True  # the caller has gone

            def log_message(self, *_args):
                """Quiet."""

        return Handler


def completion(content: str, *, finish: str = "stop") -> Answer:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
    return sends(
        json.dumps({"object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 321}}).encode()
    )


def sends(body: bytes, *, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def is_late(seconds: float) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        sends(b"{}")(handler)

    return answer


def drips(seconds: float) -> Answer:
    """A byte now and then: no read waits long, and the whole never comes to an end."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    return answer


def drips_headers(seconds: float) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)

    return answer


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()
