"""What runs here, written down for the next `./run` and for `./run stop`, which may come after a kill -9."""

import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path

from . import locks, processes
from .say import Failure, say

STOP_S = 90  # a running task may take its time


class Record:
    def __init__(self, data: Path):
        self.data = data
        self.lock = data / "state" / "run.lock"
        self.path = data / "state" / "run.json"
        self.keep = data / "state" / "keep-services"  # `./run services` and `manage` leave them up

    def take(self) -> None:
        """Only one `./run` for a data folder; the lock is held until this process ends."""
        (self.data / "state").mkdir(parents=True, exist_ok=True)
        self._held = locks.take(self.lock)
        if self._held is None:
            raise Failure(f"It is running already{self._where()}. `./run stop` ends it.")

    def begin(self, address: str) -> None:
        me = os.getpid()
        self._facts = {"boot": processes.boot(), "pid": me, "started": processes.start_of(me), "address": address}
        self._written = ""
        self.put_parts({})

    def put_parts(self, parts: dict[str, tuple[int, int]], failing: Sequence[str] = ()) -> None:
        """`failing`: names of what keeps failing, which /readyz tells."""
        facts = json.dumps(self._facts | {"parts": parts, "failing": list(failing)})
        if facts == self._written:
            return
        fresh = self.path.with_suffix(".new")
        fresh.write_text(facts)
        fresh.replace(self.path)
        self._written = facts

    def address(self) -> str | None:
        """Where the site is, if it runs."""
        return self._read().get("address") if locks.is_held(self.lock) else None

    def end_parts(self, grace_s: float = 10) -> None:
        """Ends web and workers that outlived their supervisor: found by number and moment of birth."""
        parts = self._read().get("parts", {})
        left = {name: found for name, (pid, began) in parts.items() if (found := processes.members(pid, began))}
        if not left:
            return
        say("Ending what an earlier ./run left behind: " + ", ".join(left))
        leaders = [pid for pid, began in parts.values() if processes.is_same(pid, began)]
        processes.send(leaders, signal.SIGTERM)
        processes.wait_until(lambda: not any(map(processes.start_of, leaders)), grace_s)
        for pid, began in parts.values():
            processes.send(processes.members(pid, began), signal.SIGKILL)

    def stop_supervisor(self) -> bool:
        """True if there was one."""
        if not locks.is_held(self.lock):
            return False
        pid = self._read().get("pid")
        if pid is None or not processes.is_same(pid, self._read().get("started")):
            raise Failure(f"Somebody holds {self.lock}, but not who is written down: end that process by hand.")
        processes.send([pid], signal.SIGTERM)
        if not processes.wait_until(lambda: not locks.is_held(self.lock), STOP_S):
            say(f"Process {pid} does not end: it is killed.")
            processes.send([pid], signal.SIGKILL)
        return True

    def _read(self) -> dict:
        """Numbers of an earlier boot mean nothing."""
        try:
            facts = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return facts if facts.get("boot") == processes.boot() else {}

    def _where(self) -> str:
        address = self._read().get("address")
        return f": {address} (process {self._read().get('pid')})" if address else ""
