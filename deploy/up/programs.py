"""Finds the servers' programs: the machine's own, or those unpacked into the data folder."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

EXTENSIONS = ("postgis", "pgrouting", "btree_gist", "pg_trgm")
OLDEST = 14  # PostgreSQL


@dataclass(frozen=True)
class Postgres:
    bin: Path
    version: int
    env: dict[str, str] = field(default_factory=dict)  # an unpacked server's libraries; never leaked to other programs

    def program(self, name: str) -> str:
        return str(self.bin / name)

    @property
    def environment(self) -> dict[str, str]:
        return _plain_environment() | self.env


@dataclass(frozen=True)
class Redis:
    program: str
    env: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return _plain_environment() | self.env


def find_postgres(unpacked: Path, version: int | None = None) -> Postgres | None:
    """The newest with every extension; with `version` only that one, since data are bound to it."""
    candidates = [*_in_root(Path("/")), *_on_path(), *_in_root(unpacked, _library_environment(unpacked))]
    complete = [found for found in candidates if found.version >= OLDEST and _has_extensions(found)]
    fitting = [found for found in complete if version in (None, found.version)]
    return max(fitting, key=lambda found: found.version, default=None)


def find_redis(unpacked: Path) -> Redis | None:
    if own := shutil.which("redis-server"):
        return Redis(own)
    program = unpacked / "usr/bin/redis-server"
    return Redis(str(program), _library_environment(unpacked)) if program.exists() else None


def server_versions() -> list[int]:
    """Major versions of the servers that are installed, with or without PostGIS."""
    return sorted({found.version for found in [*_in_root(Path("/")), *_on_path()]})


def version_of_data(cluster: Path) -> int | None:
    mark = cluster / "PG_VERSION"
    return int(mark.read_text()) if mark.exists() else None


def _in_root(root: Path, env: dict[str, str] | None = None) -> list[Postgres]:
    """Debian's layout: /usr/lib/postgresql/15/bin."""
    folders = (root / "usr/lib/postgresql").glob("[0-9]*/bin")
    return [Postgres(bin, int(bin.parent.name), env or {}) for bin in folders if (bin / "postgres").exists()]


def _on_path() -> list[Postgres]:
    program = shutil.which("postgres")
    if program is None:
        return []
    folder = Path(program).resolve().parent
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\d+", told)
    return [Postgres(folder, int(version[0]))] if version else []


def _has_extensions(found: Postgres) -> bool:
    share = found.bin.parents[3] / "share/postgresql" / str(found.version) / "extension"
    if not share.is_dir():
        share = found.bin.parent / "share/postgresql/extension"
    if not share.is_dir():
        share = found.bin.parent / "share/extension"
    return all((share / f"{name}.control").exists() for name in EXTENSIONS)


def _library_environment(root: Path) -> dict[str, str]:
    folders = [path for path in (root / "usr/lib").glob("*-linux-gnu*") if path.is_dir()]
    folders += [folder / name for folder in folders for name in ("blas", "lapack") if (folder / name).is_dir()]
    return {"LD_LIBRARY_PATH": ":".join(map(str, folders)), "PROJ_DATA": str(root / "usr/share/proj")}


def _plain_environment() -> dict[str, str]:
    """The servers' own: nobody's PGHOST or locale decides what our cluster does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C.UTF-8"}
