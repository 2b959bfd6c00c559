"""What messages make of news about road events: the one signal of the house is heard here."""

from django.dispatch import receiver

from appeals.models import Appeal
from appeals.place import works_for
from closures.models import Phase, RoadEventChange
from closures.models.change import Verb
from closures.signals import road_event_changed
from roadmap import effects


@receiver(road_event_changed)
def on_road_event_changed(sender, change: RoadEventChange, **kwargs) -> None:
    """Works that were to mend something have ended: each open message that waits for them is told, by itself."""
    if change.verb != Verb.FINISHED and not change.is_end_of_stage:
        return
    for appeal in Appeal.objects.open().filter(planned_work=change.event_id):
        if _is_over_here(appeal, change):
            effects.leave("works-ended", f"{appeal.pk}:{change.pk}", at=change.at, appeal=appeal.pk, change=change.pk)


def _is_over_here(appeal: Appeal, change: RoadEventChange) -> bool:
    """Whether it was this change that ended the works at its place; what was over before was told before."""
    here = works_for(appeal)
    if not isinstance(here, Phase):
        return change.verb == Verb.FINISHED
    if change.is_end_of_stage and here.actual_end is None:
        return False
    before = RoadEventChange.objects.before(change)
    return before is None or here.number not in before.stages_over
