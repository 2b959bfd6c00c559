"""What follows the verbs of road events, after their commit (settings.EFFECTS)."""

from datetime import datetime

from closures import conflicts, renewing
from closures.models import KnownClash, RoadEvent, RoadEventChange
from closures.signals import road_event_changed
from closures.subscriptions import fan_out
from roadmap import effects


def tell_of_change(*, at: datetime, change: int) -> None:
    """The one signal, and word to readers. A receiver that fails makes the whole telling come again, so receivers and
    readers are only left effects."""
    entry = RoadEventChange.objects.select_related("event__city").get(pk=change)
    fan_out.begin(entry, at)
    if entry.event.published_at is not None or KnownClash.objects.of(entry.event).open().exists():
        effects.leave("follow-clashes", entry.event_id, at=at, pk=entry.event_id)
    road_event_changed.send(RoadEvent, change=entry)


def follow_clashes(*, at: datetime, pk: int) -> None:
    """What somebody published, ended or moved elsewhere than at the desk, too, is noted for both who clash."""
    conflicts.follow(RoadEvent.objects.get(pk=pk), at)


def derive_event(*, at: datetime, pk: int) -> None:
    """What follows from its phases, after an update of the program that derives more of them."""
    renewing.derive_anew(pk, at=at)


def count_plan_anew(*, at: datetime, city: int) -> None:
    """The city has another rule: how far what is published holds on unconfirmed follows from it, each by itself."""
    for pk in RoadEvent.objects.published().filter(city=city).values_list("pk", flat=True):
        effects.leave("derive-event", pk, at=at, pk=pk)
