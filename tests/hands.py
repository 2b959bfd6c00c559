"""Somebody else at the same moment: a second connection, and the moment at which it waits for a row of ours."""

import time
from collections.abc import Callable
from threading import Event, Thread

from django.db import connection, connections

PATIENCE_S = 20
WAITS = "SELECT cardinality(pg_blocking_pids(%s)) > 0"


class Hand(Thread):
    """Does `work` on a connection of its own, from now on; `result` or `error` tell how it went."""

    def __init__(self, work: Callable[[], object]):
        super().__init__(daemon=True)
        self.work, self.result, self.error = work, None, None
        self._pid, self._is_there = 0, Event()
        self.start()

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self._pid,) = cursor.fetchone()
            self._is_there.set()
            self.result = self.work()
        except Exception as error:
            self.error = error
        finally:
            self._is_there.set()
            connections.close_all()

    def waits(self) -> bool:
        """True as soon as it waits for a lock that another holds; False when it has done its work without."""
        self._is_there.wait(PATIENCE_S)
        until = time.monotonic() + PATIENCE_S
        while self.is_alive() and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute(WAITS, [self._pid])
                if cursor.fetchone()[0]:
                    return True
            time.sleep(0.005)
        return False

    def done(self) -> "Hand":
        self.join(PATIENCE_S)
        assert not self.is_alive(), "it still waits"
        return self
