"""Facts of segments by a table: a row names a way of OpenStreetMap, or a street with its ends, and what holds there.

A second table updates: what it does not name stays, an empty cell leaves what is there, a dash empties it.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.importers.progress import Progress, quiet
from roadmap.language.text import alike
from roadmap.languages import is_english
from roadmap.models import Agency, City, Road, RoadSegment, TableRow, User
from roadmap.models.network import GOST_GROUPS
from roadmap.numbers import whole
from roadmap.places.on_network import road_called, spans_of
from roadmap.places.search import streets_named
from roadmap.setting_up import segment_facts
from roadmap.setting_up.segment_cells import Cells, cells_of
from roadmap.stretches import NoStretch

TOLD_EACH = 50  # rows, of how far it has come
PARTS = 100  # in which that is told
LONGEST_CONTRACT = RoadSegment._meta.get_field("warranty_contract").max_length
DATES = ("%Y-%m-%d", "%d.%m.%Y")
EMPTIES = ("-", "–", "—")
PLACES = ("osm_way_id", "street", "from", "to")
TITLES = {
    "owner": gettext_lazy("owner"),
    "gost_group": gettext_lazy("group by GOST R 50597"),
    "warranty_until": gettext_lazy("warranty until"),
    "warranty_contractor": gettext_lazy("warranty contractor"),
    "warranty_contract": gettext_lazy("number of the warranty contract"),
    "no_dig_until": gettext_lazy("no digging until"),
}
BODIES = ("owner", "warranty_contractor")
DAYS = ("warranty_until", "no_dig_until")


class BadRow(ValueError):
    """Why a row cannot be taken, for a person."""


@dataclass
class FactRow:
    """`number` as a table shows it, the head is 1; `facts` as JSON holds them: bodies by number, days as ISO."""

    number: int
    told: str
    segments: list[int] = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    reason: str = ""


Taken = FactRow | TableRow
Found = tuple[list[int], str]  # segments, or why there are none


def count_of(content: bytes) -> int:
    """Rows; what they mean is not asked. Raises Refused for what is no table of ours."""
    return len(cells_of(content))


def read(city: City, content: bytes, told: Progress = quiet) -> list[FactRow]:
    """Each row with its segments, or why it has none. Raises Refused for what is no table of ours."""
    bodies, rows = _bodies(city), cells_of(content)
    places = _places(city, [cells for _number, cells in rows])
    return [_row(city, bodies, places, *each) for each in _told_of(rows, told, _("reading the rows"))]


def _told_of(rows: list, told: Progress, step: str) -> Iterator:
    for done, row in enumerate(rows):
        if done % TOLD_EACH == 0:
            told(step, done * PARTS // len(rows), PARTS)
        yield row


def _bodies(city: City) -> dict[str, int]:
    """By each of their names."""
    rows = Agency.objects.filter(city=city).values_list("pk", "slug", "name", "short_name")
    return {alike(name): pk for pk, *names in rows for name in names if name}


def _places(city: City, rows: Collection[Cells]) -> Callable[..., Found]:
    """What answers for a way, a street and its ends: the network is asked once for each place that rows name."""
    ways = _ways(city, {whole(cells.get("osm_way_id", "")) for cells in rows} - {None})

    @cache
    def found(way: str, street: str, one: str, other: str) -> Found:
        try:
            return _of_way(ways, way) if way else _along(city, street, one, other), ""
        except (BadRow, NoStretch) as error:
            return [], str(error)

    return found


def _ways(city: City, numbers: Collection[int]) -> dict[int, list[int]]:
    """Segments of each way that has any."""
    found: dict[int, list[int]] = {}
    rows = RoadSegment.objects.filter(city=city, osm_way_id__in=numbers) if numbers else RoadSegment.objects.none()
    for way, segment in rows.order_by("pk").values_list("osm_way_id", "pk"):
        found.setdefault(way, []).append(segment)
    return found


def _row(city: City, bodies: dict[str, int], places: Callable[..., Found], number: int, cells: Cells) -> FactRow:
    """With all that is wrong in it, so that it is mended at once."""
    row = FactRow(number, " · ".join(cells[name] for name in PLACES if cells.get(name))[:200])
    row.facts, reasons = _facts(city, bodies, cells)
    row.segments, reason = places(*(cells.get(name, "") for name in PLACES))
    row.reason = " ".join([*reasons, reason] if reason else reasons)
    return row


def _facts(city: City, bodies: dict[str, int], cells: Cells) -> tuple[dict, list[str]]:
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
        if cell.upper() not in GOST_GROUPS:
            raise BadRow(_("“%s” is no group of streets: А to Е in Russian letters.") % cell[:20])
        return cell.upper()
    if name == "warranty_contract":
        if len(cell) > LONGEST_CONTRACT:
            raise BadRow(_("No more than %d characters.") % LONGEST_CONTRACT)
        return cell
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


def _of_way(ways: dict[int, list[int]], way: str) -> list[int]:
    number = whole(way)
    if number not in ways:
        raise BadRow(_("No segment is of the way %s.") % way[:20])
    return ways[number]


def _along(city: City, street: str, one: str, other: str) -> list[int]:
    """All of the street where no end is named. Raises NoStretch or BadRow."""
    if not street:
        raise BadRow(_("The row names neither a way nor a street."))
    if not one and not other:
        road = _road(city, street)
        return list(RoadSegment.objects.along(road).order_by("pk").values_list("pk", flat=True))
    if not (one and other):
        raise BadRow(_("One end of the stretch is missing."))
    ends = {"from": _end(city, one), "to": _end(city, other)}
    place = {"type": "between", "on": _road(city, street).name} | ends
    found = segment_facts.covered(spans_of(city, place))
    if not found:
        raise BadRow(_("The stretch is shorter than half a segment."))
    return found


def _road(city: City, told: str) -> Road:
    """However its name is written. Raises NoStretch or BadRow."""
    try:
        return road_called(city, told)
    except NoStretch:
        found = streets_named(city, told)
        if not found:
            raise
    if len(found) > 1:
        which = ", ".join(f"“{road.name}”" if is_english() else f"«{road.name}»" for road in found)
        raise BadRow(_("“%(name)s” may be %(which)s: say which.") % {"name": told[:100], "which": which})
    return found[0]


def _end(city: City, told: str) -> str:
    """A street as the city calls it; a house or a landmark as it is told."""
    try:
        return _road(city, told).name
    except NoStretch:
        return told


@transaction.atomic
def take(
    city: City, rows: Collection[Taken], file_name: str, *, by: User, at: datetime, told: Progress = quiet
) -> dict:
    """What `read` found, in order: a later one wins. How much was set."""
    good = [row for row in rows if not row.reason]
    bodies = {row.facts[name] for row in good for name in BODIES if row.facts.get(name)}
    present = set(Agency.objects.filter(pk__in=bodies).values_list("pk", flat=True))
    wanted: dict[int, dict] = {}
    for row in _told_of(good, told, _("setting the facts")):
        values = _values(row.facts, present)
        for number in row.segments:
            wanted.setdefault(number, {}).update(values)
    segment_facts.put_each(city, wanted, rows=len(good), by=by, at=at, title=file_name)
    return {"rows": len(good), "rejected": len(rows) - len(good), "segments": len(wanted)}


def _values(facts: dict, present: Collection[int]) -> dict:
    """As columns take them. A body that has gone meanwhile empties nothing."""
    known = {name: value for name, value in facts.items() if name not in BODIES or value is None or value in present}
    return {name: date.fromisoformat(value) if value and name in DAYS else value for name, value in known.items()}
