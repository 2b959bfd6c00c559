"""Keeps web, workers and beat running: restarts what fails, shows what they say, ends all together.

Parts write to their logs themselves and die with us, so that nothing we do or suffer holds up a request: frozen, we
only stop looking. docs/decisions.md says which libraries were weighed.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from . import processes
from .account import Account
from .record import Record
from .say import Failure, say

STOP_S = 30  # then SIGKILL: an unfinished task is delivered again
LOOK_EVERY_S = 0.5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 60
CALM_S = 120  # who lived that long is well again
MOST_FAILURES = 5  # told in /readyz from then on; at the very start the end of everything
TAIL = 20
COLOURS = {"web": 32, "worker": 36, "photos": 34, "videos": 94, "uploads": 96, "beat": 35, "mail": 33}
LOG_BYTES = 20_000_000
AT_ONCE_BYTES = 1_000_000


@dataclass
class Pauses:
    """How long to wait before the next start: twice as long each time, from the beginning after a calm while."""

    failures: int = 0
    failed_at: float = 0

    def fail(self) -> None:
        self.failures = 1 if self.is_calm else self.failures + 1
        self.failed_at = time.monotonic()

    @property
    def pause_s(self) -> float:
        return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (self.failures - 1)) if self.failures else 0

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.failed_at + self.pause_s

    @property
    def is_calm(self) -> bool:
        return time.monotonic() > self.failed_at + self.pause_s + CALM_S

    @property
    def keeps_failing(self) -> bool:
        return self.failures >= MOST_FAILURES and not self.is_calm


@dataclass
class Part:
    """web, beat or one of the workers: `argv` is started as `account`, and again when it ends by itself."""

    name: str
    argv: list[str]
    env: dict[str, str]
    cwd: Path
    log: Path
    account: Account
    must_start: bool = False  # without it there is nothing to keep running
    process: subprocess.Popen | None = None
    started: int = 0
    is_resting: bool = False
    pauses: Pauses = field(default_factory=Pauses)
    shown: int = 0  # bytes of the log

    def start(self) -> None:
        """In a session of its own: Ctrl-C reaches only the supervisor, and all its children are found by it."""
        argv = self.account.command(self.argv, dies_with_parent=True)
        with self.log.open("ab") as log:
            output = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
            self.shown = self.shown or log.tell()
            self.process = subprocess.Popen(argv, env=self.env, cwd=self.cwd, start_new_session=True, **output)
        self.started = processes.start_of(self.process.pid) or 0
        self.is_resting = False

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

    def news(self) -> list[str]:
        """Whole lines of the log that were not shown yet."""
        with self.log.open("rb") as log:
            log.seek(self.shown)
            text = log.read(AT_ONCE_BYTES)
        whole = text if len(text) == AT_ONCE_BYTES else text[: text.rfind(b"\n") + 1]
        self.shown += len(whole)
        return whole.decode(errors="replace").splitlines()

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-TAIL:]) or "(it said nothing)"

    def shorten_log(self) -> None:
        """Copied and emptied in place, since the part holds it open."""
        if self.log.stat().st_size > LOG_BYTES:
            shutil.copyfile(self.log, self.log.with_suffix(".old.log"))
            os.truncate(self.log, 0)
            self.shown = 0


class Supervisor:
    def __init__(self, parts: Iterable[Part], watched: Iterable, record: Record, on_start: Callable[[], bool] | None):
        self.parts = list(parts)
        self.watched = [(service, Pauses()) for service in watched]  # database and broker: not our children
        self.record = record
        self.on_start = on_start  # asked again and again until it answers True: is the web up?
        self.screen = _Screen(part.name for part in self.parts)

    def run(self) -> None:
        """Until somebody stops it (KeyboardInterrupt, Stopped), or the web cannot even be started (Failure)."""
        try:
            for part in self.parts:
                part.start()
            while True:
                self._write_down()
                time.sleep(LOOK_EVERY_S)
                self._look()
        finally:
            self._end()

    def _look(self) -> None:
        self._show()
        for service, pauses in self.watched:
            self._keep_service_up(service, pauses)
        for part in self.parts:
            part.shorten_log()
            self._keep_up(part)
        if self.on_start is not None and self.on_start():
            self.on_start = None

    def _write_down(self) -> None:
        living = {part.name: (part.process.pid, part.started) for part in self.parts if part.process}
        pauses = [(part.name, part.pauses) for part in self.parts]
        pauses += [(service.title, each) for service, each in self.watched]
        self.record.put_parts(living, failing=[name for name, each in pauses if each.keeps_failing])

    def _keep_up(self, part: Part) -> None:
        if part.is_resting:
            if part.pauses.is_over:
                part.start()
        elif not part.is_alive:
            part.sweep()
            self._let_rest(part)

    def _let_rest(self, part: Part) -> None:
        how = _how_it_ended(part.process.returncode)
        part.pauses.fail()
        part.is_resting = True
        if part.must_start and part.pauses.keeps_failing and self.on_start is not None:
            raise Failure(
                f"{part.name} {how}, {part.pauses.failures} times, and never answered: everything is stopped. "
                f"Its last words ({part.log}):\n{part.last_words()}"
            )
        say(f"{part.name} {how}: started again in {part.pauses.pause_s:g} s. Its log: {part.log}")

    def _keep_service_up(self, service, pauses: Pauses) -> None:
        """The rest goes on meanwhile: it answers 503, or counts and hands over later."""
        if service.is_alive() or not pauses.is_over:
            return
        pauses.fail()
        say(f"The {service.title} is gone: started again.")
        try:
            service.start()
        except Failure as failure:
            say(str(failure))

    def _show(self) -> None:
        for part in self.parts:
            self.screen.show(part.name, part.news())

    def _end(self) -> None:
        """Asks all at once; whoever asks us a second time gets it at once."""
        hurry = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: hurry.append(True))
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for part in self.parts:
            part.ask_to_end()
        until = time.monotonic() + STOP_S
        while any(part.is_alive for part in self.parts) and time.monotonic() < until and not hurry:
            time.sleep(0.1)
        for part in self.parts:
            part.sweep()
        self.record.put_parts({})


class _Screen:
    """Lines with the part's name before them. A closed terminal is no reason to fall over."""

    def __init__(self, names: Iterable[str]):
        self.width = max(map(len, names), default=0)
        self.is_closed = False
        self.has_colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def show(self, name: str, lines: list[str]) -> None:
        head = f"{name:<{self.width}} | "
        if self.has_colour:
            head = f"\x1b[{COLOURS.get(name, 33)}m{head}\x1b[0m"
        text = "".join(f"{head}{line}\n" for line in lines).encode()
        while text and not self.is_closed:
            text = text[self._write(text) :]

    def _write(self, text: bytes) -> int:
        """Past Python's buffer: a terminal that takes nothing would hold up our end with what is left in it."""
        try:
            return os.write(sys.stdout.fileno(), text)
        except OSError:
            self.is_closed = True
            return 0


def _how_it_ended(status: int) -> str:
    return f"was killed (signal {-status})" if status < 0 else f"ended (exit status {status})"
