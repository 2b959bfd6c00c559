"""What a reader asks of road events, as conditions on an event or on one phase of it: both have the same columns."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.contrib.postgres.fields import DateTimeRangeField
from django.db.models import CharField, DateTimeField, Q
from psycopg.types.range import TimestamptzRange

from closures.kinds.states import Window
from roadmap.given import Given
from roadmap.postgis import overlaps, parts_of

GIVEN = {
    "now": Given("now", DateTimeField()),
    "at": Given("at", DateTimeField()),
    "window": Given("window", DateTimeRangeField()),  # only whether there is one
    "within": Given("within", DateTimeRangeField()),
    "road": Given("road", CharField()),
}
BOXES = Given("box", GeometryField()), Given("box_beyond", GeometryField())  # beyond the 180th meridian


@dataclass(frozen=True)
class Asked:
    """`now` is the present: before it a plan's end that nobody confirmed does not count yet (`held_on`).

    With neither `at` nor `window`: what holds, rests or comes next. `road` is a street's full name.
    `area`, in WGS 84: a part of its geometry lies there.
    """

    now: datetime
    at: datetime | None = None
    window: Window | None = None
    box: Polygon | MultiPolygon | None = None
    road: str = ""
    area: GEOSGeometry | None = None
    impacts: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    vehicle_classes: tuple[str, ...] = ()

    @property
    def has_time(self) -> bool:
        return self.at is not None or self.window is not None

    @property
    def seen_at(self) -> datetime:
        """The moment that the answer speaks of."""
        return self.at or self.now

    @property
    def nearest(self) -> datetime:
        """The moment asked for; of a window the one that is nearest to the present."""
        if self.window is None:
            return self.seen_at
        since, until = self.window
        later = max(self.now, since or self.now)
        return later if until is None else min(later, until)

    @property
    def within(self) -> TimestamptzRange:
        since, until = self.window or (self.seen_at, self.seen_at)
        return TimestamptzRange(since, until, "[)" if self.window else "[]")

    def of_any_values(self) -> "Asked":
        """What has the same SQL: `values` come when it is run. What is of a closed list stays."""
        open_to = {name: given for name, given in GIVEN.items() if name != "within" and getattr(self, name)}
        open_to["box"] = BOXES[: len(self.boxes)]
        return OfAnyValues(**{each.name: getattr(self, each.name) for each in fields(Asked)} | open_to)

    @property
    def values(self) -> dict[str, object]:
        boxes = {given.name: box for given, box in zip(BOXES, self.boxes, strict=False)}
        return {name: getattr(self, name) for name in GIVEN} | boxes

    @property
    def boxes(self) -> Sequence[Polygon]:
        """Each is asked for by itself: the one box around two halves holds all that lies between them."""
        return parts_of(self.box) if self.box else ()

    def anywhere(self) -> "Asked":
        """The same of the whole city."""
        return replace(self, box=None, road="", area=None)

    def inside(self, box: Polygon) -> "Asked":
        """The same of all that lies in a box."""
        return replace(self, box=box, road="")

    def near(self) -> Q:
        """By the index alone: a superset of the other two."""
        return self._at_place() & Q(told__overlap=self.within)

    def of_event(self, *, of_any_time: bool = False) -> Q:
        """Of an event with one phase, or that is told as a whole."""
        return self._told(of_any_time) & self._traffic("vehicle_impact", "vehicle_classes")

    def of_phase(self, *, of_any_time: bool = False) -> Q:
        return self._told(of_any_time) & self._traffic("told_impact", "told_classes")

    def _told(self, of_any_time: bool) -> Q:
        if of_any_time:
            return self._at_place()
        return self.near() & self._in_force() if self.has_time else self.near()

    def _at_place(self) -> Q:
        place = Q(roads__contains=[self.road]) if self.road else Q()
        if self.area is not None:
            place &= Q(geometry__intersects=self.area)
        return place & overlaps("geometry", self.boxes) if self.boxes else place

    def _traffic(self, impact: str, classes: str) -> Q:
        asked = {
            f"{impact}__in": self.impacts,
            "passage__in": self.passages,
            f"{classes}__overlap": list(self.vehicle_classes),
        }
        return Q(**{name: values for name, values in asked.items() if values})

    def _in_force(self) -> Q:
        lookup, value = ("holds_in", self.within) if self.window else ("holds_at", self.at)
        unconfirmed = Q(during__endswith__lte=self.now)
        return Q(**{f"in_force__{lookup}": value}) | unconfirmed & Q(**{f"held_on__{lookup}": value})

    def sql(self, table: str) -> tuple[str, list]:
        """`anywhere().of_phase()` as SQL with its values; whoever changes one changes the other (test_truth.py)."""
        asked = [self._told_sql(table)]
        if self.impacts:
            asked.append((f"{table}.told_impact = ANY(%s)", [list(self.impacts)]))
        if self.passages:
            asked.append((f"{table}.passage = ANY(%s)", [list(self.passages)]))
        if self.vehicle_classes:
            asked.append((f"{table}.told_classes && %s::varchar[]", [list(self.vehicle_classes)]))
        return " AND ".join(condition for condition, _ in asked), [value for _, values in asked for value in values]

    def _told_sql(self, table: str) -> tuple[str, list]:
        if not self.has_time:
            return f"{table}.told @> %s", [self.now]
        operator, value, cast = ("&&", self.within, "tstzrange") if self.window else ("@>", self.at, "timestamptz")
        holds = f"{table}.in_force {operator} %s::{cast}"
        holds_on = f"upper({table}.during) <= %s AND {table}.held_on {operator} %s::{cast}"
        return f"({holds} OR {holds_on})", [value, self.now, value]


class OfAnyValues(Asked):
    within = GIVEN["within"]

    @property
    def boxes(self) -> Sequence[Given]:
        return self.box
