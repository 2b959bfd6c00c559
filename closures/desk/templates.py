"""Templates of events: kept of one that is there, thrown away."""

from datetime import datetime

from django.utils import timezone

from closures.desk.event_form import EventOutput
from closures.models import EventTemplate, RoadEvent
from closures.prefilled import as_new
from roadmap.models import User


def keep(event: RoadEvent, name: str, *, by: User, at: datetime) -> EventTemplate:
    """Under a name that the agency has already it takes the place of what was kept."""
    with timezone.override(event.city.zone):
        values = as_new(EventOutput(event).data)
    told = {"values": values, "created_by": by, "created_at": at}
    return EventTemplate.objects.update_or_create(agency=event.agency, name=name, defaults=told)[0]


def throw_away(template: EventTemplate) -> None:
    template.delete()
