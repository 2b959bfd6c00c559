"""What the reader of a map, a list or a street's page asks: which kinds and choices, when, and where."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from django.http import QueryDict

from roadmap.moments import WALL_CLOCK
from roadmap.numbers import whole
from roadmap.postgis import area_from, place_from
from roadmap.presets import NAMED_TIMES, Window, named_window

Read = TypeVar("Read")
NO_CHOICES = frozenset(("kind", "when", "moment", "at", "bbox", "near"))
OF_THE_API = ("from", "to", "impact", "vehicle_class", "state", "agency", "split")  # unless a page has them, too


@dataclass(frozen=True)
class Question:
    """`at` is the reader's present. With neither `moment` nor `window`: all that is not yet over.

    `street` is a full name; `area`, in WGS 84, holds a part of what is asked for; `near` is where the reader is; `zoom`
    is that of the map beside the list, None where there is no map; `left_out` is what of the address nobody could read.
    """

    at: datetime
    when: str = ""
    moment: datetime | None = None
    window: Window | None = None
    kinds: frozenset[str] = frozenset()
    choices: dict[str, str] = field(default_factory=dict)
    box: Polygon | MultiPolygon | None = None
    street: str = ""
    area: GEOSGeometry | None = None
    near: Point | None = None
    zoom: int | None = None
    left_out: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: QueryDict, zone: ZoneInfo, at: datetime) -> "Question":
        """From a page's address. What cannot be read is left out: an old or a mistyped link still shows the map."""
        when = "moment" if "at" in query else query.get("when", "")
        asked = query.get("at", query.get("moment", ""))
        moment = _moment(asked, zone) if when == "moment" else at if when == "now" else None
        return cls(
            at=at,
            when=when if when in NAMED_TIMES or (when == "moment" and moment) else "",
            moment=moment,
            window=named_window(when, zone, at),
            kinds=frozenset(kind for text in query.getlist("kind") for kind in text.split(",") if kind),
            choices={name: query[name] for name in query if name not in NO_CHOICES},
            box=_read(area_from, query.get("bbox", "")),
            near=_read(place_from, query.get("near", "")),
            zoom=_zoom(query.get("map", "")),
        )

    @property
    def has_time(self) -> bool:
        return self.moment is not None or self.window is not None

    @property
    def seen_at(self) -> datetime:
        """The moment that the answer speaks of."""
        return self.moment or self.at

    @property
    def is_apart(self) -> bool:
        """Whether it is about another time than the present."""
        return self.when == "moment" or (self.window is not None and self.window[0] > self.at)

    @property
    def moment_text(self) -> str:
        """For the form's field: the moment asked for, by the city's clock."""
        return f"{self.moment:{WALL_CLOCK}}" if self.moment and self.when == "moment" else ""


def not_read(query: QueryDict, question: Question, known: dict[str, frozenset[str]]) -> tuple[str, ...]:
    """What stands in a page's address and was left out, as “name=value”; `known` has the values of kinds and choices.

    A name that nobody knows is no question to us: other sites mark their links with such.
    """
    told = {name: query[name] for name in query if query[name]}
    is_read = {
        "when": told.get("when") in (*NAMED_TIMES, "moment"),
        "moment": told.get("when") != "moment" or question.moment is not None,
        "at": question.moment is not None,
        "near": question.near is not None,
        "map": _is_view(told.get("map", "")),
    }
    is_read |= dict.fromkeys(OF_THE_API, False)
    is_read |= {name: values.issuperset(told.get(name, "").split(",")) for name, values in known.items()}
    return tuple(f"{name}={value}" for name, value in told.items() if not is_read.get(name, True))


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """“2026-07-14T22:00” by the city's clock, or with an offset of its own."""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None
    return moment if 1970 <= moment.year <= 2200 else None


def _is_view(text: str) -> bool:
    """“13/57.1500/65.5400”; the script reads the same (js/address.js)."""
    try:
        zoom, lat, lon = (float(number) for number in text.split("/"))
    except ValueError:
        return False
    return 1 <= zoom <= 22 and abs(lat) <= 85 and abs(lon) <= 180


def _zoom(text: str) -> int | None:
    """The first number of “13/57.1500/65.5400”."""
    return whole(text.split("/")[0], most=99)


def _read(read: Callable[[str], Read], text: str) -> Read | None:
    """None for nonsense."""
    try:
        return read(text)
    except ValueError:
        return None
