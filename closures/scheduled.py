"""Publication at a set time: tried out when it is set, checked anew when its time has come, and told where it fails."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from closures import actions, recording
from closures.conflicts import Clash, accept, clashes_of, new_of
from closures.models import RoadEvent, RoadEventChange, ScheduledPublication
from closures.models.change import Verb
from closures.unusual import Unusual, left_unconfirmed
from closures.workflow import MoveRefused
from roadmap.models import User
from roadmap.moments import moment_words


class Asks(Exception):
    """What is unusual in it, or clashes with others, and nobody has said that it is meant."""

    def __init__(self, unusual: Sequence[Unusual], clashes: Sequence[Clash]):
        super().__init__()
        self.unusual, self.clashes = unusual, clashes

    @property
    def sentences(self) -> list[str]:
        return [each.text for each in (*self.unusual, *self.clashes)]


@transaction.atomic
def schedule(
    event: RoadEvent,
    *,
    publish_at: datetime,
    by: User,
    at: datetime,
    confirmed: Collection[str] = (),
    clash_reason: str = "",
    comment: str = "",
) -> None:
    """Sets the time, or another one. Raises Asks, what publishing it at that time would raise, and ValidationError with
    `publish_at`.
    """
    if publish_at <= at:
        raise ValidationError({"publish_at": _("This moment is past: publish it now, or choose a later one.")})
    if event.end is not None and publish_at >= event.end:
        words = _("The event is over by then: it ends %(end)s.")
        raise ValidationError({"publish_at": words % {"end": moment_words(event.end, event.city.zone, at)}})
    clashes = _tried(event, by=by, at=publish_at, confirmed=confirmed)
    if clashes and not clash_reason:
        raise Asks([], clashes)
    change = recording.note(event, Verb.SCHEDULED, by=by, at=at, comment=comment)
    told = {"confirmed": list(confirmed), "clashes": [clash.identity for clash in clashes]}
    told |= {"publish_at": publish_at, "by": by, "version": change.version, "clash_reason": clash_reason}
    ScheduledPublication.objects.update_or_create(event=event, defaults=told | {"refused_at": None, "why": []})


def _tried(event: RoadEvent, *, by: User, at: datetime, confirmed: Collection[str]) -> list[Clash]:
    """As `_published`, and rolled back."""
    with transaction.atomic():
        clashes = _published(event, by=by, at=at, confirmed=confirmed)
        transaction.set_rollback(True)
    return clashes


def _published(event: RoadEvent, *, by: User, at: datetime, confirmed: Collection[str]) -> list[Clash]:
    """It is; the clashes that nobody knows of yet. Raises Asks of what is unusual."""
    actions.publish(event, by=by, at=at, ask=partial(_check_unusual, at=at, confirmed=confirmed))
    published = RoadEvent.objects.select_related("city", "agency").get(pk=event.pk)
    return new_of(published, clashes_of(published, at))


def _check_unusual(event: RoadEvent, *, at: datetime, confirmed: Collection[str]) -> None:
    """Raises Asks."""
    if asked := left_unconfirmed(event, at, confirmed=confirmed):
        raise Asks(asked, [])


@transaction.atomic
def unschedule(event: RoadEvent, *, by: User, at: datetime, comment: str = "") -> RoadEventChange:
    """It is published by hand, or not at all; also puts away what could not be published. Raises MoveRefused."""
    if not ScheduledPublication.objects.filter(event=event).delete()[0]:
        raise MoveRefused(_("No publication is set."))
    return recording.note(event, Verb.UNSCHEDULED, by=by, at=at, comment=comment)


@transaction.atomic
def publish_due(pk: int, *, at: datetime) -> None:
    """By the clock. What cannot be published any more stays as it is, and says why."""
    due = ScheduledPublication.objects.due(at).filter(pk=pk)
    if (event := due.values_list("event", flat=True).first()) is None:
        return
    RoadEvent.objects.locked(event)
    row = due.select_related("event__agency", "by").first()
    if row is None:
        return  # somebody has set another time, or taken it away, while we waited
    try:
        with transaction.atomic():
            _publish(row, at)
    except MoveRefused as error:
        _miss(row, [str(error)], at)
    except ValidationError as error:
        _miss(row, error.messages, at)
    except Asks as error:
        _miss(row, error.sentences, at)
    except IntegrityError:
        _miss(row, [_("The database refused it: somebody else changed the same thing.")], at)
    else:
        row.delete()


def _publish(row: ScheduledPublication, at: datetime) -> None:
    event = row.event
    if not RoadEvent.objects.editable_by(row.by).filter(pk=event.pk).exists():
        raise MoveRefused(_("%(who)s, who had set the time, may publish it no longer.") % {"who": row.by.shown_name})
    later = event.changes.of_content().filter(version__gt=row.version)
    if event.agency.needs_second_person and later.exists():
        raise MoveRefused(_("It was changed after it had been approved."))
    new = _published(event, by=row.by, at=at, confirmed=row.confirmed)
    if unseen := [clash for clash in new if list(clash.identity) not in row.clashes]:
        raise Asks([], unseen)
    published = RoadEvent.objects.select_related("city", "agency").get(pk=event.pk)
    accept(published, clashes_of(published, at), reason=row.clash_reason, by=row.by, at=at)


def _miss(row: ScheduledPublication, why: list[str], at: datetime) -> None:
    row.refused_at, row.why = at, why
    row.save(update_fields=["refused_at", "why"])
    recording.note(row.event, Verb.MISSED, by=None, at=at, comment=" ".join(why)[:300])
