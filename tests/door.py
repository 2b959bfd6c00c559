"""The door of the live server, which outlives the tests: a request of one test never meets the flush of its rows.

It is shut before they are put away: what is inside comes to its end, and what comes later is refused before it asks the
database. The next test with a live server opens it.
"""

import threading

REFUSED = "503 Service Unavailable"


class Door:
    def __init__(self):
        self._moved = threading.Condition()
        self._inside: dict[object, str] = {}
        self._is_open = False

    def around(self, app):
        """The WSGI application behind the door; a request is inside until its answer is closed."""

        def guarded(environ, start_response):
            guest = object()
            if not self._enter(guest, f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"):
                start_response(REFUSED, [("Content-Length", "0")])
                return []
            try:
                return _Answer(app(environ, start_response), lambda: self._leave(guest))
            except BaseException:
                self._leave(guest)
                raise

        return guarded

    def open(self) -> None:
        with self._moved:
            self._is_open = True

    def shut(self, seconds: float) -> list[str]:
        """Waits so long at most until nobody is inside; who still is then, as “GET /path/”."""
        with self._moved:
            self._is_open = False
            self._moved.wait_for(lambda: not self._inside, seconds)
            return list(self._inside.values())

    def _enter(self, guest: object, request: str) -> bool:
        with self._moved:
            if self._is_open:
                self._inside[guest] = request
            return self._is_open

    def _leave(self, guest: object) -> None:
        with self._moved:
            self._inside.pop(guest, None)
            self._moved.notify_all()


class _Answer:
    """Its close, which servers call also for a reader who went away, ends Django's request and then tells the door."""

    def __init__(self, parts, leave):
        self.parts, self.leave = parts, leave

    def __iter__(self):
        return iter(self.parts)

    def close(self) -> None:
        try:
            self.parts.close()
        finally:
            self.leave()
