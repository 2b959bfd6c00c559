"""What is known of an event's clashes: rows, each recorded once, accepted with a reason, over when it is."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from closures.conflicts.clash import Clash
from closures.conflicts.rules import clashes_of
from closures.models import KnownClash, PublicVersion, RoadEvent
from closures.workflow import Status
from roadmap.models import User


def new_of(event: RoadEvent, found: Iterable[Clash]) -> list[Clash]:
    """Those that nobody has been told of, or that had gone and come again: be it that what was accepted was taken
    back, or that hours or places are others since."""
    return _new(event, found, KnownClash.objects.of(event))


def _new(event: RoadEvent, found: Iterable[Clash], rows: Iterable[KnownClash]) -> list[Clash]:
    known = {row.identity_of(event) for row in rows if row.resolved_at is None}
    return [clash for clash in found if clash.identity not in known]


def accept(event: RoadEvent, found: Sequence[Clash], *, reason: str = "", by: User | None = None, at: datetime) -> None:
    """Of an event that is held: the new ones go on for this reason; nobody is asked again about the same. Without a
    reason they are only noted. What no longer clashes is over."""
    rows = _held_rows(event)
    told = {"reason": reason, "by": by, "accepted_at": at, "version": event.version} if reason else {}
    new = {clash.identity for clash in _new(event, found, rows.values())}
    for clash in found:
        _note(event, clash, rows.get(clash.identity), at, told if clash.identity in new else {})
    _resolve(rows, {clash.identity for clash in found}, at)


@transaction.atomic
def follow(event: RoadEvent, at: datetime) -> None:
    """After any change of it, whoever made it: what clashes now is noted, what no longer does is over."""
    event = RoadEvent.objects.locked(event.pk)
    if event.status == Status.PUBLISHED:
        accept(event, clashes_of(event, at), at=at)
    else:
        _resolve(_held_rows(event), (), at)


def come_back(event: RoadEvent, ended_at: datetime) -> None:
    """A step at that moment, which ended clashes of the event, is taken back: they go on as they were accepted, where
    the other one is as it was then."""
    rows = _held_rows(event).values()
    ended = [row for row in rows if row.resolved_at == ended_at and not _has_changed(row.partner_of(event), ended_at)]
    KnownClash.objects.filter(pk__in=[row.pk for row in ended]).update(resolved_at=None)


def _has_changed(partner: RoadEvent | None, since: datetime) -> bool:
    return partner is not None and partner.updated_at > since


def _held_rows(event: RoadEvent) -> dict[tuple, KnownClash]:
    """By identity, as the event says it. Of two that clash, each might note it at the same moment: so one waits, for
    the row that each change of what is public has to hold."""
    PublicVersion.objects.select_for_update().filter(city=event.city_id).first()
    rows = KnownClash.objects.of(event).select_for_update(of=("self",)).order_by("pk")
    return {row.identity_of(event): row for row in rows}


def _note(event: RoadEvent, clash: Clash, row: KnownClash | None, at: datetime, told: dict) -> None:
    """Under whichever of the two it stands already."""
    if row is None:
        columns = {"event": event, "other": clash.other, "code": clash.code, "subject": clash.subject}
        KnownClash.objects.create(**columns, noticed_at=at, **told)
    elif told or row.resolved_at:
        KnownClash.objects.filter(pk=row.pk).update(**told, resolved_at=None)


def _resolve(rows: dict[tuple, KnownClash], stands: Collection[tuple], at: datetime) -> None:
    gone = [row.pk for identity, row in rows.items() if identity not in stands and row.resolved_at is None]
    KnownClash.objects.filter(pk__in=gone).update(resolved_at=at)
