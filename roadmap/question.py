"""What the reader of a map, a list or a street's page asks: which kinds and choices, when, and where."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.http import QueryDict

from roadmap.numbers import whole
from roadmap.postgis import area_from

Window = tuple[datetime, datetime]
NAMED_TIMES = ("now", "today", "tomorrow", "week")


@dataclass(frozen=True)
class Question:
    """`at` is the reader's present. With neither `moment` nor `window`: all that is not yet over.

    `street` is a full name; `zoom` is that of the map beside the list, None where there is no map.
    """

    at: datetime
    when: str = ""
    moment: datetime | None = None
    window: Window | None = None
    kinds: frozenset[str] = frozenset()
    choices: dict[str, str] = field(default_factory=dict)
    box: Polygon | MultiPolygon | None = None
    street: str = ""
    zoom: int | None = None

    @classmethod
    def read(cls, query: QueryDict, zone: ZoneInfo, at: datetime) -> "Question":
        """From a page's address. What cannot be read is left out: an old or a mistyped link still shows the map."""
        when = query.get("when", "")
        moment = _moment(query.get("moment", ""), zone) if when == "moment" else at if when == "now" else None
        return cls(
            at=at,
            when=when if when in NAMED_TIMES or (when == "moment" and moment) else "",
            moment=moment,
            window=named_window(when, zone, at),
            kinds=frozenset(kind for text in query.getlist("kind") for kind in text.split(",") if kind),
            choices={name: query[name] for name in query if name not in {"kind", "when", "moment", "bbox"}},
            box=_box(query.get("bbox", "")),
            zoom=_zoom(query.get("map", "")),
        )

    @property
    def seen_at(self) -> datetime:
        """The moment that the answer speaks of."""
        return self.moment or self.at

    @property
    def moment_text(self) -> str:
        """For the form's field: the moment asked for, by the city's clock."""
        return f"{self.moment:%Y-%m-%dT%H:%M}" if self.moment and self.when == "moment" else ""


def named_window(name: str, zone: ZoneInfo, at: datetime) -> Window | None:
    """From midnight to midnight of the city's clock; “week” runs from today to the end of Sunday."""
    today = at.astimezone(zone).date()
    spans = {"today": (0, 1), "tomorrow": (1, 2), "week": (0, 7 - today.weekday())}
    if name not in spans:
        return None
    first, last = (datetime.combine(today + timedelta(days=days), time(), zone) for days in spans[name])
    return first, last


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """“2026-07-14T22:00” by the city's clock."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        return None
    return moment if 1970 <= moment.year <= 2200 else None


def _zoom(text: str) -> int | None:
    """The first number of “13/57.1500/65.5400”."""
    return whole(text.split("/")[0], most=99)


def _box(text: str) -> Polygon | MultiPolygon | None:
    """“west,south,east,north” in degrees."""
    try:
        return area_from(text)
    except ValueError:
        return None
