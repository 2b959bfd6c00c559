"""The day's changes in one letter, at the hour that its reader chose: of each event the latest word."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext, override

from closures.models import DigestItem, RoadEventChange
from closures.subscriptions.words import content_of
from roadmap.delivery import Content
from roadmap.models import Subscriber
from roadmap.notices import DIGEST, Notice, tell

BATCH = 200
MOST_EVENTS = 50  # in a letter; the rest are counted
RULE = "\n\n* * *\n\n"


def send_due(at: datetime) -> int:
    """How many digests were written. A batch is one transaction: a digest is there and its items gone, or neither."""
    written = 0
    while batch := _send_batch(at):
        written += batch
    return written


@transaction.atomic
def _send_batch(at: datetime) -> int:
    due = (
        DigestItem.objects.filter(due_at__lte=at).order_by("due_at", "subscriber").values_list("subscriber", flat=True)
    )
    numbers = sorted(set(due[: BATCH * MOST_EVENTS]))[:BATCH]
    readers = Subscriber.objects.select_related("city").select_for_update(of=("self",), skip_locked=True)
    held = {reader.pk: reader for reader in readers.filter(pk__in=numbers)}
    items = DigestItem.objects.filter(subscriber__in=held, due_at__lte=at)
    changes = RoadEventChange.objects.select_related("event__city", "event__agency")
    known = {change.pk: change for change in changes.filter(pk__in=items.values("change"))}
    told: dict[int, dict[int, RoadEventChange]] = {}
    for number, change in items.order_by("subscriber", "change__at", "pk").values_list("subscriber", "change"):
        told.setdefault(number, {})[known[change].event_id] = known[change]
    _write(held, told, at)
    items.delete()
    return len(told)


def _write(readers: dict[int, Subscriber], told: dict[int, dict[int, RoadEventChange]], at: datetime) -> None:
    written: dict[tuple[int, str], Content] = {}
    for number, latest in told.items():
        reader = readers[number]
        contents = []
        for change in list(latest.values())[:MOST_EVENTS]:
            key = change.pk, reader.language
            written[key] = written.get(key) or content_of(change, reader.language)
            contents.append(written[key])
        notice = Notice(reader.pk, reader.channel, _letter(reader, contents, len(latest)), at)
        tell(f"{DIGEST}:{reader.city_id}", _number(at, reader), [notice], city=reader.city, at=at)


def _number(at: datetime, reader: Subscriber) -> int:
    """Of the hour: 2026061008."""
    return int(f"{at.astimezone(reader.city.zone):%Y%m%d%H}")


def _letter(reader: Subscriber, contents: Iterable[Content], count: int) -> Content:
    contents = list(contents)
    with override(reader.language):
        title = ngettext("Road works: %(n)d change in a day", "Road works: %(n)d changes in a day", count) % {
            "n": count
        }
        return Content(
            title=f"{title}, {reader.city.shown_name}",
            text=RULE.join(content.text for content in contents),
            caption="; ".join(content.title for content in contents),
            url="",
        )
