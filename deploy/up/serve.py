"""`./run`: from an empty machine to a city's live map, then watching over it until it is stopped."""

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import environment, place, services
from .account import Account, myself
from .place import CHECKOUT
from .record import Record
from .say import Failure, say
from .services import Services
from .supervisor import Part, Supervisor

POLITE = ["nice", "-n", "10"]  # pictures and imports: the site's answers go first


@dataclass(frozen=True)
class Options:
    host: str
    port: int
    roads: Path | None
    no_demo: bool

    @property
    def address(self) -> str:
        """One that can be opened on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - what it is replaced by
        return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{self.port}"


def serve(words: list[str]) -> int:
    options = _parse(words)
    data = place.data_folder(quiet=True)
    place.make(data)
    record = Record(data)
    record.take()
    record.begin(options.address)
    record.end_parts()
    _check_port(options)
    ours = services.at_hand()
    environment.ensure(ours.place.setup_log)
    try:
        _set_up_and_watch(ours, record, options)
    finally:
        _stop_services(ours, record)
    return 0


def _set_up_and_watch(ours: Services, record: Record, options: Options) -> None:
    ours.start()
    env = environment.for_python(ours.environment) | _site(ours, options)
    logins = _prepare(env, options)
    ours.place.hand_over()
    _check_port(options)
    account = _web_account(ours, env)
    _say_who(ours, account)
    parts = _parts(ours, account, env, options)
    Supervisor(parts, ours.parts, record, _Welcome(options, logins)).run()


def _parse(words: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="./run", description="Starts Roadmap; see README.md for the other commands.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=8000, metavar="N", help="port to listen on (default: %(default)s)"
    )
    parser.add_argument(
        "--roads", type=Path, metavar="FILE", help="another city's extract: .osm, .osm.gz, .osm.pbf, .geojson"
    )
    parser.add_argument("--no-demo", action="store_true", help="no demonstration events, appeals and users")
    found = parser.parse_args(words)
    if found.roads and not found.roads.is_file():
        raise Failure(f"There is no file {found.roads}.")
    return Options(found.host, found.port, found.roads and found.roads.absolute(), found.no_demo)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port: 1 to 65535")
    return int(text)


def _check_port(options: Options) -> None:
    host = options.host.strip("[]")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, options.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise Failure(f"{options.host} is no address of this machine: {error.strerror}.") from None
    except PermissionError:
        raise Failure(f"Port {options.port} may be used by root only: choose one above 1023 with --port N.") from None
    except OSError as error:
        reason = "is taken by another program" if error.errno == 98 else f"cannot be used ({error.strerror})"
        raise Failure(f"Port {options.port} of {options.host} {reason}: choose another with --port N.") from None


def _site(ours: Services, options: Options) -> dict[str, str]:
    """Names under which the site may be asked for, as far as nobody set them."""
    values = {"SITE_URL": options.address, "ALLOWED_HOSTS": ",".join(_names(options))}
    return {name: value for name, value in values.items() if not (os.environ.get(name) or ours.kept.get(name))}


def _names(options: Options) -> list[str]:
    names = {"127.0.0.1", "localhost", "[::1]", f"[{options.host}]" if ":" in options.host else options.host}
    if options.host in ("0.0.0.0", "::"):  # noqa: S104 - asked for by --host
        names |= {socket.gethostname(), socket.getfqdn(), *_own_addresses()}
    return sorted(names)


def _own_addresses() -> set[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return set()
    return {f"[{entry[4][0]}]" if ":" in entry[4][0] else entry[4][0] for entry in found}


def _prepare(env: dict[str, str], options: Options) -> list[dict]:
    """Database, catalogues, static files, city, demonstration. Its bars go to the terminal, its JSON comes here."""
    words = ["prepare"]
    words += ["--roads", str(options.roads)] if options.roads else []
    words += ["--no-demo"] if options.no_demo else []
    done = subprocess.run(environment.manage(*words), env=env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Failure(
            f"The set-up failed (exit status {done.returncode}); nothing was started. {done.stdout[-2000:]}".rstrip()
        )
    return json.loads(done.stdout.strip().splitlines()[-1])["logins"]


def _web_account(ours: Services, env: dict[str, str]) -> Account:
    """Not root where that can be: it decodes strangers' photos. It must be able to read the code, though."""
    account = ours.place.account
    if not account.is_other:
        return account
    # The version too: where the environment's own Python is out of reach, another may stand in with other packages.
    question = [str(environment.PYTHON), "-c", "import django, redis, roadmap.settings, sys; print(sys.version)"]
    settings = {"env": env, "cwd": CHECKOUT, "capture_output": True, "check": False}
    theirs = subprocess.run(account.command(question), **settings)
    if theirs.returncode == 0 and theirs.stdout == subprocess.run(question, **settings).stdout:
        return account
    say(f"The user {account.name} may not read this checkout or its Python, so web and worker run as root.")
    return myself()


