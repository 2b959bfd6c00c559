"""The private PostgreSQL: its own folder, its own socket, no network; nobody else's cluster is touched."""

import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from . import processes, roles
from .place import Place
from .programs import Postgres
from .say import Failure, say
from .steps import run_step

START_S = 120  # recovery after a power cut takes its time
STOP_S = 60

# jit costs more than it wins on our short queries (measured); the rest suits a laptop. A failing statement holds what
# residents wrote, so the log keeps the error's sentence alone: no statement, no parameters, no DETAIL with the row.
CONFIGURATION = """\
listen_addresses = ''
port = 5432
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0777
cluster_name = '{name}'
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
fsync = on
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


class Cluster:
    title = "database"

    def __init__(self, place: Place, postgres: Postgres):
        self.place = place
        self.account = place.cluster_account
        self.postgres = postgres
        self.folder = place.data / "postgres"
        self.log = place.logs / "postgres.log"

    @property
    def name(self) -> str:
        return "roadmap_" + re.sub(r"\W", "_", str(self.folder))[-40:]

    @property
    def url(self) -> str:
        return self._url(roles.SITE)

    @property
    def test_url(self) -> str:
        return self._url(roles.TESTS)

    def start(self) -> bool:
        """True if it was not running. What an earlier one left behind, killed or cut off, is cleared first."""
        if self.is_running():
            if self._is_up_to_date():
                return False
            say("The database runs as an earlier version started it: it is started anew.")
            self.stop()
        if self.account.uid == 0:
            raise Failure("There is no user `postgres`, whom PostgreSQL's package makes: reinstall postgresql-common.")
        self._make_folder()
        self._clear_remains()
        self._configure()
        self._launch()
        roles.Roles(self._psql).settle()
        return True

    def is_alive(self) -> bool:
        return self.is_running()

    def is_running(self) -> bool:
        pid = self._recorded_pid()
        return pid is not None and self._is_ours(pid)

    def stop(self) -> None:
        """Fast: connections are ended, nothing committed is lost."""
        if not self.is_running():
            self._end_backends()
            return
        argv = [self._program("pg_ctl"), "stop", "-D", str(self.folder), "-m", "fast", "-w", "-t", str(STOP_S), "-s"]
        if self._run(argv).returncode:
            self._run([*argv, "-m", "immediate"])
        self._end_backends()

    def _make_folder(self) -> None:
        """Made beside and renamed, so that a half made cluster is never taken for one."""
        if self.folder.exists():
            return
        fresh = self.folder.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.account.own(fresh)
        options = ["-U", roles.SUPERUSER, "--auth-local=peer", "--auth-host=reject", "--locale=C.UTF-8", "-E", "UTF8"]
        argv = [self._program("initdb"), "-D", str(fresh), *options]
        self._step("Making the private database", argv)
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("include = 'roadmap.conf'\n")
        fresh.replace(self.folder)

    def _configure(self) -> None:
        for name, text in self._files().items():
            path = self.folder / name
            path.write_text(text, encoding="utf-8")
            self.account.own(path)

    def _is_up_to_date(self) -> bool:
        return all((self.folder / name).read_text(encoding="utf-8") == text for name, text in self._files().items())

    def _files(self) -> dict[str, str]:
        return {
            "roadmap.conf": CONFIGURATION.format(sockets=self.place.sockets, name=self.name),
            "pg_hba.conf": roles.ACCESS,
            "pg_ident.conf": roles.callers(self.account, self.place.account),
        }

    def _clear_remains(self) -> None:
        """After kill -9: backends that outlived their server, and a number that is another program's by now.

        PostgreSQL takes any process of that number for itself, also one that is dead and that nobody buried, which
        is usual in containers. Its backends are known by name to be gone, so its mark may go.
        """
        self._end_backends()
        pid = self._recorded_pid()
        if pid is not None and processes.exists(pid):
            (self.folder / "postmaster.pid").unlink()
        for stale in self.place.sockets.glob(".s.PGSQL.*"):
            stale.unlink()

    def _launch(self) -> None:
        self.log.touch()
        self.account.own(self.log)
        self._shorten_log()
        options = ["-D", str(self.folder), "-l", str(self.log), "-w", "-t", str(START_S), "-s"]
        if self._run([self._program("pg_ctl"), "start", *options]).returncode:
            last = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            raise Failure(f"The private database did not start. Its last words ({self.log}):\n{last}")

    def _url(self, role: str) -> str:
        return f"postgresql://{role}@/{role}?host={quote(str(self.place.sockets))}&port=5432"

    def _psql(self, sql: str, database: str, role: str) -> subprocess.CompletedProcess:
        options = ["-h", str(self.place.sockets), "-U", role, "-d", database, "-X", "-A", "-t", "-q"]
        return self._run([self._program("psql"), *options, "-v", "ON_ERROR_STOP=1", "-c", sql])

    def _recorded_pid(self) -> int | None:
        mark = self.folder / "postmaster.pid"
        first = mark.read_text().split("\n", 1)[0] if mark.exists() else ""
        return int(first) if first.isdigit() else None

    def _is_ours(self, pid: int) -> bool:
        words = processes.command_line(pid)
        return processes.start_of(pid) is not None and "postgres" in words and f"-D {self.folder}" in words

    def _end_backends(self) -> None:
        """They notice by themselves that the server is gone; one that does not is ended."""

        def left() -> list[int]:
            title = f"postgres: {self.name}: "
            return [pid for pid in processes.everyone() if processes.command_line(pid).startswith(title)]

        if not processes.wait_until(lambda: not left(), 5):
            processes.send(left(), signal.SIGKILL)
            processes.wait_until(lambda: not left(), 5)

    def _shorten_log(self) -> None:
        if self.log.stat().st_size > 20_000_000:
            self.log.replace(self.log.with_suffix(".old.log"))

    def _program(self, name: str) -> str:
        return self.postgres.program(name)

    def _step(self, title: str, argv: Sequence[str]) -> None:
        argv = self.account.command(argv)
        run_step(title, argv, log=self.place.setup_log, env=self.postgres.environment, cwd=Path("/"))

    def _run(self, argv: Sequence[str]) -> subprocess.CompletedProcess:
        """In a session of its own: Ctrl-C must not cut off a start or a stop."""
        argv = self.account.command(argv)
        settings = {
            "start_new_session": True,
            "env": self.postgres.environment,
            "cwd": "/",
            "text": True,
            "stdin": subprocess.DEVNULL,
        }
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.run(argv, check=False, **settings, **output)
