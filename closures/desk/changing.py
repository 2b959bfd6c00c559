"""What the desk's form says of an event that is there, done; what was only given back changes nothing."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from closures import amending
from closures.desk.clashes import check_clashes
from closures.desk.event_form import CheckedEntry
from closures.desk.unusual import check_unusual
from closures.models import Phase, PhasePlace, RoadEvent, RoadEventChange
from closures.models.clash import Identity
from closures.snapshot import rounded
from closures.unusual import unusual_in
from closures.validation import PhaseRefused
from roadmap.models import User

OF_ONE_PLACE = {"geometry": "geometry", "direction": "direction", "toward": "toward", "places": "words"}


def take_change(
    event: RoadEvent,
    entry: CheckedEntry,
    *,
    by: User,
    at: datetime,
    proposed_by: User | None,
    reason_by: User | None = None,
    reason_for: Collection[Identity] | None = None,
) -> None:
    """What came in of an event that is held. `reason_by` has said why what clashes goes on, where `reason_for` tells of
    what (see check_clashes); nobody, where it was a source. Else it is `by`.

    Raises ValidationError, NeedsApproval.
    """
    known, fields = unusual_in(event, at), _fields_of(event, entry)
    told = {"fields": fields, "phases": entry.phases, "comment": entry.comment}
    ask = partial(check_unusual, at=at, known=known, confirmed=entry.confirmed)
    amending.change(event, by=by, at=at, proposed_by=proposed_by, ask=ask, **told)
    changed = RoadEvent.objects.select_related("city", "agency").get(pk=event.pk)
    who = by if reason_for is None else reason_by
    check_clashes(changed, at, reason=entry.clash_reason, by=who, reason_for=reason_for)


def try_change(event: RoadEvent, entry: CheckedEntry, *, by: User, at: datetime) -> RoadEventChange | None:
    """The row as this change would make it, to be looked at and rolled back; whether it clashes is not asked.

    The version is not saved; None where nothing differs. Raises as `take_change` but NeedsApproval.
    """
    known, fields = unusual_in(event, at), _fields_of(event, entry)
    made = amending.try_out(event, fields=fields, phases=entry.phases, by=by, at=at)
    check_unusual(made.event if made else event, at, known=known, confirmed=entry.confirmed)
    return made


def _fields_of(event: RoadEvent, entry: CheckedEntry) -> dict:
    """What is given back with the digits that were given out is the same. Raises ValidationError."""
    if entry.fields.get("kind", event.kind) != event.kind:
        raise ValidationError({"kind": [_("The kind of an event cannot change; cancel it and enter another.")]})
    fields = {name: value for name, value in entry.fields.items() if name != "kind"}
    keep_drawings(event, entry.phases or [])
    _keep_way_round(event, fields)
    return fields


def keep_drawings(event: RoadEvent, given: list[dict]) -> None:
    """A drawing is given out with six digits; who gives it back as it was has drawn nothing anew.

    Raises PhaseRefused.
    """
    phases = {phase.pk: phase for phase in event.phases.prefetch_related("locations")}
    for number, values in enumerate(given, start=1):
        _keep_drawings_of_part(values, phases.get(values.get("part_of")))
        phase = phases.get(values.get("id"))
        there = list(phase.locations.all()) if phase else []
        _take_what_was_changed(values, there)
        _check_short_form(number, values, phase)
        _keep_drawing(values, there[0] if len(there) == 1 else None)
        for place in values.get("locations", ()):
            _keep_drawing(place, next((each for each in there if each.pk == place.get("id")), None))


def _take_what_was_changed(values: dict, there: list[PhasePlace]) -> None:
    """A stage is given out with its place in both forms; who gives both back and changed the short one means that."""
    if "locations" not in values or len(there) != 1 or len(values["locations"]) != 1:
        return
    (location,), (before,) = values["locations"], there
    for name, field in OF_ONE_PLACE.items():
        same = _said(location.get(field, getattr(before, field))) == _said(getattr(before, field))
        if name in values and same:
            location[field] = values[name]


def _check_short_form(number: int, values: dict, phase: Phase | None) -> None:
    """Of several places the short form tells nothing: given back as it was it is left, changed it is refused."""
    if phase is None or len(values.get("locations", ())) < 2:
        return
    if changed := [name for name in OF_ONE_PLACE if name in values and _is_new(values[name], getattr(phase, name))]:
        words = _("There are several places: change this of the place that you mean, in `locations`.")
        raise PhaseRefused(number, dict.fromkeys(changed, words))


def _is_new(given: object, stored: object) -> bool:
    return _said(given) != _said(stored)


def _said(value: object) -> object:
    return rounded(value) if isinstance(value, GEOSGeometry) else value


def _keep_drawing(values: dict, before: PhasePlace | None) -> None:
    if before and _is_drawn_as(values, before):
        values["geometry"] = before.geometry


def _keep_drawings_of_part(values: dict, origin: Phase | None) -> None:
    """Places that were another stage's are found by their drawing."""
    there = origin.locations.all() if origin else ()
    for place in (values, *values.get("locations", ())):
        _keep_drawing(place, next((one for one in there if _is_drawn_as(place, one)), None))


def _is_drawn_as(values: dict, place: PhasePlace) -> bool:
    return "geometry" in values and rounded(values["geometry"]) == rounded(place.geometry)


def _keep_way_round(event: RoadEvent, fields: dict) -> None:
    """As `keep_drawings`: given back with the six digits that were given out, it is the same."""
    given, stored = fields.get("detour_geometry"), event.detour_geometry
    if given and stored and rounded(given) == rounded(stored):
        fields["detour_geometry"] = stored
