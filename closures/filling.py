"""The fields of an event, as somebody gives them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from closures.derive import DERIVED
from closures.models import RoadEvent


def fill(event: RoadEvent, fields: dict) -> None:
    """Of the row alone, not saved. Raises ValidationError with the field named."""
    for name, value in fields.items():
        setattr(event, name, value)
    if event.declared.is_at_signal and event.signal is None:
        raise ValidationError({"signal": _("Choose the traffic signal.")})
    if event.signal and event.signal.city_id != event.city_id:
        raise ValidationError({"signal": _("This signal stands in another city.")})
    # Derived columns are filled from the phases; constraints are checked when they are.
    event.clean_fields(exclude={*DERIVED, "status", "created_at", "updated_at"})
