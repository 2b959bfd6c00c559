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
FOLDERS = ("logs", "state", "basemap", "media", "pictures", "static")  # both root and the web may write here
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432")  # bytes; PostgreSQL's limit


@dataclass(frozen=True)
class Place:
    checkout: Path
    data: Path
    sockets: Path
    account: Account

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def state(self) -> Path:
        return self.data / "state"

    @property
    def setup_log(self) -> Path:
        return self.logs / "setup.log"

    def hand_over(self) -> None:
        """What `manage` wrote as root belongs to the web and the worker from now on."""
        for name in FOLDERS:
            self.account.own_all(self.data / name)


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


def prepare(data: Path, owner: Account) -> Place:
    """Makes the folders. The data folder is closed to others: it holds passwords and residents' photos."""
    make(data)
    _claim(data, owner)
    place = Place(CHECKOUT, data, _socket_folder(data), owner)
    for folder in [*(data / name for name in FOLDERS), place.sockets]:
        folder.mkdir(exist_ok=True, mode=0o700)
        _claim(folder, owner)
    return place


def _claim(folder: Path, owner: Account) -> None:
    """A folder in a shared /tmp may be somebody's trap: it must be a real one, and ours."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner.uid, os.geteuid()}:
        raise Failure(f"{folder} belongs to somebody else. Run as its owner, or set ROADMAP_DATA to another folder.")
    owner.own(folder)
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


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
