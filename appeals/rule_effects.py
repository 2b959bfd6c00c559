"""What a rule of responsibility would change in last month's messages, before it is saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appeals.models import Appeal, ResponsibilityRule
from appeals.responsibility import Case, all_responsible, default_of
from roadmap.models import Agency, Area, City
from roadmap.postgis import rows_of

LOOKED_BACK = timedelta(days=30)
MOST = 5_000  # messages that are looked at, the latest
SHOWN = 50  # of those that would go elsewhere
ZONES = """
SELECT appeal.id, area.id FROM appeals_appeal AS appeal
JOIN roadmap_area AS area ON area.city_id = appeal.city_id AND area.kind = %(kind)s
  AND ST_Intersects(area.geometry, appeal.point)
WHERE appeal.id = ANY(%(messages)s) ORDER BY area.name, area.slug
"""


@dataclass(frozen=True)
class Moved:
    """A message that would have another body; nobody's before or after is None."""

    appeal: Appeal
    was: Agency | None
    becomes: Agency | None


@dataclass(frozen=True)
class RuleEffect:
    """Of `looked_at` messages so many would go elsewhere; `is_cut` where the month had more messages than are looked
    at. `moved` are the first of them."""

    looked_at: int
    is_cut: bool
    count: int
    moved: list[Moved]


def effect_of(
    city: City, *, new: ResponsibilityRule | None, replaces: ResponsibilityRule | None, at: datetime
) -> RuleEffect:
    """As if `new` had held all that month in place of `replaces`; without `new` as if that one had not been there.

    Judged by the network, the districts and the rules of today; what an operator forwarded counts as it came.
    """
    messages = _latest(city, at)
    rules = list(ResponsibilityRule.objects.filter(city=city).select_related("agency", "category", "area"))
    without = [rule for rule in rules if replaces is None or rule.pk != replaces.pk]
    zones = _zones_of(city, messages[:MOST])
    default, moved = default_of(city), []
    on_day: dict[date, tuple[list[ResponsibilityRule], list[ResponsibilityRule]]] = {}
    for appeal in messages[:MOST]:
        on = appeal.submitted_at.astimezone(city.zone).date()
        case = Case(city, appeal.category, appeal.segment, appeal.area, on, zones.get(appeal.pk, ()), default)
        if on not in on_day:
            on_day[on] = in_force(rules, on), in_force([*without, *([new] if new else [])], on, always=new)
        was, becomes = (_first(case, asked) for asked in on_day[on])
        if was != becomes:
            moved.append(Moved(appeal, was, becomes))
    return RuleEffect(len(messages[:MOST]), len(messages) > MOST, len(moved), moved[:SHOWN])


def in_force(
    rules: Iterable[ResponsibilityRule], on: date, *, always: ResponsibilityRule | None = None
) -> list[ResponsibilityRule]:
    """In the order in which they are asked."""
    found = [rule for rule in rules if rule is always or rule.is_in_force(on)]
    return sorted(found, key=lambda rule: rule.order)


def _first(case: Case, rules: Sequence[ResponsibilityRule]) -> Agency | None:
    return next((one.agency for one in all_responsible(case, rules)), None)


def _latest(city: City, at: datetime) -> list[Appeal]:
    """One more than is looked at, so that it is known whether there are."""
    latest = Appeal.objects.filter(city=city, submitted_at__gte=at - LOOKED_BACK, submitted_at__lte=at)
    about = ("category", "segment__owner", "segment__warranty_contractor", "segment__road", "area__agency")
    shapes = ("segment__geometry", "segment__osm_nodes", "area__geometry", "candidates")
    found = list(latest.select_related(*about).defer(*shapes).order_by("-submitted_at", "-pk")[: MOST + 1])
    for appeal in found:
        appeal.city = city
    return found


def _zones_of(city: City, messages: Sequence[Appeal]) -> dict[int, list[Area]]:
    """By message, in one question."""
    zones = Area.objects.filter(city=city, kind=Area.Kind.RESPONSIBILITY).select_related("agency").defer("geometry")
    by_number = {zone.pk: zone for zone in zones}
    if not by_number:
        return {}
    found: dict[int, list[Area]] = {}
    asked = {"kind": Area.Kind.RESPONSIBILITY.value, "messages": [appeal.pk for appeal in messages]}
    for appeal, zone in rows_of(ZONES, asked, is_planned_once=False):
        found.setdefault(appeal, []).append(by_number[zone])
    return found
