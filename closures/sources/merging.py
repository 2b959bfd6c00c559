"""What a new record changes in an event, and what it leaves alone: whatever a dispatcher has corrected by hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from closures.form_names import name_in_form
from closures.models import Phase, RoadEvent, SourceItem
from closures.models.lists import Basis
from closures.snapshot import rounded
from closures.sources.drafts import FIELDS, IMPACT, PLACE, TIMES, Draft
from closures.workflow import Status
from roadmap.moments import period_words

FORM_NAMES = {PLACE: "geometry", TIMES: "planned_start", IMPACT: "vehicle_impact"}


@dataclass(frozen=True)
class Merge:
    """Names of what is written, of what a hand has corrected to what the source tells, and of what was corrected to
    something else, with the `difference` in words; `proposed` are those that an approver has to see first."""

    written: tuple[str, ...]
    agreed: tuple[str, ...]
    kept: tuple[str, ...]
    difference: str = ""
    proposed: tuple[str, ...] = ()


def merge(item: SourceItem, event: RoadEvent, wanted: Draft, *, waits: bool = False) -> Merge:
    """`event` is held. Of one that a person ended or called off nothing changes any more; where it `waits` for an
    approver, nothing does before."""
    standing = standing_of(event)
    written_before = item.written | approved(item, standing)
    new = [name for name, value in wanted.values.items() if value != written_before.get(name)]
    if is_over_by_hand(event):
        kept = tuple(name for name in new if wanted.values[name] != standing[name])
        return Merge((), (), kept, _("It is over here (%s): nothing was changed.") % event.get_status_display())
    corrected = {name for name in new if standing[name] != written_before.get(name, standing[name])}
    agreed = tuple(name for name in new if name in corrected and standing[name] == wanted.values[name])
    kept = tuple(name for name in new if name in corrected and name not in agreed)
    written = tuple(name for name in new if name not in corrected)
    told = "; ".join(_told(name, standing, wanted, event, kept) for name in ((*kept, *written) if waits else kept))
    if waits and written:
        words = _("An approver has to see this change: %(difference)s")
        return Merge((), agreed, (*kept, *written), words % {"difference": told}, proposed=written)
    return Merge(written, agreed, kept, told)


def approved(item: SourceItem, standing: dict) -> dict:
    """What stands there as the source has proposed it."""
    return {name: value for name, value in item.proposed.items() if standing[name] == value}


def standing_of(event: RoadEvent) -> dict:
    """The same as an event says it now; of stages that lie in different places those of each."""
    phases = list(event.phases.prefetch_related("locations"))
    places = [_place_of(phase) for phase in phases]
    zone = event.city.zone
    moments = [(phase.planned_start, phase.planned_end) for phase in phases]
    values = {name: getattr(event, name) for name in FIELDS}
    return values | {
        IMPACT: phases[0].vehicle_impact if _is_one_impact(phases) else None,
        PLACE: places[0] if all(place == places[0] for place in places) else places,
        TIMES: [
            [start.astimezone(zone).isoformat(), end and end.astimezone(zone).isoformat()] for start, end in moments
        ],
    }


def _place_of(phase: Phase) -> dict | list:
    """One shape, as a source has it; of several all of them."""
    places = [rounded(place.geometry) for place in phase.locations.all()]
    return places[0] if len(places) == 1 else places


def _is_one_impact(phases: list[Phase]) -> bool:
    return len({phase.vehicle_impact for phase in phases}) == 1


def is_over_by_hand(event: RoadEvent) -> bool:
    ended = event.status == Status.FINISHED and event.end_basis != Basis.PLAN
    return ended or event.status == Status.CANCELLED


def _told(name: str, standing: dict, wanted: Draft, event: RoadEvent, by_hand: Collection[str]) -> str:
    """«Срок: здесь …, в источнике …»; of a place only that it differs."""
    title = str(name_in_form(FORM_NAMES.get(name, name)) or name)
    if name == PLACE:
        is_by_hand = _("%(title)s: corrected by hand, another one in the source")
        return (is_by_hand if name in by_hand else _("%(title)s: another one in the source")) % {"title": title}
    here, there = (_said(name, values.get(name), event) for values in (standing, wanted.values))
    return _("%(title)s: here “%(here)s”, in the source “%(there)s”") % {"title": title, "here": here, "there": there}


def _said(name: str, value: object, event: RoadEvent) -> str:
    if name != TIMES or not value:
        return str(value or "—")[:80]
    terms = [[moment and datetime.fromisoformat(moment) for moment in pair] for pair in value]
    return "; ".join(period_words(start, end, event.city.zone, event.updated_at) for start, end in terms)
