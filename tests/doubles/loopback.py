"""What answers on this machine in place of a network's server, over real HTTP, as long as its `with` lasts."""

import threading
from abc import ABC, abstractmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class QuietHandler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True  # head and body go apart: the second would wait 40 ms for a word about the first

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def log_message(self, *_args):
        """Nothing on the console."""


class Loopback(ABC):
    """A double says in `handler()` how a request is answered."""

    path = ""  # of its address

    def __init__(self, port: int = 0):
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self.handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exc) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{self.path}"

    @abstractmethod
    def handler(self) -> type[QuietHandler]:
        """Answers one request."""
