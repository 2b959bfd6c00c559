"""Debian's packages, through apt: as root, or with sudo."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import programs
from .say import Failure, say
from .steps import run_step

NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/roadmap.conf")
NO_START = Path("/usr/sbin/policy-rc.d")
APT_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300")


def has_apt() -> bool:
    return shutil.which("apt-get") is not None


def elevation() -> list[str] | None:
    """What to write before a command that needs root; None where root cannot be had."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin.isatty() and sys.stderr.isatty() else None


def servers(version: int | None = None) -> list[str]:
    """Packages of PostgreSQL with PostGIS and pgRouting, and of Redis, as far as they are missing."""
    wanted = []
    nowhere = Path("/nonexistent")
    if programs.find_postgres(nowhere, version) is None:
        number = version or _server_version()
        wanted += [f"postgresql-{number}", f"postgresql-{number}-postgis-3", f"postgresql-{number}-pgrouting"]
    if programs.find_redis(nowhere) is None:
        wanted.append("redis-server")
    return wanted


def install(names: Sequence[str], log: Path) -> None:
    """Servers that come with the packages are neither started nor given a cluster: ours are private."""
    root = elevation()
    if root is None or not has_apt():
        raise Failure(how_to_install(names))
    if root == ["sudo"]:
        say("sudo may ask for your password, to install: " + " ".join(names))
        subprocess.run(["sudo", "-v"], check=False)
    had_redis = shutil.which("redis-server") is not None
    with _left_alone(root):
        _install(root, names, log)
    if not had_redis and "redis-server" in names and shutil.which("systemctl"):
        subprocess.run([*root, "systemctl", "disable", "redis-server"], capture_output=True, check=False)


def how_to_install(names: Sequence[str]) -> str:
    return "\n".join(
        [
            f"Needed, and not to be installed without root: {', '.join(names)}. Type this, then ./run again:",
            f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(names)}",
            "or give the address of a PostgreSQL with PostGIS and pgRouting as DATABASE_URL, of a Redis as REDIS_URL.",
        ]
    )


def refresh(root: Sequence[str], log: Path) -> None:
    run_step("Reading the lists of packages", [*root, "apt-get", "update"], log=log, env=_environment())


def available(pattern: str) -> list[str]:
    found = subprocess.run(["apt-cache", "pkgnames"], capture_output=True, text=True, check=False)
    return sorted(name for name in found.stdout.split() if re.fullmatch(pattern, name))


def _install(root: Sequence[str], names: Sequence[str], log: Path) -> None:
    """A first failure is most often an old list of packages, or an installation that was cut off: both are mended."""
    argv = [*root, *_with_environment(root), *INSTALL, *names]
    title = "Installing " + " ".join(names)
    try:
        run_step(title, argv, log=log, env=_environment())
    except Failure:
        say("  once more, with new lists of packages")
        repair = [*root, *_with_environment(root), "dpkg", "--configure", "-a"]
        run_step("Mending what was half installed", repair, log=log, env=_environment())
        refresh(root, log)
        run_step(title, argv, log=log, env=_environment())


def _server_version() -> int:
    """Of an installed server if PostGIS exists for it, else the newest that has PostGIS."""
    offered = _versions_with_postgis()
    if not offered and (root := elevation()) is not None and has_apt():
        refresh(root, Path(os.devnull))
        offered = _versions_with_postgis()
    installed = [number for number in programs.server_versions() if number in offered]
    return max(installed or offered or [15])


def _versions_with_postgis() -> list[int]:
    names = available(r"postgresql-\d+-postgis-3")
    return [int(name.split("-")[1]) for name in names]


@contextlib.contextmanager
def _left_alone(root: Sequence[str]) -> Iterator[None]:
    """While packages are installed: no main cluster on port 5432, no system service. What was there is not touched."""
    made = []
    if not NO_CLUSTER.exists() and _write(root, NO_CLUSTER, "create_main_cluster = false\n", "644"):
        made.append(NO_CLUSTER)
    if not NO_START.exists() and _write(root, NO_START, "#!/bin/sh\nexit 101\n", "755"):
        made.append(NO_START)
    try:
        yield
    finally:
        for path in made:
            subprocess.run([*root, "rm", "-f", str(path)], check=False)


def _write(root: Sequence[str], path: Path, text: str, mode: str) -> bool:
    argv = [*root, "sh", "-c", f"mkdir -p {path.parent} && cat > {path} && chmod {mode} {path}"]
    return subprocess.run(argv, input=text.encode(), check=False).returncode == 0


def _environment() -> dict[str, str]:
    return os.environ | APT_ENVIRONMENT


def _with_environment(root: Sequence[str]) -> list[str]:
    """sudo drops the environment."""
    return ["env", *(f"{name}={value}" for name, value in APT_ENVIRONMENT.items())] if root else []
