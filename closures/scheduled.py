"""Publication at a set time: tried out when it is set, checked anew when its time has come, and told where it fails."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from closures import actions
from closures.models import RoadEvent, RoadEventChange, ScheduledPublication
from closures.models.change import Verb
from closures.unusual import Unusual, unusual_in
from closures.workflow import MoveRefused
from roadmap.models import User


@transaction.atomic
def schedule(
    event: RoadEvent,
    *,
    publish_at: datetime,
    by: User,
    at: datetime,
    confirmed: Collection[str] = (),
    comment: str = "",
) -> list[Unusual]:
    """Sets the time, or another one. Tells what will be unusual in it then and is not `confirmed`: nothing is set then.

    Raises what publishing it at that time would raise, and ValidationError with `publish_at`.
    """
    if publish_at <= at:
        raise ValidationError({"publish_at": _("This moment is past: publish it now, or choose a later one.")})
    if asked := _tried(event, by=by, at=publish_at, confirmed=confirmed):
        return asked
    change = actions.note(event, Verb.SCHEDULED, by=by, at=at, comment=comment)
    told = {"publish_at": publish_at, "by": by, "version": change.version, "confirmed": list(confirmed)}
    ScheduledPublication.objects.update_or_create(event=event, defaults=told | {"refused_at": None, "why": []})
    return []


def _tried(event: RoadEvent, *, by: User, at: datetime, confirmed: Collection[str]) -> list[Unusual]:
    with transaction.atomic():
        actions.publish(event, by=by, at=at)
        asked = _unusual(event, at, confirmed)
        transaction.set_rollback(True)
    return asked


def _unusual(event: RoadEvent, at: datetime, confirmed: Collection[str]) -> list[Unusual]:
    published = RoadEvent.objects.select_related("city").get(pk=event.pk)
    return [each for each in unusual_in(published, at) if each.code not in confirmed]


@transaction.atomic
def unschedule(event: RoadEvent, *, by: User, at: datetime, comment: str = "") -> RoadEventChange:
    """It is published by hand, or not at all; also puts away what could not be published. Raises MoveRefused."""
    if not ScheduledPublication.objects.filter(event=event).delete()[0]:
        raise MoveRefused(_("No publication is set."))
    return actions.note(event, Verb.UNSCHEDULED, by=by, at=at, comment=comment)


@transaction.atomic
def publish_due(pk: int, *, at: datetime) -> None:
    """By the clock. What cannot be published any more stays as it is, and says why."""
    row = ScheduledPublication.objects.due(at).select_related("event__agency", "by").filter(pk=pk).first()
    if row is None:
        return
    RoadEvent.objects.locked(row.event_id)
    try:
        with transaction.atomic():
            _publish(row, at)
    except MoveRefused as error:
        _miss(row, [str(error)], at)
    except ValidationError as error:
        _miss(row, error.messages, at)
    except IntegrityError:
        _miss(row, [_("The database refused it: somebody else changed the same thing.")], at)
    else:
        row.delete()


def _publish(row: ScheduledPublication, at: datetime) -> None:
    event = row.event
    if not RoadEvent.objects.editable_by(row.by).filter(pk=event.pk).exists():
        raise MoveRefused(_("%(who)s, who had set the time, may publish it no longer.") % {"who": row.by.shown_name})
    later = event.changes.filter(verb=Verb.DRAFTED, version__gt=row.version)
    if event.agency.needs_second_person and later.exists():
        raise MoveRefused(_("It was changed after it had been approved."))
    actions.publish(event, by=row.by, at=at)
    if asked := _unusual(event, at, row.confirmed):
        raise ValidationError([each.text for each in asked])


def _miss(row: ScheduledPublication, why: list[str], at: datetime) -> None:
    row.refused_at, row.why = at, why
    row.save(update_fields=["refused_at", "why"])
    actions.note(row.event, Verb.MISSED, by=None, at=at, comment=" ".join(why)[:300])
