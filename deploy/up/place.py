"""Where this checkout keeps its data and its sockets."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .account import Account
from .say import Failure, say

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDERS = ("state", "basemap", "media", "pictures", "static")  # both root and the web may write here
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432")  # bytes; PostgreSQL's limit


@dataclass(frozen=True)
class Place:
    """`account` is whom web, workers, beat and broker run as and who owns what they write; the database has its own."""

    checkout: Path
    data: Path
    sockets: Path
    account: Account
    cluster_account: Account

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def state(self) -> Path:
        return self.data / "state"

    @property
    def setup_log(self) -> Path:
        return self.logs / "setup.log"

    @property
    def owners(self) -> set[int]:
        return {self.account.uid, self.cluster_account.uid, os.geteuid()}

    def hand_over(self) -> None:
        """What `manage` wrote as root belongs to the web and the worker from now on."""
        for name in FOLDERS:
            self.account.own_all(self.data / name)
        self.account.own(self.data / "environment")


def data_folder(*, quiet: bool = False) -> Path:
    """`ROADMAP_DATA`, else `.data`; for root elsewhere if PostgreSQL's user could not reach it."""
    asked = Path(os.environ.get("ROADMAP_DATA") or CHECKOUT / ".data").absolute()
    if os.geteuid() != 0 or _closed_parent(asked) is None:
        return asked
    moved = Path("/var/lib/roadmap") / _short_hash(asked)
    if not quiet:
        say(f"Other users may not enter {_closed_parent(asked)}, so the data lie in {moved}.")
    return moved


def make(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"The data folder {data} cannot be made: {error.strerror}. Set ROADMAP_DATA to another."
        ) from None


def prepare(data: Path, account: Account, cluster: Account) -> Place:
    """Makes the folders. The data folder is closed to others: it holds passwords and residents' photos.

    The database's user passes through to what is its own: its cluster, its log, its socket.
    """
    make(data)
    place = Place(CHECKOUT, data, _socket_folder(data), account, cluster)
    passable = 0o700 if account == cluster else 0o710
    _claim(data, place, account, cluster, passable)
    for name in FOLDERS:
        _claim(data / name, place, account, account, 0o700)
    _claim(place.logs, place, account, cluster, passable)
    _claim(place.sockets, place, cluster, account, 0o750)
    return place


def _claim(folder: Path, place: Place, owner: Account, passer: Account, mode: int) -> None:
    """A folder in a shared /tmp may be somebody's trap: it must be a real one, and ours."""
    folder.mkdir(exist_ok=True, mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in place.owners:
        raise Failure(f"{folder} belongs to somebody else. Run as its owner, or set ROADMAP_DATA to another folder.")
    owner.own(folder, for_group_of=passer)
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)


def _socket_folder(data: Path) -> Path:
    inside = data / "sockets"
    is_plain = all(character.isalnum() or character in "/._-" for character in str(inside))
    if is_plain and len(os.fsencode(inside)) <= LONGEST_SOCKET:
        return inside
    return Path(tempfile.gettempdir()) / f"roadmap-{_short_hash(data)}"


def _closed_parent(folder: Path) -> Path | None:
    there = (parent for parent in folder.resolve().parents if parent.exists())
    return next((parent for parent in there if not parent.stat().st_mode & stat.S_IXOTH), None)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
