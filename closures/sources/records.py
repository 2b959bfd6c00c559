"""What every format gives: records in one form, each row by itself, and a row that cannot be read with its reason."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from roadmap.geometry import MOST_POINTS
from roadmap.language.text import INVISIBLE

MOST_ROWS = 5_000
SHAPES = ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
DEEPEST = 4  # lists in lists, as the coordinates of a MultiPolygon are
MOST_NUMBERS = 3 * MOST_POINTS  # each may have its height
LARGEST = sys.float_info.max
LONGEST_ID = 200
UNSEEN = re.compile(rf"(?:{INVISIBLE.pattern}|[\x00-\x1f\x7f-\x9f\ud800-\udfff])+")


class Unreadable(ValueError):
    """Nothing of the file can be taken; the message is for a person. What was taken before stays as it is."""


class BadRecord(ValueError):
    """One row cannot be taken; the message is for a person."""


@dataclass(frozen=True)
class Record:
    """One work of a source.

    `geometry` is GeoJSON in degrees, with its axes in either order; else the place is told in words: `address`, or
    `street` with `since` and `until`, each a street or a house number, or `title`, which may name a stretch.
    `stages` are (name, start, end): days («2026-05-03», the end inclusive) or moments in ISO 8601; an end may be "".
    """

    external_id: str
    geometry: dict | None = None
    address: str = ""
    street: str = ""
    since: str = ""
    until: str = ""
    title: str = ""
    stages: tuple[tuple[str, str, str], ...] = ()
    kind: str = ""
    impact: str = ""
    reason: str = ""
    performer: str = ""
    client: str = ""
    contact: str = ""
    note: str = ""
    act_number: str = ""

    def __post_init__(self):
        """Raises BadRecord."""
        object.__setattr__(self, "geometry", shape_told(self.geometry))

    def to_json(self) -> dict:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, told: dict) -> "Record":
        return cls(**told | {"stages": tuple(tuple(stage) for stage in told.get("stages", ()))})

    @property
    def digest(self) -> str:
        """Of all that it tells: another one, another record."""
        return sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()


def shape_told(geometry: dict | None) -> dict | None:
    """Its type and coordinates alone, which can be kept whatever stands beside them. Raises BadRecord."""
    if geometry is None:
        return None
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in SHAPES:
        raise BadRecord(_("The shape is none of: %s.") % ", ".join(SHAPES))
    numbers = list(islice(_leaves(coordinates, DEEPEST), MOST_NUMBERS + 1))
    if len(numbers) > MOST_NUMBERS:
        raise BadRecord(_("The shape has too many points (more than %d).") % MOST_POINTS)
    if not isinstance(coordinates, (list, tuple)) or not all(map(_is_number, numbers)):
        raise BadRecord(_("The shape cannot be read."))
    return {"type": kind, "coordinates": coordinates}


def _leaves(value: object, deepest: int) -> Iterator[object]:
    """What stands in lists of lists; an empty list stands for itself, and what lies deeper, too."""
    if deepest and value and isinstance(value, (list, tuple)):
        for each in value:
            yield from _leaves(each, deepest - 1)
    else:
        yield value


def _is_number(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return not value
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST  # no nan is


TOLD = frozenset(field.name for field in fields(Record))


class Row(NamedTuple):
    """`number` is the one that a person finds it by in the file, from 1; `reason` why there is no record."""

    number: int
    external_id: str
    record: Record | None
    reason: str = ""


def words(value: object, longest: int = 300) -> str:
    """A value of a file as one line without what nobody sees; what is no word or number is nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return " ".join(UNSEEN.sub(" ", str(value)[: 20 * longest]).split())[:longest].strip()


def each_once(rows: Iterator[Row]) -> Iterator[Row]:
    """Of one file; a second row of the same number would overwrite the first."""
    first: dict[str, int] = {}
    for row in rows:
        if row.number > MOST_ROWS:
            raise Unreadable(_("More than %d rows: cut the file.") % MOST_ROWS)
        if row.record and row.external_id in first:
            told = _("Row %d has the same number: only that one is taken.") % first[row.external_id]
            row = row._replace(record=None, reason=told)
        elif row.record:
            first[row.external_id] = row.number
        yield row
