"""A door before the database's server: shut, everybody is thrown out and nobody comes in, as when the server stops.

Held, all lines stay and nothing goes through, as when the server's processes are frozen.
"""

import contextlib
import shutil
import socket
import tempfile
import threading
from pathlib import Path

PORT = "5432"


class Door:
    """`folder` is what libpq takes for a host; `server` is the real one's (a folder or a name, a port)."""

    def __init__(self, server: tuple[str, str]):
        self.server = server
        self.folder = tempfile.mkdtemp(prefix="door-")  # short: a socket's path is limited
        self._lines: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._passes = threading.Event()
        self._passes.set()

    def open(self) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen()
        threading.Thread(target=self._welcome, args=[self._listener], daemon=True).start()

    def shut(self) -> None:
        if self._listener:
            _end(self._listener)
        self._path.unlink(missing_ok=True)
        for line in self._lines:
            _end(line)
        self._lines.clear()

    def hold(self) -> None:
        self._passes.clear()

    def let_go(self) -> None:
        self._passes.set()

    def __enter__(self) -> "Door":
        self.open()
        return self

    def __exit__(self, *_) -> None:
        self.shut()
        shutil.rmtree(self.folder)

    @property
    def _path(self) -> Path:
        return Path(self.folder) / f".s.PGSQL.{PORT}"

    def _welcome(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # shut
            while True:
                guest, _ = listener.accept()
                server = self._call()
                self._lines += [guest, server]
                for pair in ((guest, server), (server, guest)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _call(self) -> socket.socket:
        host, port = self.server
        if not host.startswith("/"):
            return socket.create_connection((host or "localhost", int(port or PORT)))
        line = socket.socket(socket.AF_UNIX)
        line.connect(f"{host}/.s.PGSQL.{port or PORT}")
        return line

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):  # shut
            while piece := source.recv(65536):
                self._passes.wait()
                target.sendall(piece)
        _end(target)


def _end(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side was quicker
        line.shutdown(socket.SHUT_RDWR)
    line.close()
