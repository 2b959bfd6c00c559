"""What the map does not know of a street: whose it is, its group, its warranty, until when nobody may dig."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import ngettext

from roadmap.models import Area, City, RoadSegment, User
from roadmap.setting_up import changes
from roadmap.spans import Span

FACTS = ("owner", "gost_group", "warranty_until", "warranty_contractor", "warranty_contract", "no_dig_until")
MOST = 50_000  # segments that one form sets
MOST_VALUES = 4  # of before, told in the log
HALF = 0.5
EMPTY = {"gost_group": "", "warranty_contract": ""}
AT_ONCE = 5_000  # segments of a table
COLUMNS = (  # of FACTS
    *("owner_id", "gost_group", "warranty_until", "warranty_contractor_id", "warranty_contract", "no_dig_until"),
)
PUT = """
UPDATE roadmap_roadsegment AS segment
SET owner_id = told.owner, gost_group = told.gost_group, warranty_until = told.warranty_until,
  warranty_contractor_id = told.contractor, warranty_contract = told.contract, no_dig_until = told.no_dig_until
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::date[], %s::bigint[], %s::text[], %s::date[])
  AS told (number, owner, gost_group, warranty_until, contractor, contract, no_dig_until)
WHERE segment.id = told.number
"""


@transaction.atomic
def put(city: City, numbers: Collection[int], facts: Mapping, *, by: User, at: datetime, title: str) -> int:
    """Each of `facts` (one of FACTS → its value, None to empty it) on all these segments of the city; how many there
    were. Others' segments are none. The log gets one line, called `title`."""
    rows = RoadSegment.objects.select_for_update(of=("self",)).filter(city=city, pk__in=numbers)
    segments = list(rows.select_related("owner", "warranty_contractor").order_by("pk"))
    values = {name: EMPTY.get(name) if value is None else value for name, value in facts.items()}
    if not segments or not values:
        return 0
    differences = [[name, *_told(segments, name, value)] for name, value in values.items()]
    RoadSegment.objects.filter(pk__in=[each.pk for each in segments]).update(**values)
    changes.note_many(RoadSegment, city, title, [each for each in differences if each[1] != each[2]], by=by, at=at)
    return len(segments)


@transaction.atomic
def put_each(
    city: City, wanted: Mapping[int, Mapping], *, rows: int, by: User, at: datetime, title: str
) -> Counter[str]:
    """By the number of a segment of the city: facts as `put` takes them, bodies by number. Of each fact, on how many
    segments it changed; the log gets one line for all `rows` of the table called `title`."""
    numbers, changed = sorted(wanted), Counter()
    for start in range(0, len(numbers), AT_ONCE):
        changed += _put_part(city, {number: wanted[number] for number in numbers[start : start + AT_ONCE]})
    counts = [(name, changed[name]) for name in FACTS if changed[name]]
    told = [["rows", "", str(rows)], ["segments", "", str(len(numbers))]]
    told += [[name, "", ngettext("%(number)s segment", "%(number)s segments", n) % {"number": n}] for name, n in counts]
    changes.note_many(RoadSegment, city, title, told if counts else [], by=by, at=at, verb=changes.Verb.IMPORTED)
    return changed


def _put_part(city: City, wanted: Mapping[int, Mapping]) -> Counter[str]:
    held = RoadSegment.objects.select_for_update(of=("self",)).filter(city=city, pk__in=wanted).order_by("pk")
    changed, after = Counter(), []
    for number, *before in held.values_list("pk", *COLUMNS):
        facts = {name: EMPTY.get(name) if value is None else value for name, value in wanted[number].items()}
        new = [facts.get(name, value) for name, value in zip(FACTS, before, strict=True)]
        differing = [name for name, one, other in zip(FACTS, before, new, strict=True) if one != other]
        if differing:
            changed.update(differing)
            after.append((number, *new))
    if after:
        with connection.cursor() as cursor:
            cursor.execute(PUT, [list(column) for column in zip(*after, strict=True)])
    return changed


def _told(segments: list[RoadSegment], name: str, value: object) -> tuple[str, str]:
    """What most of them had before, and what all of them have."""
    before = Counter(_words(getattr(each, name)) for each in segments)
    if len(before) == 1:
        return next(iter(before)), _words(value)
    most = [f"{words or '—'} × {number}" for words, number in before.most_common(MOST_VALUES)]
    return ", ".join(most), _words(value)


def _words(value: object) -> str:
    return "" if value is None else str(value)


def is_over(city: City, day: date, at: datetime) -> bool:
    """By the city's clock: nothing is forbidden until a day that has passed."""
    return day < at.astimezone(city.zone).date()


def covered(spans: Iterable[Span]) -> list[int]:
    """Segments of which a stretch holds the larger part, by number."""
    return sorted({span.segment_id for span in spans if span.end_position - span.start_position >= HALF})


def within(area: Area) -> list[int]:
    """Segments that an area touches."""
    rows = RoadSegment.objects.filter(city_id=area.city_id, geometry__intersects=area.geometry)
    return list(rows.order_by("pk").values_list("pk", flat=True))
