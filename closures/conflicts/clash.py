"""A clash as a rule finds it, and as it is told: the other event's own words, whose it is and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.functional import Promise

from closures.models import ClashCode, RoadEvent
from closures.models.clash import Identity
from roadmap.geometry import geos_of
from roadmap.language.grammar.english import names
from roadmap.languages import is_english
from roadmap.moments import period_words
from roadmap.schedule import Window

MOST = 50  # of one event: an area may shut a whole district


@dataclass(frozen=True)
class FoundClash:
    """`phase` is the number of the event's own stage, `place` a street, `when` the first hours that both have.

    `other` is None where it is the street that does not allow it; `words` say the rest, with places for `street` and
    `when`.
    """

    code: ClashCode
    phase: int
    geometry: GEOSGeometry
    words: str | Promise
    other: int | None = None
    place: str = ""
    when: Window | None = None

    @property
    def identity(self) -> Identity:
        return self.code.value, self.other, "" if self.other else self.place


def geometry_of(shape: bytes) -> GEOSGeometry:
    """Of a row, in WGS 84."""
    return geos_of(shapely.from_wkb(bytes(shape)))


@dataclass(frozen=True)
class Clash:
    """`geometry` in WGS 84: the stretch, or the signal, of both."""

    identity: Identity
    text: str
    phase: int
    geometry: GEOSGeometry
    other: RoadEvent | None = None

    @property
    def code(self) -> str:
        return self.identity[0]

    @property
    def subject(self) -> str:
        return self.identity[2]

    @property
    def headline(self) -> str:
        return self.other.shown_headline if self.other else ""

    @property
    def agency(self) -> str:
        return self.other.agency.name if self.other else ""

    @property
    def event(self) -> int | None:
        return self.other.pk if self.other else None


def told(event: RoadEvent, found: Iterable[FoundClash], at: datetime) -> list[Clash]:
    """Each once, of the first of the event's stages that has it."""
    each_once: dict[Identity, FoundClash] = {}
    for one in found:
        if len(each_once) < MOST:
            each_once.setdefault(one.identity, one)
    others = RoadEvent.objects.select_related("agency").defer("geometry", "detour_geometry", "in_force", "held_on")
    rows = others.in_bulk({one.other for one in each_once.values() if one.other})
    return [_told(event, one, rows.get(one.other), at) for one in each_once.values()]


def _shown(place: str) -> str:
    """A street, or several with commas, in the reader's language."""
    return ", ".join(map(names.name, place.split(", "))) if is_english() and place else place


def _told(event: RoadEvent, found: FoundClash, other: RoadEvent | None, at: datetime) -> Clash:
    when = period_words(*found.when, event.city.zone, at) if found.when else ""
    words = found.words % {"street": _shown(found.place), "when": when}
    return Clash(found.identity, words[:1].upper() + words[1:], found.phase, found.geometry, other)
