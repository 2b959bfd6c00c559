"""Two events become one, or one becomes two by its stages. Nothing is lost: the history of both says so, and no two
posts tell different things of one place.

Of two that are joined the second is over and leads to the first; its post says where it is told of now. While nothing
of such a step has left it is taken back as any other, of both events at once.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.gis.geos import MultiLineString
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from closures import actions, amending, holding, posts
from closures.approval import check_change_of_shown
from closures.derive import derive
from closures.models import Phase, RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.phases import moved
from closures.recording import note, record
from closures.workflow import UNSEEN, MoveRefused, Status, check_move
from roadmap.models import User

WORDS = (
    "reason",
    "performer",
    "client",
    "contact",
    "note",
    "detour",
    "act_kind",
    "act_number",
    "act_body",
    "act_on",
    "permitted",
)
LISTS = ("detour_roads", "bus_routes", "stops_removed")
FIRST = ("cause", "severity", "parking_places", "is_quiet")  # of two that are joined the first one's
OF_EVENT = (*WORDS, *LISTS, *FIRST, "detour_geometry")


@transaction.atomic
def join(event: RoadEvent, other: RoadEvent, *, by: User, at: datetime, comment: str = "") -> RoadEvent:
    """The stages of both are the first one's. Raises MoveRefused, ValidationError."""
    event, other = _both(event, other)
    _check_may_join(event, other, by)
    phases = [*map(_kept, event.phases.all()), *map(moved, other.phases.all())]
    told = {"comment": _why(other, comment), "told_as": Verb.JOINED}
    amending.change(event, fields=_merged(event, other), phases=phases, by=by, at=at, **told)
    _lead_to(other, event, by=by, at=at, comment=_why(event, comment))
    holding.tie(event, other)
    return RoadEvent.objects.get(pk=event.pk)


@transaction.atomic
def split(event: RoadEvent, numbers: Collection[int], *, by: User, at: datetime, comment: str = "") -> RoadEvent:
    """The phases of these numbers become an event of their own, as public as the first. Raises MoveRefused."""
    event = RoadEvent.objects.locked(event.pk)
    check_change_of_shown(event, by, None)
    going, staying = _parted(event, numbers)
    made = _new_of(event, going, by=by, at=at)
    RoadEvent.objects.filter(pk=made.pk).update(split_from=event)
    note(made, Verb.SPLIT, by=by, at=at, comment=_why(event, comment))
    told = {"comment": _why(made, comment), "told_as": Verb.SPLIT}
    amending.change(event, fields={}, phases=list(map(_kept, staying)), by=by, at=at, **told)
    if event.status == Status.PUBLISHED:
        actions.publish(made, by=by, at=at)
        holding.tie(event, made)
        holding.goes_if_undone(made)
    return RoadEvent.objects.get(pk=made.pk)


def _why(partner: RoadEvent, comment: str) -> str:
    return f"№{partner.pk} {comment}".strip()[:300]


def _lead_to(event: RoadEvent, main: RoadEvent, *, by: User, at: datetime, comment: str = "") -> RoadEventChange:
    """It is told of together with `main` from now on. Raises MoveRefused."""
    event = RoadEvent.objects.locked(event.pk)
    check_move(event.status, Status.CANCELLED)
    before = holding.before_change(event, by)
    event.status, event.joined_to = Status.CANCELLED, main
    event.save(update_fields=["status", "joined_to"])
    derive(event, at)
    entry = record(event, Verb.JOINED, by=by, at=at, comment=comment, undo=before)
    if event.published_at is not None:
        posts.announce(entry, spots=posts.spots_of(event))
    return entry


def _new_of(event: RoadEvent, phases: Sequence[Phase], **who) -> RoadEvent:
    fields = {name: getattr(event, name) for name in OF_EVENT}
    told = {"kind": event.kind, "city": event.city, "agency": event.agency, "fields": fields}
    return actions.draft(**told, phases=[moved(phase) for phase in phases], **who)


def is_open(event: RoadEvent) -> bool:
    """To be joined or split: what is shown, where a second person sees each change of it first, is not."""
    return event.status in UNSEEN or (event.status == Status.PUBLISHED and not event.agency.needs_second_person)


def may_be_joined(event: RoadEvent, user: User) -> Sequence[RoadEvent]:
    """What the desk proposes: events of the same kind and agency on the same streets, as public as this one."""
    if not is_open(event) or event.declared.is_at_signal:
        return []
    statuses = UNSEEN if event.status in UNSEEN else (Status.PUBLISHED,)
    found = RoadEvent.objects.editable_by(user).filter(agency=event.agency_id, kind=event.kind, status__in=statuses)
    return found.filter(roads__overlap=event.roads).exclude(pk=event.pk).order_by("-updated_at")[:10]


def _both(event: RoadEvent, other: RoadEvent) -> tuple[RoadEvent, RoadEvent]:
    held = {row.pk: row for row in RoadEvent.objects.filter(pk__in=[event.pk, other.pk]).locked_in_order()}
    if len(held) < 2:
        raise MoveRefused(_("Choose another event."))
    return held[event.pk], held[other.pk]


def _check_may_join(event: RoadEvent, other: RoadEvent, by: User) -> None:
    if (event.kind, event.agency_id) != (other.kind, other.agency_id) or event.declared.is_at_signal:
        raise MoveRefused(_("Only events of the same kind and agency are joined, and no outages of signals."))
    both = {event.status, other.status}
    if not (both <= set(UNSEEN) or both == {Status.PUBLISHED}):
        raise MoveRefused(_("Two drafts are joined, or two that are published."))
    check_change_of_shown(event, by, None)


def _parted(event: RoadEvent, numbers: Collection[int]) -> tuple[list[Phase], list[Phase]]:
    if event.status not in (*UNSEEN, Status.PUBLISHED) or event.declared.is_at_signal:
        raise MoveRefused(_("This event cannot be split."))
    phases = list(event.phases.all())
    going = [phase for phase in phases if phase.number in numbers]
    if not going or len(going) == len(phases):
        raise ValidationError({"phases": _("Choose stages that go, and leave one.")})
    return going, [phase for phase in phases if phase not in going]


def _kept(phase: Phase) -> dict:
    return {"id": phase.pk, "planned_start": phase.planned_start, "planned_end": phase.planned_end}


def _merged(event: RoadEvent, other: RoadEvent) -> dict:
    """Words of the first, else of the second; lists and ways round of both."""
    words = {name: getattr(event, name) or getattr(other, name) for name in WORDS}
    lists = {name: list(dict.fromkeys([*getattr(event, name), *getattr(other, name)])) for name in LISTS}
    return words | lists | {"detour_geometry": _both_ways(event.detour_geometry, other.detour_geometry)}


def _both_ways(way: MultiLineString | None, other: MultiLineString | None) -> MultiLineString | None:
    """Each line once, as the streets that they are told by."""
    if way is None or other is None:
        return way or other
    lines = {line.coords: line for line in (*way, *other)}
    return MultiLineString(list(lines.values()), srid=way.srid)
