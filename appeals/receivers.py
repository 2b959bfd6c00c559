"""What messages make of news about road events: the one signal of the house is heard here."""

from django.dispatch import receiver

from appeals.models import Appeal
from closures.models import RoadEventChange
from closures.models.change import Verb
from closures.signals import road_event_changed
from roadmap import effects


@receiver(road_event_changed)
def on_road_event_changed(sender, change: RoadEventChange, **kwargs) -> None:
    """Works that were to mend something have ended: each open message that waits for them is told, by itself."""
    if change.verb != Verb.FINISHED:
        return
    for pk in Appeal.objects.open().filter(planned_work=change.event_id).values_list("pk", flat=True):
        effects.leave("works-ended", f"{pk}:{change.pk}", at=change.at, appeal=pk, change=change.pk)
