"""What a source tells anew of works that are shown, where their agency wants a second person: it waits for an approver
beside what dispatchers propose, as a change of the desk's form."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.gis.geos import GEOSGeometry

from closures import proposals
from closures.desk.changing import take_change
from closures.desk.event_form import entry_of
from closures.models import ProposedChange, RoadEvent, WorksSource
from closures.snapshot import rounded
from closures.unusual import Code
from roadmap.models import User


def propose(
    event: RoadEvent,
    fields: Mapping,
    phases: Sequence[Mapping] | None,
    *,
    source: WorksSource,
    why: str,
    by: User | None,
    at: datetime,
) -> bool:
    """Whether anything would differ. The event must be locked. Raises MoveRefused where a person's change waits
    already, and what the form refuses."""
    values = dict(fields) | {"comment": why, "clash_reason": why, "confirmed": Code.values}
    if phases is not None:
        values["phases"] = _plain(phases)
    who = {"by": by, "at": at, "proposed_by": by}
    made = proposals.propose(
        event,
        ProposedChange.Verb.CHANGE,
        values,
        by=by,
        at=at,
        source=source,
        trial=lambda: take_change(event, entry_of(values, event.city), **who),
    )
    return made is not None


def take_back(event: RoadEvent, *, source: WorksSource, why: str, by: User | None, at: datetime) -> bool:
    """What the source has put before an approver, or got back, and tells no more: whether anything waited. The event
    must be locked."""
    waiting = ProposedChange.objects.filter(event=event, source=source).select_related("event").first()
    if waiting:
        proposals.give_up(waiting, by=by, at=at, comment=why)
    return waiting is not None


def is_waiting(event: RoadEvent, source: WorksSource) -> bool:
    return ProposedChange.objects.filter(event=event, source=source, returned_by=None).exists()


def _plain(value: object) -> object:
    """As JSON, of moments and shapes, too."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, GEOSGeometry):
        return rounded(value)
    return value.isoformat() if isinstance(value, datetime) else value
