"""Which body answers here, and why? The first that the list below finds; the reason is a sentence for who reads it."""

import logging
from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import Point
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from appeals.models import Category, ResponsibilityRule
from roadmap.models import Agency, Area, City, RoadSegment
from roadmap.said import DAY, STORED, Said

log = logging.getLogger(__name__)


class NobodyAnswers(ImproperlyConfigured):
    """The installation knows no body for this place; the message is for whoever runs it."""


@dataclass(frozen=True)
class Responsibility:
    agency: Agency
    why: Said


@dataclass(frozen=True)
class _Case:
    city: City
    category: Category | None
    segment: RoadSegment | None
    area: Area | None
    on: date

    @property
    def street(self) -> dict:
        """What a sentence says of it; nothing where it has no name."""
        road = self.segment.road
        return {"street": road.name, STORED: road.stored_names} if road else {}


def responsible_for(
    city: City,
    category: Category | None,
    *,
    segment: RoadSegment | None = None,
    area: Area | None = None,
    on: date,
) -> Responsibility:
    """Rule of the category → warranty → owner of the road → district → the city's default. Raises NobodyAnswers."""
    case = _Case(city, category, segment, area, on)
    for step in (_by_category, _by_warranty, _by_owner, _by_district, _by_default):
        found = step(case)
        if found is not None:
            return found
    raise NobodyAnswers(
        f"City “{city.slug}” has no default agency: mark one agency as answering where nobody else does."
    )


def area_of(city: City, point: Point | None) -> Area | None:
    """The district of a point; on a border always the same one."""
    if point is None:
        return None
    return Area.objects.districts().filter(city=city).containing(point).select_related("agency").first()


def _by_category(case: _Case) -> Responsibility | None:
    rules = ResponsibilityRule.objects.filter(city=case.city, category=case.category).select_related("agency")
    rule = rules.first() if case.category else None
    if rule is None:
        return None
    told = {"category": str(case.category)}
    if not rule.why:
        whole_city = sentence("Category “%(category)s”: it answers for this in the whole city.")
        return Responsibility(rule.agency, Said(whole_city, told))
    why = Said(sentence("Category “%(category)s”: %(why)s."), told | {"why": rule.why.rstrip(".")})
    return Responsibility(rule.agency, why)


def _by_warranty(case: _Case) -> Responsibility | None:
    segment = case.segment
    if segment is None or segment.warranty_contractor is None or segment.warranty_until is None:
        return None
    if case.category is None or not case.category.is_under_warranty or segment.warranty_until < case.on:
        return None
    day = {DAY: segment.warranty_until.isoformat()}
    named = sentence("%(street)s is under warranty until %(day)s: the contractor mends it.")
    nameless = sentence("This road is under warranty until %(day)s: the contractor mends it.")
    why = Said(named, case.street | day) if case.street else Said(nameless, day)
    return Responsibility(segment.warranty_contractor, why)


def _by_owner(case: _Case) -> Responsibility | None:
    if case.segment is None or case.segment.owner is None:
        return None
    named = Said(sentence("%(street)s is in the care of this body."), case.street)
    nameless = Said(sentence("This road is in the care of this body."))
    return Responsibility(case.segment.owner, named if case.street else nameless)


def _by_district(case: _Case) -> Responsibility | None:
    if case.area is None or case.area.agency is None:
        return None
    named = {"area": case.area.name, STORED: case.area.stored_names}
    why = Said(sentence("The place is in its district: %(area)s."), named)
    return Responsibility(case.area.agency, why)


def _by_default(case: _Case) -> Responsibility | None:
    agency = Agency.objects.filter(city=case.city, is_default=True).first()
    why = Said(sentence("It answers for the city's roads that have no other owner on record."))
    return agency and Responsibility(agency, why)


def told_kindly(error: NobodyAnswers) -> str:
    """To the resident; the reason goes to the log, where the operator of the installation reads it."""
    log.error("%s", error)
    return _("Messages cannot be taken here yet: nobody is named to answer them. We have been told.")
