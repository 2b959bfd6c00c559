"""`./test`: everything that CI checks. pytest comes last, so that its closing line is the last word."""

import os
import platform
import shutil
import signal
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import environment, packages, services
from .place import CHECKOUT
from .say import Failure, say
from .services import Services

# The shell is Chromium without a window's frame: the same pages in three quarters of the time.
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/google-chrome")
BROWSER_PACKAGES = ("chromium-headless-shell", "chromium")
WORKERS = "3"
FONT = "fonts-dejavu-core"  # a bare machine draws Cyrillic as boxes


def test(words: list[str]) -> int:
    ours = services.at_hand()
    environment.ensure(ours.place.setup_log, for_tests=True)
    browser = _browser(ours.place.setup_log)
    was_stopped = not ours.are_running()
    ours.start()
    try:
        env = _environment(ours, browser)
        failed = _failed_checks(env)
        if failed:
            say(f"FAILED before the tests: {', '.join(failed)}. The exit status will say so, too.")
        status = _pytest(words, env)
    finally:
        if was_stopped:
            ours.stop()
    return status or int(bool(failed))


def _checks() -> dict[str, list[str]]:
    ruff = str(environment.VENV / "bin" / "ruff")
    return {
        "lint": [ruff, "check", "."],
        "format": [ruff, "format", "--check", "."],
        "catalogues": environment.manage("compile_catalogues"),
        "migrations": environment.manage("makemigrations", "--check", "--dry-run"),
        "system checks": environment.manage("check"),
        "schema of the API": environment.manage(
            "spectacular", "--validate", "--fail-on-warn", "--lang", "en", "--file", os.devnull
        ),
    }


def _failed_checks(env: Mapping[str, str]) -> list[str]:
    """They go on beside each other, and each is told as a whole, in their order."""
    checks, failed = _checks(), []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, done in zip(checks, pool.map(lambda argv: _done(argv, env), checks.values()), strict=True):
            say(f"── {name}")
            print(done.stdout, end="", flush=True)
            failed += [name] if done.returncode else []
    return failed


def _done(argv: list[str], env: Mapping[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        argv,
        env=env,
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _pytest(words: list[str], env: Mapping[str, str]) -> int:
    """Ctrl-C is pytest's: it ends the running test, tears down and sums up."""
    say("── pytest")
    argv = [str(environment.PYTHON), "-m", "pytest", *_workers(words), *words]
    process = subprocess.Popen(argv, env=env, cwd=CHECKOUT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.send_signal(signal.SIGINT))
    status = process.wait()
    return status if status >= 0 else 128 - status


def _workers(words: list[str]) -> list[str]:
    """Three on two cores, since half of a browser test is waiting; each has a database of its own, and a file's tests
    stay together. Not for one test, nor for a debugger.

    Files are begun in the order of tests/order.py. What is asked for by name comes later on the line, so `-n 0`
    is obeyed.
    """
    is_alone = any("::" in word or word in {"--pdb", "--trace", "-s"} for word in words)
    return (
        [] if is_alone or (os.cpu_count() or 1) < 2 else ["-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]
    )


def _environment(ours: Services, browser: str | None) -> dict[str, str]:
    """Files that tests make go to a folder of their own, emptied each time; so does the database (test_…).

    Bytecode is kept, whatever the machine is set to: three workers and the hundred processes that tests start would
    each compile everything anew.
    """
    folder = ours.place.data / "test"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    env = environment.for_python(ours.test_environment) | {"ROADMAP_DATA": str(folder), "PYTHONDONTWRITEBYTECODE": ""}
    return env | ({"CHROMIUM": browser} if browser else {})


def browser_at_hand() -> str | None:
    """CHROMIUM, else the machine's."""
    return os.environ.get("CHROMIUM") or next(filter(os.path.exists, BROWSERS), None)


def _browser(log: Path) -> str | None:
    """The one at hand, else Debian's package; Ubuntu's is a snap, which tests cannot drive."""
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        raise Failure(f"CHROMIUM names {named}, which cannot be started.")
    if browser_at_hand() is None and _is_debian() and (root := packages.elevation()) is not None:
        packages.install((_offered(root, log), FONT), log)
    if browser_at_hand() is None:
        how = (
            f"sudo apt-get install {BROWSER_PACKAGES[0]} {FONT}"
            if _is_debian()
            else "install Chromium or Chrome, not as a snap"
        )
        say(f"BROWSER TESTS ARE SKIPPED: there is no Chromium. To run them: {how}, or set CHROMIUM to its path.")
    return browser_at_hand()


def _offered(root: list[str], log: Path) -> str:
    """The shell, but where Debian has none yet."""
    if not packages.available("chromium"):
        packages.refresh(root, log)
    return next(filter(packages.available, BROWSER_PACKAGES), BROWSER_PACKAGES[-1])


def _is_debian() -> bool:
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False
