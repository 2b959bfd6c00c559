"""A later end by the street's word, where the agency wants a second person: nobody knows who held the link, so whoever
says yes to it words it, and somebody else approves it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from closures import proposals
from closures.models import ProposedChange, RoadEvent, SiteReport
from closures.street.doing import extended
from closures.unusual import Code
from roadmap.models import User


def propose(
    report: SiteReport, do_it: Callable[..., object], *, by: User, at: datetime, reason: str, clash_reason: str
) -> None:
    """`do_it` is tried out in the name of `by`. Raises what it raises, and MoveRefused where another change waits."""
    event = RoadEvent.objects.locked(report.event_id)
    values = {
        "phases": [_as_sent(event, phase) for phase in extended(event, report)],
        "comment": reason,
        "clash_reason": clash_reason,
        "confirmed": Code.values,
    }
    trial = partial(do_it, proposed_by=by)
    proposals.propose(event, ProposedChange.Verb.CHANGE, values, by=by, at=at, trial=trial)


def _as_sent(event: RoadEvent, given: dict) -> dict:
    """As the desk's form sends it: a stage always has its start."""
    stored = event.phases.get(pk=given["id"])
    end = given.get("planned_end", stored.planned_end)
    return {"id": stored.pk, "planned_start": stored.planned_start.isoformat(), "planned_end": end and end.isoformat()}
