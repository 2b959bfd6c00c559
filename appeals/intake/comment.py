"""What an event of a network tells, whichever network it is, and careful ways to read its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.contrib.gis.geos import Point

from appeals.sending import LONGEST_TEXT
from roadmap.postgis import point_at
from roadmap.unreadable import without_marks

MOST_PHOTOS = 10
LONGEST_NAME, LONGEST_ADDRESS = 120, 1000


class What(Enum):
    WRITTEN, CHANGED, DELETED = "written", "changed", "deleted"


@dataclass(frozen=True)
class Comment:
    """`chat`, `number`, `post` and `thread` as in NetworkMessage; `point` where the author sent a place."""

    what: What
    chat: str
    number: str
    author: str = ""
    author_name: str = ""
    text: str = ""
    photos: tuple[str, ...] = ()
    point: Point | None = None
    post: str = ""
    thread: str = ""
    is_private: bool = False

    @property
    def about(self) -> str:
        return f"{self.chat}:{self.number}"


def part(told: object, *names: str) -> dict:
    """The object within objects; an empty one where there is none."""
    for name in names:
        told = told.get(name) if isinstance(told, Mapping) else None
    return told if isinstance(told, dict) else {}


def parts(told: object) -> list[dict]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def words(told: object, most: int) -> str:
    """Readable, at most so long; empty for what is no text."""
    if not isinstance(told, str):
        return ""
    readable = "".join(letter for letter in told if letter != "\x00" and not "\ud800" <= letter <= "\udfff")
    return without_marks(readable).strip()[:most]


def text_of(told: object) -> str:
    return words(told, LONGEST_TEXT)


def number_of(told: object) -> str:
    """A whole number, or a short name, as the network numbers things; empty for all else."""
    if isinstance(told, int) and not isinstance(told, bool):
        return str(told) if abs(told) < 2**63 else ""
    return words(told, 90)


def place_of(lon: object, lat: object) -> Point | None:
    are_numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (lon, lat))
    return point_at(float(lon), float(lat)) if are_numbers and abs(lon) <= 180 and abs(lat) <= 90 else None
