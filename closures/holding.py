"""For a minute nothing of a step leaves the house, and it can be taken back: the event is then as it was before.

How long, the agency says (`Agency.hold_s`, seconds; 0 never). The map shows the step at once. Only what a person did is
held; the clock's own steps tell what is so.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from closures.derive import DERIVED, DERIVED_OF_PHASE, rebuild_spans
from closures.models import HeldStep, Phase, PhasePlace, RoadEvent
from closures.workflow import MoveRefused
from roadmap.models import User

KEPT_OF_EVENT = {"id", "city", "kind", "agency", "version", "entry_key", "created_by", "created_at", "updated_at"}


def before_step(event: RoadEvent, by: User | None) -> dict | None:
    """The locked event, before anything of it changes; None where the step is not held."""
    if by is None or not event.agency.hold_s:
        return None
    return {"event": _columns(event, _of_event()), "phases": [_phase(phase) for phase in event.phases.all()]}


def held_until(event: RoadEvent, before: dict | None, at: datetime) -> datetime | None:
    return None if before is None else at + timedelta(seconds=event.agency.hold_s)


def hold(event: RoadEvent, before: dict, until: datetime) -> None:
    """The step that made the version that stands."""
    told = {"version": event.version, "until": until, "before": before}
    HeldStep.objects.update_or_create(event=event, defaults=told)


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


def put_back(event: RoadEvent, step: HeldStep) -> None:
    """The locked event's columns and phases as before the step, saved; what follows from them is to be derived."""
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
