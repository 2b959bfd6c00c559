"""Which body answers here, and why? The first rule that holds, else the usual order; the reason is a sentence for who
reads it.

Rules are rows (appeals/models/responsibility.py). The usual order, where none holds: warranty → owner of the road →
zone → district → the city's default.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import Point
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as sentence

from appeals.models import Category, ResponsibilityRule
from appeals.models.responsibility import YES
from roadmap.models import Agency, Area, City, RoadSegment
from roadmap.models.network import CLASS_WORDS
from roadmap.said import DAY, STORED, Said

log = logging.getLogger(__name__)


class NobodyAnswers(ImproperlyConfigured):
    """The installation knows no body for this place; the message is for whoever runs it."""


class Basis(models.TextChoices):
    """By what a body answers."""

    RULE = "rule", gettext_lazy("a rule")
    WARRANTY = "warranty", gettext_lazy("the warranty of the road")
    OWNER = "owner", gettext_lazy("the owner of the road")
    ZONE = "zone", gettext_lazy("the zone of responsibility")
    DISTRICT = "district", gettext_lazy("the district")
    DEFAULT = "default", gettext_lazy("the city's default")
    FORWARDED = "forwarded", gettext_lazy("forwarding")


@dataclass(frozen=True)
class Responsibility:
    """`rule` where it was one."""

    agency: Agency
    why: Said
    basis: Basis
    rule: ResponsibilityRule | None = None


@dataclass(frozen=True)
class Case:
    """What is asked: `area` is the district, `zones` are all zones of responsibility there, the first by name first.

    `default` spares many cases the same question; None: the database is asked.
    """

    city: City
    category: Category | None
    segment: RoadSegment | None
    area: Area | None
    on: date
    zones: Sequence[Area] = ()
    default: Agency | None = None

    @property
    def street(self) -> dict:
        """What a sentence says of it; nothing where it has no name."""
        road = self.segment.road if self.segment else None
        return {"street": road.name, STORED: road.stored_names} if road else {}

    @property
    def owner(self) -> Agency | None:
        return self.segment.owner if self.segment else None

    @property
    def road_class(self) -> str:
        """A link is of the class of what it leads to; what has no words of its own counts as a local street."""
        if self.segment is None:
            return ""
        name = self.segment.highway.removesuffix("_link")
        return name if name in CLASS_WORDS else "residential"

    @property
    def contractor(self) -> Agency | None:
        """Of a warranty that holds on the day and covers such trouble."""
        segment = self.segment
        if segment is None or self.category is None or not segment.is_under_warranty(self.on):
            return None
        return segment.warranty_contractor if self.category.is_under_warranty else None


def responsible_in(case: Case) -> Responsibility:
    """The first of `all_responsible`. Raises NobodyAnswers."""
    for one in all_responsible(case, rules_of(case.city, case.on)):
        return one
    raise NobodyAnswers(
        f"City “{case.city.slug}” has no default agency: mark one agency as answering where nobody else does."
    )


def second_to(first: Responsibility, found: Iterator[Responsibility]) -> Responsibility | None:
    """The next of another body: who would be asked if the first were not there."""
    return next((one for one in found if one.agency != first.agency), None)


def rules_of(city: City, on: date) -> list[ResponsibilityRule]:
    """In the order in which they are asked."""
    rules = ResponsibilityRule.objects.in_force(city, on).select_related("agency", "category", "area")
    return sorted(rules.defer("area__geometry"), key=lambda rule: rule.order)


def all_responsible(case: Case, rules: Sequence[ResponsibilityRule]) -> Iterator[Responsibility]:
    """Who answers, then who would if that one were not there, and so on; one body may come several times."""
    for rule in _own_before_parents([rule for rule in rules if holds(rule, case)], case):
        found = _by_rule(rule, case)
        if found is not None:
            yield found
    for step in (_by_warranty, _by_owner, _by_zone, _by_district, _by_default):
        found = step(case)
        if found is not None:
            yield found


def _own_before_parents(rules: Sequence[ResponsibilityRule], case: Case) -> Iterator[ResponsibilityRule]:
    """Of one priority, a subtopic's own rules are asked before those of its topic, whatever these ask besides."""
    own = [rule for rule in rules if case.category and rule.category_id == case.category.pk]
    last = {rule.priority: rule for rule in own}
    waiting: list[ResponsibilityRule] = []
    for rule in rules:
        is_of_parent = rule.category_id is not None and rule not in own
        if is_of_parent and rule.priority in last:
            waiting.append(rule)
            continue
        yield rule
        if rule is last.get(rule.priority):
            yield from waiting
            del last[rule.priority]
            waiting = []


