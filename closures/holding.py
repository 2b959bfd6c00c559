"""For a minute nothing of a step leaves the house, and it can be taken back: the event is then as it was before.

How long, the agency says (`Agency.hold_s`, seconds; 0 never). The map shows the step at once. Only what a person did is
held; the clock's own steps tell what is so.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Field, Model, QuerySet
from django.utils.translation import gettext as _

from closures.derive import DERIVED, DERIVED_OF_PHASE, rebuild_spans
from closures.detours.laid import put_way, way_of
from closures.models import HeldStep, Phase, PhasePlace, ProposedChange, RoadEvent, SourceItem
from closures.workflow import MoveRefused, Status
from roadmap import effects
from roadmap.models import User

KEPT_OF_EVENT = {
    *("id", "city", "kind", "agency", "version", "entry_key", "created_by", "created_at", "updated_at", "reminded_at"),
}


def before_step(event: RoadEvent, by: User | None) -> dict | None:
    """The locked event, before anything of it changes; None where the step is not held."""
    if by is None or not event.agency.hold_s:
        return None
    phases = [_phase(phase) for phase in event.phases.all()]
    return {"event": _columns(event, _of_event()), "phases": phases, "way": way_of(event)}


def before_change(event: RoadEvent, by: User | None) -> dict | None:
    """The same; nobody is told of a draft, so nothing of it is held."""
    return before_step(event, by) if event.published_at else None


def held_until(event: RoadEvent, before: dict | None, at: datetime) -> datetime | None:
    return None if before is None else at + timedelta(seconds=event.agency.hold_s)


def hold(event: RoadEvent, before: dict, until: datetime) -> None:
    """The step that made the version that stands."""
    told = {"version": event.version, "until": until, "before": before}
    HeldStep.objects.update_or_create(event=event, defaults=told)


def keep_proposal(event: RoadEvent, as_sent: dict, items: Iterable[SourceItem]) -> None:
    """The step that stands, where it is held, was proposed as this: taken back, it waits again, and the
    source's records are as they were read."""
    _note(event, proposal=as_sent, items=[[item.pk, item.difference, item.digest] for item in items])


def _note(event: RoadEvent, /, **more: object) -> None:
    for step in _standing(event.pk):
        step.before |= more
        step.save(update_fields=["before"])


def _standing(pk: int) -> QuerySet[HeldStep]:
    """That which made the version that stands, where it is held."""
    return HeldStep.objects.filter(event=pk, version=F("event__version"))


def tie(event: RoadEvent, other: RoadEvent) -> None:
    """The steps that stand of these two are one: taken back together, or not at all."""
    steps = [step for each in (event, other) for step in _standing(each.pk)]
    for step, partner in zip(steps, reversed(steps), strict=True):
        step.before |= {"with": [partner.event_id, partner.version]}
        step.save(update_fields=["before"])


def goes_if_undone(made: RoadEvent) -> None:
    """The step has made this event: without it, it is a draft that was deleted."""
    for step in _standing(made.pk):
        _note(made, event=step.before["event"] | {"status": Status.CANCELLED})


def of_one_step(event: RoadEvent) -> list[RoadEvent]:
    """It and what its last step changed beside it, held in order of number; it comes first.

    Raises MoveRefused where something else was done to one of them since.
    """
    numbers = {event.pk, *done_beside(event.pk)}
    held = list(RoadEvent.objects.filter(pk__in=numbers).locked_in_order())
    for each in held:
        others = [part for other in held if other is not each for part in (other.pk, other.version)]
        if _tied(each.pk) != others:
            raise MoveRefused(too_late())
    return sorted(held, key=lambda each: each.pk != event.pk)


def done_beside(pk: int) -> list[int]:
    """The number of the other event of its last step, which is held with it: whichever has the lower number first."""
    return _tied(pk)[:1]


def _tied(pk: int) -> list[int]:
    """The other event of its last step and the version that the step made there; nothing where it is of one."""
    step = _standing(pk).first()
    return step.before.get("with", []) if step else []


def held_step(event: RoadEvent, at: datetime) -> HeldStep | None:
    """What can be taken back: the last that was done, while nothing of it has left."""
    return HeldStep.objects.filter(event=event, version=event.version, until__gt=at).first()


def checked_step(event: RoadEvent, at: datetime) -> HeldStep:
    """Raises MoveRefused."""
    step = held_step(event, at)
    if step is None:
        raise MoveRefused(too_late())
    return step


def too_late() -> str:
    return _("It is too late to take it back: the posts have left, or something else was done since.")


def put_back(event: RoadEvent, step: HeldStep, at: datetime) -> None:
    """The locked event's columns, phases and way round as before the step, saved; what else follows from them is to be
    derived. The way is put back, not followed: others wait meanwhile."""
    _fill(event, step.before["event"])
    event.phases.exclude(pk__in=[each["columns"]["id"] for each in step.before["phases"]]).delete()
    event.save()
    for each in step.before["phases"]:
        phase = _row(Phase, each["columns"], event=event)
        phase.geometry = _row(PhasePlace, each["places"][0]).geometry  # until it is derived
        phase.save()
        phase.locations.all().delete()
        PhasePlace.objects.bulk_create(_row(PhasePlace, columns) for columns in each["places"])
        rebuild_spans(phase)
    if as_sent := step.before.get("proposal"):
        _row(ProposedChange, as_sent).save(force_insert=True)
    if (way := step.before.get("way")) is None or not put_way(event, way):
        effects.leave("derive-event", event.pk, at=at, pk=event.pk)  # by the streets that there are now
    for pk, difference, digest in step.before.get("items", ()):
        SourceItem.objects.filter(pk=pk).update(difference=difference, digest=digest)


def as_text(row: Model) -> dict:
    """All of its columns, as `put_back` reads them."""
    return _columns(row, row._meta.concrete_fields)


def _phase(phase: Phase) -> dict:
    names = [field for field in Phase._meta.concrete_fields if field.name not in {"event", *DERIVED_OF_PHASE}]
    places = [_columns(place, PhasePlace._meta.concrete_fields) for place in phase.locations.all()]
    return {"columns": _columns(phase, names), "places": places}


def _of_event() -> list[Field]:
    return [field for field in RoadEvent._meta.concrete_fields if field.name not in KEPT_OF_EVENT | set(DERIVED)]


def _columns(row: Model, fields: Iterable[Field]) -> dict:
    """As text, by Django's own way for fixtures; of geometry all digits."""
    return {field.attname: _text(row, field) for field in fields}


def _text(row: Model, field: Field) -> str | None:
    value = field.value_from_object(row)
    if value is None:
        return None
    return value.hexewkb.decode() if hasattr(value, "hexewkb") else field.value_to_string(row)


def _row(model: type[Model], columns: dict, **more) -> Model:
    return _fill(model(**more), columns)


def _fill(row: Model, columns: dict) -> Model:
    fields = {field.attname: field for field in type(row)._meta.concrete_fields}
    for name, text in columns.items():
        setattr(row, name, None if text is None else fields[name].to_python(text))
    return row
