"""One change → a row in the table of deliveries for each reader whom it concerns, a batch at once, after the commit.

One event's batches never run side by side, and a change that a later one has overtaken is told to nobody any more: so a
reader's rows are written in the order of the changes, and each is there once however often a batch begins anew.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.db import connection

from closures import posts
from closures.models import DigestItem, Heard, RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.subscriptions.hours import due_at, next_digest
from closures.subscriptions.reach import Reader, readers_of, still_to_come
from closures.subscriptions.words import content_of
from roadmap import effects
from roadmap.channels import CHANNELS
from roadmap.delivery import Content
from roadmap.models import Delivery, Subscriber
from roadmap.notices import OVERTAKEN, Notice
from roadmap.notices import tell as tell_each

EFFECT = "tell-readers"
BATCH = 2_000
LOCK = 0x5265  # of PostgreSQL's advisory locks those of this room
ONLY_TO_THOSE_WHO_HEARD = (Verb.OVERDUE, Verb.FINISHED, Verb.CANCELLED)
SENT = (Delivery.State.SENDING, Delivery.State.SENT, Delivery.State.UNKNOWN)


def begin(change: RoadEventChange, at: datetime) -> None:
    """Left to be done; nobody who saves an event waits for it."""
    if posts.is_news(change):
        _leave(change.pk, 0, at)


def _leave(change: int, after: int, at: datetime) -> None:
    effects.leave(EFFECT, f"{change}:{after}", at=at, change=change, after=after)


def tell(*, at: datetime, change: int, after: int) -> None:
    """By name in settings.EFFECTS: the next batch of readers, in order of number; the one after it is left behind."""
    told = RoadEventChange.objects.select_related("event__city", "event__agency").get(pk=change)
    _alone(told.event_id)
    if _is_overtaken(told):
        return
    heard = told.verb in ONLY_TO_THOSE_WHO_HEARD
    readers = readers_of(told.event, told.at, only_heard=heard, after=after, most=BATCH)
    _tell(told, _held(readers), at)
    if len(readers) == BATCH:
        _leave(change, readers[-1].pk, at)


def _alone(event: int) -> None:
    """Until the transaction ends; the event's own row is not held, so that its dispatcher goes on working."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, event % 2**31])


def _held(readers: Sequence[Reader]) -> list[Reader]:
    """Until the transaction ends, in order of number: nobody unsubscribes halfway, and who has is not told."""
    rows = Subscriber.objects.filter(pk__in=[reader.pk for reader in readers]).order_by("pk")
    held = set(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    return [reader for reader in readers if reader.pk in held]


def _is_overtaken(change: RoadEventChange) -> bool:
    """What is told only to those who heard of it already takes no word from the others, unless it is the end."""
    later = change.event.changes.standing().select_related("event__city").filter(version__gt=change.version)
    return any(posts.is_news(each) for each in later.exclude(verb=Verb.OVERDUE))


def _tell(change: RoadEventChange, readers: Sequence[Reader], at: datetime) -> None:
    event = change.event
    readers = [reader for reader in readers if CHANNELS[reader.channel].is_configured()]
    if posts.is_end(change):
        readers = _who_know(event, readers)
    _tell_at_once(change, [reader for reader in readers if reader.digest_hour is None], at)
    _put_by(change, [reader for reader in readers if reader.digest_hour is not None], at)
    numbers = [reader.pk for reader in readers]
    if change.is_end_confirmed or change.verb == Verb.CANCELLED:
        Heard.objects.filter(event=event, subscriber__in=numbers).delete()
    else:
        Heard.objects.bulk_create(
            [Heard(event=event, subscriber_id=number) for number in numbers], ignore_conflicts=True
        )


def _who_know(event: RoadEvent, readers: Sequence[Reader]) -> list[Reader]:
    """Of an end: what waited is withdrawn, and whom nothing ever reached is not told of it."""
    names = {Subscriber(pk=reader.pk).recipient: reader for reader in readers}
    thread = Delivery.objects.notices().filter(subject=event.subject, recipient__in=names)
    withdrawn = set(thread.filter(state=Delivery.State.WAITING).values_list("recipient", flat=True))
    thread.withdraw(OVERTAKEN)
    sent = set(thread.filter(state__in=SENT).values_list("recipient", flat=True))
    unaware = {names[name].pk for name in withdrawn - sent}
    Heard.objects.filter(event=event, subscriber__in=unaware).delete()
    return [reader for reader in readers if reader.pk not in unaware]


def _tell_at_once(change: RoadEventChange, readers: Sequence[Reader], at: datetime) -> None:
    event, windows = change.event, list(still_to_come(change.event, at))

    def when(reader: Reader) -> datetime:
        return due_at(at, event.city.zone, is_quiet=reader.is_quiet, windows=windows)

    content = _in_each_language(change)
    notices = [Notice(reader.pk, reader.channel, content(reader.language), when(reader)) for reader in readers]
    tell_each(event.subject, change.version, notices, city=event.city, at=at)


def _in_each_language(change: RoadEventChange):
    """Written once, whoever reads it."""

    @lru_cache
    def content(language: str) -> Content:
        return content_of(change, language)

    return content


def _put_by(change: RoadEventChange, readers: Sequence[Reader], at: datetime) -> None:
    zone = change.event.city.zone
    items = [
        DigestItem(subscriber_id=reader.pk, change=change, due_at=next_digest(reader.digest_hour, at, zone))
        for reader in readers
    ]
    DigestItem.objects.bulk_create(items, ignore_conflicts=True)
