"""The words after `./run`."""

import signal
import subprocess
from collections.abc import Callable

from . import environment, services, testing
from .record import Record
from .say import Failure, Stopped, say
from .serve import serve

HELP = """\
./run [--host H] [--port N] [--roads FILE] [--no-demo]   install what is missing, set up, start; Ctrl-C stops
./run services                                           the private database and broker only, in the background
./run stop                                               stop everything that this checkout started
./run manage ARG...                                      manage.py, with environment and services up
./run bench [--json FILE] [NAME...]                      the benchmarks, each beside its limit
"""


def main(words: list[str]) -> int:
    _listen_to_signals()
    try:
        return _dispatch(words)
    except Failure as failure:
        say(f"\n{failure}")
        return 1
    except PermissionError as error:
        say(f"\n{error.filename}: {error.strerror}. Do this checkout and its data belong to another user?")
        return 1
    except (KeyboardInterrupt, Stopped):
        say("Stopped.")
        return 0 if words[:1] == ["stop"] or _is_serving(words) else 130


def _dispatch(words: list[str]) -> int:
    match words:
        case ["-h" | "--help" | "help", *_]:
            print(HELP, end="")
            return 0
        case ["services"]:
            return _services()
        case ["stop"]:
            return _stop_all()
        case ["manage", *rest]:
            return _manage(rest)
        case ["bench", *rest]:
            return _with_services(environment.bench(*rest), for_tests=True)
        case ["--test", *rest]:
            return testing.test(rest)
        case ["services" | "stop", *_]:
            raise Failure(f"`./run {words[0]}` takes nothing after it.")
        case [word, *_] if not word.startswith("-"):
            raise Failure(f"There is no `./run {word}`.\n\n{HELP}")
    return serve(words)


def _is_serving(words: list[str]) -> bool:
    return not words or words[0].startswith("-") and words[0] != "--test"


def _services() -> int:
    ours = services.at_hand()
    started = ours.start()
    Record(ours.place.data).keep.touch()
    if not ours.parts:
        say("DATABASE_URL and REDIS_URL name servers elsewhere: there is nothing to start.")
        return 0
    say(f"Started: {', '.join(started)}." if started else "Database and broker are running already.")
    return 0


def _stop_all() -> int:
    ours = services.existing()
    if ours is None:
        say("Nothing was ever started here.")
        return 0
    record = Record(ours.place.data)
    was_running = record.stop_supervisor()
    record.end_parts()
    had_services = any(part.is_running() for part in ours.parts)
    ours.stop()
    record.keep.unlink(missing_ok=True)
    say("Stopped." if was_running or had_services else "Nothing was running.")
    return 0


# They prepare the database themselves, or ask nothing of it.
UNPREPARED = {"prepare", "migrate", "makemigrations", "compile_catalogues", "help", "version", "--help", "--version"}


def _manage(words: list[str]) -> int:
    needs_database = words and words[0] not in UNPREPARED
    return _with_services(environment.manage(*words), before=_prepare if needs_database else None)


def _prepare(env: dict[str, str]) -> None:
    """Migrations and catalogues; the words on stdout are those of the command that follows."""
    argv = environment.manage("prepare", "--database-only")
    if subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode:
        raise Failure("The database could not be prepared; the command was not run.")


def _with_services(argv: list[str], *, for_tests: bool = False, before: Callable | None = None) -> int:
    """Runs where it was called, so that names of files mean what they say."""
    ours = services.at_hand()
    environment.ensure(ours.place.setup_log)
    record = Record(ours.place.data)
    if ours.start():
        record.keep.touch()
    env = environment.for_python(ours.test_environment if for_tests else ours.environment)
    if not env.get("SITE_URL") and (address := record.address()):
        env["SITE_URL"] = address
    if before:
        before(env)
    status = _wait_for(subprocess.Popen(argv, env=env))
    ours.place.hand_over()
    return status


def _wait_for(process: subprocess.Popen) -> int:
    """Ctrl-C goes to the command itself, from the terminal; TERM is passed on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: process.terminate())
    status = process.wait()
    return status if status >= 0 else 128 - status


def _listen_to_signals() -> None:
    """INT also where a script's `&` made us deaf to it; HUP only where nobody asked us to live on (nohup)."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _stop)


def _stop(number, frame):
    raise Stopped