def holds(rule: ResponsibilityRule, case: Case) -> bool:
    """Whether all its conditions hold; its days are not asked here."""
    return (
        (rule.category_id is None or case.category is not None and rule.category_id in case.category.line)
        and (rule.owner_id is None or case.owner is not None and rule.owner_id == case.owner.pk)
        and (not rule.road_class or rule.road_class == case.road_class)
        and (rule.area_id is None or rule.area_id in {area.pk for area in (case.area, *case.zones) if area})
        and (not rule.warranty or (rule.warranty == YES) == (case.contractor is not None))
    )


def area_of(city: City, point: Point | None) -> Area | None:
    """The district of a point; on a border always the same one."""
    if point is None:
        return None
    return Area.objects.districts().filter(city=city).containing(point).select_related("agency").first()


def zones_of(city: City, point: Point | None) -> list[Area]:
    """The zones of responsibility of a point, on a border of both sides, always in the same order."""
    if point is None:
        return []
    zones = Area.objects.filter(city=city, kind=Area.Kind.RESPONSIBILITY).containing(point)
    return list(zones.select_related("agency").defer("geometry"))


def default_of(city: City) -> Agency | None:
    return Agency.objects.filter(city=city, is_default=True).first()


def _by_rule(rule: ResponsibilityRule, case: Case) -> Responsibility | None:
    step = {
        ResponsibilityRule.Answers.CONTRACTOR: _by_warranty,
        ResponsibilityRule.Answers.OWNER: _by_owner,
        ResponsibilityRule.Answers.DISTRICT: _by_district,
    }.get(rule.answers)
    if step is None:
        return Responsibility(rule.agency, _why(rule), Basis.RULE, rule)
    found = step(case)
    return found and Responsibility(found.agency, found.why, Basis.RULE, rule)


def _why(rule: ResponsibilityRule) -> Said:
    """In English, too, where somebody wrote that."""
    why = rule.why.rstrip(".")
    stored = {why: rule.why_en.rstrip(".")} if rule.why_en else {}
    if rule.category is None:
        return Said(sentence("By rule: %(why)s."), {"why": why, STORED: stored})
    name, names = rule.category.name, rule.category.names
    told = {"category": name, STORED: stored | ({name: names["en"]} if names.get("en") else {})}
    if not rule.why:
        return Said(sentence("Category “%(category)s”: it answers for this in the whole city."), told)
    return Said(sentence("Category “%(category)s”: %(why)s."), told | {"why": why})


def _by_warranty(case: Case) -> Responsibility | None:
    if case.contractor is None:
        return None
    day = {DAY: case.segment.warranty_until.isoformat()}
    named = sentence("%(street)s is under warranty until %(day)s: the contractor mends it.")
    nameless = sentence("This road is under warranty until %(day)s: the contractor mends it.")
    why = Said(named, case.street | day) if case.street else Said(nameless, day)
    return Responsibility(case.contractor, why, Basis.WARRANTY)


def _by_owner(case: Case) -> Responsibility | None:
    if case.owner is None:
        return None
    named = Said(sentence("%(street)s is in the care of this body."), case.street)
    nameless = Said(sentence("This road is in the care of this body."))
    return Responsibility(case.owner, named if case.street else nameless, Basis.OWNER)


def _by_zone(case: Case) -> Responsibility | None:
    zone = next((zone for zone in case.zones if zone.agency), None)
    if zone is None:
        return None
    named = {"area": zone.name, STORED: zone.stored_names}
    return Responsibility(zone.agency, Said(sentence("The place is in its zone: %(area)s."), named), Basis.ZONE)


def _by_district(case: Case) -> Responsibility | None:
    if case.area is None or case.area.agency is None:
        return None
    named = {"area": case.area.name, STORED: case.area.stored_names}
    why = Said(sentence("The place is in its district: %(area)s."), named)
    return Responsibility(case.area.agency, why, Basis.DISTRICT)


def _by_default(case: Case) -> Responsibility | None:
    agency = case.default or default_of(case.city)
    why = Said(sentence("It answers for the city's roads that have no other owner on record."))
    return agency and Responsibility(agency, why, Basis.DEFAULT)


def told_kindly(error: NobodyAnswers) -> str:
    """To the resident; the reason goes to the log, where the operator of the installation reads it."""
    log.error("%s", error)
    return _("Messages cannot be taken here yet: nobody is named to answer them. We have been told.")
