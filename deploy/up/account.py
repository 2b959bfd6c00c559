"""Which system user the servers run as. PostgreSQL refuses root, and a public web server has no need of it."""

import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """True when root starts things for somebody else."""
        return self.uid != os.geteuid()

    def command(self, argv: Sequence[str], *, dies_with_parent: bool = False) -> list[str]:
        """`argv` as this user; optionally with TERM sent to it when whoever started it is gone."""
        options = ["--pdeathsig", "TERM"] if dies_with_parent else []
        if self.is_other:
            options += [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        return ["setpriv", *options, "--", *argv] if options else list(argv)

    def own(self, path: Path) -> None:
        if self.is_other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def own_all(self, folder: Path) -> None:
        """Hands over what root wrote into a folder, for instance by `./run manage`."""
        if not self.is_other or not folder.is_dir():
            return
        for _, folders, files, opened in os.fwalk(folder):
            for name in [*folders, *files, "."]:
                if os.stat(name, dir_fd=opened, follow_symlinks=False).st_uid != self.uid:
                    os.chown(name, self.uid, self.gid, dir_fd=opened, follow_symlinks=False)


def myself() -> Account:
    return _of(os.geteuid(), os.getegid())


def for_servers(data: Path) -> Account:
    """The one who starts it; for root the owner of data that exist, else the `postgres` user of Debian's package."""
    if os.geteuid() != 0:
        return myself()
    cluster = data / "postgres"
    if cluster.is_dir() and (owner := cluster.stat()).st_uid != 0:
        return _of(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        return myself()  # its package is not here: the database is somebody else's server
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _of(uid: int, gid: int) -> Account:
    try:
        return Account(pwd.getpwuid(uid).pw_name, uid, gid)
    except KeyError:
        return Account(str(uid), uid, gid)
