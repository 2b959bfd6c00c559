"""What messages make of news about road events: the one signal of the house is heard here."""

from django.dispatch import receiver

from appeals import actions
from appeals.models import Appeal
from closures.models import RoadEventChange
from closures.models.change import Verb
from closures.signals import road_event_changed


@receiver(road_event_changed)
def on_road_event_changed(sender, change: RoadEventChange, **kwargs) -> None:
    """Works that were to mend something have ended: say so on each open message that waits for them."""
    if change.verb != Verb.FINISHED:
        return
    for appeal in Appeal.objects.open().filter(planned_work=change.event_id).order_by("pk"):
        actions.note_works_ended(appeal, change.event, at=change.at)
