"""Facts of segments by a table: a row names a way of OpenStreetMap, or a street with its ends, and what holds there.

A second table updates: what it does not name stays, an empty cell leaves what is there, a dash empties it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.importers.extract import Refused
from roadmap.language.text import alike
from roadmap.models import Agency, City, RoadSegment, User
from roadmap.numbers import whole
from roadmap.places.on_network import road_called, spans_of
from roadmap.setting_up import segment_facts
from roadmap.stretches import NoStretch

MOST_BYTES = 2 << 20
MOST_ROWS = 2_000
DELIMITERS = ";,\t"
DATES = ("%Y-%m-%d", "%d.%m.%Y")
EMPTIES = ("-", "–", "—")
COLUMNS = {
    "osm_way_id": ("osm way id", "way id", "osm", "линия osm"),
    "street": ("улица",),
    "from": ("от",),
    "to": ("до",),
    "owner": ("владелец", "балансодержатель"),
    "gost_group": ("группа", "группа по гост"),
    "warranty_until": ("гарантия до",),
    "warranty_contractor": ("contractor", "подрядчик", "гарантийный подрядчик"),
    "no_dig_until": ("не вскрывать до", "запрет вскрытия до"),
}
PLACES = ("osm_way_id", "street", "from", "to")
TITLES = {
    "owner": gettext_lazy("owner"),
    "gost_group": gettext_lazy("group by GOST R 50597"),
    "warranty_until": gettext_lazy("warranty until"),
    "warranty_contractor": gettext_lazy("warranty contractor"),
    "no_dig_until": gettext_lazy("no digging until"),
}
BODIES = ("owner", "warranty_contractor")


class BadRow(ValueError):
    """Why a row cannot be taken, for a person."""


@dataclass
class Row:
    """`number` as a table shows it, the head is 1; `facts` as JSON holds them: bodies by number, days as ISO."""

    number: int
    told: str
    segments: list[int] = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    reason: str = ""


def read(city: City, content: bytes) -> list[Row]:
    """Each row with its segments, or why it has none. Raises Refused for what is no table of ours."""
    bodies = _bodies(city)
    return [_row(city, bodies, number, cells) for number, cells in _cells(content)]


def _cells(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    lines = _text(content).splitlines()
    reader = csv.reader(lines, delimiter=max(DELIMITERS, key=(lines or [""])[0].count))
    try:
        rows = [cells for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise Refused(_("The table cannot be read: %s.") % error) from error
    names = [_column(cell) for cell in rows[0]] if rows else []
    if not {"osm_way_id", "street"} & set(names):
        raise Refused(_("The table has neither a column osm_way_id nor a column street."))
    if not 1 < len(rows) <= MOST_ROWS + 1:
        raise Refused(_("The table holds no row, or more than %d.") % MOST_ROWS)
    for number, cells in enumerate(rows[1:], start=2):
        yield number, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES or b"\0" in content:
        raise Refused(_("The file is no table, or larger than %d MB.") % (MOST_BYTES >> 20))
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise Refused(_("The file is no text in UTF-8 or Windows-1251."))


def _column(cell: str) -> str:
    name = alike(cell.strip())
    return next((column for column, others in COLUMNS.items() if name in (column, *others)), "")


def _bodies(city: City) -> dict[str, int]:
    """By each of their names."""
    rows = Agency.objects.filter(city=city).values_list("pk", "slug", "name", "short_name")
    return {alike(name): pk for pk, *names in rows for name in names if name}


def _row(city: City, bodies: dict[str, int], number: int, cells: dict[str, str]) -> Row:
    """With all that is wrong in it, so that it is mended at once."""
    row = Row(number, " · ".join(cells[name] for name in PLACES if cells.get(name))[:200])
    row.facts, reasons = _facts(city, bodies, cells)
    try:
        row.segments = _segments(city, cells)
    except (BadRow, NoStretch) as error:
        reasons.append(str(error))
    row.reason = " ".join(reasons)
    return row


def _facts(city: City, bodies: dict[str, int], cells: dict[str, str]) -> tuple[dict, list[str]]:
    """And what is wrong, each with its column."""
    told = {name: cells[name] for name in segment_facts.FACTS if cells.get(name)}
    facts, reasons = {}, [] if told else [_("The row does not say what is to be set.")]
    for name, cell in told.items():
        try:
            facts[name] = None if cell in EMPTIES else _fact(city, bodies, name, cell)
        except BadRow as error:
            title = str(TITLES[name])
            reasons.append(f"{title[:1].upper()}{title[1:]}: {error}")
    return facts, reasons


def _fact(city: City, bodies: dict[str, int], name: str, cell: str) -> str | int:
    if name in BODIES:
        if alike(cell) not in bodies:
            raise BadRow(_("No body of the city is called “%s”.") % cell[:100])
        return bodies[alike(cell)]
    if name == "gost_group":
        if cell.upper() not in segment_facts.GOST_GROUPS:
            raise BadRow(_("“%s” is no group of streets: А to Е in Russian letters.") % cell[:20])
        return cell.upper()
    day = _day(cell)
    if name == "no_dig_until" and segment_facts.is_over(city, day, timezone.now()):
        raise BadRow(_("This day is over already."))
    return day.isoformat()


def _day(cell: str) -> date:
    for form in DATES:
        try:
            return datetime.strptime(cell, form).date()
        except ValueError:
            continue
    raise BadRow(_("“%s” is no day: 2027-05-31 or 31.05.2027.") % cell[:20])


def _segments(city: City, cells: dict[str, str]) -> list[int]:
    if cells.get("osm_way_id"):
        way = whole(cells["osm_way_id"])
        found = list(RoadSegment.objects.filter(city=city, osm_way_id=way or 0).values_list("pk", flat=True))
        if not found:
            raise BadRow(_("No segment is of the way %s.") % cells["osm_way_id"][:20])
        return found
    if not cells.get("street"):
        raise BadRow(_("The row names neither a way nor a street."))
    return _along(city, cells["street"], cells.get("from", ""), cells.get("to", ""))


def _along(city: City, street: str, one: str, other: str) -> list[int]:
    """All of the street where no end is named. Raises NoStretch or BadRow."""
    if not one and not other:
        road = road_called(city, street)
        return list(RoadSegment.objects.along(road).order_by("pk").values_list("pk", flat=True))
    if not (one and other):
        raise BadRow(_("One end of the stretch is missing."))
    place = {"type": "between", "on": road_called(city, street).name, "from": one, "to": other}
    found = segment_facts.covered(spans_of(city, place))
    if not found:
        raise BadRow(_("The stretch is shorter than half a segment."))
    return found


@transaction.atomic
def take(city: City, rows: list[dict], file_name: str, *, by: User, at: datetime) -> dict:
    """What `read` found, as JSON kept it; how much was set. Rows in order: a later one wins."""
    good = [row for row in rows if not row["reason"]]
    for row in good:
        title = f"{file_name}, {row['number']}: {row['told']}"
        segment_facts.put(city, row["segments"], _values(row["facts"]), by=by, at=at, title=title)
    segments = {number for row in good for number in row["segments"]}
    return {"rows": len(good), "rejected": len(rows) - len(good), "segments": len(segments)}


def _values(facts: dict) -> dict:
    """As columns take them. A body that has gone meanwhile empties nothing."""
    bodies = Agency.objects.in_bulk([facts[name] for name in BODIES if facts.get(name)])
    told = {}
    for name, value in facts.items():
        if name in BODIES and value is not None and value not in bodies:
            continue
        if value is None or name == "gost_group":
            told[name] = value
        else:
            told[name] = bodies[value] if name in BODIES else date.fromisoformat(value)
    return told
