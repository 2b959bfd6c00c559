"""Words to one reader each: by the one table of deliveries, behind what is for everybody, and never a second time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop as sentence

from roadmap import delivery
from roadmap.broker import AWAITED, BEHIND
from roadmap.channels import personal
from roadmap.channels.office import AGENCY, PERSON, OfficeMail
from roadmap.delivery import TITLE_MOST, Content
from roadmap.lengths import shortened
from roadmap.logs import note
from roadmap.models import Agency, City, Delivery, Subscriber, User
from roadmap.said import Said

DIGEST = "digest"  # its later words tell other news than its earlier ones, and take none of them back
ASKED_FOR = ("confirm:", "follow:", "lost:")  # subjects of letters for which somebody waits at this moment
KEPT = timedelta(days=60)
IDLE = timedelta(days=3)
SWEPT = 5_000  # at once
UNSUBSCRIBED = Said(personal.UNSUBSCRIBED)
OVERTAKEN = Said(sentence("A later version has overtaken this text, so it is not sent any more."))


@dataclass(frozen=True)
class Notice:
    """To whom (a subscriber's number and channel), what, and not before when."""

    reader: int
    channel: str
    content: Content
    due_at: datetime

    @property
    def recipient(self) -> str:
        return Subscriber(pk=self.reader).recipient


@transaction.atomic
def tell(subject: str, version: int, notices: Iterable[Notice], *, city: City, at: datetime) -> None:
    """A row each, once: a reader who has one of this subject and version gets no other. Handed over after commit."""
    rows = [_row(subject, version, notice, city, at) for notice in notices]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    due = [row.recipient for row in rows if row.next_try_at <= at]
    transaction.on_commit(lambda: _hand_over_all(subject, version, due), robust=True)


def _row(subject: str, version: int, notice: Notice, city: City, at: datetime) -> Delivery:
    return Delivery(
        subject=subject,
        version=version,
        channel=notice.channel,
        recipient=notice.recipient,
        action=Delivery.Action.NOTICE,
        city=city,
        title=shortened(notice.content.title, TITLE_MOST),
        text=notice.content.text,
        caption=notice.content.caption,
        url=notice.content.url,
        created_at=at,
        next_try_at=max(at, notice.due_at),
    )


def _hand_over_all(subject: str, version: int, recipients: list[str]) -> None:
    rows = Delivery.objects.notices().filter(subject=subject, version=version, recipient__in=recipients)
    for pk, channel in rows.filter(state=Delivery.State.WAITING).values_list("pk", "channel"):
        hand_over(pk, channel, subject)


def hand_over(pk: int, channel: str, subject: str) -> None:
    """A letter that confirms a wish overtakes what a thousand readers are told."""
    priority = AWAITED if subject.startswith(ASKED_FOR) else BEHIND
    delivery.hand_over(pk, channel, priority=priority)


def tell_office(subject: str, agency: Agency, content: Content, *, at: datetime) -> None:
    """A letter to a body that works with this site: of one subject it gets one."""
    _tell_staff(subject, f"{AGENCY}{agency.pk}", content, city=agency.city_id, at=at)


def tell_person(subject: str, user: User, content: Content, *, city: City, at: datetime) -> None:
    """A letter to somebody of the staff: of one subject one."""
    _tell_staff(subject, f"{PERSON}{user.pk}", content, city=city.pk, at=at)


@transaction.atomic
def _tell_staff(subject: str, recipient: str, content: Content, *, city: int, at: datetime) -> None:
    row = Delivery(
        subject=subject,
        version=1,
        channel=OfficeMail.name,
        recipient=recipient,
        action=Delivery.Action.NOTICE,
        city_id=city,
        title=shortened(content.title, TITLE_MOST),
        text=content.text,
        url=content.url,
        created_at=at,
        next_try_at=at,
    )
    Delivery.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(lambda: _hand_over_all(subject, row.version, [row.recipient]), robust=True)


@transaction.atomic
def forget(subscriber: Subscriber) -> None:
    """Nothing more goes there, and nothing here holds the address or a word of what was asked for any more."""
    if Subscriber.objects.held(subscriber.pk):
        subscriber.deliveries.silence(UNSUBSCRIBED)
        Subscriber.objects.forget(subscriber.pk)


@transaction.atomic
def send_again(channel: str, topic: str, *, by: User, at: datetime) -> int:
    """A person says: the unknown ones of this topic go out once more, handed over by the clock; how many were settled.
    A reader who has a later word about the same gets no older one.
    """
    asked = _asked(channel, topic, by)
    if topic != DIGEST:
        _refuse_overtaken(asked, by)
    again = {"state": Delivery.State.WAITING, "attempts": 0, "next_try_at": at, **Said().as_columns("reason")}
    Delivery.objects.asking().filter(pk__in=asked).update(**again)
    if asked:
        note(f"sends words to readers again: {len(asked)} of {topic} by {channel}", by=by)
    return len(asked)


def _refuse_overtaken(numbers: list[int], by: User) -> None:
    overtaken = Delivery.objects.with_overtaken().filter(pk__in=numbers, is_overtaken=True)
    refused = {"state": Delivery.State.REFUSED, "settled_by": by, **OVERTAKEN.as_columns("reason")}
    Delivery.objects.filter(pk__in=list(overtaken.values_list("pk", flat=True))).update(**refused)


@transaction.atomic
def leave(channel: str, topic: str, *, by: User) -> int:
    """A person says: the unknown ones of this topic stay as they are, and nobody is asked again; how many they were."""
    asked = _asked(channel, topic, by)
    Delivery.objects.filter(pk__in=asked).update(settled_by=by)
    if asked:
        note(f"leaves words to readers as they are: {len(asked)} of {topic} by {channel}", by=by)
    return len(asked)


def _asked(channel: str, topic: str, user: User) -> list[int]:
    return Delivery.objects.asking_of_readers(user).about().filter(channel=channel, topic=topic).held()


def forget_idle(at: datetime) -> int:
    """Readers who were written to once, and asked for nothing that is still there; how many went."""
    return sum(_forget_idle(pk) for pk in Subscriber.objects.idle(at - IDLE).values_list("pk", flat=True)[:SWEPT])


@transaction.atomic
def _forget_idle(pk: int) -> bool:
    reader = Subscriber.objects.held(pk)
    if reader is None or reader.has_wishes:
        return False
    forget(reader)
    return True


def sweep(at: datetime) -> int:
    """What was told long ago is nobody's need; how many rows went."""
    old = Delivery.objects.notices().filter(created_at__lt=at - KEPT).order_by("created_at")
    return Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:SWEPT])).delete()[0]
