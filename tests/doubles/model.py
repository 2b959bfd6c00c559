"""A small stand-in for a language model's server that speaks OpenAI's chat completions, over real HTTP.

It answers what it is told to, and goes wrong as it is told to.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from .loopback import Loopback, QuietHandler


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


class ModelDouble(Loopback):
    """`will(...)` sets what the next calls answer: the content of a completion, or one of the functions below."""

    path = "/v1"

    def __init__(self):
        self.calls: list[Asked] = []
        self.slowly_s = 0.0
        self.standing: str | Answer = "{}"  # what is answered when nothing else was set
        self._answers: list[str | Answer] = []
        super().__init__()

    def will(self, *answers: str | Answer) -> None:
        self._answers += answers

    def handler(double):
        class Handler(QuietHandler):
            def do_POST(self):
                double.calls.append(Asked(self.path, dict(self.headers), json.loads(self.body())))
                time.sleep(double.slowly_s)
                answer = double._answers.pop(0) if double._answers else double.standing
                try:
                    (completion(answer) if isinstance(answer, str) else answer)(self)
                except OSError:
                    self.close_connection = True  # the caller has gone

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
