"""Streets in order of the alphabet, and how many events hold on each of them now and are planned."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Left, Lower, Replace, Trim, Upper

from closures.models import RoadEvent
from closures.models.asked import Asked
from roadmap.models import City, Road, RoadSegment
from roadmap.stretches import Street

DIGITS = "0-9"  # the letter of streets that begin with a number
MOST_BUSY = 40
MOST_PARTS = 300


@dataclass(frozen=True)
class Listed:
    road: Road
    now: int
    planned: int


def alphabetic(city: City) -> QuerySet[Road]:
    """With `bare`, the name without its kind word, and its `letter`."""
    without_kind = Replace(Lower("name", output_field=CharField()), Lower("kind_word"), Value(""))
    bare = Trim(without_kind)
    return Road.objects.filter(city=city).alias(bare=bare).annotate(letter=Upper(Left(bare, 1))).order_by("bare", "pk")


def letters_of(city: City) -> list[str]:
    found = set(alphabetic(city).order_by().values_list("letter", flat=True).distinct())
    letters = sorted({"Е" if letter == "Ё" else letter for letter in found if letter.isalpha()})
    return letters + [DIGITS] * any(letter.isdigit() for letter in found)


def of_letter(city: City, letter: str) -> QuerySet[Road]:
    same = {DIGITS: [*"0123456789"], "Е": ["Е", "Ё"]}.get(letter, [letter])
    return alphabetic(city).filter(letter__in=same)


def counted(city: City, roads: Collection[Road], at: datetime) -> list[Listed]:
    names = [road.name for road in roads]
    now, known = _on_streets(city, Asked(at, at=at), names), _on_streets(city, Asked(at), names)
    return [Listed(road, now[road.name], max(known[road.name] - now[road.name], 0)) for road in roads]


def _on_streets(city: City, asked: Asked, names: list[str]) -> Counter:
    events = RoadEvent.objects.filter(city=city, roads__overlap=names).answering(asked)
    return Counter(name for roads in events.order_by().values_list("roads", flat=True) for name in set(roads))


def busy(city: City, at: datetime) -> list[Listed]:
    """Where something holds now, the most first."""
    events = RoadEvent.objects.filter(city=city).answering(Asked(at, at=at))
    held = Counter(name for roads in events.order_by().values_list("roads", flat=True) for name in set(roads))
    names = [name for name, _number in sorted(held.items(), key=lambda one: (-one[1], one[0]))[:MOST_BUSY]]
    roads = {road.name: road for road in Road.objects.filter(city=city, name__in=names)}
    return counted(city, [roads[name] for name in names if name in roads], at)


@dataclass(frozen=True)
class StreetPart:
    """A segment of a street; `ends` are the streets that it meets at its ends."""

    pk: int
    length_m: float
    ends: tuple[tuple[str, ...], tuple[str, ...]]


def parts_of_street(road: Road, course: Street) -> list[StreetPart]:
    """In order along the street, at most `MOST_PARTS`."""
    rows = RoadSegment.objects.along(road).values_list("pk", "length_m", "start", "end")
    along = course.along
    ordered = sorted(rows, key=lambda row: (min(along.get(row[2], 0.0), along.get(row[3], 0.0)), row[0]))[:MOST_PARTS]
    names = {node: crossing.roads for crossing in course.crossings for node in crossing.junctions}
    return [
        StreetPart(pk, length_m, (names.get(start, ()), names.get(end, ()))) for pk, length_m, start, end in ordered
    ]
