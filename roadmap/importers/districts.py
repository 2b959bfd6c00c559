"""Administrative districts that the extract itself has."""

from collections import defaultdict
from typing import NamedTuple

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from shapely.geometry.base import BaseGeometry

from roadmap.models import Area, City

from .extract import Extract
from .roads import name_of
from .slugs import slug_of

LEVELS = ("9", "8")  # districts of a city, the finest first; which of the two a city uses differs
FEWEST = 2  # one area is the city itself


class District(NamedTuple):
    """`english` is empty where no mapper wrote it."""

    outline: BaseGeometry
    english: str


def districts(extract: Extract) -> dict[str, District]:
    """By name, those of the finest level that divides the city; borders that the extract cuts are left out."""
    levels: dict[str, dict[str, District]] = defaultdict(dict)
    for area in extract.areas:
        if area.tags.get("boundary") == "administrative" and name_of(area.tags):
            found = District(area.geometry, area.tags.get("name:en", "").strip())
            levels[area.tags.get("admin_level", "")][name_of(area.tags)] = found
    return next((levels[level] for level in LEVELS if len(levels[level]) >= FEWEST), {})


def save_districts(city: City, found: dict[str, District]) -> int:
    """Fills a city that has none. Where a list was imported it stays: of the same name the outline is renewed only."""
    known = {area.name: area for area in Area.objects.districts().filter(city=city)}
    taken = {area.slug for area in known.values()}
    for name, (outline, english) in found.items():
        area = known.get(name)
        if area is None and known:
            continue
        area = area or Area(city=city, kind=Area.Kind.DISTRICT, name=name, slug=slug_of(name, taken, longest=80))
        area.geometry = _multi(outline)
        area.learn_english(english)
        area.save()
        taken.add(area.slug)
    return len(found)


def _multi(outline: BaseGeometry) -> MultiPolygon:
    parts = shapely.multipolygons(shapely.get_parts(outline))
    return GEOSGeometry(memoryview(shapely.to_wkb(parts)), srid=4326)
