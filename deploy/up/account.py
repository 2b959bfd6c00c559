"""Which system users the servers run as. PostgreSQL refuses root, and a public web server has no need of it."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .say import Failure, say

PACKAGE_USER = "postgres"  # made by Debian's package
SITE_USER = "roadmap"


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

    def own(self, path: Path, *, for_group_of: "Account | None" = None) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.uid, (for_group_of or self).gid, follow_symlinks=False)

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


def for_cluster(data: Path) -> Account:
    """The one who starts it; for root the owner of data that exist, else the `postgres` user of Debian's package."""
    if os.geteuid() != 0:
        return myself()
    cluster = data / "postgres"
    if cluster.is_dir() and (owner := cluster.stat()).st_uid != 0:
        return _of(owner.st_uid, owner.st_gid)
    return _named(PACKAGE_USER) or myself()  # without its package the database is somebody else's server


def for_site(cluster: Account) -> Account:
    """Web, workers, beat, broker: for root a user of their own, unless the data are those of somebody's earlier run."""
    if not _has_one_of_its_own(cluster):
        return cluster
    return _named(SITE_USER) or _make_site_user()


def of_existing(cluster: Account) -> Account:
    """The same, making nobody."""
    return (_named(SITE_USER) if _has_one_of_its_own(cluster) else None) or cluster


def _has_one_of_its_own(cluster: Account) -> bool:
    return os.geteuid() == 0 and cluster.name in {PACKAGE_USER, "root"}


def _make_site_user() -> Account:
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    argv = ["useradd", *options, "--shell", "/usr/sbin/nologin", SITE_USER]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if (made := _named(SITE_USER)) is None:  # whoever was quicker has made the same
        raise Failure(f"The system user {SITE_USER}, whom the web runs as, cannot be made: {done.stderr.strip()}")
    say(f"Made the system user {SITE_USER}: web and workers run as it, not as root and not as the database.")
    return made


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _of(uid: int, gid: int) -> Account:
    try:
        return Account(pwd.getpwuid(uid).pw_name, uid, gid)
    except KeyError:
        return Account(str(uid), uid, gid)
