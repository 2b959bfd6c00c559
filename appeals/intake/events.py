"""One event of a network made into what it means, in the transaction that takes its effect away: exactly once."""

from collections.abc import Callable
from datetime import datetime

from appeals.intake import max, taking_in, telegram, vk
from appeals.intake.comment import Comment, What
from roadmap.models import IncomingEvent

READERS: dict[str, Callable[[dict], Comment | None]] = {
    "telegram": telegram.comment_in,
    "vk": vk.comment_in,
    "max": max.comment_in,
}
MEANS = {
    What.WRITTEN: taking_in.take_in,
    What.CHANGED: taking_in.change,
    What.DELETED: taking_in.withdraw,
}


def work_on(*, at: datetime, pk: int) -> None:
    """By name in settings.EFFECTS. An event whose words have gone meanwhile is none."""
    event = IncomingEvent.objects.select_for_update(of=("self",)).select_related("account__city").filter(pk=pk).first()
    comment = read_event(event) if event else None
    if comment is None:
        return
    event.about = comment.about
    event.save(update_fields=["about"])
    MEANS[comment.what](event.account, comment, at=event.received_at)


def read_event(event: IncomingEvent) -> Comment | None:
    reader = READERS.get(event.account.network)
    return reader(event.told) if reader and event.body else None
