"""Keeps web, worker and beat running: shows what they say, restarts what fails, ends all together.

honcho ends everything when one part ends and remembers nothing; this restarts a few times, says why it gives up,
watches database and broker too, and leaves a record by which the next start finds what a kill -9 left behind.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from . import processes
from .account import Account
from .record import Record
from .say import Failure, say

RESTARTS, WITHIN_S = 5, 120
STOP_S = 30  # then SIGKILL: an unfinished task is delivered again
LOOK_EVERY_S = 0.5
TAIL = 20
COLOURS = {"web": 32, "worker": 36, "beat": 35}
LOG_BYTES = 20_000_000


@dataclass
class Tries:
    """How often something was started again lately."""

    at: deque[float] = field(default_factory=deque)

    def count(self) -> int:
        now = time.monotonic()
        self.at.append(now)
        while self.at and self.at[0] < now - WITHIN_S:
            self.at.popleft()
        return len(self.at)


@dataclass
class Part:
    """One of web, worker, beat: `argv` is started as `account`, and again when it ends by itself."""

    name: str
    argv: list[str]
    env: dict[str, str]
    cwd: Path
    log: Path
    account: Account
    process: subprocess.Popen | None = None
    started: int = 0
    again_at: float | None = None
    tries: Tries = field(default_factory=Tries)
    last: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL))
    rest: bytes = b""  # of a line whose end has not come yet

    def start(self) -> None:
        """In a session of its own: Ctrl-C reaches only the supervisor, and all its children are found by it."""
        argv = self.account.command(self.argv, dies_with_parent=True)
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(argv, env=self.env, cwd=self.cwd, start_new_session=True, **pipes)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.started = processes.start_of(self.process.pid) or 0
        self.again_at = None

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def members(self) -> list[int]:
        return processes.members(self.process.pid, self.started) if self.process else []

    def ask_to_end(self) -> None:
        """Only the first of its processes: a Celery pool that is told itself spoils the warm shutdown."""
        if self.is_alive:
            self.process.send_signal(signal.SIGTERM)

    def sweep(self) -> None:
        processes.send(self.members(), signal.SIGKILL)
        if self.process:
            self.process.wait()


class Supervisor:
    def __init__(self, parts: Iterable[Part], watched: Iterable, record: Record, on_start: Callable[[], None]):
        self.parts = list(parts)
        self.watched = [(service, Tries()) for service in watched]  # database and broker: not our children
        self.record = record
        self.on_start = on_start  # asked again and again until it answers True: is the web up?
        self.screen = _Screen(part.name for part in self.parts)
        self.selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Until somebody stops it (KeyboardInterrupt, Stopped) or a part cannot be kept up (Failure)."""
        try:
            for part in self.parts:
                self._start(part)
            while True:
                self._look()
        finally:
            self._end()

    def _look(self) -> None:
        self._listen(LOOK_EVERY_S)
        for part in self.parts:
            self._keep_up(part)
        for service, tries in self.watched:
            self._keep_service_up(service, tries)
        if self.on_start is not None and self.on_start():
            self.on_start = None

    def _start(self, part: Part) -> None:
        part.start()
        self.selector.register(part.process.stdout, selectors.EVENT_READ, part)
        self.record.put_parts({each.name: (each.process.pid, each.started) for each in self.parts if each.process})

    def _keep_up(self, part: Part) -> None:
        if part.again_at is not None:
            if time.monotonic() >= part.again_at:
                self._start(part)
        elif not part.is_alive:
            self._drain(part)
            part.sweep()
            self._plan_restart(part)

    def _plan_restart(self, part: Part) -> None:
        how = _how_it_ended(part.process.returncode)
        count = part.tries.count()
        if count > RESTARTS:
            words = "\n".join(part.last) or "(it said nothing)"
            raise Failure(
                f"{part.name} {how}, {count} times within {WITHIN_S} s: everything is stopped. "
                f"Its last words ({part.log}):\n{words}"
            )
        say(f"{part.name} {how}: started again ({count} of {RESTARTS}).")
        part.again_at = time.monotonic() + min(10, 0.25 * 2**count)

    def _keep_service_up(self, service, tries: Tries) -> None:
        if service.is_alive():
            return
        name = f"The {service.title}"
        if tries.count() > RESTARTS:
            raise Failure(
                f"{name} ended {RESTARTS + 1} times within {WITHIN_S} s: everything is stopped. See {service.log}"
            )
        say(f"{name} is gone: started again.")
        service.start()

    def _listen(self, seconds: float) -> None:
        for key, _ in self.selector.select(seconds):
            self._read(key.data)

    def _read(self, part: Part) -> bool:
        """False at the end of its output, or when there is nothing for now."""
        try:
            text = os.read(part.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return False
        if not text:
            self._forget(part)
            return False
        *whole, part.rest = (part.rest + text).split(b"\n")
        self._pass_on(part, whole)
        return True

    def _pass_on(self, part: Part, whole: list[bytes]) -> None:
        lines = [line.decode(errors="replace").rstrip("\r") for line in whole]
        part.last.extend(lines)
        _append(part.log, lines)
        self.screen.show(part.name, lines)

    def _drain(self, part: Part) -> None:
        while self._is_heard(part) and self._read(part):
            continue
        if part.rest:
            self._pass_on(part, [part.rest])
            part.rest = b""
        self._forget(part)

    def _is_heard(self, part: Part) -> bool:
        return not part.process.stdout.closed

    def _forget(self, part: Part) -> None:
        if self._is_heard(part):
            self.selector.unregister(part.process.stdout)
            part.process.stdout.close()

    def _end(self) -> None:
        """Asks all at once and goes on listening; whoever asks us a second time gets it at once."""
        hurry = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: hurry.append(True))
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for part in self.parts:
            part.ask_to_end()
        until = time.monotonic() + STOP_S
        while any(part.is_alive for part in self.parts) and time.monotonic() < until and not hurry:
            self._listen(0.1) if self.selector.get_map() else time.sleep(0.1)
        for part in self.parts:
            part.sweep()
        self.record.put_parts({})


class _Screen:
    """Lines with the part's name before them. A closed terminal is no reason to fall over."""

    def __init__(self, names: Iterable[str]):
        self.width = max(map(len, names), default=0)
        self.has_colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def show(self, name: str, lines: list[str]) -> None:
        head = f"{name:<{self.width}} | "
        if self.has_colour:
            head = f"\x1b[{COLOURS.get(name, 33)}m{head}\x1b[0m"
        try:
            sys.stdout.write("".join(f"{head}{line}\n" for line in lines))
            sys.stdout.flush()
        except OSError:
            sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - for the rest of this process


def _append(log: Path, lines: list[str]) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))
    with log.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _how_it_ended(status: int) -> str:
    return f"was killed (signal {-status})" if status < 0 else f"ended (exit status {status})"
