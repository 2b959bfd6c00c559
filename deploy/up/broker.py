"""The private Redis: a free port of the loopback, a password, its own folder."""

import signal
import socket
import subprocess
import time

from . import processes
from .kept import Kept
from .place import Place
from .programs import Redis
from .say import Failure, say

START_S = 20
STOP_S = 10

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
pidfile {folder}/redis.pid
logfile {log}
daemonize yes
save ""
appendonly yes
maxmemory-policy noeviction
"""


class Broker:
    title = "broker"

    def __init__(self, place: Place, redis: Redis, kept: Kept):
        self.place = place
        self.redis = redis
        self.kept = kept
        self.folder = place.data / "redis"
        self.log = place.logs / "redis.log"
        self.password = kept.made("REDIS_PASSWORD")

    @property
    def port(self) -> int | None:
        port = self.kept.get("REDIS_PORT")
        return int(port) if port else None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> bool:
        """True if it was not running."""
        if self.is_running() or (self.is_alive() and processes.wait_until(self.is_running, START_S)):
            return False
        self._end(signal.SIGKILL)  # it hangs
        if not self._launch():
            self._set_aside()
            if not self._launch():
                raise Failure(f"The private Redis did not start. Its last words ({self.log}):\n{self._last_words()}")
        return True

    def is_alive(self) -> bool:
        """Its process is there, however busy."""
        return self._pid() is not None

    def is_running(self) -> bool:
        """Only ours knows our password."""
        return self.port is not None and self._say("PING") == "+PONG"

    def stop(self) -> None:
        if self.is_running():
            self._say("SHUTDOWN")
        if not processes.wait_until(lambda: self._pid() is None, STOP_S):
            self._end(signal.SIGKILL)

    def _launch(self) -> bool:
        self.folder.mkdir(exist_ok=True, mode=0o700)
        self.place.account.own_all(self.folder)
        self.log.touch()
        self.place.account.own(self.log)
        self.kept.put({"REDIS_PORT": str(self._free_port())})
        path = self.folder / "redis.conf"
        path.touch(mode=0o600)
        path.write_text(
            CONFIGURATION.format(port=self.port, password=self.password, folder=self.folder, log=self.log),
            encoding="utf-8",
        )
        self.place.account.own(path)
        argv = self.place.account.command([self.redis.program, str(path)])
        settings = {"env": self.redis.environment, "cwd": "/", "stdin": subprocess.DEVNULL, "start_new_session": True}
        subprocess.run(argv, check=False, **settings)
        return self._answers_in_time()

    def _answers_in_time(self) -> bool:
        """Not longer than its process lives."""
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            if self.is_running():
                return True
            time.sleep(0.05)
            if self._pid() is None and time.monotonic() > end - START_S + 2:
                return False
        return False

    def _set_aside(self) -> None:
        """A file that Redis cannot read holds nothing that PostgreSQL does not know: the clock sends it again."""
        written = self.folder / "appendonlydir"
        if written.exists():
            aside = written.with_name(f"appendonlydir.unreadable-{time.time_ns()}")
            say(f"Redis cannot read its files: they are set aside in {aside}.")
            written.rename(aside)

    def _free_port(self) -> int:
        for wanted in (self.port or 0, 0):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", wanted))
                except OSError:
                    continue
                return probe.getsockname()[1]
        raise Failure("No port of the loopback is free.")

    def _say(self, command: str) -> str:
        """The last line of the answer; empty if nobody answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"AUTH {self.password}\r\n{command}\r\n".encode())
                answer = line.recv(64)
                while answer.count(b"\r\n") < 2 and (more := line.recv(64)):
                    answer += more
        except OSError:
            return ""
        lines = answer.decode(errors="replace").split("\r\n")
        return lines[1] if lines[0] == "+OK" else ""

    def _pid(self) -> int | None:
        mark = self.folder / "redis.pid"
        text = mark.read_text().strip() if mark.exists() else ""
        if not text.isdigit() or processes.start_of(int(text)) is None:
            return None
        words = processes.command_line(int(text))
        return int(text) if "redis-server" in words and f":{self.port}" in words else None

    def _end(self, how: signal.Signals) -> None:
        if (pid := self._pid()) is not None:
            processes.send([pid], how)
            processes.wait_until(lambda: self._pid() is None, 5)

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:]) if self.log.exists() else ""
