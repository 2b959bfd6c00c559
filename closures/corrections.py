"""What of an event that is over may still be changed: its words.

Where and when it was, and what was left for traffic, is history; who finds works going on takes the event up again.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from closures.validation import PhaseRefused

OF_EVENT = ("signal", "signal_mode", "parking_places", "severity")
OF_PHASE = (
    "schedule",
    "vehicle_impact",
    "lanes",
    "restrictions",
    "vehicle_classes",
    "exemptions",
    "planned_start",
    "planned_end",
)
OF_PLACE = ("geometry", "direction")


def check_only_words(before: dict, now: dict) -> None:
    """Of two snapshots. Raises ValidationError with the field named, of a stage PhaseRefused."""
    if changed := _unlike(before, now, OF_EVENT):
        raise ValidationError(dict.fromkeys(changed, _refusal()))
    old, new = before["phases"], now["phases"]
    if len(old) != len(new):
        raise ValidationError({"phases": _refusal()})
    for number, (one, other) in enumerate(zip(old, new, strict=True), start=1):
        if changed := [*_unlike(one, other, OF_PHASE), *_unlike_places(one, other)]:
            raise PhaseRefused(number, dict.fromkeys(changed, _refusal()))


def _refusal() -> str:
    return _("The event is over: only its words can be corrected. Take it up again first.")


def _unlike(before: dict, now: dict, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if before[name] != now[name]]


def _unlike_places(before: dict, now: dict) -> list[str]:
    old, new = before["locations"], now["locations"]
    if len(old) != len(new):
        return ["locations"]
    return [name for name in OF_PLACE if any(one[name] != other[name] for one, other in zip(old, new, strict=True))]