def _say_who(ours: Services, account: Account) -> None:
    if ours.cluster is None:
        say(f"Web and workers run as {account.name}.")
    elif account == ours.cluster.account:
        say(f"Database, web and workers run as one user, {account.name}: started by root they would be two.")
    else:
        say(f"The database runs as {ours.cluster.account.name}, web and workers as {account.name}.")


def _parts(ours: Services, account: Account, env: dict[str, str], options: Options) -> list[Part]:
    python = str(environment.PYTHON)
    celery = [python, "-m", "celery", "--quiet", "-A", "roadmap.celery"]
    quiet = ["--without-gossip", "--without-mingle"]
    commands = {
        "web": [python, "-m", "granian", *_web_options(options), "roadmap.asgi:application"],
        "worker": [*celery, "worker", "-l", "WARNING", "-c", "2", "--prefetch-multiplier", "1", *quiet],
        **{name: [*POLITE, *celery, *_of_queue(name), *quiet] for name in ("photos", "videos", "uploads")},
        "beat": [*celery, "beat", "-l", "WARNING", "-s", str(ours.place.state / "beat"), "--pidfile", ""],
    }
    if env.get("EMAIL_URL") or ours.kept.get("EMAIL_URL"):
        commands["mail"] = [*celery, *_of_queue("mail"), *quiet]
    env = env | {"HOME": str(ours.place.data)} if account.is_other else env
    logs = ours.place.logs
    return [
        Part(name, argv, env, CHECKOUT, logs / f"{name}.log", account, must_start=name == "web")
        for name, argv in commands.items()
    ]


def _of_queue(name: str) -> list[str]:
    return ["worker", "-n", f"{name}@%h", "-Q", name, "-l", "WARNING", "-c", "1"]


def _web_options(options: Options) -> list[str]:
    workers = str(min(4, max(2, os.cpu_count() or 2)))
    address = ["--host", options.host.strip("[]"), "--port", str(options.port)]
    front = ["--interface", "asginl", "--http", "1", "--no-ws", "--http1-header-read-timeout", "10000"]
    return [*front, *address, "--workers", workers, "--respawn-failed-workers", "--workers-kill-timeout", "10"]


def _stop_services(ours: Services, record: Record) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would leave the servers behind
    if record.keep.exists():
        say("The database and the broker ran before and stay up; `./run stop` ends them, too.")
    else:
        ours.stop()


class _Welcome:
    """Tells the address once the web answers."""

    def __init__(self, options: Options, logins: list[dict]):
        self.options = options
        self.logins = logins

    def __call__(self) -> bool:
        if not self._answers():
            return False
        print(
            "\n".join(["", f"Roadmap is up: {self.options.address}/", *self._logins(), "Ctrl-C stops it.", ""]),
            flush=True,
        )
        return True

    def _answers(self) -> bool:
        """Also with a refusal: 127.0.0.1 need not be among an installation's ALLOWED_HOSTS."""
        host = self.options.address.removeprefix("http://").rpartition(":")[0].strip("[]")
        connection = http.client.HTTPConnection(host, self.options.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _logins(self) -> list[str]:
        if not self.logins:
            return []
        head = f"The desk: {self.options.address}/desk/, with these demonstration logins:"
        return [head, *(f"  {entry['username']:<16} {entry['password']:<20} {entry['role']}" for entry in self.logins)]
