"""What an account tells of: kinds of events, moments of their life, areas, how severe at least."""

from closures.models import RoadEvent, RoadEventChange
from closures.models.change import Verb
from roadmap.models import Account

Moment = Account.Moment
MOMENTS = {
    Verb.PUBLISHED: Moment.ANNOUNCED,
    Verb.SPLIT: Moment.ANNOUNCED,
    Verb.CHANGED: Moment.CHANGED,
    Verb.JOINED: Moment.CHANGED,
    Verb.EXTENDED: Moment.CHANGED,
    Verb.OVERDUE: Moment.CHANGED,
    Verb.STARTED: Moment.STARTED,
    Verb.STAGE: Moment.STARTED,
    Verb.FINISHED: Moment.ENDED,
    Verb.CANCELLED: Moment.ENDED,
}


def carries(account: Account | None, change: RoadEventChange) -> bool:
    """Whether something that does not stand there yet is told there; without an account it is the site's own place."""
    return account is None or tells_of(account, change.event, MOMENTS.get(change.verb))


def tells_of(account: Account, event: RoadEvent, moment: str | None) -> bool:
    return (
        account.state == Account.State.ON
        and event.severity >= account.least_severity
        and (not account.kinds or event.kind in account.kinds)
        and (not account.moments or moment in account.moments)
        and _lies_in_its_areas(account, event)
    )


def _lies_in_its_areas(account: Account, event: RoadEvent) -> bool:
    areas = account.areas.all()
    return not areas or areas.filter(geometry__intersects=event.geometry).exists()
