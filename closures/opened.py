"""What a change says is open in fact while the rest of the event goes on: a stage, or places that were a part of one.

A stage gives `ended_at`, when it was open, and `source`, who says so; one that is new gives the stage that it was
`part_of`, from which it has what is not given and what was confirmed of the start.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from closures.models import Phase, RoadEvent
from closures.models.lists import Source
from closures.validation import PhaseRefused, check_past
from closures.workflow import Status

OPENING = frozenset(("part_of", "ended_at", "source"))


def confirmed_ends(event: RoadEvent) -> dict[int, datetime | None]:
    """By the rows of its phases."""
    return dict(event.phases.values_list("pk", "actual_end"))


def opened_since(event: RoadEvent, ends: Mapping[int, datetime | None]) -> list[Phase]:
    """Those whose end is confirmed by now and was not, or was another: `ends` are those of before."""
    return [phase for phase in event.phases.all() if phase.actual_end and phase.actual_end != ends.get(phase.pk)]


def check_word(given: Sequence[Mapping] | None, comment: str) -> None:
    """Whoever says that it is open says by whose word. Raises ValidationError."""
    if not comment and any(values.get("ended_at") for values in given or ()):
        raise ValidationError({"comment": _("Say who told that a part of it is open.")})


def check_goes_on(phases: Iterable[Phase], at: datetime) -> None:
    """Raises ValidationError."""
    if all(phase.is_over_at(at) for phase in phases):
        raise ValidationError({"phases": _("Nothing of it would be left: finish the event.")})


def origin_of(there: Iterable[Phase], number: int, values: Mapping) -> Phase | None:
    """The stage that this one was a part of; None where it names none. Raises PhaseRefused."""
    if (pk := values.get("part_of")) is None:
        return None
    found = next((phase for phase in there if phase.pk == pk), None)
    if found is None or values.get("id") is not None:
        raise PhaseRefused(number, {"part_of": [_("This event has no such stage, or this one is no new stage.")]})
    return found


def confirmed_end(event: RoadEvent, values: Mapping, at: datetime) -> dict:
    """As a phase keeps it; empty where nothing is said. Raises ValidationError."""
    if (ended_at := values.get("ended_at")) is None:
        return {}
    if event.status != Status.PUBLISHED:
        raise ValidationError({"ended_at": _("Only a published event can be confirmed.")})
    check_past(ended_at, at, "ended_at")
    return {"actual_end": ended_at, "end_source": values.get("source", Source.OFFICE)}
