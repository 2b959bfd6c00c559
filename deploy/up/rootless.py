"""The servers without root: Debian's packages are downloaded and unpacked into the data folder, not installed."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from . import packages
from .say import Failure, say
from .steps import run_step


def unpack(data: Path, log: Path, version: int | None = None) -> None:
    """Takes what this machine lacks (apt's own simulation says it) and the servers themselves."""
    if not (packages.has_apt() and shutil.which("dpkg-deb")):
        raise Failure(packages.how_to_install(packages.servers(version)))
    say("Neither root nor sudo: the servers are unpacked into the data folder instead.")
    apt = _Apt(data / "packages", log)
    try:
        apt.unpack(version)
    except Failure as failure:
        raise Failure(f"{failure}\n\n{packages.how_to_install(packages.servers(version))}") from None


# Not needed by servers that are started by hand and never compile queries (jit is off); half of the download.
LEFT_OUT = re.compile(
    r"(libllvm|libz3|locales|perl|libperl|debconf|ssl-cert|sgml-base|xml-core|shared-mime-info|libclang)"
)


class _Apt:
    def __init__(self, folder: Path, log: Path):
        self.folder = folder
        self.log = log
        self.options: list[str] = []

    def unpack(self, version: int | None) -> None:
        if not packages.available(r"postgresql-\d+-postgis-3"):
            self._own_lists()
        names = self._closure(version)
        fresh = self.folder.with_name("packages.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._download(names, fresh / "debs")
        self._extract(fresh)
        shutil.rmtree(self.folder, ignore_errors=True)
        fresh.replace(self.folder)

    def _own_lists(self) -> None:
        """apt reads its lists into a folder of ours, where the machine's are missing or too old."""
        lists = self.folder.with_name("apt")
        for name in ("lists/partial", "cache/archives/partial"):
            (lists / name).mkdir(parents=True, exist_ok=True)
        self.options = ["-o", f"Dir::State::lists={lists}/lists", "-o", f"Dir::Cache={lists}/cache"]
        run_step("Reading the lists of packages", ["apt-get", *self.options, "update"], log=self.log)

    def _closure(self, version: int | None) -> list[str]:
        number = version or self._newest()
        servers = [f"postgresql-{number}", f"postgresql-{number}-postgis-3", f"postgresql-{number}-pgrouting"]
        wanted = [*servers, "redis-server"]
        argv = ["apt-get", *self.options, "install", "--simulate", "--no-install-recommends", *wanted]
        simulated = subprocess.run(argv, capture_output=True, text=True, check=False)
        if simulated.returncode:
            raise Failure(f"apt cannot put {' '.join(wanted)} together:\n{simulated.stdout}{simulated.stderr}")
        missing = [name for name in re.findall(r"^Inst (\S+)", simulated.stdout, re.M) if not LEFT_OUT.match(name)]
        scripts = [f"postgresql-{number}-postgis-3-scripts", f"postgresql-{number}-pgrouting-scripts", "redis-tools"]
        return sorted({*wanted, *scripts, *missing})

    def _newest(self) -> int:
        argv = ["apt-cache", *self.options, "pkgnames"]
        names = subprocess.run(argv, capture_output=True, text=True, check=False).stdout.split()
        versions = [int(name.split("-")[1]) for name in names if re.fullmatch(r"postgresql-\d+-postgis-3", name)]
        if not versions:
            raise Failure("No PostGIS is offered by this machine's sources of packages.")
        return max(versions)

    def _download(self, names: Sequence[str], folder: Path) -> None:
        folder.mkdir(parents=True)
        title = f"Downloading {len(names)} packages"
        try:
            run_step(title, ["apt-get", *self.options, "download", *names], log=self.log, cwd=folder)
        except Failure:
            if self.options:
                raise
            self._own_lists()
            run_step(title, ["apt-get", *self.options, "download", *names], log=self.log, cwd=folder)

    def _extract(self, folder: Path) -> None:
        script = 'for deb in debs/*.deb; do echo "$deb"; dpkg-deb -x "$deb" . || exit 1; done'
        run_step("Unpacking them", ["sh", "-c", script], log=self.log, cwd=folder)
        shutil.rmtree(folder / "debs")
        for control in folder.glob("usr/share/postgresql/*/extension/postgis-3.control"):
            link = control.with_name("postgis.control")  # Debian makes it when the package is configured
            if not link.exists():
                link.symlink_to(control.name)


def folder(data: Path) -> Path:
    return data / "packages"
