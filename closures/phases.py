"""The phases of an event as somebody gives them: which one is which, and what of it stays."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from closures.derive import rebuild_spans
from closures.models import Phase, PhasePlace, RoadEvent
from closures.models.lists import Direction
from closures.opened import OPENING, confirmed_end, origin_of
from closures.territory import check_inside
from closures.validation import (
    LocationRefused,
    PhaseRefused,
    check_exceptions,
    check_locations,
    check_phase,
    check_windows,
)
from roadmap.matching import match_geometry
from roadmap.models import User

MOST_PHASES = 50
OF_A_LOCATION = frozenset(("geometry", "direction", "toward", "places"))
WORDS = {"places": "words"}
CONFIRMED = ("actual_start", "actual_end", "start_source", "end_source")


def replace_phases(event: RoadEvent, given: Sequence[dict], at: datetime, by: User | None) -> None:
    """One that stays keeps its row, what was confirmed of it, and what was not given; numbers follow their starts.

    `by` gives them: a dispatcher only inside the agency's territory. What was confirmed comes with those that are
    `moved`, and with those that are open in fact (closures.opened).

    Raises ValidationError, of one phase PhaseRefused with its number in the order given.
    """
    if not given:
        raise ValidationError({"phases": _("Say where and when.")})
    if len(given) > MOST_PHASES:
        raise ValidationError({"phases": _("More than %d phases.") % MOST_PHASES})
    there = list(event.phases.all())
    kept = _matched(there, given)
    given = [_in_full(there, number, values) for number, values in enumerate(given, start=1)]
    stay = {phase.pk for phase in kept.values()}
    if gone := [phase.pk for phase in there if phase.pk not in stay]:
        event.phases.filter(pk__in=gone).delete()
    written: list[Phase] = []
    for number, values in enumerate(given, start=1):
        phase = kept.get(number) or Phase(event=event)
        try:
            _write(event, phase, number, values | confirmed_end(event, values, at), by)
        except ValidationError as error:
            raise PhaseRefused(number, error.message_dict, location=getattr(error, "location", None)) from error
        written.append(phase)
        check_windows(written, at)
    _number_by_start(written)


def ending_last(phases: Iterable[Phase]) -> list[Phase]:
    """Those that hold to the end of the whole: until further notice where any does, else as long as the last one. What
    was called off never held; needs `event`."""
    held = [phase for phase in phases if not phase.is_called_off]
    ends = {phase.end for phase in held}
    last = None if None in ends else max(ends, default=None)
    return [phase for phase in held if phase.end == last]


def copied(phase: Phase) -> dict:
    """All that a person says of a phase, as it is given for another one; not what was confirmed of it."""
    return {name: getattr(phase, name) for name in _told_of(Phase) if name not in CONFIRMED} | {
        "locations": [{name: getattr(place, name) for name in _told_of(PhasePlace)} for place in phase.locations.all()]
    }


def moved(phase: Phase) -> dict:
    """As `copied`, with what was confirmed of it: it is the same works, told of elsewhere."""
    return copied(phase) | {name: getattr(phase, name) for name in CONFIRMED}


def _in_full(there: Sequence[Phase], number: int, values: dict) -> dict:
    """What was a part of another stage is as that one was, in the places given, and began with it."""
    if (origin := origin_of(there, number, values)) is None:
        return values
    began = {name: getattr(origin, name) for name in ("actual_start", "start_source")}
    return {name: value for name, value in copied(origin).items() if name != "locations"} | began | values


def _told_of(model: type[Model]) -> list[str]:
    """Its own fields; the rest is derived, or says whose row it is."""
    fields = model._meta.concrete_fields
    return [
        each.name for each in fields if each.editable and not each.is_relation and each.name not in ("id", "number")
    ]


def _number_by_start(phases: list[Phase]) -> None:
    """As everybody is told of them, whatever order they were given in."""
    for number, phase in enumerate(sorted(phases, key=lambda phase: phase.planned_start), start=1):
        if phase.number != number:
            phase.number = number
            phase.save(update_fields=["number"])


def given_locations(phase: Phase, values: dict) -> list[PhasePlace]:
    """The locations of the phase with these values; one that stays keeps its row and what was not given.

    `locations` tells of all. The phase's own `geometry`, `direction`, `toward` and `places` are the short form for
    one: a geometry is all that the phase then holds, the rest changes its main location.
    """
    there = list(phase.locations.all()) if phase.pk else []
    if "locations" in values:
        return [_filled(old, each) for old, each in _paired(there, values["locations"])]
    short = {name: values[name] for name in OF_A_LOCATION & values.keys()}
    others = [] if "geometry" in short else there[1:]
    return [_filled(there[0] if there else None, short), *others]


def _paired(there: list[PhasePlace], given: list[dict]) -> list[tuple[PhasePlace | None, dict]]:
    """By `id`; if there are as many as before, those without one are the others in their order."""
    free = {location.pk: location for location in there}
    kept = []
    for number, values in enumerate(given, start=1):
        if (pk := values.get("id")) is not None and pk not in free:
            raise LocationRefused(number, {"id": [_("This stage has no such place, or it is given twice.")]})
        kept.append(free.pop(pk, None))
    others = iter(free.values() if len(there) == len(given) else ())
    return [(old or next(others, None), values) for old, values in zip(kept, given, strict=True)]


def _filled(location: PhasePlace | None, values: dict) -> PhasePlace:
    location = location or PhasePlace()
    for name in values.keys() - {"id"}:
        setattr(location, WORDS.get(name, name), values[name])
    if "geometry" in values and not values.keys() & {"places", "words"}:
        location.words = []  # they were of the former place
    _forget_former_direction(location, values)
    return location


def _forget_former_direction(location: PhasePlace, values: dict) -> None:
    """An area in the place of a line has none, and both directions go toward nothing; what is given is judged."""
    if "direction" not in values and location.geometry is not None and location.geometry.dims != 1:
        location.direction = Direction.BOTH
    if "toward" not in values and location.direction == Direction.BOTH:
        location.toward = ""


def move_to_signal(event: RoadEvent) -> None:
    """An outage lies where its signal stands."""
    for phase in event.phases.all():
        phase.locations.update(geometry=event.signal.geometry)
        rebuild_spans(phase)


def _matched(there: list[Phase], given: Sequence[dict]) -> dict[int, Phase]:
    """Number in what was given → the phase that it is; those that are new are missing.

    By `id`. Who gives none means the phase with the same planned start, else, if there are as many as before,
    the one of the same number; what was confirmed of it stays where the place does.
    """
    free = {phase.pk: phase for phase in there}
    found = {}
    for number, values in enumerate(given, start=1):
        if values.get("id") is not None:
            found[number] = _named(free, number, values["id"])
    nameless = [number for number, values in enumerate(given, start=1) if not values.keys() & {"id", "part_of"}]
    for number in nameless:
        start = given[number - 1].get("planned_start")
        if same := next((phase for phase in free.values() if phase.planned_start == start), None):
            found[number] = free.pop(same.pk)
    for number in nameless if len(there) == len(given) else ():
        if number not in found and (same := next((each for each in free.values() if each.number == number), None)):
            found[number] = free.pop(same.pk)
    return found


def _named(free: dict[int, Phase], number: int, pk: int) -> Phase:
    if pk not in free:
        raise PhaseRefused(number, {"id": [_("This event has no such stage, or it is given twice.")]})
    return free.pop(pk)


def _write(event: RoadEvent, phase: Phase, number: int, values: dict, by: User | None) -> None:
    if event.declared.is_at_signal:
        values["geometry"] = event.signal.geometry
    planned_before = phase.planned_end
    for name in values.keys() - OF_A_LOCATION - OPENING - {"id", "locations"}:
        setattr(phase, name, values[name])
    phase.number = number
    locations = given_locations(phase, values)
    check_locations(event.kind, event.city, locations)
    check_inside(event.agency, by, locations)
    is_moved = not values.keys().isdisjoint(CONFIRMED)
    if values.get("id") is None and not is_moved and _is_confirmed(phase) and not _is_about_there(phase, locations):
        _forget_confirmed(phase)
    check_phase(event.city, phase)
    check_exceptions(phase, event.city)
    if phase.planned_end != planned_before and not is_moved and _ends_later(phase):
        phase.actual_end, phase.end_source = None, ""  # the end was moved on after one had been confirmed
    if phase.end is not None and phase.end <= phase.start:
        if "ended_at" in values:
            raise ValidationError({"ended_at": _("The end must be later than the start.")})
        raise ValidationError(
            {"planned_end": _("The field reported other times; the end must be later than the start.")}
        )
    phase.geometry = locations[0].geometry  # until it is derived
    phase.full_clean(exclude={"event"}, validate_unique=False, validate_constraints=False)
    phase.save()
    _save_locations(phase, locations)
    rebuild_spans(phase)


def _is_confirmed(phase: Phase) -> bool:
    return phase.actual_start is not None or phase.actual_end is not None


def _is_about_there(phase: Phase, locations: Sequence[PhasePlace]) -> bool:
    """Some of it lies on the stretches where the phase has lain so far; beside the network, where it was drawn."""
    held = list(phase.spans.all())
    spans = [span for each in locations for span in match_geometry(phase.event.city, each.geometry)]
    if held and spans:
        return any(span.shares(row) for row in held for span in spans)
    return any(each.geometry.intersects(phase.geometry) for each in locations)


def _forget_confirmed(phase: Phase) -> None:
    """Who was there has seen another place; only the id says that it is the same stage all the same."""
    phase.actual_start = phase.actual_end = None
    phase.start_source = phase.end_source = ""


def _save_locations(phase: Phase, locations: list[PhasePlace]) -> None:
    phase.locations.exclude(pk__in=[location.pk for location in locations if location.pk]).delete()
    for number, location in enumerate(locations, start=1):
        location.phase, location.number = phase, number
        location.full_clean(exclude={"phase"}, validate_unique=False, validate_constraints=False)
        location.save()


def _ends_later(phase: Phase) -> bool:
    return phase.actual_end is not None and (phase.planned_end is None or phase.planned_end > phase.actual_end)
