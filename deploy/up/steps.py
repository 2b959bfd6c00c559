"""Runs one long command with something to look at meanwhile, and its last lines if it fails."""

import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from .say import Failure, say

TAIL = 15  # lines shown of a command that failed
NEWS_EVERY_S = 15  # where there is no terminal to repaint


def run_step(title: str, argv: Sequence[str], *, log: Path, env: dict | None = None, cwd: Path | None = None) -> str:
    """Returns the command's output, which is also added to `log`; Failure if its exit status is not 0."""
    step = _Step(title)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as record:
        record.write(f"\n$ {' '.join(argv)}\n".encode())
        status, lines = _follow(argv, record, step, env, cwd)
    if status:
        step.end("failed")
        raise Failure("\n".join([f"{title} failed (exit status {status}).", *lines[-TAIL:], f"The whole log: {log}"]))
    step.end("done")
    return "\n".join(lines)


def _follow(argv, record, step, env, cwd) -> tuple[int, list[str]]:
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(argv, env=env, cwd=cwd, **pipes)
    lines: deque[str] = deque(maxlen=5000)
    try:
        for chunk in _chunks(process, step):
            record.write(chunk)
            lines.append(chunk.decode(errors="replace").rstrip())
            step.show(lines[-1])
        return process.wait(), list(lines)
    except BaseException:
        _end(process)
        raise


def _chunks(process: subprocess.Popen, step: "_Step"):
    """Lines as they come; wakes up without one, too, so that the clock in the title goes on."""
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(timeout=0.5):
                step.tick()
                continue
            piece = os.read(process.stdout.fileno(), 65536)
            if not piece:
                break
            *whole, rest = (rest + piece).replace(b"\r", b"\n").split(b"\n")
            yield from (line + b"\n" for line in whole if line)
    if rest:
        yield rest + b"\n"


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


class _Step:
    """One line on a terminal, repainted; elsewhere a line at the start, one now and then, one at the end."""

    def __init__(self, title: str):
        self.title = title
        self.began = self.told = time.monotonic()
        self.last = ""
        self.paints = sys.stderr.isatty()
        if not self.paints:
            say(f"{title} …")

    def show(self, line: str) -> None:
        self.last = line.strip()
        self.tick()

    def tick(self) -> None:
        if self.paints:
            self._paint(f"{self._head()} … {self.last}")
        elif time.monotonic() - self.told > NEWS_EVERY_S:
            self.told = time.monotonic()
            say(f"  {self._head()}: {self.last[:100]}")

    def end(self, word: str) -> None:
        if self.paints:
            self._paint("")
        say(f"{self._head()}: {word}" if self.paints else f"  {word} in {self._seconds()} s")

    def _head(self) -> str:
        return f"{self.title} ({self._seconds()} s)"

    def _seconds(self) -> int:
        return round(time.monotonic() - self.began)

    def _paint(self, text: str) -> None:
        width = os.get_terminal_size(sys.stderr.fileno()).columns
        sys.stderr.write("\r\x1b[K" + text[: width - 1])
        sys.stderr.flush()
