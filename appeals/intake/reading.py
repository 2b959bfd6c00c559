"""A comment read: is it about roads, what about and where; the post above it says on which street, where its words
name none."""

import re
from dataclasses import dataclass

from django.contrib.gis.geos import Point

from appeals.models import Category
from appeals.reading import Message, read_message
from appeals.reading.whereabouts import whereabouts_of
from closures.models import SegmentSpan
from roadmap.language.gazetteer import Gazetteer
from roadmap.models import City, SettingChange
from roadmap.numbers import whole
from roadmap.places.rows import gazetteer_for
from roadmap.postgis import point_at

OTHER = "other"
OF_AN_EVENT = "road-event:"
HOUSE = re.compile(
    r"\b(?:у\s+)?(?:дом(?:а|у|е|ом)?|д\.)\s*(?:№\s*)?(\d{1,4}\s?[а-я]?(?:[/к]\d{1,3})?)\b", re.IGNORECASE
)
_kept: dict[
    tuple, Gazetteer
] = {}  # of this process: the city's names, until an import or an administrator changes them


@dataclass(frozen=True)
class Read:
    is_road: bool
    category: Category
    point: Point | None


def read(text: str, city: City, subject: str) -> Read:
    names = _gazetteer(city)
    message = read_message(text, names)
    point = _point(message, city)
    if point is None and message.is_road and not message.streets:
        point = _on_the_street(text, city, subject, names)
    return Read(message.is_road, _category(message.category), point)


def _point(message: Message, city: City) -> Point | None:
    where = whereabouts_of(message, city)["point"]
    return point_at(*where) if where else None


def _on_the_street(text: str, city: City, subject: str, names: Gazetteer) -> Point | None:
    """Of the post, where that tells of one street and the words name a house alone."""
    house, streets = HOUSE.search(text), streets_of(subject)
    if house is None or len(streets) != 1:
        return None
    return _point(read_message(f"Яма: {streets[0]}, {house[1]}", names), city)


def streets_of(subject: str) -> list[str]:
    """Of the event that a post tells of."""
    number = whole(subject.removeprefix(OF_AN_EVENT)) if subject.startswith(OF_AN_EVENT) else None
    if number is None:
        return []
    spans = SegmentSpan.objects.filter(phase__event=number, segment__road__isnull=False)
    return list(spans.order_by("segment__road__name").values_list("segment__road__name", flat=True).distinct()[:2])


def _category(code: str) -> Category:
    rows = {row.code: row for row in Category.objects.filter(code__in=[code, OTHER])}
    return rows.get(code) or rows.get(OTHER) or Category.objects.order_by("-position").first()


def _gazetteer(city: City) -> Gazetteer:
    changed = SettingChange.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = (city.pk, city.basemap, changed)
    if key not in _kept:
        _kept.clear()
        _kept[key] = gazetteer_for(city)
    return _kept[key]
